//! From checked examples to the functions that write them, and to what the compiler asks of them.

use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;

use crate::endpoints::model::{Example, Input};
use crate::fields::literal_of;
use crate::syntax::spans::{end, respanned, start};

/// Writes the JSON of a request.
pub(super) fn example(example: &Example, alias: &Ident) -> TokenStream {
    match example {
        Example::Whole(value) => quote! {
            |__writer| {
                let __example: #alias = #value;
                __p::Written(&__example).write(__writer);
            }
        },
        Example::Partial { path, fields } => {
            let fields = fields.iter().map(|(name, value)| {
                let text = name.unraw().to_string();
                quote!(__example.field(#text, |__input: &#path| &__input.#name).value(#value);)
            });
            quote! {
                |__writer| {
                    let mut __example = __p::Partial::<#alias>::new(__writer, __p::ShapeOf::<#alias>::SHAPE);
                    #(#fields)*
                    __example.end();
                }
            }
        }
    }
}

/// `TREE.require_given(&["prompt"])` for an example that leaves fields out, and `TREE.require_example("num_images",
/// &LITERAL)` for the literals of the examples. rustc underlines the type and the literal.
pub(super) fn examples_required(input: &Input<'_>, tree: &TokenStream) -> Vec<TokenStream> {
    let given = input.examples.iter().filter_map(|example| match example {
        Example::Partial { path, fields } => {
            let names = fields.iter().map(|(name, _)| name.unraw().to_string());
            let (first, last) = (start(path), end(path));
            let tree = respanned(tree.clone(), first);
            let mut arguments = Group::new(Delimiter::Parenthesis, quote!(&[#(#names),*]));
            arguments.set_span(last);
            Some(quote_spanned!(first=> #tree.require_given #arguments))
        }
        Example::Whole(_) => None,
    });
    let literals = input.examples.iter().flat_map(Example::fields);
    let literals = literals.filter_map(|(field, value)| {
        let literal = literal_of(value)?;
        let (field, first) = (field.unraw().to_string(), start(value));
        let tree = respanned(tree.clone(), first);
        let mut arguments = Group::new(Delimiter::Parenthesis, quote!(#field, &#literal));
        arguments.set_span(end(value));
        Some(quote_spanned!(first=> #tree.require_example #arguments))
    });
    given.chain(literals).collect()
}
