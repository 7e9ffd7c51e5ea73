//! The code that is generated for an enum.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::field_builder::{Step, option};
use super::scope::{field_tree, output, scope, typed};
use crate::fields::direction::Directions;
use crate::fields::model::{Choice, Declared, Union, Variant};
use crate::syntax::spans::start;

/// An enum of unit variants, which are names.
pub(crate) fn choice(declared: &Declared, variants: &[Choice]) -> TokenStream {
    let Declared {
        ident,
        doc,
        directions,
        name,
        ..
    } = declared;
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
    let amounts = variants.iter().filter_map(|Choice { cfg, amount, .. }| {
        let amount = amount.as_ref()?;
        Some(quote!(#(#cfg)* #amount))
    });
    let counts = counts(declared, variants);
    let written = variants.iter().map(
        |Choice {
             cfg, ident, names, ..
         }| {
            let name = &names.name;
            quote!(#(#cfg)* Self::#ident => #name)
        },
    );
    let input = directions.input.then(|| {
        let read = variants.iter().map(|Choice { cfg, ident, names, .. }| {
            let name = &names.name;
            quote!(#(#cfg)* #name => ::core::result::Result::Ok(Self::#ident))
        });
        quote! {
            impl<__D: __p::Depth> __p::FieldTree<__D> for #ident {}
            impl __p::Input for #ident {
                fn read<'de, __D: __p::Deserializer<'de>>(__from: __D, _: &__p::Place<'_>) -> ::core::result::Result<Self, __D::Error> {
                    match __p::read_choice(__from, &__CHOICES)? {
                        #(#read,)*
                        _ => ::core::result::Result::Err(__p::refused()),
                    }
                }
            }
        }
    });
    let output = output(declared);
    scope(
        declared,
        &quote! {
                static __CHOICES: __p::Choices = __p::Choices { name: #name, doc: #doc, names: &[#(#listed),*], aliases: &[#(#aliases),*], amounts: &[#(#amounts),*] };
                impl __p::Described for #ident {
                    const SHAPE: __p::Shape = __p::Shape::Choice(|| &__CHOICES);
                    fn write(&self, __writer: &mut __p::Writer) {
                        __writer.string(match self { #(#written),* });
                    }
                }
                #counts
                #input
                #output
        },
    )
}

/// What lets operands read the choices, where each says its `amount`. Only whole amounts can be counted.
fn counts(declared: &Declared, variants: &[Choice]) -> Option<TokenStream> {
    let ident = &declared.ident;
    let amounts: Option<Vec<_>> = variants.iter().map(|choice| choice.amount).collect();
    let arms = variants.iter().map(
        |Choice {
             cfg, ident, amount, ..
         }| { quote!(#(#cfg)* Self::#ident => #amount) },
    );
    let count = amounts?.iter().all(|amount| amount.is_whole()).then(|| {
        quote! {
            impl __p::Count for #ident {
                fn count(&self) -> __p::Result<__p::BillableUnits> {
                    __p::Amount::amount(self)
                }
            }
        }
    });
    Some(quote! {
        impl __p::Amount for #ident {
            fn amount(&self) -> __p::Result<__p::BillableUnits> {
                ::core::result::Result::Ok(match self { #(#arms),* })
            }
        }
        impl __p::Seconds for #ident {
            fn seconds(&self) -> __p::Result<__p::BillableUnits> {
                __p::Amount::amount(self)
            }
        }
        #count
    })
}

/// An enum whose variants hold one value each.
pub(crate) fn union(declared: &Declared, union: &Union) -> TokenStream {
    let Declared {
        ident,
        doc,
        directions,
        name,
        ..
    } = declared;
    let tag = option(union.tag.as_ref());
    let listed = union
        .variants
        .iter()
        .map(|variant| listed(*directions, union, variant));
    let written = union.variants.iter().map(
        |Variant {
             cfg, ident, name, ..
         }| {
            let write = match &union.tag {
                Some(tag) => quote!(tagged(#tag, #name, __writer)),
                None => quote!(write(__writer)),
            };
            quote!(#(#cfg)* Self::#ident(__value) => __p::Written(__value).#write,)
        },
    );
    let input = directions.input.then(|| read_union(ident, union));
    let output = output(declared);
    scope(
        declared,
        &quote! {
                static __UNION: __p::Union = __p::Union { name: #name, doc: #doc, tag: #tag, variants: &[#(#listed),*] };
                impl __p::Described for #ident {
                    const SHAPE: __p::Shape = __p::Shape::Union(|| &__UNION);
                    fn write(&self, __writer: &mut __p::Writer) {
                        match self { #(#written)* }
                    }
                }
                #input
                #output
        },
    )
}

/// One variant in the table. rustc reports at the type that it is wrong.
fn listed(
    directions: Directions,
    union: &Union,
    Variant { cfg, name, ty, .. }: &Variant,
) -> TokenStream {
    let typed = typed(directions, ty, name);
    let form = if union.tag.is_some() {
        "tagged"
    } else {
        "untagged"
    };
    let form = Step::new(&Ident::new(form, start(ty)), TokenStream::new(), ty);
    let variant = form.call(typed);
    quote!(#(#cfg)* #variant)
}

fn read_union(ident: &Ident, union: &Union) -> TokenStream {
    let variants = union.variants.iter().map(
        |Variant {
             cfg,
             ident,
             name,
             ty,
             ..
         }| {
            quote!(#(#cfg)* #name => __p::Held::<#ty, __D>::new(__from).read(__place).map(Self::#ident),)
        },
    );
    let branches = union.variants.iter().map(|Variant { cfg, ty, .. }| {
        quote!(#(#cfg)* __p::Branch::unnamed(__p::TreeOf::<#ty, __D>::TREE))
    });
    let tree = field_tree(ident, branches);
    quote! {
        #tree
        impl __p::Input for #ident {
            fn read<'de, __D: __p::Deserializer<'de>>(__from: __D, __place: &__p::Place<'_>) -> ::core::result::Result<Self, __D::Error> {
                __p::read_union(__from, __place, &__UNION)
            }
        }
        impl __p::Variants for #ident {
            fn read_variant<'de, __D: __p::Deserializer<'de>>(__name: &str, __from: __D, __place: &__p::Place<'_>) -> ::core::result::Result<Self, __D::Error> {
                match __name {
                    #(#variants)*
                    _ => ::core::result::Result::Err(__p::refused()),
                }
            }
        }
    }
}
