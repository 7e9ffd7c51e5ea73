//! The fields that a type holds, at any depth, for what must be known when compiling.
//!
//! A [`Table`](super::Table) cannot say it: a type may hold itself, so that its shape leads to its table through a
//! function, and no function is called through a pointer when compiling. This tree is cut at a depth instead.

#![allow(
    clippy::panic,
    reason = "of the const evaluation: a wrong declaration does not compile"
)]

use std::marker::PhantomData;

use super::literal::Literal;
use super::message::Message;
use super::rules;
use super::table::{Default, Field};

/// The fields of a type; none where it is not a struct.
#[derive(Debug)]
pub struct Tree {
    branches: &'static [Branch],
    /// Whether one of them has a `default_factory`, at any depth.
    has_factory: bool,
}

/// A field, and the fields of its type.
#[derive(Debug)]
pub struct Branch {
    ident: &'static str,
    /// `None` for a variant.
    field: Option<&'static Field>,
    has_factory: bool,
    /// Whether it is a whole number that may be below zero.
    may_be_negative: bool,
    tree: &'static Tree,
}

impl Branch {
    /// A field of a struct.
    #[must_use]
    pub const fn field(field: &'static Field, tree: &'static Tree) -> Self {
        Self {
            ident: field.ident,
            has_factory: matches!(field.default, Some(Default::Factory)),
            may_be_negative: rules::may_be_negative(&field.shape, &field.rules),
            field: Some(field),
            tree,
        }
    }

    /// A field whose place the fields of its type take.
    #[must_use]
    pub const fn flattened(ident: &'static str, tree: &'static Tree) -> Self {
        Self {
            ident,
            ..Self::unnamed(tree)
        }
    }

    /// What a variant of an enum or an item of a tuple holds: it has no name there.
    #[must_use]
    pub const fn unnamed(tree: &'static Tree) -> Self {
        Self {
            ident: "",
            field: None,
            has_factory: false,
            may_be_negative: false,
            tree,
        }
    }
}

impl Tree {
    const LEAF: Self = Self::new(&[]);

    /// The fields of a type.
    #[must_use]
    pub const fn new(branches: &'static [Branch]) -> Self {
        let mut has_factory = false;
        let mut left = branches;
        while let [branch, rest @ ..] = left {
            has_factory |= branch.has_factory || branch.tree.has_factory;
            left = rest;
        }
        Self {
            branches,
            has_factory,
        }
    }

    /// Does not compile where an example gives the field `ident` a literal that breaks its rules. rustc points at the
    /// caller, and reports elsewhere that a value is of another type.
    #[track_caller]
    pub const fn require_example(&self, ident: &str, literal: &Literal) {
        let mut branches = self.branches;
        while let [branch, others @ ..] = branches {
            if let Some(field) = branch.field
                && rules::is_equal(branch.ident.as_bytes(), ident.as_bytes())
                && literal.is_of_kind(field.shape.outermost())
                && let Err(broken) = literal.obeys(&field.shape, &field.rules)
            {
                panic!("{}", broken.of_an_example());
            }
            branches = others;
        }
    }

    /// Does not compile where an example gives none but `given`, and another field must be sent. rustc points at the
    /// caller, and reports elsewhere that there is no field of a given name.
    #[track_caller]
    pub const fn require_given(&self, given: &[&str]) {
        let mut left = given;
        while let [name, rest @ ..] = left {
            if !self.has(name) {
                return;
            }
            left = rest;
        }
        let mut branches = self.branches;
        while let [branch, others @ ..] = branches {
            if let Some(field) = branch.field
                && field.required()
                && !is_among(branch.ident, given)
            {
                panic!("{}", left_out(branch.ident).text());
            }
            branches = others;
        }
    }

    const fn has(&self, name: &str) -> bool {
        let mut branches = self.branches;
        while let [branch, others @ ..] = branches {
            if rules::is_equal(branch.ident.as_bytes(), name.as_bytes()) {
                return true;
            }
            branches = others;
        }
        false
    }

    /// Does not compile where an operand may read a field with a `default_factory`: the quote of a request would not be
    /// its bill (`docs/billing.md` §1.9). `path` are the fields whose names follow each other from the input on; what
    /// the operand does with the last of them is not followed, and may read all that it holds. rustc points at the
    /// caller.
    #[track_caller]
    pub const fn require_data(&self, path: &[&str]) {
        self.require(path, false);
    }

