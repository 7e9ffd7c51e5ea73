//! What an endpoint costs, in words: the documentation of its method says it. `.ci/run` holds the words against those of the
//! command `billing`.

use super::args::{Meter, Round};
use super::known::Known;
use super::model::{Billing, Operand, Side};
use crate::units::{Units, constant};

impl Billing {
    /// A paragraph of Markdown.
    pub(crate) fn describe(&self) -> String {
        let (unit, _) = words(self.meter);
        let formula = self.formula();
        match self.meter {
            Meter::Free => return "**Price:** free.".to_owned(),
            Meter::PerComputeSecond => return format!("**Price:** {formula}."),
            _ => {}
        }
        let unit = match (&self.modifiers.unit, self.operand("chars")) {
            // Whatever the author writes is not read as Markdown.
            (Some(unit), _) => format!("`{}`", unit.replace('`', "'")),
            (None, Some(Operand::Chars(1))) => "one character".to_owned(),
            (None, Some(Operand::Chars(chars))) => format!("{chars} characters"),
            (None, _) => format!("one {unit}"),
        };
        // Where nobody has named it, nothing is said of it.
        let units = match &*unit {
            "one unit" => "the units".to_owned(),
            unit => format!("one unit is {unit}. The units"),
        };
        let bounds = self.bounds().map(|bounds| match bounds {
            (least, most) if least == most => format!(" A request costs {least}."),
            (least, most) => format!(" A request costs {least} to {most}."),
        });
        let bounds = bounds.unwrap_or_default();
        format!("**Price:** {units} of a request: {formula}.{bounds}")
    }

    fn formula(&self) -> String {
        let (_, template) = words(self.meter);
        let reads_items = self
            .expressions()
            .any(|one| matches!(one.side, Side::Output(_)));
        // As the runtime: megapixels are those of each item, and are added.
        let of_each = self.meter == Meter::PerMegapixel
            && self.modifiers.deferred
            && matches!(self.operand("size"), Some(Operand::Expression(size)) if matches!(size.side, Side::Output(_)));
        let items = match (self.modifiers.deferred, of_each) {
            (false, _) => "",
            (true, true) => " of each delivered item",
            (true, false) => " of all delivered items",
        };
        let mut terms: Vec<&Operand> = self.operands.iter().map(|(_, operand)| operand).collect();
        // In words, the size of a chunk comes first.
        if self.meter == Meter::PerTextChunk {
            terms.reverse();
        }
        let mut terms = terms.into_iter();
        let mut parts = template.split("{}");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            if let Some(term) = terms.next() {
                text += &term.shown(items);
            }
            text += part;
        }
        if of_each {
            text += ", added";
        } else if self.modifiers.deferred && !reads_items {
            text += ", once an item was delivered";
        }
        if let Some(times) = &self.modifiers.times {
            text += &format!(", times {}", times.shown(items));
        }
        text += match self.modifiers.round {
            Some(Round::Up) => ", rounded up to a whole number",
            Some(Round::Down) => ", rounded down to a whole number",
            Some(Round::Nearest) => ", rounded to the nearest whole number",
            None => "",
        };
        if let Some(min) = self.modifiers.bounds.min() {
            text += &format!(", at least {min}");
        }
        if let Some(max) = self.modifiers.bounds.max() {
            text += &format!(", at most {max}");
        }
        text
    }

    fn operand(&self, name: &str) -> Option<&Operand> {
        let mut operands = self.operands.iter();
        operands
            .find(|(of, _)| *of == name)
            .map(|(_, operand)| operand)
    }

    /// The least and the most units, where they follow from what is written here: a macro knows no field.
    fn bounds(&self) -> Option<(Units, Units)> {
        let formula = match (self.meter, &self.operands[..]) {
            (Meter::Flat | Meter::PerImage | Meter::Units, [(_, only)])
            | (Meter::PerVideoSecond | Meter::PerAudioSecond, [(_, only)]) => only.bounds()?,
            _ => return None,
        };
        let is_changed = self.modifiers.times.is_some();
        let (least, most) = match &self.modifiers.times {
            Some(times) => {
                let (fewest, most) = times.bounds()?;
                (formula.0.times(fewest)?, formula.1.times(most)?)
            }
            None => formula,
        };
        // The formula says it already.
        if !is_changed && least == most || self.modifiers.round.is_some() {
            return None;
        }
        let (min, max) = (self.modifiers.bounds.min(), self.modifiers.bounds.max());
        let bounded = |units: Units| {
            let raised = min.map_or(units, |min| units.max(min));
            max.map_or(raised, |max| raised.min(max))
        };
        Some((bounded(least), bounded(most)))
    }
}

