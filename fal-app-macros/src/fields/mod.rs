//! `#[input]` and `#[output]`.
//!
//! A wrong part is reported and left out. The rest is generated all the same, so that the program has no further errors.

mod args;
mod check;
mod default;
mod direction;
mod expand;
mod model;
mod rename;

pub(crate) use self::default::literal_of;

use proc_macro2::TokenStream;
use quote::quote;

use self::direction::Directions;
use self::model::{Declared, Kind};
use crate::errors::Errors;

/// `#[input]`
pub(crate) fn input(args: TokenStream, item: TokenStream) -> TokenStream {
    declare(Directions::INPUT, &args, item)
}

/// `#[output]`
pub(crate) fn output(args: TokenStream, item: TokenStream) -> TokenStream {
    declare(Directions::OUTPUT, &args, item)
}

fn declare(direction: Directions, args: &TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let (item, declared) = check::check(direction, args, item, &mut errors);
    let generated = declared.map(|declared| generate(&declared));
    let errors = errors.into_tokens();
    quote!(#item #generated #errors)
}

fn generate(declared: &Declared) -> TokenStream {
    match &declared.kind {
        Kind::Struct(fields) => expand::object(declared, fields),
        Kind::Choice(variants) => expand::choice(declared, variants),
        Kind::Union(union) => expand::union(declared, union),
        Kind::Wrong => expand::stand_in(declared),
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::{input, output};
    use crate::snapshot;

    #[test]
    fn an_input_of_three_fields() {
        let item = quote! {
            struct PaintInput {
                /// What to paint.
                #[field(min_length = 1, max_length = 5000)]
                prompt: String,
                /// How many pictures.
                #[field(default = 1, ge = 1, le = 4)]
                num_images: u32,
                seed: Option<u64>,
            }
        };
        snapshot::check("input", input(quote!(), item));
    }

    #[test]
    fn an_output_and_input_of_names() {
        let item = quote! {
            #[input]
            enum Format {
                Jpeg,
                #[serde(rename = "png", alias = "PNG")]
                Lossless,
            }
        };
        snapshot::check("choice", output(quote!(), item));
    }

    #[test]
    fn an_input_of_names_with_amounts() {
        let item = quote! {
            enum Duration {
                #[field(amount = 5)]
                #[serde(rename = "5")]
                Five,
                #[field(amount = 10)]
                #[serde(rename = "10")]
                Ten,
            }
        };
        snapshot::check("amounts", input(quote!(), item));
    }

    #[test]
    fn an_input_of_types() {
        let item = quote! {
            #[serde(tag = "type")]
            enum Source {
                Url(UrlSource),
                Text(TextSource),
            }
        };
        snapshot::check("union", input(quote!(), item));
    }
}
