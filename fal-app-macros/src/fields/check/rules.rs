//! What one field's rules say of each other. One rule is one function, named after its ui fixture.
//!
//! Whether a rule suits the field's type, the compiler says: see `fields/declare.rs` of the runtime.

use quote::ToTokens;

use crate::errors::{Errors, error};
use crate::fields::args::field::{Bound, Choices, Count, Default, Rules};
use crate::fields::default::{Number, Value};

/// All of them.
pub(crate) fn rules(rules: &Rules, errors: &mut Errors) {
    lower_bound_above_upper(rules, errors);
    two_bounds_on_one_side(rules, errors);
    min_length_above_max_length(rules, errors);
    min_side_above_max_side(rules, errors);
    multiple_of_nothing(rules, errors);
    choice_given_twice(rules, errors);
    pattern_is_no_regex(rules, errors);
    hidden_without_default(rules, errors);
    errors.take(default_that_a_caller_may_not_send(rules));
}

/// Two fields of one name on the wire, or two variants.
pub(crate) fn name_taken_twice<'a>(
    names: impl Iterator<Item = (&'a str, &'a dyn ToTokens)>,
    errors: &mut Errors,
) {
    let mut taken: Vec<&str> = Vec::new();
    for (name, at) in names {
        if taken.contains(&name) {
            errors.push(error(
                &at.to_token_stream(),
                format_args!("the name `{name}` is taken"),
                "give each a name of its own with `#[serde(rename = \"…\")]`",
            ));
        }
        taken.push(name);
    }
}

fn lower_bound_above_upper(rules: &Rules, errors: &mut Errors) {
    for lower in [&rules.ge, &rules.gt].into_iter().flatten() {
        for upper in [&rules.le, &rules.lt].into_iter().flatten() {
            let open = lower.word == "gt" || upper.word == "lt";
            let (low, high) = (lower.value.as_f64(), upper.value.as_f64());
            if low > high || (open && low >= high) {
                errors.push(error(
                    &lower.at,
                    format_args!(
                        "`{} = {}` and `{} = {}` leave no number",
                        lower.word, lower.value, upper.word, upper.value
                    ),
                    format_args!("write a bound below `{}`", upper.value),
                ));
            }
        }
    }
}

fn two_bounds_on_one_side(rules: &Rules, errors: &mut Errors) {
    for pair in [(&rules.ge, &rules.gt), (&rules.le, &rules.lt)] {
        if let (Some(closed), Some(open)) = pair {
            errors.push(error(
                &open.word,
                format_args!("`{}` and `{}` bound the same side", closed.word, open.word),
                "keep one of the two",
            ));
        }
    }
}

fn min_length_above_max_length(rules: &Rules, errors: &mut Errors) {
    min_above_max(rules.min_length.as_ref(), rules.max_length.as_ref(), errors);
}

fn min_side_above_max_side(rules: &Rules, errors: &mut Errors) {
    min_above_max(
        rules.measure("min_width"),
        rules.measure("max_width"),
        errors,
    );
    min_above_max(
        rules.measure("min_height"),
        rules.measure("max_height"),
        errors,
    );
}

fn min_above_max(min: Option<&Count>, max: Option<&Count>, errors: &mut Errors) {
    if let (Some(min), Some(max)) = (min, max)
        && min.value > max.value
    {
        errors.push(error(
            &min.at,
            format_args!(
                "`{} = {}` is above `{} = {}`",
                min.word, min.value, max.word, max.value
            ),
            format_args!("write a number up to `{}`", max.value),
        ));
    }
}

fn multiple_of_nothing(rules: &Rules, errors: &mut Errors) {
    if let Some(of) = &rules.multiple_of
        && of.value.as_f64() <= 0.0
    {
        errors.push(error(
            &of.at,
            format_args!("nothing is a multiple of `{}`", of.value),
            "write a number above 0",
        ));
    }
}

fn choice_given_twice(rules: &Rules, errors: &mut Errors) {
    let Some(one_of) = &rules.one_of else { return };
    let choices: Vec<(String, &dyn ToTokens)> = match &one_of.choices {
        Choices::Integers(allowed) => allowed
            .iter()
            .map(|(value, at)| (value.to_string(), at as _))
            .collect(),
        Choices::Strings(allowed) => allowed
            .iter()
            .map(|text| (text.value(), text as _))
            .collect(),
    };
    for (index, (value, at)) in choices.iter().enumerate() {
        if choices[..index].iter().any(|(before, _)| before == value) {
            errors.push(error(
                &at.to_token_stream(),
                format_args!("`{value}` is listed twice"),
                "remove one of the two",
            ));
        }
    }
}

fn pattern_is_no_regex(rules: &Rules, errors: &mut Errors) {
    let Some((_, text)) = &rules.pattern else {
        return;
    };
    if let Err(reason) = regex_syntax::parse(&text.value()) {
        let kind = match &reason {
            regex_syntax::Error::Parse(error) => error.kind().to_string(),
            regex_syntax::Error::Translate(error) => error.kind().to_string(),
            _ => "it does not parse".to_owned(),
        };
        errors.push(error(
            text,
            format_args!("this is no regular expression: {kind}"),
            "write it in the syntax of the `regex` crate",
        ));
    }
}

