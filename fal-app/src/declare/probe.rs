//! Questions that generated code asks at compile time, of types that may not have what is asked for.

use std::marker::PhantomData;

use super::app::{Auth, Declared};
use crate::fields::{Described, InputFields, Shape, Table};

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

/// Asks for the shape of a type that may be none of ours: `ShapeOf::<T>::SHAPE`.
/// What such a type is not is told once, where it is decoded or answered.
pub struct ShapeOf<T>(PhantomData<T>);

impl<T: Described> ShapeOf<T> {
    /// The shape.
    pub const SHAPE: Shape = T::SHAPE;
}

/// What [`ShapeOf`] answers for a type without a shape.
pub trait Shapeless {
    /// Never read: such a program does not compile.
    const SHAPE: Shape = Shape::Any;
}

impl<T> Shapeless for ShapeOf<T> {}

/// Asks for the table of a type that may be no input: `TableOf::<T>::TABLE`.
pub struct TableOf<T>(PhantomData<T>);

impl<T: InputFields> TableOf<T> {
    /// The table.
    pub const TABLE: Option<&'static Table> = T::TABLE;
}

/// What [`TableOf`] answers for a type that is no input.
pub trait Tableless {
    /// None.
    const TABLE: Option<&'static Table> = None;
}

impl<T> Tableless for TableOf<T> {}

/// Fails the compilation, at its caller, where an operand reads a field whose default is made anew each time:
/// nobody could say beforehand what a request costs (billing.md §1.9).
#[track_caller]
pub const fn made_once(table: Option<&'static Table>, ident: &str) {
    let Some(table) = table else { return };
    let mut i = 0;
    while i < table.fields.len() {
        let field = &table.fields[i];
        let made = matches!(field.default, Some(default) if !default.constant);
        assert!(
            !made || !same(field.ident, ident),
            "`#[billable]` reads a field whose default is made anew each time\nhelp: give the field a constant default, or none: a caller must know what a request costs"
        );
        i += 1;
    }
}

/// `==` of strings is not const yet.
const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut i = 0;
    while i < one.len() && i < other.len() && one[i] == other[i] {
        i += 1;
    }
    one.len() == other.len() && i == one.len()
}

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
