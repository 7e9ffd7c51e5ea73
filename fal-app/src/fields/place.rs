//! Where a value stands in the request while it is read.

use super::limits::{self, Limits};
use super::table::{Field, Rules, Table};

/// Where a value stands, and what it must obey there. It lives on the stack of the one pass, so that only what keeps
/// its place (a medium) pays for it.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    rules: &'p Rules,
    enums: Enums,
    step: Option<(&'p Place<'p>, Step)>,
    /// `None` for JSON of our own, which is small.
    limits: Option<&'p Limits>,
}

/// How an enum whose variants hold other types tells its variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Enums {
    /// By its value, as the caller sent it.
    Told,
    /// Not at all: it stands inside of one that is told.
    Refused,
    /// By its name, which the table has written before the value.
    Named,
}

/// One step into a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Into the member of this name on the wire.
    Member(&'static str),
    /// Into the item of this index.
    Item(usize),
}

impl<'p> Place<'p> {
    /// The body itself.
    pub const BODY: Place<'static> = Place {
        rules: &Rules::NONE,
        enums: Enums::Told,
        step: None,
        limits: None,
    };

    /// A body from outside.
    pub(super) fn body(enums: Enums, limits: &'p Limits) -> Self {
        Self {
            enums,
            limits: Some(limits),
            ..Place::BODY
        }
    }

    /// Whether there is stack for the fields of a `T`.
    pub(super) fn has_stack_for<T>(&self, table: &Table) -> bool {
        let frame = limits::frame(size_of::<T>(), table.fields.len());
        self.limits
            .is_none_or(|limits| limits.has_stack(self, frame))
    }

    pub(crate) fn rules(&self) -> &'p Rules {
        self.rules
    }

    pub(crate) fn enums(&self) -> Enums {
        self.enums
    }

    /// The same place, where a variant is being told.
    pub(crate) fn inside_an_enum(&self) -> Self {
        Self {
            enums: Enums::Refused,
            ..*self
        }
    }

    /// A member of the value here.
    pub(crate) fn member(&'p self, field: &'static Field) -> Self {
        Self {
            rules: &field.rules,
            step: Some((self, Step::Member(field.name))),
            ..*self
        }
    }

    /// An item of the list here, with the rules of its items.
    pub(crate) fn item(&'p self, rules: &'p Rules, index: usize) -> Self {
        Self {
            rules,
            step: Some((self, Step::Item(index))),
            ..*self
        }
    }

    /// The steps from the body to here.
    pub(crate) fn loc(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut here = self;
        while let Some((above, step)) = here.step {
            steps.push(step);
            here = above;
        }
        steps.reverse();
        steps
    }
}
