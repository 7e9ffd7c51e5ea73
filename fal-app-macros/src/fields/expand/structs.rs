//! The code that is generated for a struct: const data, and calls into the runtime.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Path, PathArguments, Type};

use super::field_builder::{default, default_name, field_name, field_static};
use super::flatten::{left_out, listed, part_name};
use super::scope::{field_tree, output, scope};
use crate::fields::model::{Declared, Default, Field};
use crate::syntax::spans::located;

/// The impls of a struct, with their helpers.
pub(crate) fn object(declared: &Declared, fields: &[Field]) -> TokenStream {
    let Declared {
        ident,
        doc,
        directions,
        name,
        ..
    } = declared;
    let defaults = fields.iter().filter_map(|field| default(declared, field));
    let own = fields.iter().filter(|field| field.flatten.is_none());
    let statics = own.map(|field| field_static(field, *directions));
    let (listed, flattened) = listed(fields, *directions);
    // Through the constant, rustc would report a wrong field again.
    let in_table = match flattened {
        None => listed.clone(),
        Some(_) => quote!(<#ident as __p::Fields>::FIELDS),
    };
    let members = fields.iter().map(write_member);
    let input = directions.input.then(|| {
        [
            tree(ident, fields),
            read_object(declared, fields),
            required(declared, fields),
        ]
    });
    let input = input.iter().flatten();
    let output = output(declared);
    scope(
        declared,
        &quote! {
                #(#defaults)*
                #(#statics)*
                static __TABLE: __p::Table = __p::Table::new(#name, #doc, #in_table) #flattened;
                impl __p::Fields for #ident {
                    const FIELDS: &'static [&'static __p::Field] = #listed;
                }
                impl __p::Described for #ident {
                    const SHAPE: __p::Shape = __p::Shape::Object(|| &__TABLE);
                    fn write(&self, __writer: &mut __p::Writer) {
                        let mut __object = __writer.object();
                        #(#members)*
                        __object.end();
                    }
                }
                #(#input)*
                #output
        },
    )
}

