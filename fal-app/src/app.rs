//! The traits of an app, which `#[fal_app]` and `#[endpoints]` implement.

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

    /// What `#[endpoints]` says. Every app obeys the bound. It is repeated here so that an app that is not thread-safe is
    /// reported once.
    fn endpoints() -> Endpoints<Self>
    where
        for<'a> Self: ThreadSafe;
}

/// What an attribute writes of an [`App`]. The implementation with the id 0 is the app.
///
/// `#[fal_app]` writes that one. `#[endpoints]` writes one too, which is the app where `#[fal_app]` is missing: so the
/// missing attribute is reported once, and not again by all that needs an app.
pub trait AppImpl<const ID: u64>: ThreadSafe {
    /// As [`App::DECLARATION`].
    const DECLARATION: AppDeclaration;

    /// As [`App::endpoints`].
    fn endpoints() -> Endpoints<Self>
    where
        for<'a> Self: ThreadSafe;
}

/// The id of what a block of `#[endpoints]` writes: 0 where `#[fal_app]` is missing, else one that no other block has, of
/// its place in the file.
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

/// A type that several threads may use at once.
pub trait ThreadSafe: Send + Sync + Sized + 'static {}

impl<T: Send + Sync + 'static> ThreadSafe for T {}

/// What `#[endpoints]` writes. A second block of an app implements it again, which rustc refuses.
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

    /// Makes the app: `#[setup]`, or the struct's `Default`.
    fn setup() -> BoxFuture<Result<Self>>
    where
        for<'a> Self: ThreadSafe;

    /// Takes the app down: `#[teardown]`, where there is one.
    fn teardown() -> Option<fn(Self) -> BoxFuture<()>>
    where
        for<'a> Self: ThreadSafe,
    {
        None
    }

    /// All of these.
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

/// An app that can be made without `#[setup]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `#[setup]` and no `Default`",
    label = "this app cannot be made",
    note = "add `#[setup] async fn setup() -> Result<Self>` to the block, or `#[derive(Default)]` to the struct"
)]
pub trait DefaultSetup: Sized {
    /// Makes the app.
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

/// Asks for `#[endpoints]` on a type: `EndpointsOf::<A>::PRESENT`. How such a question works is in `declare/probe.rs`.
pub struct EndpointsOf<A>(PhantomData<A>);

impl<A: OneEndpointsBlock> EndpointsOf<A> {
    /// Whether the type has it.
    pub const PRESENT: bool = true;
}

/// What [`EndpointsOf`] answers for a type without `#[endpoints]`.
pub trait NoEndpoints {
    /// As [`EndpointsOf::PRESENT`].
    const PRESENT: bool = false;
}

impl<A> NoEndpoints for EndpointsOf<A> {}

/// What `#[endpoints]` says.
pub struct Endpoints<A: 'static> {
    /// The endpoints, in the order of declaration.
    pub list: &'static [Endpoint<A>],
    /// Makes the app.
    pub setup: fn() -> BoxFuture<Result<A>>,
    /// Takes the app down, where it says how.
    pub teardown: Option<fn(A) -> BoxFuture<()>>,
}

impl<A: ThreadSafe> Endpoints<A> {
    /// Those of a type without `#[fal_app]`: the program does not compile, and this is never called.
    #[must_use]
    pub fn none() -> Self {
        Self {
            list: &[],
            setup: || Box::pin(std::future::pending()),
            teardown: None,
        }
    }
}
