//! `#[input]` and `#[output]`: parse → check → expand.
//!
//! What is wrong is collected and left out; the rest is expanded all the same, so that nothing elsewhere complains.

mod attributes;
mod check;
mod expand;
mod expand_enum;
mod model;
mod parse;
mod rename;
mod rules;
mod serde;
mod steps;
mod value;

use proc_macro2::TokenStream;
use quote::quote;

use self::model::{Declared, Kind, Sides};
use crate::errors::{Errors, error};

/// `#[input]`
pub(crate) fn input(args: TokenStream, item: TokenStream) -> TokenStream {
    declare(Sides::INPUT, &args, item)
}

/// `#[output]`
pub(crate) fn output(args: TokenStream, item: TokenStream) -> TokenStream {
    declare(Sides::OUTPUT, &args, item)
}

fn declare(sides: Sides, args: &TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    no_arguments(sides, args, &mut errors);
    let (item, declared) = parse::item(sides, item, &mut errors);
    let generated = declared.map(|declared| expand(&declared));
    let errors = errors.into_tokens();
    quote!(#item #generated #errors)
}

fn expand(declared: &Declared) -> TokenStream {
    match &declared.kind {
        Kind::Struct(fields) => expand::object(declared, fields),
        Kind::Choice(variants) => expand_enum::choice(declared, variants),
        Kind::Union(union) => expand_enum::union(declared, union),
        Kind::Wrong => expand::stand_in(declared),
    }
}

fn no_arguments(sides: Sides, args: &TokenStream, errors: &mut Errors) {
    if !args.is_empty() {
        let name = sides.name();
        errors.push(error(
            args,
            format_args!("`#[{name}]` takes no words"),
            "rules stand on the fields, in `#[field(…)]`",
        ));
    }
}
