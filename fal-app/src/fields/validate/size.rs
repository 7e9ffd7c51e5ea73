//! `ImageSize`, in the SDK a union of an object and the name of a preset.

use super::coerce;
use super::label;
use super::problem::Problem;
use super::report::{Echoed, LocPart};
use super::validator::Validator;
use crate::fields::image_size::{DEFAULT_SIDE, ImageSize, PRESETS, SIDES};
use crate::fields::json::{JsonValue, Node};
use crate::fields::match_quality::MatchQuality;
use crate::fields::rules;
use crate::fields::table::Rules;

impl Validator<'_> {
    pub(super) fn image_size(&mut self, node: Node, rules: &Rules) -> Option<MatchQuality> {
        let (quality, size) = match self.preset(node) {
            Some((name, size)) => {
                self.write_string(name);
                (MatchQuality::EXACT, size)
            }
            None => (self.sides(node)?, self.size(node)),
        };
        self.size_rules(node, size, rules).then_some(quality)
    }

    fn preset(&self, node: Node) -> Option<(&'static str, ImageSize)> {
        match self.document.value(node) {
            JsonValue::String(text) if !text.is_broken => {
                let mut presets = PRESETS.into_iter();
                presets.find(|(name, _)| *name == text.shown)
            }
            _ => None,
        }
    }

    /// The object. Where it is refused, pydantic also reports that the value is not a preset.
    fn sides(&mut self, node: Node) -> Option<MatchQuality> {
        let branch = LocPart::Name(SIDES.name);
        if let Some(quality) = self.within(branch, |validator| validator.object(node, &SIDES)) {
            return Some(quality);
        }
        let problem = match self.document.value(node) {
            JsonValue::String(text) if text.is_broken => Problem::NO_TEXT,
            _ => Problem::names(&PRESETS.map(|(name, _)| name)),
        };
        let branch = LocPart::Label(label::presets().into());
        self.within(branch, |validator| validator.refuse(problem, node))
    }

    /// The size of an object that was accepted.
    fn size(&self, node: Node) -> ImageSize {
        let side = |given: Option<&Option<(&str, Node)>>| match given {
            Some(Some((_, side))) => coerce::integer(&self.document.value(*side))
                .ok()
                .and_then(|(pixels, _)| pixels.parse().ok())
                .unwrap_or_default(),
            _ => DEFAULT_SIDE,
        };
        let given = self.given(node, &SIDES);
        ImageSize::new(side(given.first()), side(given.get(1)))
    }

    /// The rules of the declared field, which the SDK shows but does not enforce.
    fn size_rules(&mut self, node: Node, size: ImageSize, rules: &Rules) -> bool {
        let sides = [
            ("width", size.width(), rules::of_width(rules)),
            ("height", size.height(), rules::of_height(rules)),
        ];
        let mut obeys = true;
        for (name, pixels, rules) in sides {
            if let Err(broken) = rules::integer(&rules, pixels.into()) {
                let problem = Problem::integer(broken, &rules);
                self.within(LocPart::Name(name), |validator| {
                    validator.note(problem, Echoed::Pixels(pixels));
                });
                obeys = false;
            }
        }
        if let Err(most) = rules::area(rules, size.width(), size.height()) {
            self.refuse_by(node, || Problem::area(most));
            obeys = false;
        }
        obeys
    }
}
