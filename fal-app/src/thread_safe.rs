//! An app is used by several threads at once. One that cannot be is reported once, at its struct: what needs such an app
//! gets [`Refused`] in its place.

use std::marker::PhantomData;

/// A type that several threads may use at once.
pub trait ThreadSafe: Send + Sync + Sized + 'static {}

impl<T: Send + Sync + 'static> ThreadSafe for T {}

/// Stands for an app that is refused.
#[derive(Debug)]
pub struct Refused;

/// Whether a type is [`ThreadSafe`]: `If<{ SyncOf::<A>::PRESENT && SendOf::<A>::PRESENT }>`.
pub struct If<const YES: bool>;

/// Asks for `Sync`: `SyncOf::<A>::PRESENT`. How such a question works is in `declare/probe.rs`.
pub struct SyncOf<A>(PhantomData<A>);

impl<A: Sync> SyncOf<A> {
    /// Whether the type is it.
    pub const PRESENT: bool = true;
}

/// Asks for `Send`: `SendOf::<A>::PRESENT`.
pub struct SendOf<A>(PhantomData<A>);

impl<A: Send> SendOf<A> {
    /// Whether the type is it.
    pub const PRESENT: bool = true;
}

/// What [`SyncOf`] and [`SendOf`] answer for a type that is not.
pub trait NotThreadSafe {
    /// No.
    const PRESENT: bool = false;
}

impl<A> NotThreadSafe for SyncOf<A> {}
impl<A> NotThreadSafe for SendOf<A> {}

/// Does not compile where a type is not `Sync`.
pub const fn require_sync<A: Sync>() {}

/// Does not compile where a type that is `Sync` is not `Send`. One that is neither, as a type with an `Rc`, is reported
/// by [`require_sync`] alone.
pub const fn require_send<A, const SYNC: bool>()
where
    If<SYNC>: AsksSend<A>,
{
}

/// What [`require_send`] asks of a type.
pub trait AsksSend<A> {}

impl<A: Send> AsksSend<A> for If<true> {}
impl<A> AsksSend<A> for If<false> {}
