//! Every key, meter, operand and modifier.

#![allow(clippy::panic)]

use fal_app::__private::{Billing, Known, Meter, Operand, Round};
use fal_app::App;
use fal_app::prelude::*;

/// Does everything.
#[fal_app(
    name = "every-word",
    auth = "public",
    machine_type = ["GPU-H100", other("GPU-NEW")],
    num_gpus = 2,
    regions = ["us-west", "us-central", "us-east", "eu-north", "eu-west"],
    keep_alive = 0,
    startup_timeout = 600,
    request_timeout = 900,
    request_start_timeout = 30,
    scaling_delay = 0,
    termination_grace_period_seconds = 15,
    min_concurrency = 0,
    max_concurrency = 2,
    max_multiplexing = 1,
    concurrency_buffer = 1,
    concurrency_buffer_perc = 100,
    skip_retry_conditions = ["timeout", "server_error", "connection_error"],
    retry_config(timeout = 0, server_error = 9, connection_error = 1),
    deployment_strategy = "rolling",
    private_logs = true,
    max_body_mib = 1024,
    secrets = ["HF_TOKEN"],
    data_mounts = ["/data/models"],
    title = "Every word",
    category = "text-to-image",
    license = "MIT",
    thumbnail = "https://example.com/1.png",
    tags = ["stylized"]
)]
#[derive(Default)]
struct EveryWord;

#[input]
struct Asked {
    prompt: String,
    num_images: u32,
    image_size: ImageSize,
    seconds: f64,
    fast: bool,
}

#[output]
#[derive(Default)]
struct Made {
    images: Vec<Image>,
    seconds: f32,
}

#[endpoints]
impl EveryWord {
    const RATE: u32 = 3;

    #[endpoint("/per-image")]
    #[billable(per_image)]
    async fn per_image(&self, _: Asked) -> Result<Made> {
        Ok(Made::default())
    }

    #[endpoint("/per-image/made")]
    #[billable(per_image(images = output.images), times = 0.5, min = 2, max = 5.25)]
    async fn per_image_made(&self) -> Result<Made> {
        Ok(Made::default())
    }

    #[endpoint("/per-megapixel")]
    #[billable(per_megapixel(size = (1024, 1024), images = 2))]
    async fn per_megapixel(&self) -> Result<Made> {
        Ok(Made::default())
    }

    #[endpoint("/per-megapixel/made")]
    #[billable(per_megapixel(pictures = output.images))]
    async fn per_megapixel_made(&self) -> Result<Made> {
        Ok(Made::default())
    }

    #[endpoint("/per-video-second")]
    #[billable(per_video_second(seconds = input.seconds), times = if input.fast { 2 } else { 1 })]
    async fn per_video_second(&self, _: Asked) -> Result<()> {
        Ok(())
    }

    #[endpoint("/per-audio-second")]
    #[billable(per_audio_second(seconds = output.seconds))]
    async fn per_audio_second(&self) -> Result<Made> {
        Ok(Made::default())
    }

    #[endpoint("/per-text-chunk")]
    #[billable(per_text_chunk(chars = 500))]
    async fn per_text_chunk(&self, _: Asked) -> Result<()> {
        Ok(())
    }

    #[endpoint("/flat")]
    #[billable(flat)]
    async fn flat(&self) -> Result<()> {
        Ok(())
    }

    #[endpoint("/flat/fraction")]
    #[billable(flat(units = 1e-8), unit = "job")]
    async fn flat_fraction(&self) -> Result<()> {
        Ok(())
    }

    #[endpoint("/units")]
    #[billable(units(u64::from(input.num_images).checked_mul(2).ok_or("too many")?))]
    async fn units(&self, _: Asked) -> Result<()> {
        Ok(())
    }

    #[endpoint("/units/constant")]
    #[billable(units(Self::RATE), times = Self::RATE)]
    async fn units_constant(&self) -> Result<()> {
        Ok(())
    }

    #[rustfmt::skip]
    #[endpoint("/as-written")]
    #[billable(units(
    Some(f64::from(input . num_images)*0.5 // half of them
            + -1_000.0e-3)
    /* which is never */
 .map_or(1.5, |n: f64| n.max(2.0))
    ), round = "nearest", unit = "1000 tokens")]
    async fn as_written(&self, _: Asked) -> Result<()> {
        Ok(())
    }

    #[endpoint("/custom")]
    #[billable(custom)]
    async fn custom(&self) -> Result<Billed<()>> {
        Ok(Billed::new((), 2.5))
    }

    #[endpoint("/free")]
    #[billable(free)]
    async fn free(&self) -> Result<()> {
        Ok(())
    }

    #[endpoint("/per-compute-second")]
    #[billable(per_compute_second)]
    async fn per_compute_second(&self) -> Result<()> {
        Ok(())
    }

    #[endpoint("/unstated")]
    async fn unstated(&self) -> Result<()> {
        Ok(())
    }
}

