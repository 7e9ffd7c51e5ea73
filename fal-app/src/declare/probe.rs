//! What generated code asks and demands at compile time, of types that may lack an attribute.
//!
//! Each question is a constant of an `…Of` type. Where the type has the attribute, the constant is that of the `impl`;
//! else it is that of a `No…` trait, because rustc prefers an inherent constant over one of a trait. So a missing
//! attribute does not break the code that asks, and is reported once, where it is demanded.

use std::marker::PhantomData;

use super::app::{Auth, DeclaredApp};
use crate::fields::{Described, Shape};

/// Asks for `#[fal_app]` on a type: `DeclarationOf::<A>::PRESENT`.
pub struct DeclarationOf<A>(PhantomData<A>);

impl<A: DeclaredApp> DeclarationOf<A> {
    /// Whether the type has `#[fal_app]`.
    pub const PRESENT: bool = true;
    /// Whether callers pay: `auth = "shared"`.
    pub const SHARED: bool = matches!(A::DECLARATION.auth, Auth::Shared);
}

/// What [`DeclarationOf`] answers for a type without `#[fal_app]`.
pub trait NoDeclaration {
    /// As [`DeclarationOf::PRESENT`].
    const PRESENT: bool = false;
    /// As [`DeclarationOf::SHARED`].
    const SHARED: bool = false;
}

impl<A> NoDeclaration for DeclarationOf<A> {}

/// Asks for the shape of a type that may be neither an input nor an output: `ShapeOf::<T>::SHAPE`. The missing trait is
/// reported once, where the type is decoded or answered.
pub struct ShapeOf<T>(PhantomData<T>);

impl<T: Described> ShapeOf<T> {
    /// The shape.
    pub const SHAPE: Shape = T::SHAPE;
}

/// What [`ShapeOf`] answers for a type without a shape.
pub trait NoShape {
    /// Never read: such a program does not compile.
    const SHAPE: Shape = Shape::Any;
}

impl<T> NoShape for ShapeOf<T> {}

/// Does not compile where a type with `#[endpoints]` has no `#[fal_app]`.
pub const fn require_fal_app<A: DeclaredApp>() {}

/// Does not compile where an endpoint of a shared app says nothing of billing; rustc points at the caller.
#[track_caller]
pub const fn require_billing(shared: bool, message: &str) {
    assert!(!shared, "{}", message);
}

/// Does not compile where an attribute stands outside of an `impl` with `#[endpoints]`; rustc points at the caller.
///
/// `already_reported` is for a struct that lacks `#[endpoints]` as a whole, which is an error of its own. The value is
/// the length of an array, so that rustc must compute it.
#[track_caller]
pub const fn refuse_misplaced(already_reported: bool, message: &str) -> usize {
    assert!(already_reported, "{}", message);
    0
}
