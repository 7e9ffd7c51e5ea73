//! What is generated for an enum.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use super::model::{Choice, Declared, Union, Variant};
use crate::krate;

/// An enum of unit variants: names.
pub(crate) fn choice(declared: &Declared, variants: &[Choice]) -> TokenStream {
    let p = krate::private();
    let Declared {
        ident, doc, sides, ..
    } = declared;
    let name = ident.unraw().to_string();
    let listed = variants.iter().map(|Choice { cfg, names, .. }| {
        let name = &names.name;
        quote!(#(#cfg)* #name)
    });
    let aliases = variants.iter().flat_map(|Choice { cfg, names, .. }| {
        let name = &names.name;
        names
            .aliases
            .iter()
            .map(move |alias| quote!(#(#cfg)* (#alias, #name)))
    });
    let written = variants.iter().map(|Choice { cfg, ident, names }| {
        let name = &names.name;
        quote!(#(#cfg)* Self::#ident => #name)
    });
    let input = sides.input.then(|| {
        let read = variants.iter().map(|Choice { cfg, ident, names }| {
            let name = &names.name;
            quote!(#(#cfg)* #name => ::core::result::Result::Ok(Self::#ident))
        });
        quote! {
            impl #p::Input for #ident {
                fn read<'de, __D: #p::Deserializer<'de>>(__from: __D, _: &#p::At<'_>) -> ::core::result::Result<Self, __D::Error> {
                    match #p::read_choice(__from, &__CHOICES)? {
                        #(#read,)*
                        _ => ::core::result::Result::Err(#p::refused()),
                    }
                }
            }
        }
    });
    let output = sides.output.then(|| quote!(impl #p::Output for #ident {}));
    quote! {
        const _: () = {
            static __CHOICES: #p::Choices = #p::Choices { name: #name, doc: #doc, names: &[#(#listed),*], aliases: &[#(#aliases),*] };
            impl #p::Described for #ident {
                const SHAPE: #p::Shape = #p::Shape::Choice(|| &__CHOICES);
                fn write(&self, __writer: &mut #p::Writer) {
                    __writer.string(match self { #(#written),* });
                }
            }
            #input
            #output
        };
    }
}

/// An enum whose variants hold one value each.
pub(crate) fn union(declared: &Declared, union: &Union) -> TokenStream {
    let p = krate::private();
    let Declared {
        ident, doc, sides, ..
    } = declared;
    let name = ident.unraw().to_string();
    let kind = match (sides.input, sides.output) {
        (true, true) => quote!(input_and_output),
        (true, false) => quote!(input),
        (false, _) => quote!(output),
    };
    let (tag, variant_of, reader) = match &union.tag {
        Some(tag) => (
            quote!(::core::option::Option::Some(#tag)),
            quote!(tagged),
            quote!(read_tagged),
        ),
        None => (
            quote!(::core::option::Option::None),
            quote!(untagged),
            quote!(read_untagged),
        ),
    };
    let listed = union.variants.iter().map(
        |Variant { cfg, name, ty, .. }| quote!(#(#cfg)* #p::#kind::<#ty>(#name).#variant_of()),
    );
    let written = union.variants.iter().map(
        |Variant {
             cfg, ident, name, ..
         }| {
            let write = match &union.tag {
                Some(tag) => quote!(tagged(#tag, #name, __writer)),
                None => quote!(write(__writer)),
            };
            quote!(#(#cfg)* Self::#ident(__value) => #p::Written(__value).#write,)
        },
    );
    let input = sides.input.then(|| {
        let read = union.variants.iter().map(|Variant { cfg, ident, ty, .. }| {
            quote!(#(#cfg)* |__value, __at| #p::Buffered::<#ty>::new(__value).read(__at).map(Self::#ident))
        });
        quote! {
            impl #p::Input for #ident {
                fn read<'de, __D: #p::Deserializer<'de>>(__from: __D, __at: &#p::At<'_>) -> ::core::result::Result<Self, __D::Error> {
                    #p::#reader(__from, __at, &__UNION, &[#(#read),*])
                }
            }
        }
    });
    let output = sides.output.then(|| quote!(impl #p::Output for #ident {}));
    quote! {
        const _: () = {
            static __UNION: #p::Union = #p::Union { name: #name, doc: #doc, tag: #tag, variants: &[#(#listed),*] };
            impl #p::Described for #ident {
                const SHAPE: #p::Shape = #p::Shape::Union(|| &__UNION);
                fn write(&self, __writer: &mut #p::Writer) {
                    match self { #(#written)* }
                }
            }
            #input
            #output
        };
    }
}
