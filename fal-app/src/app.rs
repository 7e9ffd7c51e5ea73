//! The app: what `#[fal_app]` and `#[endpoints]` declare of it.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use crate::endpoint::Endpoint;
use crate::error::Result;
use crate::server::panic;

/// A future in a box.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// An app: a struct with `#[fal_app]` whose `impl` has `#[endpoints]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an app",
    label = "not an app",
    note = "add `#[fal_app]` to the struct and `#[endpoints]` to its `impl`"
)]
pub trait App: Shared {
    /// What `#[fal_app]` says.
    const DECLARATION: Declaration;

    /// What `#[endpoints]` says. The bound is true of every app; it keeps an app that is not `Shared`
    /// from being told so more than once.
    fn endpoints() -> Endpoints<Self>
    where
        for<'a> Self: Shared;
}

/// An [`App`] as an attribute writes it: the app itself is number 0. `#[fal_app]` writes that one; what each
/// `#[endpoints]` writes stands in for it where `#[fal_app]` is missing, so that its absence is told once.
pub trait Half<const NUMBER: u64>: Shared {
    /// As [`App::DECLARATION`].
    const DECLARATION: Declaration;

    /// As [`App::endpoints`].
    fn endpoints() -> Endpoints<Self>
    where
        for<'a> Self: Shared;
}

/// The number of what a block of `#[endpoints]` at this place writes: its own, or 0 where nothing else is the app.
#[must_use]
pub const fn number(is_declared: bool, line: u32, column: u32) -> u64 {
    if is_declared {
        (line as u64) << 32 | column as u64
    } else {
        0
    }
}

#[diagnostic::do_not_recommend]
impl<A: Half<0>> App for A {
    const DECLARATION: Declaration = <A as Half<0>>::DECLARATION;

    fn endpoints() -> Endpoints<A>
    where
        for<'a> A: Shared,
    {
        <A as Half<0>>::endpoints()
    }
}

/// What several threads may use at once.
pub trait Shared: Send + Sync + Sized + 'static {}

impl<T: Send + Sync + 'static> Shared for T {}

/// What `#[fal_app]` writes on a struct.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `#[fal_app]`",
    label = "endpoints of what is not an app",
    note = "add `#[fal_app]` to the struct"
)]
pub trait Declared: Sized + 'static {
    /// What it says.
    const DECLARATION: Declaration;
}

/// What `#[endpoints]` writes for an app, whose endpoints stand in one block.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `#[endpoints]`",
    label = "an app without endpoints",
    note = "add `#[endpoints]` to its `impl`"
)]
pub trait OneEndpointsBlock: Sized + 'static {
    /// Its endpoints, in the order of declaration.
    fn list() -> &'static [Endpoint<Self>]
    where
        for<'a> Self: Shared;

    /// `#[setup]`, or the struct's `Default`.
    fn setup() -> BoxFuture<Result<Self>>
    where
        for<'a> Self: Shared;

    /// `#[teardown]`.
    fn teardown() -> Option<fn(Self) -> BoxFuture<()>>
    where
        for<'a> Self: Shared,
    {
        None
    }

    /// All of it.
    fn endpoints() -> Endpoints<Self>
    where
        for<'a> Self: Shared,
    {
        Endpoints {
            list: Self::list(),
            setup: Self::setup,
            teardown: Self::teardown(),
        }
    }
}

/// What makes an app that has no `#[setup]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `#[setup]` and no `Default`",
    label = "nothing makes this app",
    note = "add `#[setup] async fn setup() -> Result<Self>` to the block, or `#[derive(Default)]` to the struct"
)]
pub trait MadeByDefault: Sized {
    /// The app.
    fn make() -> Self;
}

#[diagnostic::do_not_recommend]
impl<A: Default> MadeByDefault for A {
    fn make() -> Self {
        Self::default()
    }
}

/// The setup of an app that has no `#[setup]`.
pub fn setup_by_default<A: MadeByDefault + Send + 'static>() -> BoxFuture<Result<A>> {
    Box::pin(async { Ok(A::make()) })
}

/// Runs a plain `fn` on a blocking thread, and panics as it does.
pub fn on_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> BoxFuture<T> {
    Box::pin(panic::on_blocking_thread(work))
}

/// Boxes the generated future: the one place where it must be `Send`.
pub fn boxed<T>(future: impl Future<Output = T> + Send + 'static) -> BoxFuture<T> {
    Box::pin(future)
}

/// Asks what `#[fal_app]` says of a type that may not have it: `Probe::<A>::DECLARED`.
///
/// The constant of the `impl` is preferred over that of [`Undeclared`] where its bound holds.
pub struct Probe<A>(PhantomData<A>);

impl<A: Declared> Probe<A> {
    /// Whether the type has `#[fal_app]`.
    pub const DECLARED: bool = true;
    /// Whether callers pay.
    pub const SHARED: bool = matches!(A::DECLARATION.auth, Auth::Shared);
}

/// What [`Probe`] answers for a type without `#[fal_app]`.
pub trait Undeclared {
    /// Whether the type has `#[fal_app]`.
    const DECLARED: bool = false;
    /// Whether callers pay.
    const SHARED: bool = false;
}

impl<A> Undeclared for Probe<A> {}

/// Asks whether a type has `#[endpoints]`, as [`Probe`] asks for `#[fal_app]`: `BlockOf::<A>::PRESENT`.
pub struct BlockOf<A>(PhantomData<A>);

impl<A: OneEndpointsBlock> BlockOf<A> {
    /// Whether it has.
    pub const PRESENT: bool = true;
}

/// What [`BlockOf`] answers for a type without `#[endpoints]`.
pub trait Blockless {
    /// Whether it has.
    const PRESENT: bool = false;
}

impl<A> Blockless for BlockOf<A> {}

/// Fails the compilation where endpoints belong to what is not an app.
pub const fn must_be_declared<A: Declared>() {}

/// Fails the compilation, at its caller, where a shared app says nothing of billing.
#[track_caller]
pub const fn must_say_billing(shared: bool, message: &str) {
    assert!(!shared, "{}", message);
}

/// Fails the compilation, at its caller, where an attribute stands outside of an `impl` with `#[endpoints]`,
/// unless the struct says so already. The length of an array, so that rustc must know it.
#[track_caller]
pub const fn misplaced(told_already: bool, message: &str) -> usize {
    assert!(told_already, "{}", message);
    0
}

/// What `#[endpoints]` says.
pub struct Endpoints<A: 'static> {
    /// In the order of declaration.
    pub list: &'static [Endpoint<A>],
    /// `#[setup]`, or the struct's `Default`.
    pub setup: fn() -> BoxFuture<Result<A>>,
    /// `#[teardown]`.
    pub teardown: Option<fn(A) -> BoxFuture<()>>,
}

impl<A: Shared> Endpoints<A> {
    /// Those of a type that is no app, which another error says.
    #[must_use]
    pub fn none() -> Self {
        Self {
            list: &[],
            setup: || Box::pin(std::future::pending()),
            teardown: None,
        }
    }
}

/// Who may call, and who pays (`protocol.md` §1.1).
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

/// Retries for each condition (`protocol.md` §2.5), 0 to 9.
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
pub struct Declaration {
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

impl Declaration {
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
