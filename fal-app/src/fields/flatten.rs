//! `#[serde(flatten)]`: a struct has the fields of another one, as a Python class inherits them.

#![allow(
    clippy::panic,
    reason = "of the const evaluation: a wrong declaration does not compile"
)]

use std::marker::PhantomData;
use std::ops::Deref;

use super::message::Message;
use super::read::NoSlots;
use super::rules;
use super::table::{Field, Shape};
use super::value::{Fields, InputFields, Output, Slots};

/// Some of the fields of a struct, in the order of declaration.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// Its own.
    Own(&'static [&'static Field]),
    /// Those of another struct.
    Flattened(&'static [&'static Field]),
}

impl Part {
    const fn fields(&self) -> &'static [&'static Field] {
        match self {
            Self::Own(fields) | Self::Flattened(fields) => fields,
        }
    }
}

/// How many fields these are together.
#[must_use]
pub const fn count(mut parts: &[Part]) -> usize {
    let mut count = 0;
    while let [part, rest @ ..] = parts {
        count += part.fields().len();
        parts = rest;
    }
    count
}

/// All of them, `N` in number. Does not compile where two have one name; rustc points at the caller.
#[must_use]
#[track_caller]
pub const fn join<const N: usize>(mut parts: &[Part]) -> [&'static Field; N] {
    static NONE: Field = Field::new("", Shape::Null);
    let mut joined = [&NONE; N];
    let mut next = 0;
    while let [part, rest @ ..] = parts {
        let mut fields = part.fields();
        while let [field, others @ ..] = fields {
            let mut before = 0;
            while before < next {
                if field.shares_a_name(joined[before]) {
                    panic!("{}", taken(field.name).text());
                }
                before += 1;
            }
            joined[next] = *field;
            next += 1;
            fields = others;
        }
        parts = rest;
    }
    joined
}

impl Field {
    /// Whether a member of an object could be either.
    const fn shares_a_name(&self, other: &Self) -> bool {
        self.is_called(other.name) || {
            let mut aliases = other.aliases;
            let mut is_shared = false;
            while let [alias, rest @ ..] = aliases {
                is_shared |= self.is_called(alias);
                aliases = rest;
            }
            is_shared
        }
    }

    const fn is_called(&self, name: &str) -> bool {
        let mut is_called = rules::is_equal(self.name.as_bytes(), name.as_bytes());
        let mut aliases = self.aliases;
        while let [alias, rest @ ..] = aliases {
            is_called |= rules::is_equal(alias.as_bytes(), name.as_bytes());
            aliases = rest;
        }
        is_called
    }
}

const fn taken(name: &str) -> Message {
    let told = Message::new("the name `").with(name).with("` is taken");
    told.with("\nhelp: give one of the two fields another name with `#[serde(rename = \"…\")]`")
}

/// Asks for the fields of a struct before they are read: `PartOf::<T>::new().slots()`.
pub struct PartOf<T>(NoPart<T>);

#[allow(clippy::new_without_default, reason = "generated code writes `new`")]
impl<T> PartOf<T> {
    /// Of `T`.
    #[must_use]
    pub const fn new() -> Self {
        Self(NoPart(PhantomData))
    }
}

impl<T: InputFields> PartOf<T> {
    /// They.
    pub fn slots(&self) -> impl Slots<T> + use<T> {
        T::slots()
    }
}

/// Where `T` is no struct with `#[input]`, the compiler finds the slots here. So it is reported once, where the table
/// names the type.
impl<T> Deref for PartOf<T> {
    type Target = NoPart<T>;

    fn deref(&self) -> &NoPart<T> {
        &self.0
    }
}

/// Stands in for the slots of a [`PartOf`], in a program that does not compile.
pub struct NoPart<T>(PhantomData<T>);

impl<T> NoPart<T> {
    /// None.
    #[must_use]
    pub const fn slots(&self) -> NoSlots<T> {
        NoSlots::new()
    }
}

/// The fields of a struct, for an input that has them too.
#[must_use]
pub const fn part_of_input<T: FlattenInput>() -> Part {
    Part::Flattened(T::FIELDS)
}

/// The fields of a struct, for an output that has them too.
#[must_use]
pub const fn part_of_output<T: FlattenOutput>() -> Part {
    Part::Flattened(T::FIELDS)
}

/// The fields of a struct, for a type that is both and has them too.
#[must_use]
pub const fn part_of_both<T: FlattenBoth>() -> Part {
    Part::Flattened(T::FIELDS)
}

/// A struct whose fields an input may have.
#[diagnostic::on_unimplemented(
    message = "the fields of `{Self}` cannot stand in an input",
    label = "not a struct with `#[input]`",
    note = "`#[serde(flatten)]` takes the fields of a struct with `#[input]`"
)]
pub trait FlattenInput: Fields {}

#[diagnostic::do_not_recommend]
impl<T: InputFields + Fields> FlattenInput for T {}

/// A struct whose fields an output may have.
#[diagnostic::on_unimplemented(
    message = "the fields of `{Self}` cannot stand in an output",
    label = "not a struct with `#[output]`",
    note = "`#[serde(flatten)]` takes the fields of a struct with `#[output]`"
)]
pub trait FlattenOutput: Fields {}

#[diagnostic::do_not_recommend]
impl<T: Fields + Output> FlattenOutput for T {}

/// A struct whose fields a type may have that is an input and an output.
#[diagnostic::on_unimplemented(
    message = "the fields of `{Self}` cannot stand in an input that is an output too",
    label = "not a struct with `#[input]` and `#[output]`",
    note = "`#[serde(flatten)]` takes here the fields of a struct with both attributes"
)]
pub trait FlattenBoth: Fields {}

#[diagnostic::do_not_recommend]
impl<T: InputFields + Fields + Output> FlattenBoth for T {}