    /// As [`Tree::require_data`], of a field that is an operand itself: a negative number is not billed, and should be
    /// refused before.
    #[track_caller]
    pub const fn require_number(&self, path: &[&str]) {
        self.require(path, true);
    }

    #[track_caller]
    const fn require(&self, path: &[&str], is_number: bool) {
        let [ident, rest @ ..] = path else {
            assert!(
                !self.has_factory,
                "`#[billable]` may read a field that has a `default_factory`\nhelp: read the other fields by their names, as `input.style.strength`, or give that field `default = …`"
            );
            return;
        };
        let mut branches = self.branches;
        while let [branch, others @ ..] = branches {
            if rules::is_equal(branch.ident.as_bytes(), ident.as_bytes()) {
                assert!(
                    !branch.has_factory,
                    "`#[billable]` reads a field that has a `default_factory`\nhelp: give the field `default = …`, or none: what it is must be known before the request runs"
                );
                assert!(
                    !(is_number && rest.is_empty() && branch.may_be_negative),
                    "`#[billable]` reads a number that may be negative, and fails where it is\nhelp: write `#[field(ge = 0)]` on the field, or give it an unsigned type as `u32`"
                );
                return branch.tree.require(rest, is_number);
            }
            branches = others;
        }
        // No field of ours: a method's name, or a field of another type.
        self.require(&[], false);
    }
}

const fn left_out(ident: &str) -> Message {
    let told = Message::new("the example leaves out `").with(ident);
    told.with(
        "`, which a caller must send\nhelp: give each field that has no default and is no `Option`",
    )
}

const fn is_among(name: &str, mut names: &[&str]) -> bool {
    while let [one, rest @ ..] = names {
        if rules::is_equal(one.as_bytes(), name.as_bytes()) {
            return true;
        }
        names = rest;
    }
    false
}

/// A type whose fields are known when compiling, down to a depth.
pub trait FieldTree<D: Depth> {
    /// Its fields; a type that is not a struct has none.
    const TREE: &'static Tree = &Tree::LEAF;
}

/// How many structs deep a tree goes on.
pub trait Depth {
    /// One less.
    type Less: Depth;
    /// Whether it goes on.
    const GOES_ON: bool;
}

/// Not deeper than the fields of this struct.
pub struct Last;

/// One struct deeper than `D`.
pub struct Deeper<D>(PhantomData<D>);

/// As deep as the types of an input nest without holding themselves: sixteen structs. What lies deeper is not looked at.
pub type Deepest = Four<Four<Four<Four<Last>>>>;
type Four<D> = Deeper<Deeper<Deeper<Deeper<D>>>>;

impl Depth for Last {
    type Less = Self;
    const GOES_ON: bool = false;
}

impl<D: Depth> Depth for Deeper<D> {
    type Less = D;
    const GOES_ON: bool = true;
}

/// Asks for the tree of a field's type: `TreeOf::<T, D>::TREE`. It is a leaf where the depth ends.
///
/// As the questions of `crate::declare`, it is answered by `NoTree` for a type that is not an input.
pub struct TreeOf<T, D>(PhantomData<(T, D)>);

impl<T: FieldTree<D::Less>, D: Depth> TreeOf<T, D> {
    /// The tree.
    pub const TREE: &'static Tree = tree::<T, D>();
}

/// Asks for the whole tree of an input: `FieldsOf::<T>::TREE`.
pub type FieldsOf<T> = TreeOf<T, Deepest>;

/// What [`TreeOf`] answers for a type that is not an input.
pub trait NoTree {
    /// A leaf.
    const TREE: &'static Tree = &Tree::LEAF;
}

impl<T, D> NoTree for TreeOf<T, D> {}

/// A function that is not called is not evaluated: so a type that holds itself comes to an end.
const fn tree<T: FieldTree<D::Less>, D: Depth>() -> &'static Tree {
    const fn less<T: FieldTree<D>, D: Depth>() -> &'static Tree {
        T::TREE
    }
    if D::GOES_ON {
        less::<T, D::Less>()
    } else {
        &Tree::LEAF
    }
}
