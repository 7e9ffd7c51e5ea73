//! What `#[fal_app]` declares, as data.

/// What `#[fal_app]` writes on a struct.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `#[fal_app]`",
    label = "endpoints of what is not an app",
    note = "add `#[fal_app]` to the struct"
)]
pub trait DeclaredApp: Sized + 'static {
    /// What it says.
    const DECLARATION: AppDeclaration;
}

/// Who may call, and who pays (`docs/platform.md` §1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// The owner calls and pays.
    Private,
    /// Anyone calls, the owner pays.
    Public,
    /// Any fal user calls with their own key and pays.
    Shared,
}

/// How a new deployment replaces the old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeploymentStrategy {
    /// One runner after the other.
    Rolling,
    /// All at once.
    Recreate,
}

/// Retries for each condition (`docs/platform.md` §2.5), 0 to 9.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RetryConfig {
    /// The request timed out.
    pub timeout: Option<u32>,
    /// 503, 504, a lost or incomplete answer.
    pub server_error: Option<u32>,
    /// The runner could not be reached.
    pub connection_error: Option<u32>,
}

impl RetryConfig {
    /// The platform's own.
    pub const PLATFORM: Self = Self {
        timeout: None,
        server_error: None,
        connection_error: None,
    };
}

/// What `#[fal_app]` says. `None` is the platform's own default; times are in seconds.
#[derive(Clone, Copy, Debug)]
pub struct AppDeclaration {
    /// In kebab case.
    pub name: &'static str,
    /// The doc comment of the struct.
    pub doc: &'static str,
    /// The version of the author's package, shown in the document.
    pub version: &'static str,
    /// Who may call.
    pub auth: Auth,
    /// In order of preference; at least one.
    pub machine_types: &'static [&'static str],
    /// At least 1, on a GPU machine.
    pub num_gpus: Option<u32>,
    /// Where it may run; empty is anywhere.
    pub regions: &'static [&'static str],
    /// Seconds an idle runner lives.
    pub keep_alive: Option<u32>,
    /// Seconds until the port must be open.
    pub startup_timeout: Option<u32>,
    /// Seconds a request may take.
    pub request_timeout: Option<u32>,
    /// Seconds a request may wait.
    pub request_start_timeout: Option<u32>,
    /// Seconds before a runner is added.
    pub scaling_delay: Option<u32>,
    /// Seconds between SIGTERM and SIGKILL.
    pub termination_grace_period_seconds: Option<u32>,
    /// Least runners.
    pub min_concurrency: Option<u32>,
    /// Most runners.
    pub max_concurrency: Option<u32>,
    /// Requests at work at once in one runner; the platform's default is 1.
    pub max_multiplexing: Option<u32>,
    /// Runners beyond the demand.
    pub concurrency_buffer: Option<u32>,
    /// The same in percent, 0 to 100.
    pub concurrency_buffer_perc: Option<u32>,
    /// Conditions that are not retried.
    pub skip_retry_conditions: &'static [&'static str],
    /// Retries for each condition.
    pub retry_config: Option<RetryConfig>,
    /// How a new deployment replaces the old.
    pub deployment_strategy: Option<DeploymentStrategy>,
    /// Whether callers do not see the logs.
    pub private_logs: bool,
    /// Environment variables that the platform sets; a missing one is named at start.
    pub secrets: &'static [&'static str],
    /// Paths under `/data`.
    pub data_mounts: &'static [&'static str],
    /// For the model card; made from the name where absent.
    pub title: Option<&'static str>,
    /// For the model card.
    pub category: Option<&'static str>,
    /// For the model card.
    pub license: Option<&'static str>,
    /// For the model card: a URL.
    pub thumbnail: Option<&'static str>,
    /// For the model card.
    pub tags: &'static [&'static str],
}

impl AppDeclaration {
    /// An app that says nothing but its name: private, on machine `S`. Generated code sets fields by struct update.
    #[must_use]
    pub const fn new(name: &'static str, doc: &'static str) -> Self {
        Self {
            name,
            doc,
            version: "0.1.0",
            auth: Auth::Private,
            machine_types: &["S"],
            num_gpus: None,
            regions: &[],
            keep_alive: None,
            startup_timeout: None,
            request_timeout: None,
            request_start_timeout: None,
            scaling_delay: None,
            termination_grace_period_seconds: None,
            min_concurrency: None,
            max_concurrency: None,
            max_multiplexing: None,
            concurrency_buffer: None,
            concurrency_buffer_perc: None,
            skip_retry_conditions: &[],
            retry_config: None,
            deployment_strategy: None,
            private_logs: false,
            secrets: &[],
            data_mounts: &[],
            title: None,
            category: None,
            license: None,
            thumbnail: None,
            tags: &[],
        }
    }

    /// The version of the author's package.
    #[must_use]
    pub const fn version(self, version: &'static str) -> Self {
        Self { version, ..self }
    }
}