fn hidden_without_default(rules: &Rules, errors: &mut Errors) {
    if let (Some(hidden), None) = (&rules.hidden, &rules.default) {
        errors.push(error(
            hidden,
            "nobody can fill in a hidden field that has no default",
            "write `hidden, default` or `hidden, default = …`",
        ));
    }
}

/// A default breaks one rule at a time: the first is told.
fn default_that_a_caller_may_not_send(rules: &Rules) -> syn::Result<()> {
    default_outside_bounds(rules)?;
    default_no_multiple(rules)?;
    default_not_one_of(rules)?;
    default_outside_lengths(rules)
}

fn default_outside_bounds(rules: &Rules) -> syn::Result<()> {
    let bounds = [&rules.ge, &rules.gt, &rules.le, &rules.lt];
    for (value, at) in default_numbers(rules) {
        if let Some(bound) = bounds
            .into_iter()
            .flatten()
            .find(|bound| !bound.holds(value))
        {
            return Err(error(
                &at,
                format_args!(
                    "the default `{value}` breaks `{} = {}`",
                    bound.word, bound.value
                ),
                "write a default that a caller may send",
            ));
        }
    }
    Ok(())
}

fn default_no_multiple(rules: &Rules) -> syn::Result<()> {
    let Some(of) = &rules.multiple_of else {
        return Ok(());
    };
    match default_numbers(rules)
        .into_iter()
        .find(|(value, _)| !is_multiple(*value, of.value))
    {
        None => Ok(()),
        Some((value, at)) => Err(error(
            &at,
            format_args!("the default `{value}` is no multiple of `{}`", of.value),
            "write a default that a caller may send",
        )),
    }
}

fn default_not_one_of(rules: &Rules) -> syn::Result<()> {
    let Some(one_of) = &rules.one_of else {
        return Ok(());
    };
    let allowed = |item: &Value| match (&one_of.choices, item.number(), item.text()) {
        (Choices::Integers(allowed), Some(Number::Integer(value)), _) => {
            allowed.iter().any(|(one, _)| *one == value)
        }
        (Choices::Strings(allowed), _, Some(text)) => allowed.iter().any(|one| one.value() == text),
        _ => true,
    };
    match default_items(rules).iter().find(|item| !allowed(item)) {
        None => Ok(()),
        Some(item) => Err(error(
            item,
            "the default is not among `one_of`",
            "write one of the values that a caller may send",
        )),
    }
}

fn default_outside_lengths(rules: &Rules) -> syn::Result<()> {
    let Some(Default::Value(value)) = &rules.default else {
        return Ok(());
    };
    let length = match (value.text(), value.items()) {
        (Some(text), _) => text.chars().count() as u64,
        (None, Some(items)) => items.len() as u64,
        (None, None) => return Ok(()),
    };
    let short = rules.min_length.iter().find(|least| length < least.value);
    let long = rules.max_length.iter().find(|most| length > most.value);
    match short.or(long) {
        None => Ok(()),
        Some(broken) => Err(error(
            value,
            format_args!(
                "the default, of length {length}, breaks `{} = {}`",
                broken.word, broken.value
            ),
            "write a default that a caller may send",
        )),
    }
}

/// The literals of the default that a rule of scalars reaches: itself, or the items of its list.
fn default_items(rules: &Rules) -> Vec<Value> {
    match &rules.default {
        Some(Default::Value(value)) => value.items().unwrap_or_else(|| vec![value.clone()]),
        Some(Default::Bare(_)) | None => Vec::new(),
    }
}

fn default_numbers(rules: &Rules) -> Vec<(Number, Value)> {
    default_items(rules)
        .into_iter()
        .filter_map(|item| Some((item.number()?, item)))
        .collect()
}

fn is_multiple(value: Number, of: Number) -> bool {
    match (value, of) {
        (Number::Integer(value), Number::Integer(of)) => of == 0 || value % of == 0,
        // As pydantic: what a float cannot hold exactly is a multiple when it is one to the last bits.
        (value, of) => {
            let rest = value.as_f64() % of.as_f64();
            let threshold = value.as_f64().abs() / 1e9;
            rest.abs() <= threshold || (rest.abs() - of.as_f64()).abs() <= threshold
        }
    }
}

impl Bound {
    fn holds(&self, value: Number) -> bool {
        let order = match (value, self.value) {
            (Number::Integer(value), Number::Integer(bound)) => value.partial_cmp(&bound),
            (value, bound) => value.as_f64().partial_cmp(&bound.as_f64()),
        };
        match self.word.to_string().as_str() {
            "ge" => order.is_some_and(|order| order.is_ge()),
            "gt" => order.is_some_and(|order| order.is_gt()),
            "le" => order.is_some_and(|order| order.is_le()),
            _ => order.is_some_and(|order| order.is_lt()),
        }
    }
}
