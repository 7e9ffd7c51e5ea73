//! Where a value stands in the request while it is read.

use super::table::{Field, Rules};

/// Where a value stands, and what it must obey there. It lives on the stack of the one pass, so that only what keeps
/// its place (a medium) pays for it.
#[derive(Clone, Copy, Debug)]
pub struct At<'p> {
    rules: &'p Rules,
    step: Option<(&'p At<'p>, Step)>,
}

/// One step into a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Into the member of this name on the wire.
    Member(&'static str),
    /// Into the item of this index.
    Item(usize),
}

impl<'p> At<'p> {
    /// The body itself.
    pub const BODY: At<'static> = At {
        rules: &Rules::NONE,
        step: None,
    };

    pub(crate) fn rules(&self) -> &'p Rules {
        self.rules
    }

    /// A member of the value here.
    pub(crate) fn member(&'p self, field: &'static Field) -> Self {
        Self {
            rules: &field.rules,
            step: Some((self, Step::Member(field.name))),
        }
    }

    /// An item of the list here, with the rules of its items.
    pub(crate) fn item(&'p self, rules: &'p Rules, index: usize) -> Self {
        Self {
            rules,
            step: Some((self, Step::Item(index))),
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
