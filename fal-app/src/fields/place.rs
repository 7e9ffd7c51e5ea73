//! Where a value stands in the request while it is read.

use super::limits::{Limits, heap};
use super::stack;
use super::table::{Field, Rules, Table};

/// Where a value stands, and what it must obey there. It lives on the stack of the one pass, so that only what keeps
/// its place (a medium) pays for it.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    rules: &'p Rules,
    author: Author,
    /// The member of the object here that has named its variant.
    tag: Option<&'static str>,
    step: Option<(&'p Place<'p>, Step)>,
    /// `None` for JSON of our own, which is small.
    limits: Option<&'p Limits>,
}

/// Who wrote the JSON that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    /// A caller.
    Caller,
    /// The table: a value of an enum follows the name of its variant.
    Table,
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
        author: Author::Caller,
        tag: None,
        step: None,
        limits: None,
    };

    /// A body from outside.
    pub(super) fn body(author: Author, limits: &'p Limits) -> Self {
        Self {
            author,
            limits: Some(limits),
            ..Place::BODY
        }
    }

    pub(crate) fn rules(&self) -> &'p Rules {
        self.rules
    }

    pub(super) fn author(&self) -> Author {
        self.author
    }

    /// The tag of the object here, where it has been read.
    pub(super) fn tag(&self) -> Option<&'static str> {
        self.tag
    }

    /// The same place, whose object has begun with its tag.
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

    /// A member of the value here.
    pub(crate) fn member(&'p self, field: &'static Field) -> Self {
        self.inside(&field.rules, Step::Member(field.name))
    }

    /// An item of the list here, with the rules of its items.
    pub(crate) fn item(&'p self, rules: &'p Rules, index: usize) -> Self {
        self.inside(rules, Step::Item(index))
    }

    fn inside(&'p self, rules: &'p Rules, step: Step) -> Self {
        Self {
            rules,
            tag: None,
            step: Some((self, step)),
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

    /// Takes memory for so many bytes on the heap before they are allocated. Where it is not left, the body is refused.
    pub(crate) fn take(&self, bytes: usize) -> bool {
        self.limits.is_none_or(|limits| limits.take(heap(bytes)))
    }

    /// Gives back the memory of so many bytes that were taken and are free again.
    pub(super) fn give_back(&self, bytes: usize) {
        if let Some(limits) = self.limits {
            limits.memory.give_back(heap(bytes));
        }
    }

    /// Takes the memory of [`Place::loc`].
    pub(crate) fn take_loc(&self) -> bool {
        let mut depth = 0_usize;
        let mut here = self;
        while let Some((above, _)) = here.step {
            depth += 1;
            here = above;
        }
        // A list of steps has room for four at least, then for twice as many.
        self.take(depth.next_power_of_two().max(4) * size_of::<Step>())
    }

    /// Whether there is stack for the fields of a `T`.
    pub(super) fn has_stack_for<T>(&self, table: &Table) -> bool {
        let frame = stack::frame(size_of::<T>(), table.fields.len());
        self.limits.is_none_or(|limits| limits.fits(self, frame))
    }
}
