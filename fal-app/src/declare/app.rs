//! What `#[fal_app]` declares, as data.

use std::time::Duration;

/// What `#[fal_app]` writes on a struct.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `#[fal_app]`",
    label = "not an app",
    note = "add `#[fal_app]` to the struct"
)]
pub trait DeclaredApp: Sized {
    /// What the attribute says.
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

impl Auth {
    /// Its word in `#[fal_app]` and for the platform.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Public => "public",
            Self::Shared => "shared",
        }
    }
}

/// How a new deployment replaces the old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeploymentStrategy {
    /// One runner after the other.
    Rolling,
    /// All at once.
    Recreate,
}

/// How often the queue tries a request again, for each condition: 0 to 9 (`docs/platform.md` §2.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RetryConfig {
    /// The request timed out.
    pub timeout: Option<u32>,
    /// The answer was a 503 or a 504, or was lost or incomplete.
    pub server_error: Option<u32>,
    /// The runner could not be reached.
    pub connection_error: Option<u32>,
}

impl RetryConfig {
    /// The platform's own numbers.
    pub const PLATFORM: Self = Self {
        timeout: None,
        server_error: None,
        connection_error: None,
    };
}

/// The platform's defaults of `request_timeout` and `startup_timeout`, in seconds (`docs/platform.md` §2.6).
pub(crate) const REQUEST_TIMEOUT: u32 = 3600;
pub(crate) const STARTUP_TIMEOUT: u32 = 600;

/// The platform's default of `termination_grace_period_seconds` (`docs/platform.md` §2.9).
pub(crate) const GRACE_SECONDS: u32 = 5;

/// The largest body of a request where nothing is declared, in MiB.
pub(crate) const MAX_BODY_MIB: u32 = 32;

/// The most that `max_body_mib` may be. A body is held in memory, with its values beside it.
pub(crate) const MOST_BODY_MIB: u32 = 1024;

/// What `#[fal_app]` says. `None` leaves it to the platform, whose defaults are in `docs/platform.md` §2.6.
#[derive(Clone, Copy, Debug)]
pub struct AppDeclaration {
    /// The name, in kebab case.
    pub name: &'static str,
    /// The doc comment of the struct.
    pub doc: &'static str,
    /// The version of the author's package, shown in the document.
    pub version: &'static str,
    /// The author's package; empty where it declares no features.
    pub package: &'static str,
    /// The features that the author's package declares, and which of them this binary was built with.
    pub features: &'static [(&'static str, bool)],
    /// Who may call, and who pays.
    pub auth: Auth,
    /// The machines that it may run on, in order of preference: at least one.
    pub machine_types: &'static [&'static str],
    /// The GPUs of a runner: at least 1, on a GPU machine.
    pub num_gpus: Option<u32>,
    /// The regions where it may run; empty for any.
    pub regions: &'static [&'static str],
    /// Seconds that an idle runner stays.
    pub keep_alive: Option<u32>,
    /// Seconds until the port must be open, so the longest time for the setup.
    pub startup_timeout: Option<u32>,
    /// Seconds that a request may take.
    pub request_timeout: Option<u32>,
    /// Seconds that a request may wait for its start.
    pub request_start_timeout: Option<u32>,
    /// Seconds that a request waits before one more runner starts.
    pub scaling_delay: Option<u32>,
    /// Seconds from SIGTERM until the process is killed.
    pub termination_grace_period_seconds: Option<u32>,
    /// The fewest runners.
    pub min_concurrency: Option<u32>,
    /// The most runners.
    pub max_concurrency: Option<u32>,
    /// Requests that one runner works on at once, at least 1.
    pub max_multiplexing: Option<u32>,
    /// Runners beyond what the requests need.
    pub concurrency_buffer: Option<u32>,
    /// The same as a percentage, 0 to 100.
    pub concurrency_buffer_perc: Option<u32>,
    /// Conditions after which the queue does not try again.
    pub skip_retry_conditions: &'static [&'static str],
    /// How often the queue tries again.
    pub retry_config: Option<RetryConfig>,
    /// How a new deployment replaces the old.
    pub deployment_strategy: Option<DeploymentStrategy>,
    /// Whether callers do not see the logs.
    pub private_logs: bool,
    /// The largest body of a request, in MiB: 1 to 1024. `None` is 32.
    pub max_body_mib: Option<u32>,
    /// Environment variables that the platform sets. The log warns of a missing one at start.
    pub secrets: &'static [&'static str],
    /// Paths under `/data`.
    pub data_mounts: &'static [&'static str],
    /// The title of the model card; made from the name where there is none.
    pub title: Option<&'static str>,
    /// The category of the model card.
    pub category: Option<&'static str>,
    /// The license of the model card.
    pub license: Option<&'static str>,
    /// The URL of the picture of the model card.
    pub thumbnail: Option<&'static str>,
    /// The tags of the model card.
    pub tags: &'static [&'static str],
}

impl AppDeclaration {
    /// An app of which only the name is said: private, on machine `S`. Generated code sets the other fields by struct
    /// update.
    #[must_use]
    pub const fn new(name: &'static str, doc: &'static str) -> Self {
        Self {
            name,
            doc,
            version: "0.1.0",
            package: "",
            features: &[],
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
            max_body_mib: None,
            secrets: &[],
            data_mounts: &[],
            title: None,
            category: None,
            license: None,
            thumbnail: None,
            tags: &[],
        }
    }

    /// The machine whose seconds are billed, the first that it may run on, and how many of them.
    #[cfg(feature = "dev")]
    pub(crate) fn billed_machine(&self) -> (&'static str, u32) {
        let machine = self.machine_types.first().copied().unwrap_or("S");
        (machine, self.num_gpus.unwrap_or(1))
    }

    /// How long one request may take.
    pub(crate) fn request_timeout(&self) -> Duration {
        Duration::from_secs(self.request_timeout.unwrap_or(REQUEST_TIMEOUT).into())
    }

    /// How long the app may take to start.
    pub(crate) fn startup_timeout(&self) -> Duration {
        Duration::from_secs(self.startup_timeout.unwrap_or(STARTUP_TIMEOUT).into())
    }

    /// From SIGTERM until the process is killed.
    pub(crate) fn grace(&self) -> Duration {
        let seconds = self.termination_grace_period_seconds;
        Duration::from_secs(seconds.unwrap_or(GRACE_SECONDS).into())
    }

    /// With the version of the author's package.
    #[must_use]
    pub const fn version(self, version: &'static str) -> Self {
        Self { version, ..self }
    }
    /// With the author's package, and those of its features that are on.
    #[must_use]
    pub const fn features(
        self,
        package: &'static str,
        features: &'static [(&'static str, bool)],
    ) -> Self {
        Self {
            package,
            features,
            ..self
        }
    }
}
