//! Enums whose variants hold other types.

use super::decisions::Decision;
use super::report::LocPart;
use super::validator::Validator;
use crate::fields::json::{JsonValue, Node};
use crate::fields::match_quality::MatchQuality;
use crate::fields::table::{Rules, Shape, Union, Variant};

impl Validator<'_> {
    pub(super) fn union(&mut self, node: Node, union: &'static Union) -> Option<MatchQuality> {
        match union.tag {
            Some(tag) => self.tagged(node, union, tag),
            None => self.untagged(node, union),
        }
    }

    fn untagged(&mut self, node: Node, union: &'static Union) -> Option<MatchQuality> {
        self.decisions.enter();
        let quality = match self.decide(node, union) {
            Some((_, quality)) if self.is_trial => Some(quality),
            Some((variant, _)) => {
                self.named(variant, |validator| validator.branch(node, &variant.shape))
            }
            None => {
                self.refuse_variants(node, union);
                None
            }
        };
        self.decisions.leave(self.memory);
        quality
    }

    /// Writes a list of the variant's name and the value.
    pub(super) fn named(
        &mut self,
        variant: &Variant,
        value: impl FnOnce(&mut Self) -> Option<MatchQuality>,
    ) -> Option<MatchQuality> {
        self.write("[");
        self.write_string(variant.name);
        self.write(",");
        let quality = value(self);
        self.write("]");
        quality
    }

    /// The variant that matches best, as in pydantic's smart mode.
    fn decide(&mut self, node: Node, union: &'static Union) -> Decision {
        if let Some(decision) = self.decisions.get(node, union) {
            return decision;
        }
        let is_trial = std::mem::replace(&mut self.is_trial, true);
        let mut best: Decision = None;
        for variant in union.variants {
            if let Some(quality) = self.branch(node, &variant.shape)
                && best.is_none_or(|(_, before)| quality.is_better_than(before))
            {
                best = Some((variant, quality));
            }
        }
        self.is_trial = is_trial;
        if !self.decisions.insert(node, union, best, self.memory) {
            self.is_out_of_memory = true;
        }
        best
    }

    /// Notes for each variant why it does not accept the value, until there are enough errors.
    fn refuse_variants(&mut self, node: Node, union: &'static Union) {
        for variant in union.variants {
            if self.is_trial || self.is_told_enough() {
                return;
            }
            self.branch(node, &variant.shape);
        }
    }

    /// In Python a union within a union is one union. So the inner one has no name of its own in `loc`.
    fn branch(&mut self, node: Node, shape: &'static Shape) -> Option<MatchQuality> {
        match shape {
            Shape::ImageSize => self.value(node, shape, &Rules::NONE),
            Shape::Union(union) if union().tag.is_none() => self.value(node, shape, &Rules::NONE),
            Shape::Optional(of) => match self.document.value(node) {
                JsonValue::Null => self.value(node, shape, &Rules::NONE),
                _ => self.branch(node, of),
            },
            _ => self.within(LocPart::Branch(shape), |validator| {
                validator.value(node, shape, &Rules::NONE)
            }),
        }
    }
}
