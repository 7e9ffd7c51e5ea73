//! The fields of other structs among those of one.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;

use super::field_builder::field_name;
use crate::fields::direction::Directions;
use crate::fields::model::Field;
use crate::syntax::spans::located;

/// The fields of the table, and of which structs some of them are.
pub(super) fn listed(
    fields: &[Field],
    directions: Directions,
) -> (TokenStream, Option<TokenStream>) {
    let own = |field: &Field| {
        let (cfg, name) = (&field.cfg, field_name(field));
        quote!(#(#cfg)* &#name)
    };
    let Some(word) = fields.iter().find_map(|field| field.flatten.as_ref()) else {
        let fields = fields.iter().map(own);
        return (quote!(&[#(#fields),*]), None);
    };
    let parts = fields.iter().map(|field| {
        let Field { cfg, ty, .. } = field;
        match &field.flatten {
            None => {
                let own = own(field);
                quote!(#(#cfg)* __p::Part::Own(&[#own]))
            }
            Some(_) => {
                let part = part(directions, ty);
                quote!(#(#cfg)* #part)
            }
        }
    });
    let span = located(word.span());
    let join = quote_spanned!(span=> __p::join(__PARTS));
    let listed = quote! {{
        const __PARTS: &[__p::Part] = &[#(#parts),*];
        const __JOINED: [&__p::Field; __p::count(__PARTS)] = #join;
        &__JOINED
    }};
    let flattened = fields.iter().filter(|field| field.flatten.is_some());
    let flattened = flattened.map(|field| {
        let Field { cfg, ty, .. } = field;
        let name = field.ident.unraw().to_string();
        quote!(#(#cfg)* __p::Flattened { ident: #name, shape: __p::ShapeOf::<#ty>::SHAPE })
    });
    (listed, Some(quote!(.flattened(&[#(#flattened),*]))))
}

/// The fields of another struct. Here alone rustc reports that it is none.
fn part(directions: Directions, ty: &Type) -> TokenStream {
    match (directions.input, directions.output) {
        (true, true) => quote!(__p::part_of_both::<#ty>()),
        (true, false) => quote!(__p::part_of_input::<#ty>()),
        (false, _) => quote!(__p::part_of_output::<#ty>()),
    }
}

/// What takes the place of a flattened field that its `#[cfg]` leaves out. The arguments of a type take no `#[cfg]`,
/// so its parameter stays.
pub(super) fn left_out(field: &Field, instead: &TokenStream) -> Option<TokenStream> {
    let conditions = field.cfg.iter().map(|cfg| cfg.meta.require_list().ok());
    let conditions: Vec<&TokenStream> = conditions
        .map(|list| Some(&list?.tokens))
        .collect::<Option<_>>()?;
    (field.flatten.is_some() && !conditions.is_empty())
        .then(|| quote!(#[cfg(not(all(#(#conditions),*)))] #instead))
}

pub(super) fn part_name(field: &Field) -> Ident {
    format_ident!("__{}", field.ident.unraw())
}
