//! Refuses wrong rules of a field or of its items.

use proc_macro2::Ident;
use quote::ToTokens;
use regex::Regex;
use syn::{Expr, ExprLit, Lit, LitStr};

use crate::attribute::{Given, List, Nested, Text};
use crate::errors::{Errors, error, refuse};
use crate::fields::args::{DefaultArg, RuleArgs, Scalar};
use crate::fields::model::{Items, OneOf, Rules};
use crate::syntax::parts::ungrouped;

/// The rules, without those that are refused.
pub(super) fn rules(args: RuleArgs, default: Option<&DefaultArg>, errors: &mut Errors) -> Rules {
    if let Some(pattern) = &args.pattern
        && let Some(regex) = errors.take(pattern_not_a_regex(pattern))
    {
        errors.take(default_breaks_pattern(default, &regex));
    }
    let one_of = args.one_of.as_ref();
    let one_of = one_of.and_then(|values| self::one_of(values, errors));
    let items = args.items.clone().map(|written| {
        errors.take(items_without_a_rule(&written));
        errors.take(rule_beside_items(&args));
        let of_items = written.read(errors);
        Items {
            written,
            rules: Box::new(rules(of_items, default, errors)),
        }
    });
    Rules {
        args,
        one_of,
        items,
    }
}

fn items_without_a_rule(items: &Nested) -> syn::Result<()> {
    refuse(
        items.tokens.is_empty(),
        &items.at,
        "`items` says no rule",
        "write what holds for each item: `items(min_length = 1)`",
    )
}

/// Rules reach into lists. Beside `items(…)`, two of them could say different things.
fn rule_beside_items(args: &RuleArgs) -> syn::Result<()> {
    macro_rules! given {
        ($($rule:ident)*) => {
            [$(args.$rule.as_ref().map(|given| &given.word)),*]
        };
    }
    let reaching: [Option<&Ident>; 13] = given!(
        ge gt le lt multiple_of one_of pattern
        min_width max_width min_height max_height max_area max_file_size
    );
    match reaching.into_iter().flatten().next() {
        None => Ok(()),
        Some(rule) => Err(error(
            rule,
            format_args!("`{rule}` stands beside `items`, and both hold for the items"),
            format_args!("write it in `items(…)`"),
        )),
    }
}

fn pattern_not_a_regex(pattern: &Given<Text>) -> syn::Result<Regex> {
    Regex::new(&pattern.value.value()).map_err(|reason| {
        // Above its last line, the text shows where in the pattern the mistake is.
        let reason = reason.to_string();
        let reason = reason.lines().last().unwrap_or_default();
        let reason = reason.trim_start_matches("error: ");
        error(
            &pattern.at,
            format_args!("this is not a regular expression: {reason}"),
            "write it in the syntax of the `regex` crate",
        )
    })
}

/// The const evaluation of the runtime's table, which compares a literal with the other rules, has no regular expressions.
fn default_breaks_pattern(default: Option<&DefaultArg>, regex: &Regex) -> syn::Result<()> {
    let Some(DefaultArg::Value(default)) = default else {
        return Ok(());
    };
    match texts(default).find(|text| !regex.is_match(&text.value())) {
        Some(text) => Err(error(
            text,
            "the default breaks `pattern`",
            "write a default that a caller may send",
        )),
        None => Ok(()),
    }
}

/// The literal string, or those in a list.
fn texts(expr: &Expr) -> Box<dyn Iterator<Item = &LitStr> + '_> {
    match ungrouped(expr) {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Box::new(std::iter::once(text)),
        Expr::Array(array) => Box::new(array.elems.iter().flat_map(texts)),
        _ => Box::new(std::iter::empty()),
    }
}

fn one_of(written: &Given<List<Scalar>>, errors: &mut Errors) -> Option<OneOf> {
    let values = &written.value.0;
    errors.take(one_of_without_values(written))?;
    for (i, value) in values.iter().enumerate() {
        errors.take(one_of_value_given_twice(value, &values[..i]));
    }
    errors.take(one_of_mixed_kinds(values))
}

fn one_of_without_values(written: &Given<List<Scalar>>) -> syn::Result<()> {
    refuse(
        written.value.0.is_empty(),
        &written.at,
        "`one_of` allows nothing",
        "list at least one value",
    )
}

fn one_of_value_given_twice(value: &Scalar, before: &[Scalar]) -> syn::Result<()> {
    refuse(
        before.contains(value),
        value,
        format_args!("`{value}` is listed twice"),
        "remove one of the two",
    )
}

fn one_of_mixed_kinds(values: &[Scalar]) -> syn::Result<OneOf> {
    let (mut integers, mut strings) = (Vec::new(), Vec::new());
    for value in values {
        match value {
            Scalar::Integer(integer, _) if strings.is_empty() => integers.push(*integer),
            Scalar::Text(text) if integers.is_empty() => strings.push(text.value()),
            other => {
                return Err(error(
                    &other.to_token_stream(),
                    "the values of `one_of` are all whole numbers or all strings",
                    "write `one_of = [480, 720]` or `one_of = [\"fast\", \"best\"]`",
                ));
            }
        }
    }
    Ok(if strings.is_empty() {
        OneOf::Integers(integers)
    } else {
        OneOf::Strings(strings)
    })
}
