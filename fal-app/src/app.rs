//! The traits of an app, which `#[fal_app]` and `#[endpoints]` implement.

use std::marker::PhantomData;

use crate::call::Endpoint;
use crate::declare::{AppDeclaration, DeclaredApp};
use crate::error::Result;
use crate::task::BoxFuture;
use crate::thread_safe::{If, Refused, ThreadSafe};

/// An app: a struct with `#[fal_app]` whose `impl` has `#[endpoints]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an app",
    label = "not an app",
    note = "add `#[fal_app]` to the struct and `#[endpoints]` to its `impl`"
)]
pub trait App: Sized + 'static {
    /// What `#[fal_app]` says.
    const DECLARATION: AppDeclaration;

    /// The app, in every program that compiles.
    #[doc(hidden)]
    type Shared: ThreadSafe;

    /// What `#[endpoints]` says.
    #[doc(hidden)]
    fn endpoints() -> Endpoints<Self::Shared>;
}

/// What an attribute writes of an [`App`]. The implementation with the id 0 is the app.
///
/// `#[fal_app]` writes that one. `#[endpoints]` writes one too, which is the app where `#[fal_app]` is missing: so the
/// missing attribute is reported once, and not again by all that needs an app.
pub trait AppImpl<const ID: u64>: Sized + 'static {
    /// As [`App::DECLARATION`].
    const DECLARATION: AppDeclaration;

    /// As [`App::Shared`].
    type Shared: ThreadSafe;

    /// As [`App::endpoints`].
    fn endpoints() -> Endpoints<Self::Shared>;
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
    type Shared = <A as AppImpl<0>>::Shared;

    fn endpoints() -> Endpoints<Self::Shared> {
        <A as AppImpl<0>>::endpoints()
    }
}

/// What is served of `A`.
pub trait Serves<A> {
    /// The app, or [`Refused`].
    type Shared: ThreadSafe;

    /// Its endpoints.
    fn endpoints() -> Endpoints<Self::Shared>
    where
        A: OneEndpointsBlock<0>;
}

impl<A: ThreadSafe> Serves<A> for If<true> {
    type Shared = A;

    fn endpoints() -> Endpoints<A>
    where
        A: OneEndpointsBlock<0>,
    {
        A::endpoints()
    }
}

impl<A> Serves<A> for If<false> {
    type Shared = Refused;

    fn endpoints() -> Endpoints<Refused>
    where
        A: OneEndpointsBlock<0>,
    {
        Endpoints::none()
    }
}

/// What `#[endpoints]` writes. That with the id 0 is the app's: a second block has another id, and is refused. The
/// defaults are those of a block that is refused as a whole.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `#[endpoints]`",
    label = "an app without endpoints",
    note = "add `#[endpoints]` to its `impl`"
)]
pub trait OneEndpointsBlock<const ID: u64>: Sized + 'static {
    /// Its endpoints, in the order of declaration.
    #[must_use]
    fn list() -> &'static [Endpoint<Self>]
    where
        for<'a> Self: ThreadSafe,
    {
        &[]
    }

    /// Makes the app: `#[setup]`, or the struct's `Default`.
    #[must_use]
    fn setup() -> BoxFuture<Result<Self>>
    where
        for<'a> Self: ThreadSafe,
    {
        Box::pin(std::future::pending())
    }

    /// Takes the app down: `#[teardown]`, where there is one.
    #[must_use]
    fn teardown() -> Option<fn(Self) -> BoxFuture<()>>
    where
        for<'a> Self: ThreadSafe,
    {
        None
    }

    /// All of these.
    #[must_use]
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

/// The `N`th block, from 0, of the types of one name in the author's crate.
pub trait NumberedBlock<const N: u64> {}

/// Asks whether the `N`th block is one of that type: `BlockOf::<A, 0>::PRESENT`.
pub struct BlockOf<A, const N: u64>(PhantomData<A>);

impl<A: NumberedBlock<N>, const N: u64> BlockOf<A, N> {
    /// Whether it is.
    pub const PRESENT: bool = true;
}

/// What [`BlockOf`] answers for a type of another name, or of the same name elsewhere.
pub trait NoBlock {
    /// As [`BlockOf::PRESENT`].
    const PRESENT: bool = false;
}

impl<A, const N: u64> NoBlock for BlockOf<A, N> {}

/// The id of the `N`th block.
#[must_use]
pub const fn block_id(is_second: bool, n: u64) -> u64 {
    if is_second { n } else { 0 }
}

/// Does not compile where an app has two blocks; rustc points at the caller.
#[track_caller]
pub const fn require_one_block(is_second: bool) {
    assert!(
        !is_second,
        "the app has a second block with `#[endpoints]`\nhelp: one block for an app: move these methods into the first"
    );
}

/// What `#[endpoints]` writes of a type with generics, which `#[fal_app]` refuses. Where that attribute is missing, rustc
/// says so.
pub trait GenericBlock: DeclaredApp {}

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

impl<A: OneEndpointsBlock<0>> EndpointsOf<A> {
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

impl Endpoints<Refused> {
    /// Those of a type that is refused: the program does not compile, and this is never called.
    #[must_use]
    pub fn none() -> Self {
        Self {
            list: &[],
            setup: || Box::pin(std::future::pending()),
            teardown: None,
        }
    }
}