fn billing(name: &str) -> Billing {
    let said = EveryWord::endpoints();
    let mut endpoints = said.list.iter().map(|endpoint| &endpoint.declared);
    let found = endpoints.find(|endpoint| endpoint.name == name);
    found.map_or_else(
        || panic!("no endpoint `{name}`"),
        |endpoint| endpoint.billing,
    )
}

fn e8(units: Option<BillableUnits>) -> Option<String> {
    units.map(|units| units.to_string())
}

#[test]
fn constants_are_exact() {
    let made = billing("per_image_made");
    assert!(
        matches!(made.times, Some(Operand::Constant(half)) if half.to_string() == "0.50000000")
    );
    assert_eq!(e8(made.min).as_deref(), Some("2"));
    assert_eq!(e8(made.max).as_deref(), Some("5.25000000"));
    let Meter::Flat { units } = billing("flat_fraction").meter else {
        panic!("`flat` is flat")
    };
    assert_eq!(units.to_string(), "0.00000001");
    assert_eq!(billing("flat_fraction").unit, Some("job"));
}

#[test]
fn expressions_say_what_they_read() {
    let Meter::PerVideoSecond {
        seconds: Operand::Input(seconds),
    } = billing("per_video_second").meter
    else {
        panic!("the seconds are the input's")
    };
    assert_eq!(seconds.text, "input.seconds");
    assert!(matches!(seconds.known, Known::Field("seconds")));
    let Some(Operand::Input(times)) = billing("per_video_second").times else {
        panic!("the factor is the input's")
    };
    assert_eq!(times.text, "if input.fast { 2 } else { 1 }");
    assert!(matches!(
        times.known,
        Known::AnyOf([Known::Whole(2), Known::Whole(1)])
    ));
    assert!(matches!(billing("unstated").meter, Meter::Unstated));
}

/// As it is written, on one line and without comments.
#[test]
fn an_expression_is_shown_as_its_author_wrote_it() {
    let Meter::Units {
        units: Operand::Input(units),
    } = billing("as_written").meter
    else {
        panic!("the units are the input's")
    };
    let written =
        "Some(f64::from(input . num_images)*0.5 + -1_000.0e-3).map_or(1.5, |n: f64| n.max(2.0))";
    assert_eq!(units.text, written);
}

#[test]
fn how_units_become_whole_is_said() {
    assert_eq!(billing("as_written").round, Some(Round::Nearest));
    assert_eq!(billing("as_written").unit, Some("1000 tokens"));
    assert_eq!(billing("flat").round, None);
}

/// Runs anywhere.
#[fal_app(machine_type = [
    "XS", "S", "M", "L", "XL", "GPU-A100", "GPU-A6000", "GPU-L40", "GPU-H100", "GPU-H200", "GPU-B200", "GPU-RTX4090",
    "GPU-RTX5090", "GPU-RTXPRO6000"
])]
#[derive(Default)]
struct EveryMachine;

#[endpoints]
impl EveryMachine {
    #[endpoint("/")]
    async fn nothing(&self) -> Result<()> {
        Ok(())
    }
}

/// Runs with GPUs.
#[fal_app(machine_type = ["GPU-RTX4090", "GPU-RTX5090"], num_gpus = 2)]
#[derive(Default)]
struct EveryNewMachine;

#[endpoints]
impl EveryNewMachine {
    #[endpoint("/")]
    async fn nothing(&self) -> Result<()> {
        Ok(())
    }
}

#[test]
fn every_machine_is_known() {
    assert_eq!(EveryMachine::DECLARATION.machine_types.len(), 14);
    assert_eq!(EveryNewMachine::DECLARATION.num_gpus, Some(2));
}

#[test]
fn the_struct_says_every_key() {
    let said = EveryWord::DECLARATION;
    assert_eq!(said.name, "every-word");
    assert_eq!(said.machine_types, ["GPU-H100", "GPU-NEW"]);
    assert_eq!(said.regions.len(), 5);
    assert_eq!(said.max_body_mib, Some(1024));
    assert_eq!(said.keep_alive, Some(0));
    assert_eq!(
        said.retry_config.and_then(|retries| retries.server_error),
        Some(9)
    );
    assert_eq!(said.tags, ["stylized"]);
}
