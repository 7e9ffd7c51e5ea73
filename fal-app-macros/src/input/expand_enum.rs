//! What is generated for an enum.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

use super::expand;
use super::model::{Choice, Declared, Sides, Union, Variant};
use super::steps::{self, Step, option};
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
    let tag = option(union.tag.as_ref());
    let listed = union
        .variants
        .iter()
        .map(|variant| listed(*sides, union, variant, &p));
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
    let input = sides.input.then(|| read_union(ident, union, &p));
    let output = sides.output.then(|| quote!(impl #p::Output for #ident {}));
    quote! {
        const _: () = {
            const __VARIANTS: &[#p::Variant] = &[#(#listed),*];
            static __UNION: #p::Union = #p::Union { name: #name, doc: #doc, tag: #tag, variants: __VARIANTS };
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

/// One variant in the table; what is wrong with its type is said at the type.
fn listed(
    sides: Sides,
    union: &Union,
    Variant { cfg, name, ty, .. }: &Variant,
    p: &TokenStream,
) -> TokenStream {
    let typed = expand::typed(sides, ty, name, p);
    let form = if union.tag.is_some() {
        "tagged"
    } else {
        "untagged"
    };
    let form = Step::new(&Ident::new(form, steps::first(ty)), TokenStream::new(), ty);
    let variant = form.call(typed, p);
    quote!(#(#cfg)* #variant)
}

fn read_union(ident: &Ident, union: &Union, p: &TokenStream) -> TokenStream {
    let read = if union.tag.is_some() {
        quote!(read_tagged)
    } else {
        quote!(read_untagged)
    };
    let variants = union.variants.iter().map(|Variant { cfg, ident, ty, .. }| {
        quote!(#(#cfg)* |__value, __at| #p::Buffered::<#ty>::new(__value).read(__at).map(Self::#ident))
    });
    quote! {
        impl #p::Input for #ident {
            fn read<'de, __D: #p::Deserializer<'de>>(__from: __D, __at: &#p::At<'_>) -> ::core::result::Result<Self, __D::Error> {
                #p::#read(__from, __at, &__UNION, &[#(#variants),*])
            }
        }
    }
}
