//! The code that is generated for every type.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Type;

use crate::crate_name;
use crate::fields::direction::Directions;
use crate::fields::model::Declared;

/// The scope of generated code, in which our other attribute is used.
pub(crate) fn scope(declared: &Declared, generated: &TokenStream) -> TokenStream {
    // Without this, rustc would call the import of an attribute that was taken off unused.
    let taken_off = declared
        .taken_off
        .iter()
        .map(|path| quote!(#[allow(unused_imports)] use #path as _;));
    crate_name::scope(&quote! {
        #[allow(unused_imports)]
        use __p::{NoDeclaredDefaults as _, NoDefault as _, NoShape as _, NoTree as _, Slots as _};
        #(#taken_off)*
        #generated
    })
}

/// The impls of a type that a method may return, where it is one.
pub(super) fn output(declared: &Declared) -> Option<TokenStream> {
    let ident = &declared.ident;
    let is_output = declared.directions.output;
    is_output.then(|| quote!(impl __p::Output for #ident {} impl __p::Answer for #ident {}))
}

/// The impls of a type that was refused, so that the rest of the program has no further errors.
pub(crate) fn stand_in(declared: &Declared) -> TokenStream {
    let Declared {
        ident,
        generics,
        directions,
        ..
    } = declared;
    let (params, args, bounds) = generics.split_for_impl();
    let predicates = bounds.map(|bounds| &bounds.predicates);
    let bounds = quote!(where Self: ::core::marker::Send + 'static, #predicates);
    let input = directions.input.then(|| {
        quote! {
            impl #params __p::FieldTree<__p::Deepest> for #ident #args #bounds {}
            impl #params __p::Input for #ident #args #bounds {
                fn read<'de, __D: __p::Deserializer<'de>>(_: __D, _: &__p::Place<'_>) -> ::core::result::Result<Self, __D::Error> {
                    ::core::result::Result::Err(__p::refused())
                }
            }
            impl #params __p::InputFields for #ident #args #bounds {
                fn slots() -> impl __p::Slots<Self> {
                    __p::NoSlots::new()
                }
            }
        }
    });
    let output = directions
        .output
        .then(|| quote!(impl #params __p::Output for #ident #args #bounds {} impl #params __p::Answer for #ident #args #bounds {}));
    scope(
        declared,
        &quote! {
            impl #params __p::Fields for #ident #args #bounds {
                const FIELDS: &'static [&'static __p::Field] = &[];
            }
            impl #params __p::Described for #ident #args #bounds {
                const SHAPE: __p::Shape = __p::Shape::Any;
                fn write(&self, _: &mut __p::Writer) {}
            }
            #input
            #output
        },
    )
}

/// The fields of a type, for what must be known when compiling: `branches` are those of its fields or variants.
pub(super) fn field_tree(
    ident: &Ident,
    branches: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    quote! {
        impl<__D: __p::Depth> __p::FieldTree<__D> for #ident {
            const TREE: &'static __p::Tree = &__p::Tree::new(const { &[#(#branches),*] });
        }
    }
}

/// A field or variant of that type. Here alone rustc reports that the type is not an input or output.
pub(crate) fn typed(directions: Directions, ty: &Type, name: &str) -> TokenStream {
    match (directions.input, directions.output) {
        (true, true) => quote!(__p::input_and_output::<#ty>(#name)),
        (true, false) => quote!(__p::input::<#ty>(#name)),
        (false, _) => quote!(__p::output::<#ty>(#name)),
    }
}
