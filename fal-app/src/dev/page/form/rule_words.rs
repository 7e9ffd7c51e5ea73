//! What a field must obey, in a few words beside its label.

use crate::fields::{Bound, Rules};

/// What a number must obey: `1 to 4`.
pub(super) fn of_number(rules: &Rules) -> String {
    let mut words = match (rules.ge, rules.le) {
        (Some(least), Some(most)) => vec![format!("{} to {}", number(least), number(most))],
        (least, most) => [
            least.map(|least| format!("at least {}", number(least))),
            most.map(|most| format!("at most {}", number(most))),
        ]
        .into_iter()
        .flatten()
        .collect(),
    };
    words.extend(rules.gt.map(|least| format!("above {}", number(least))));
    words.extend(rules.lt.map(|most| format!("below {}", number(most))));
    words.extend(multiple(rules));
    words.join(", ")
}

/// What a text must obey, beside its most letters, which are counted.
pub(super) fn of_text(rules: &Rules) -> String {
    let mut words = Vec::new();
    words.extend(
        rules
            .min_length
            .filter(|least| *least > 1)
            .map(|least| format!("at least {least}")),
    );
    words.extend(rules.pattern.map(|(pattern, _)| format!("as {pattern}")));
    words.join(", ")
}

/// How many rows there are, of how many: `2 of at most 4`.
pub(super) fn of_rows(rows: usize, rules: &Rules) -> String {
    match (rules.min_length, rules.max_length) {
        (Some(least), Some(most)) if least == most => format!("{rows} of {most}"),
        (_, Some(most)) => format!("{rows} of at most {most}"),
        (Some(least), None) => format!("{rows} of at least {least}"),
        (None, None) => rows.to_string(),
    }
}

/// What a size must obey: `at most 2048 × 2048`.
pub(super) fn of_size(rules: &Rules) -> String {
    let mut words = Vec::new();
    let mut add = |word: &str, width: Option<u32>, height: Option<u32>| match (width, height) {
        (Some(width), Some(height)) => words.push(format!("{word} {width} × {height}")),
        (Some(width), None) => words.push(format!("{word} {width} wide")),
        (None, Some(height)) => words.push(format!("{word} {height} high")),
        (None, None) => {}
    };
    add("at least", rules.min_width, rules.min_height);
    add("at most", rules.max_width, rules.max_height);
    words.extend(rules.max_area.map(|area| format!("at most {area} pixels")));
    words.extend(multiple(rules));
    words.join(", ")
}

fn multiple(rules: &Rules) -> Option<String> {
    rules
        .multiple_of
        .map(|of| format!("a multiple of {}", number(of)))
}

/// A bound as people write it.
pub(super) fn number(bound: Bound) -> String {
    match bound {
        Bound::Integer(whole) => whole.to_string(),
        Bound::Number(number) => number.to_string(),
    }
}

/// The step of a slider between two bounds: a whole number, or about a two hundredth in a round number.
pub(super) fn step(least: Bound, most: Bound, rules: &Rules, is_whole: bool) -> String {
    if let Some(of) = rules.multiple_of {
        return number(of);
    }
    let span = value(most) - value(least);
    if is_whole || span <= 0.0 {
        return "1".to_owned();
    }
    let rough = span / 200.0;
    let ten = 10_f64.powf(rough.log10().floor());
    let round = [1.0, 2.0, 5.0, 10.0].map(|times| times * ten);
    let step = round.into_iter().find(|step| *step >= rough * 0.999);
    // Without the noise of powers of ten.
    let text = format!("{:.9}", step.unwrap_or(rough));
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn value(bound: Bound) -> f64 {
    match bound {
        #[allow(clippy::cast_precision_loss, reason = "for a slider it is near enough")]
        Bound::Integer(whole) => whole as f64,
        Bound::Number(number) => number,
    }
}
