//! `ImageSize`: the SDK's union of an object and the name of a preset.

use super::label;
use super::problem::Problem;
use super::report::{Input, Step};
use super::validator::Validator;
use crate::fields::image_size::{ImageSize, PRESETS, SIDES};
use crate::fields::json::{Node, Value};
use crate::fields::match_quality::MatchQuality;
use crate::fields::rules;
use crate::fields::table::Rules;

impl Validator<'_> {
    pub(super) fn image_size(&mut self, node: Node, rules: &Rules) -> Option<MatchQuality> {
        let start = self.canonical.len();
        let quality = match self.preset(node) {
            Some(name) => {
                self.write_string(name);
                MatchQuality::EXACT
            }
            None => self.sides(node)?,
        };
        let json = self.canonical.get(start..).unwrap_or_default();
        let size = ImageSize::from_json(json)?;
        self.size_rules(node, size, rules).then_some(quality)
    }

    fn preset(&self, node: Node) -> Option<&'static str> {
        let Value::String(text) = self.document.value(node) else {
            return None;
        };
        let names = PRESETS.iter().map(|(name, _)| *name);
        names
            .into_iter()
            .find(|name| *name == text.shown && !text.is_broken)
    }

    /// The object; where it is refused, so is the preset, which it is not either.
    fn sides(&mut self, node: Node) -> Option<MatchQuality> {
        let branch = Step::Label(SIDES.name.into());
        if let Some(quality) = self.within(branch, |validator| validator.object(node, &SIDES)) {
            return Some(quality);
        }
        let problem = match self.document.value(node) {
            Value::String(text) if text.is_broken => Problem::NO_TEXT,
            _ => Problem::names(&PRESETS.map(|(name, _)| name)),
        };
        let branch = Step::Label(label::presets().into());
        self.within(branch, |validator| validator.refuse(problem, node))
    }

    /// The size's own rules, which the SDK only shows.
    fn size_rules(&mut self, node: Node, size: ImageSize, rules: &Rules) -> bool {
        let sides = [
            ("width", size.width(), rules::of_width(rules)),
            ("height", size.height(), rules::of_height(rules)),
        ];
        let mut obeys = true;
        for (name, pixels, rules) in sides {
            if let Err(broken) = rules::integer(&rules, pixels.into()) {
                let problem = Problem::integer(broken, &rules);
                self.within(Step::Name(name), |validator| {
                    validator.note(problem, Input::Pixels(pixels));
                });
                obeys = false;
            }
        }
        if let Err(most) = rules::area(rules, size.width(), size.height()) {
            self.refuse(Problem::area(most), node);
            obeys = false;
        }
        obeys
    }
}
