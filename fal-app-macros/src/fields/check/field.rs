//! Refuses wrong words on one field.

use quote::ToTokens;
use regex::Regex;
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Meta, Type};

use super::amount::amount_on_a_field;
use super::names::{names, serde_default};
use crate::attribute::{Given, List, Operand, Text, read_words};
use crate::errors::{Errors, error, refuse};
use crate::fields::args::{
    Attributes, Case, DefaultArg, FieldArgs, FieldSerde, Scalar, UiArg, UiArgs,
};
use crate::fields::direction::Directions;
use crate::fields::model::{Default, Field, OneOf};
use crate::fields::rename;
use crate::syntax::parts::ungrouped;

/// One field, without the words that are refused.
pub(super) fn declared_field(
    directions: Directions,
    ident: Ident,
    ty: Type,
    mut written: Attributes,
    case: Option<Case>,
    errors: &mut Errors,
) -> Field {
    written
        .field
        .retain(|word| errors.take(amount_on_a_field(word)).is_some());
    let args: FieldArgs = read_words("`#[field]`", written.field, errors);
    if let Some(pattern) = &args.pattern
        && let Some(regex) = errors.take(pattern_not_a_regex(pattern))
    {
        errors.take(default_breaks_pattern(&args, &regex));
    }
    let default = default(directions, &args, errors);
    errors.take(hidden_without_default(&args));
    let one_of = args.one_of.as_ref();
    let one_of = one_of.and_then(|values| self::one_of(values, errors));
    let ui = args.ui.as_ref().map(|ui| self::ui(ui, errors));
    let serde = serde(directions, written.serde, errors);
    Field {
        cfg: written.cfg,
        names: names(&ident, &serde.names, case, rename::field),
        ident,
        ty,
        doc: written.doc,
        args,
        default,
        one_of,
        ui,
        serialize_with: serde.serialize_with.map(|path| path.value.0),
        skip_serializing_if: serde.skip_serializing_if.map(|path| path.value.0),
    }
}

fn default(directions: Directions, args: &FieldArgs, errors: &mut Errors) -> Option<Default> {
    let default = args.default.as_ref().map(|default| match default {
        DefaultArg::Bare(word) => Default::Bare(word.clone()),
        DefaultArg::Value(value) => Default::Value(value.clone()),
    });
    let Some(factory) = &args.default_factory else {
        return default;
    };
    errors.take(default_beside_default_factory(args, factory))?;
    errors.take(default_factory_on_an_output(directions, factory))?;
    errors.take(default_factory_not_a_function(factory))?;
    Some(Default::Factory(factory.at.clone()))
}

fn default_beside_default_factory(args: &FieldArgs, factory: &Given<Operand>) -> syn::Result<()> {
    if args.default.is_none() {
        return Ok(());
    }
    Err(error(
        &factory.word,
        "`default` and `default_factory` both say what an absent field is",
        "keep one of the two",
    ))
}

fn default_factory_on_an_output(
    directions: Directions,
    factory: &Given<Operand>,
) -> syn::Result<()> {
    if directions.input {
        return Ok(());
    }
    Err(error(
        &factory.word,
        "`default_factory` on an output is never called: a method fills in every field",
        "remove it",
    ))
}

fn default_factory_not_a_function(factory: &Given<Operand>) -> syn::Result<()> {
    let help = match &factory.at {
        Expr::Path(_) | Expr::Closure(_) => return Ok(()),
        Expr::Call(call) if call.args.is_empty() => format!(
            "write the function without calling it: `default_factory = {}`",
            call.func.to_token_stream()
        ),
        _ => "write a closure, as `default_factory = || …`; `default = …` is for a value that is the same for every request".to_owned(),
    };
    Err(error(
        &factory.at,
        "`default_factory` takes a function, which makes a value for each request",
        help,
    ))
}

fn serde(directions: Directions, mut words: Vec<Meta>, errors: &mut Errors) -> FieldSerde {
    words.retain(|word| errors.take(serde_default(word)).is_some());
    let serde: FieldSerde = read_words("`#[serde]` on a field", words, errors);
    for word in [&serde.serialize_with, &serde.skip_serializing_if] {
        let word = word.as_ref().map(|given| &given.word);
        errors.take(serde_of_outputs_on_an_input(directions, word));
    }
    serde
}

fn serde_of_outputs_on_an_input(directions: Directions, word: Option<&Ident>) -> syn::Result<()> {
    match word {
        Some(word) if directions.input => Err(error(
            word,
            format_args!("`#[serde({word})]` is not taken on a field of an input"),
            "an input is read and written in one form; declare an output of its own",
        )),
        _ => Ok(()),
    }
}

/// `ui = "image"` is `ui(field = "image")`.
fn ui(written: &UiArg, errors: &mut Errors) -> UiArgs {
    match written {
        UiArg::Field(field) => UiArgs {
            field: Some(field.clone()),
            ..UiArgs::default()
        },
        UiArg::Words(words) => words.read(errors),
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
fn default_breaks_pattern(args: &FieldArgs, regex: &Regex) -> syn::Result<()> {
    let Some(DefaultArg::Value(default)) = &args.default else {
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

fn hidden_without_default(args: &FieldArgs) -> syn::Result<()> {
    match &args.hidden {
        Some(hidden) if args.default.is_none() && args.default_factory.is_none() => Err(error(
            &hidden.0,
            "nobody can fill in a hidden field that has no default",
            "write `hidden, default` or `hidden, default = …`",
        )),
        _ => Ok(()),
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
