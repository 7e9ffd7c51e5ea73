//! An app that declares every key of its deployment. The command `deploy` is tried with it.

use fal_app::prelude::*;

/// Has every key.
#[fal_app(
    name = "every-key",
    auth = "shared",
    machine_type = ["GPU-H100", "GPU-A100"],
    num_gpus = 2,
    regions = ["us-east", "eu-west"],
    keep_alive = 301,
    startup_timeout = 601,
    request_timeout = 901,
    request_start_timeout = 121,
    scaling_delay = 6,
    termination_grace_period_seconds = 31,
    min_concurrency = 1,
    max_concurrency = 7,
    max_multiplexing = 3,
    concurrency_buffer = 2,
    concurrency_buffer_perc = 11,
    skip_retry_conditions = ["timeout"],
    retry_config(timeout = 0, server_error = 2, connection_error = 9),
    deployment_strategy = "recreate",
    private_logs = true,
    max_body_mib = 64,
    secrets = ["HF_TOKEN", "OTHER_TOKEN"],
    data_mounts = ["/data/.cache", "/data/models"],
    title = "Every Key",
    category = "text-to-image",
    license = "MIT",
    thumbnail = "https://fal.media/every-key.png",
    tags = ["stylized"]
)]
#[derive(Default)]
struct Each;

#[endpoints]
impl Each {
    /// Costs a unit.
    #[endpoint("/")]
    #[billable(flat)]
    async fn answer(&self) -> Result<Value> {
        Ok(42.into())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Each>()
}