/// The fields, for what must be known when compiling.
fn tree(ident: &Ident, fields: &[Field]) -> TokenStream {
    let branches = fields.iter().map(|field| {
        let (Field { cfg, ty, .. }, name) = (field, field_name(field));
        let tree = quote!(__p::TreeOf::<#ty, __D>::TREE);
        match &field.flatten {
            None => quote!(#(#cfg)* __p::Branch::field(&#name, #tree)),
            Some(_) => {
                let name = field.ident.unraw().to_string();
                quote!(#(#cfg)* __p::Branch::flattened(#name, #tree))
            }
        }
    });
    field_tree(ident, branches)
}

fn read_object(declared: &Declared, fields: &[Field]) -> TokenStream {
    let ident = &declared.ident;
    let parts: Vec<&Field> = fields
        .iter()
        .filter(|field| field.flatten.is_some())
        .collect();
    let slots = fields.iter().map(|field| {
        let Field { cfg, ident, ty, .. } = field;
        let slot = match &field.flatten {
            None => quote!(__p::Slot<#ty>),
            Some(_) => part_name(field).to_token_stream(),
        };
        let left_out = left_out(field, &quote!(#ident: ::core::marker::PhantomData<#slot>,));
        quote!(#(#cfg)* #ident: #slot, #left_out)
    });
    let empty = fields.iter().map(|field| {
        let Field { cfg, ident, ty, .. } = field;
        match &field.flatten {
            None => quote!(#(#cfg)* #ident: __p::Slot::<#ty>::new(),),
            Some(_) => {
                let left_out = left_out(field, &quote!(#ident: ::core::marker::PhantomData::<()>,));
                quote!(#(#cfg)* #ident: __p::PartOf::<#ty>::new().slots(), #left_out)
            }
        }
    });
    // Of what type the slots of another struct are, only the compiler knows.
    let names = parts.iter().map(|field| part_name(field));
    let names = (!parts.is_empty()).then(|| quote!(<#(#names),*>));
    let bounds = parts.iter().map(|field| {
        let (Field { cfg, ty, .. }, name) = (field, part_name(field));
        let left_out = left_out(field, &quote!(#name,));
        quote!(#(#cfg)* #name: __p::Slots<#ty>, #left_out)
    });
    let bounds = (!parts.is_empty()).then(|| quote!(<#(#bounds)*>));
    let own = fields.iter().filter(|field| field.flatten.is_none());
    let arms = own.map(|field| {
        let Field {
            cfg, ident, names, ..
        } = field;
        let name = &names.name;
        quote!(#(#cfg)* #name => self.#ident.read(__object),)
    });
    let others = parts.iter().map(|field| {
        let Field { cfg, ident, .. } = field;
        quote! {
            #(#cfg)*
            if self.#ident.read(__field, __object)? {
                return ::core::result::Result::Ok(true);
            }
        }
    });
    let values = fields.iter().map(|field| {
        let Field { cfg, ident, .. } = field;
        let default = default_name(field);
        let slot = quote!(self.#ident);
        match field.default {
            _ if field.flatten.is_some() => quote!(#(#cfg)* #ident: #slot.finish(__object)?),
            Some(Default::Factory(_)) => quote!(#(#cfg)* #ident: #slot.or_else(#default)),
            Some(_) => quote!(#(#cfg)* #ident: #slot.or_default(__object, &#default)?),
            None => quote!(#(#cfg)* #ident: #slot.get()?),
        }
    });
    quote! {
        impl __p::Input for #ident {
            fn read<'de, __D: __p::Deserializer<'de>>(__from: __D, __place: &__p::Place<'_>) -> ::core::result::Result<Self, __D::Error> {
                __p::read_object(__from, &__TABLE, __place)
            }
        }
        impl __p::InputFields for #ident {
            fn slots() -> impl __p::Slots<Self> {
                __Slots { #(#empty)* }
            }
        }
        struct __Slots #names { #(#slots)* }
        impl #bounds __p::Slots<#ident> for __Slots #names {
            fn read<'de, __A: __p::MapAccess<'de>>(&mut self, __field: &str, __object: &mut __p::Object<'_, __A>) -> ::core::result::Result<bool, __A::Error> {
                match __field {
                    #(#arms)*
                    _ => {
                        #(#others)*
                        ::core::result::Result::Ok(false)
                    }
                }
            }
            fn finish<'de, __A: __p::MapAccess<'de>>(self, __object: &__p::Object<'_, __A>) -> ::core::result::Result<#ident, __A::Error> {
                ::core::result::Result::Ok(#ident { #(#values),* })
            }
        }
    }
}

/// `PaintInput::required(…)`: the fields without a default, in order.
fn required(declared: &Declared, fields: &[Field]) -> TokenStream {
    let Declared { ident, vis, .. } = declared;
    let parameters = fields
        .iter()
        .filter(|field| is_required(field))
        .map(|field| {
            let Field { cfg, ident, ty, .. } = field;
            let ty = if is_named(ty, "String") {
                quote!(impl ::core::convert::Into<#ty>)
            } else {
                ty.to_token_stream()
            };
            quote!(#(#cfg)* #ident: #ty)
        });
    let values = fields.iter().map(|field| {
        let Field {
            cfg,
            ident,
            ty,
            default,
            ..
        } = field;
        let name = default_name(field);
        match default {
            Some(Default::Factory(_)) => quote!(#(#cfg)* #ident: #name()),
            Some(_) => quote!(#(#cfg)* #ident: __p::Slot::<#ty>::new().declared(&#name)),
            None if !is_required(field) => quote!(#(#cfg)* #ident: ::core::option::Option::None),
            None if is_named(ty, "String") => {
                quote!(#(#cfg)* #ident: ::core::convert::Into::into(#ident))
            }
            None => quote!(#(#cfg)* #ident),
        }
    });
    quote! {
        #[allow(dead_code, private_interfaces, clippy::too_many_arguments)]
        impl #ident {
            /// Takes the fields without a default, in order. All others have their defaults.
            #[must_use]
            #vis fn required(#(#parameters),*) -> Self {
                Self { #(#values),* }
            }
        }
    }
}

fn is_required(field: &Field) -> bool {
    field.default.is_none() && !is_named(&field.ty, "Option")
}

fn is_named(ty: &Type, name: &str) -> bool {
    let Type::Path(ty) = ty else { return false };
    ty.path.segments.last().is_some_and(|last| {
        let takes = !matches!(last.arguments, PathArguments::None);
        last.ident == name && takes == (name == "Option")
    })
}

fn write_member(field: &Field) -> TokenStream {
    let Field {
        cfg, ident, names, ..
    } = field;
    let name = &names.name;
    if field.flatten.is_some() {
        return quote!(#(#cfg)* __p::Written(&self.#ident).flattened(&mut __object););
    }
    let write = match &field.serialize_with {
        Some(path) => {
            let call = call_of(path, ident, Some(quote!(__serializer)));
            quote!(__object.field_with(#name, |__serializer| #call);)
        }
        None => quote!(__p::Written(&self.#ident).field(#name, &mut __object);),
    };
    match &field.skip_serializing_if {
        Some(path) => {
            let call = call_of(path, ident, None);
            quote!(#(#cfg)* if !#call { #write })
        }
        None => quote!(#(#cfg)* #write),
    }
}

/// A call of the author's function, with the place of its path: there rustc reports that its type is wrong.
fn call_of(path: &Path, field: &Ident, more: Option<TokenStream>) -> TokenStream {
    let span = located(path.span());
    let mut field = field.clone();
    field.set_span(span);
    quote_spanned!(span=> #path(&self.#field, #more))
}
