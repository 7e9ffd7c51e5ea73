//! The app: what `#[fal_app]` and `#[endpoints]` declare of it.

use std::marker::PhantomData;

use crate::call::Endpoint;
use crate::declare::AppDeclaration;
use crate::error::Result;
use crate::task::BoxFuture;

/// An app: a struct with `#[fal_app]` whose `impl` has `#[endpoints]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an app",
    label = "not an app",
    note = "add `#[fal_app]` to the struct and `#[endpoints]` to its `impl`"
)]
pub trait App: ThreadSafe {
    /// What `#[fal_app]` says.
    const DECLARATION: AppDeclaration;

    /// What `#[endpoints]` says. The bound is true of every app; it keeps an app that is not `ThreadSafe`
    /// from being told so more than once.
    fn endpoints() -> Endpoints<Self>
    where
        for<'a> Self: ThreadSafe;
}

/// An [`App`] as an attribute writes it: the app itself is number 0. `#[fal_app]` writes that one; what each
/// `#[endpoints]` writes stands in for it where `#[fal_app]` is missing, so that its absence is told once.
pub trait AppImpl<const ID: u64>: ThreadSafe {
    /// As [`App::DECLARATION`].
    const DECLARATION: AppDeclaration;

    /// As [`App::endpoints`].
    fn endpoints() -> Endpoints<Self>
    where
        for<'a> Self: ThreadSafe;
}

/// The number of what a block of `#[endpoints]` at this place writes: its own, or 0 where nothing else is the app.
#[must_use]
pub const fn impl_id(is_declared: bool, line: u32, column: u32) -> u64 {
    if is_declared {
        (line as u64) << 32 | column as u64
    } else {
        0
    }
}

#[diagnostic::do_not_recommend]
impl<A: AppImpl<0>> App for A {
    const DECLARATION: AppDeclaration = <A as AppImpl<0>>::DECLARATION;

    fn endpoints() -> Endpoints<A>
    where
        for<'a> A: ThreadSafe,
    {
        <A as AppImpl<0>>::endpoints()
    }
}

/// What several threads may use at once.
pub trait ThreadSafe: Send + Sync + Sized + 'static {}

impl<T: Send + Sync + 'static> ThreadSafe for T {}

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
        for<'a> Self: ThreadSafe;

    /// `#[setup]`, or the struct's `Default`.
    fn setup() -> BoxFuture<Result<Self>>
    where
        for<'a> Self: ThreadSafe;

    /// `#[teardown]`.
    fn teardown() -> Option<fn(Self) -> BoxFuture<()>>
    where
        for<'a> Self: ThreadSafe,
    {
        None
    }

    /// All of it.
    fn endpoints() -> Endpoints<Self>
    where
        for<'a> Self: ThreadSafe,
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
pub trait DefaultSetup: Sized {
    /// The app.
    fn make() -> Self;
}

#[diagnostic::do_not_recommend]
impl<A: Default> DefaultSetup for A {
    fn make() -> Self {
        Self::default()
    }
}

/// The setup of an app that has no `#[setup]`.
pub fn setup_by_default<A: DefaultSetup + Send + 'static>() -> BoxFuture<Result<A>> {
    Box::pin(async { Ok(A::make()) })
}

/// Asks whether a type has `#[endpoints]`, as [`DeclarationOf`] asks for `#[fal_app]`: `EndpointsOf::<A>::PRESENT`.
pub struct EndpointsOf<A>(PhantomData<A>);

impl<A: OneEndpointsBlock> EndpointsOf<A> {
    /// Whether it has.
    pub const PRESENT: bool = true;
}

/// What [`EndpointsOf`] answers for a type without `#[endpoints]`.
pub trait NoEndpoints {
    /// Whether it has.
    const PRESENT: bool = false;
}

impl<A> NoEndpoints for EndpointsOf<A> {}

/// What `#[endpoints]` says.
pub struct Endpoints<A: 'static> {
    /// In the order of declaration.
    pub list: &'static [Endpoint<A>],
    /// `#[setup]`, or the struct's `Default`.
    pub setup: fn() -> BoxFuture<Result<A>>,
    /// `#[teardown]`.
    pub teardown: Option<fn(A) -> BoxFuture<()>>,
}

impl<A: ThreadSafe> Endpoints<A> {
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
