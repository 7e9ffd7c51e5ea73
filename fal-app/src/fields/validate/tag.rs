//! Enums with `#[serde(tag = "…")]`: pydantic's discriminated unions.

use super::problem::Problem;
use super::report::LocPart;
use super::validator::Validator;
use crate::fields::json::{Echo, JsonValue, Node, python_float};
use crate::fields::match_quality::MatchQuality;
use crate::fields::table::{Rules, Union};

/// How many bytes of a wrong tag an error shows at most.
const MAX_TAG: usize = 256;

impl Validator<'_> {
    pub(super) fn tagged(
        &mut self,
        node: Node,
        union: &'static Union,
        tag: &'static str,
    ) -> Option<MatchQuality> {
        if !matches!(self.document.value(node), JsonValue::Object) {
            return self.refuse(Problem::NO_OBJECT, node);
        }
        let document = self.document;
        let mut members = document.members(node);
        let Some((_, found)) = members.find(|(key, _)| key.shown == tag && !key.is_broken) else {
            return self.refuse_by(node, || Problem::no_tag(tag));
        };
        let named = match document.value(found) {
            JsonValue::String(text) if !text.is_broken => Some(text.shown),
            _ => None,
        };
        let mut variants = union.variants.iter();
        match variants.find(|variant| Some(variant.name) == named.as_deref()) {
            Some(variant) => self.within(LocPart::Name(variant.name), |validator| {
                let quality = validator.named(variant, |validator| {
                    validator.value(node, &variant.shape, &Rules::NONE)
                });
                // The tag counts as a field.
                quality.map(|quality| MatchQuality::object(1).and(quality))
            }),
            None => {
                let shown = self.shown(found);
                let names = union.variants.iter().map(|variant| variant.name);
                self.refuse_by(node, || {
                    Problem::wrong_tag(tag, &shown, &names.collect::<Vec<_>>())
                })
            }
        }
    }

    /// A tag as Python's `str` shows it. A list or an object is shown as JSON.
    fn shown(&self, tag: Node) -> String {
        let shown = match self.document.value(tag) {
            JsonValue::Null => "None".to_owned(),
            JsonValue::Boolean(true) => "True".to_owned(),
            JsonValue::Boolean(false) => "False".to_owned(),
            JsonValue::Integer(value) => value.text(),
            JsonValue::Float(value) => python_float(value),
            JsonValue::String(text) => text.shown.into_owned(),
            JsonValue::Bytes(_) | JsonValue::Extension | JsonValue::List(_) | JsonValue::Object => {
                Echo::new(self.document, MAX_TAG)
                    .json(tag)
                    .ok()
                    .and_then(|json| String::from_utf8(json).ok())
                    .unwrap_or_else(|| "…".to_owned())
            }
        };
        match shown.char_indices().find(|(at, _)| *at >= MAX_TAG) {
            Some((end, _)) => format!("{}…", shown.get(..end).unwrap_or_default()),
            None => shown,
        }
    }
}
