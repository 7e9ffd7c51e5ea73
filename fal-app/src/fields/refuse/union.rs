//! Enums whose variants hold other types.

use super::label::label;
use super::report::Step;
use super::walk::Walk;
use crate::fields::fit::Fit;
use crate::fields::json::Node;
use crate::fields::table::{Rules, Shape, Union};

impl Walk<'_> {
    pub(super) fn union(&mut self, node: Node, union: &Union, rules: &Rules) -> Option<Fit> {
        match union.tag {
            Some(tag) => self.tagged(node, union, tag),
            None => self.untagged(node, union, rules),
        }
    }

    /// Pydantic's smart mode: the variant that fits best, the first of those that fit alike.
    fn untagged(&mut self, node: Node, union: &Union, rules: &Rules) -> Option<Fit> {
        let start = self.canonical.len();
        let refused = self.refusals.len();
        let mut best: Option<(Fit, String)> = None;
        for variant in union.variants {
            let fit = self.branch(node, &variant.shape, rules);
            let json = self.canonical.split_off(start);
            match (fit, &best) {
                (Some(fit), Some((before, _))) if !fit.is_better_than(*before) => {}
                (Some(fit), _) => best = Some((fit, json)),
                (None, _) => {}
            }
        }
        let (fit, json) = best?;
        self.refusals.truncate(refused);
        self.write(&json);
        Some(fit)
    }

    /// A union within a union is one union, as in Python: its branches have their own labels.
    fn branch(&mut self, node: Node, shape: &Shape, rules: &Rules) -> Option<Fit> {
        match shape {
            Shape::ImageSize => self.value(node, shape, rules),
            Shape::Union(union) if union().tag.is_none() => self.value(node, shape, rules),
            Shape::Optional(of) => match self.document.value(node) {
                crate::fields::json::Value::Null => self.value(node, shape, rules),
                _ => self.branch(node, of, rules),
            },
            _ => {
                let step = Step::Label(label(shape).into());
                self.within(step, |walk| walk.value(node, shape, rules))
            }
        }
    }
}