/// What one unit is, and the formula, where each `{}` stands for an operand. The runtime's table of the meters has the same.
fn words(meter: Meter) -> (&'static str, &'static str) {
    match meter {
        Meter::PerImage => ("image", "the count of {}"),
        Meter::PerMegapixel => (
            "megapixel",
            "the megapixels of {}, rounded up, times the count of {}",
        ),
        Meter::PerMegapixelOfPictures => (
            "megapixel",
            "the megapixels of each of {}, rounded up, added",
        ),
        Meter::PerVideoSecond | Meter::PerAudioSecond => ("second", "the seconds of {}"),
        Meter::PerTextChunk => (
            "",
            "one for each {} characters of {}, rounded down, but not less than one",
        ),
        Meter::Flat => ("request", "{} for each request"),
        Meter::Units => ("unit", "{}"),
        Meter::Custom => ("unit", "what the method says"),
        Meter::Free => ("request", "nothing"),
        Meter::PerComputeSecond => (
            "compute second",
            "the seconds of the machine, as the platform counts them",
        ),
    }
}

impl Operand {
    fn shown(&self, items: &str) -> String {
        match self {
            Self::Constant(units) | Self::Units(units) => units.to_string(),
            Self::Chars(chars) => chars.to_string(),
            Self::Expression(expression) => {
                let of = match expression.side {
                    Side::Input(_) => "",
                    Side::Output(_) => items,
                };
                format!("`{}`{of}", expression.text)
            }
        }
    }

    fn bounds(&self) -> Option<(Units, Units)> {
        match self {
            Self::Constant(units) | Self::Units(units) => Some((*units, *units)),
            Self::Chars(_) => None,
            Self::Expression(expression) => expression.known.bounds(),
        }
    }
}

impl Known {
    /// The least and the greatest of literals.
    fn bounds(&self) -> Option<(Units, Units)> {
        let literal = |text: &str| {
            let units = constant(&syn::parse_str(text).ok()?)?.ok()?;
            Some((units, units))
        };
        match self {
            Self::Whole(number) => literal(&number.to_string()),
            Self::Fraction(digits) => literal(digits),
            Self::AnyOf(arms) => {
                let arms: Option<Vec<_>> = arms.iter().map(Self::bounds).collect();
                let arms = arms?;
                let least = arms.iter().map(|(least, _)| *least).min()?;
                Some((least, arms.iter().map(|(_, most)| *most).max()?))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use quote::quote;

    use crate::snapshot;

    #[test]
    fn each_meter_says_its_price() {
        let generated = crate::endpoints::endpoints(
            proc_macro2::TokenStream::new(),
            quote! {
                impl Prices {
                    #[endpoint("/1")] #[billable(per_image)] async fn image(&self, input: In) -> Result<Out> {}
                    #[endpoint("/2")] #[billable(per_megapixel(images = 2), times = 1.5, round = "up", min = 1, max = 8)] async fn megapixel(&self, input: In) -> Result<Out> {}
                    #[endpoint("/3")] #[billable(per_megapixel(pictures = output.images))] async fn pictures(&self, input: In) -> Result<Out> {}
                    #[endpoint("/4")] #[billable(per_video_second)] async fn video(&self, input: In) -> Result<Out> {}
                    #[endpoint("/5")] #[billable(per_text_chunk)] async fn text(&self, input: In) -> Result<Out> {}
                    #[endpoint("/6")] #[billable(per_text_chunk(chars = 1), unit = "a `letter`")] async fn letter(&self, input: In) -> Result<Out> {}
                    #[endpoint("/7")] #[billable(flat(units = 2), times = if input.hd { 2 } else { 0.5 })] async fn flat(&self, input: In) -> Result<Out> {}
                    #[endpoint("/8")] #[billable(units(match input.size { Size::Small => 1, _ => 4 }), max = 3)] async fn units(&self, input: In) -> Result<Out> {}
                    #[endpoint("/9")] #[billable(custom, min = 1)] async fn custom(&self, input: In) -> Result<Billed<Out>> {}
                    /// Costs nothing.
                    #[endpoint("/10")] #[billable(free)] async fn free(&self, input: In) -> Result<Out> {}
                    #[endpoint("/11")] #[billable(per_compute_second)] async fn compute(&self, input: In) -> Result<Out> {}
                    #[stream("/12")] #[billable(per_image(images = output.images), deferred)] async fn items(&self, input: In) -> Result<impl Stream<Item = Result<Out>>> {}
                    #[stream("/13")] #[billable(flat, deferred)] async fn stream(&self, input: In) -> Result<impl Stream<Item = Result<Out>>> {}
                    #[endpoint("/14")] #[billable(wrong)] async fn wrong(&self, input: In) -> Result<Out> {}
                    #[endpoint("/15")] async fn unstated(&self, input: In) -> Result<Out> {}
                }
            },
        );
        let text = snapshot::text(generated);
        let methods = text.split("\n}").next().unwrap();
        let methods: proc_macro2::TokenStream = format!("{methods}\n}}").parse().unwrap();
        snapshot::check("prices", methods);
    }
}
