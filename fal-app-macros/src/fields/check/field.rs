//! Refuses wrong words on one field.

use quote::ToTokens;
use syn::{Expr, Ident, Meta, Type};

use super::amount::amount_on_a_field;
use super::names::{names, serde_default};
use super::rules::rules;
use crate::attribute::{Given, Operand, read_words};
use crate::errors::{Errors, error};
use crate::fields::args::{Attributes, Case, DefaultArg, FieldArgs, FieldSerde, UiArg, UiArgs};
use crate::fields::direction::Directions;
use crate::fields::model::{Default, Field};
use crate::fields::rename;

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
    let is_alone = words_beside_flatten(&written);
    let mut args: FieldArgs = read_words("`#[field]`", written.field, errors);
    let default = default(directions, &args, errors);
    errors.take(hidden_without_default(&args));
    let rules = rules(
        std::mem::take(&mut args.rules),
        args.default.as_ref(),
        errors,
    );
    let ui = args.ui.as_ref().map(|ui| self::ui(ui, errors));
    let serde = serde(directions, written.serde, errors);
    let flatten = serde.flatten.map(|flatten| flatten.0);
    if flatten.is_some() {
        errors.take(is_alone);
    }
    Field {
        cfg: written.cfg,
        names: names(&ident, &serde.names, case, rename::field),
        ident,
        ty,
        doc: written.doc,
        deprecated: written.deprecated,
        args,
        rules,
        default,
        ui,
        flatten,
        serialize_with: serde.serialize_with.map(|path| path.value.0),
        skip_serializing_if: serde.skip_serializing_if.map(|path| path.value.0),
    }
}

/// The flattened fields have their own rules and names.
fn words_beside_flatten(written: &Attributes) -> syn::Result<()> {
    let mut words = written.serde.iter().chain(&written.field);
    match words.find(|word| !word.path().is_ident("flatten")) {
        None => Ok(()),
        Some(word) => Err(error(
            word.path(),
            "a flattened field has no rules and no name of its own",
            "remove this, or put it on the fields of its type",
        )),
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
