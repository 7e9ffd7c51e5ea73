//! The place of a value in the request, while it is read.

use super::aside::{self, Special};
use super::limits::{Limits, heap};
use super::stack;
use super::table::{Field, Rules, Table};

/// The place of a value in the request, and the rules that hold there.
///
/// Places are on the stack of the first reading, each with a reference to the one above. Only a medium, which keeps its
/// place for later errors, pays for a list of steps.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    rules: &'p Rules,
    author: Author,
    /// The member of this object that has already named its variant.
    tag: Option<&'static str>,
    step: Option<(&'p Place<'p>, Inward<'p>)>,
    /// `None` for JSON that the app wrote itself, which is small.
    limits: Option<&'p Limits<'p>>,
}

/// Who wrote the JSON that is read. Enums differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    /// A caller.
    Caller,
    /// The second reading. A value of an enum is a list of the variant's name and the value.
    Table,
}

/// One step from a value into another that it holds, while it is read.
#[derive(Clone, Copy, Debug)]
enum Inward<'p> {
    Member(&'static str),
    Key(&'p str),
    Item(usize),
}

/// One step from a value into another that it holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// To the member with this name in JSON.
    Member(&'static str),
    /// To the member of a map with this key, which the caller chose.
    Key(Box<str>),
    /// To the item with this index.
    Item(usize),
}

impl<'p> Place<'p> {
    /// The whole body, without limits.
    pub const BODY: Place<'static> = Place {
        rules: &Rules::NONE,
        author: Author::Caller,
        tag: None,
        step: None,
        limits: None,
    };

    /// The whole body of a caller.
    pub(super) fn body(author: Author, limits: &'p Limits<'p>) -> Self {
        Self {
            author,
            limits: Some(limits),
            ..Place::BODY
        }
    }

    /// Whether the body is MessagePack, which holds more than JSON.
    pub(super) fn is_packed(&self) -> bool {
        self.limits.is_some_and(|limits| limits.asides.is_some())
    }

    /// What a text of the body stands for, where the body is MessagePack; `None` for one that stands for itself.
    pub(super) fn special(&self, text: &str) -> Option<Special<'p>> {
        aside::special(self.limits?.asides?, text)
    }

    pub(crate) fn rules(&self) -> &'p Rules {
        self.rules
    }

    pub(super) fn author(&self) -> Author {
        self.author
    }

    /// The tag of this object, where it has already been read.
    pub(super) fn tag(&self) -> Option<&'static str> {
        self.tag
    }

    /// The same place, after the tag of its object was read.
    pub(super) fn tagged(&self, tag: &'static str) -> Self {
        Self {
            tag: Some(tag),
            ..*self
        }
    }

    /// The same place, for JSON that somebody else wrote.
    pub(super) fn written_by(&self, author: Author) -> Self {
        Self { author, ..*self }
    }

    /// The place of a member.
    pub(crate) fn member(&'p self, field: &'static Field) -> Self {
        self.inside(&field.rules, Inward::Member(field.name))
    }

    /// The place of the value of a map's member, with the rules for its values.
    pub(super) fn key(&'p self, rules: &'p Rules, key: &'p str) -> Self {
        self.inside(rules, Inward::Key(key))
    }

    /// The place of an item, with the rules for items.
    pub(crate) fn item(&'p self, rules: &'p Rules, index: usize) -> Self {
        self.inside(rules, Inward::Item(index))
    }

    /// The same place, for what has no rules: the keys of a map.
    pub(super) fn without_rules(&self) -> Self {
        Self {
            rules: &Rules::NONE,
            ..*self
        }
    }

    fn inside(&'p self, rules: &'p Rules, step: Inward<'p>) -> Self {
        Self {
            rules,
            tag: None,
            step: Some((self, step)),
            ..*self
        }
    }

    /// The steps from the body to this place.
    pub(crate) fn loc(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut here = self;
        while let Some((above, step)) = here.step {
            steps.push(match step {
                Inward::Member(name) => Step::Member(name),
                Inward::Key(key) => Step::Key(key.into()),
                Inward::Item(index) => Step::Item(index),
            });
            here = above;
        }
        steps.reverse();
        steps
    }

    /// Takes the memory of an allocation of `bytes`, before it is made. Returns `false` where less is left: the body is
    /// then refused with 413.
    pub(crate) fn take(&self, bytes: usize) -> bool {
        self.limits.is_none_or(|limits| limits.take(heap(bytes)))
    }

    /// Gives back the memory of an allocation of `bytes` that is free again.
    pub(super) fn give_back(&self, bytes: usize) {
        if let Some(limits) = self.limits {
            limits.memory.give_back(heap(bytes));
        }
    }

    /// Takes the memory that [`Place::loc`] will allocate. Returns `false` where less is left.
    pub(crate) fn take_loc(&self) -> bool {
        let mut depth = 0_usize;
        let mut here = self;
        while let Some((above, step)) = here.step {
            if let Inward::Key(key) = step
                && !self.take(key.len())
            {
                return false;
            }
            depth += 1;
            here = above;
        }
        // A vector of steps has room for four, then for twice as many.
        self.take(depth.next_power_of_two().max(4) * size_of::<Step>())
    }

    /// Whether the stack has room to read a struct `T`.
    pub(super) fn has_stack_for<T>(&self, table: &Table) -> bool {
        let frame = stack::frame(size_of::<T>(), table.fields.len());
        self.limits.is_none_or(|limits| limits.fits(self, frame))
    }
}
