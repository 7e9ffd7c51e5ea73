//! What is generated for a struct: const data, and calls into the runtime.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, Path, PathArguments, Type};

use super::model::{Declared, Field, Sides};
use super::rules::Default;
use super::steps;
use crate::errors::located;
use crate::krate;

/// The impls of a struct, in an anonymous constant that keeps their helpers to themselves.
pub(crate) fn object(declared: &Declared, fields: &[Field]) -> TokenStream {
    let p = krate::private();
    let Declared {
        ident, doc, sides, ..
    } = declared;
    let name = ident.unraw().to_string();
    let defaults = fields.iter().filter_map(|field| default(field, &p));
    let consts = fields.iter().map(|field| field_const(field, *sides, &p));
    let listed = fields.iter().map(|field| {
        let (cfg, name) = (&field.cfg, field_name(field));
        quote!(#(#cfg)* #name)
    });
    let members = fields.iter().map(|field| write_member(field, &p));
    let input = sides.input.then(|| {
        [
            read_object(declared, fields, &p),
            required(declared, fields),
        ]
    });
    let input = input.iter().flatten();
    let output = sides.output.then(|| quote!(impl #p::Output for #ident {}));
    quote! {
        #[allow(non_upper_case_globals)]
        const _: () = {
            #(#defaults)*
            #(#consts)*
            static __TABLE: #p::Table = #p::Table::new(#name, #doc, &[#(#listed),*]);
            impl #p::Described for #ident {
                const SHAPE: #p::Shape = #p::Shape::Object(|| &__TABLE);
                fn write(&self, __writer: &mut #p::Writer) {
                    let mut __object = __writer.object();
                    #(#members)*
                    __object.end();
                }
            }
            #(#input)*
            #output
        };
    }
}

/// Stands in for a type whose declaration is wrong, so that nothing else complains.
pub(crate) fn stand_in(declared: &Declared) -> TokenStream {
    let p = krate::private();
    let Declared {
        ident,
        generics,
        sides,
        ..
    } = declared;
    let (params, args, bounds) = generics.split_for_impl();
    let predicates = bounds.map(|bounds| &bounds.predicates);
    let bounds = quote!(where Self: ::core::marker::Send + 'static, #predicates);
    let input = sides.input.then(|| {
        quote! {
            impl #params #p::Input for #ident #args #bounds {
                fn read<'de, __D: #p::Deserializer<'de>>(_: __D, _: &#p::At<'_>) -> ::core::result::Result<Self, __D::Error> {
                    ::core::result::Result::Err(#p::refused())
                }
            }
            impl #params #p::InputFields for #ident #args #bounds {
                fn fields<'de, __A: #p::MapAccess<'de>>(_: &mut #p::Object<'_, __A>) -> ::core::result::Result<Self, __A::Error> {
                    ::core::result::Result::Err(#p::refused())
                }
            }
        }
    });
    let output = sides
        .output
        .then(|| quote!(impl #params #p::Output for #ident #args #bounds {}));
    quote! {
        impl #params #p::Described for #ident #args #bounds {
            const SHAPE: #p::Shape = #p::Shape::Any;
            fn write(&self, _: &mut #p::Writer) {}
        }
        #input
        #output
    }
}

fn read_object(declared: &Declared, fields: &[Field], p: &TokenStream) -> TokenStream {
    let ident = &declared.ident;
    let slots = fields.iter().map(|field| {
        let Field { cfg, ty, .. } = field;
        let slot = local(field);
        quote!(#(#cfg)* let mut #slot = #p::Slot::<#ty>::new();)
    });
    let arms = fields.iter().map(|field| {
        let (cfg, name, slot) = (&field.cfg, field.ident.unraw().to_string(), local(field));
        quote!(#(#cfg)* #name => #slot.read(__object)?,)
    });
    let values = fields.iter().map(|field| {
        let Field { cfg, ident, .. } = field;
        let slot = local(field);
        if field.rules.default.is_some() {
            let default = default_name(field);
            quote!(#(#cfg)* #ident: #slot.or_else(#default))
        } else {
            quote!(#(#cfg)* #ident: #slot.get()?)
        }
    });
    quote! {
        impl #p::Input for #ident {
            fn read<'de, __D: #p::Deserializer<'de>>(__from: __D, __at: &#p::At<'_>) -> ::core::result::Result<Self, __D::Error> {
                #p::read_object(__from, &__TABLE, __at)
            }
        }
        impl #p::InputFields for #ident {
            fn fields<'de, __A: #p::MapAccess<'de>>(__object: &mut #p::Object<'_, __A>) -> ::core::result::Result<Self, __A::Error> {
                #(#slots)*
                while let ::core::option::Option::Some(__field) = __object.next()? {
                    match __field {
                        #(#arms)*
                        _ => {}
                    }
                }
                ::core::result::Result::Ok(Self { #(#values),* })
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
            rules,
            ..
        } = field;
        let default = default_name(field);
        match rules.default {
            Some(_) => quote!(#(#cfg)* #ident: #default()),
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
            /// The fields without a default, in order; the rest is at its default.
            #[must_use]
            #vis fn required(#(#parameters),*) -> Self {
                Self { #(#values),* }
            }
        }
    }
}

fn is_required(field: &Field) -> bool {
    field.rules.default.is_none() && !is_named(&field.ty, "Option")
}

fn is_named(ty: &Type, name: &str) -> bool {
    let Type::Path(ty) = ty else { return false };
    ty.path.segments.last().is_some_and(|last| {
        let takes = !matches!(last.arguments, PathArguments::None);
        last.ident == name && takes == (name == "Option")
    })
}

fn default(field: &Field, p: &TokenStream) -> Option<TokenStream> {
    let Field { cfg, ty, .. } = field;
    let name = default_name(field);
    let made = match field.rules.default.as_ref()? {
        Default::Bare(word) => {
            quote_spanned!(located(word.span())=> ::core::default::Default::default)
        }
        Default::Value(value) => {
            let made = value.made(ty, p);
            quote!(|| #made)
        }
    };
    Some(quote!(#(#cfg)* const #name: fn() -> #ty = #made;))
}

fn field_const(field: &Field, sides: Sides, p: &TokenStream) -> TokenStream {
    let Field {
        cfg,
        ident,
        serialize_with,
        ty,
        ..
    } = field;
    let (name, plain) = (field_name(field), ident.unraw().to_string());
    let typed = match serialize_with {
        Some(_) => quote!(#p::serialized(#plain)),
        None => typed(sides, ty, &plain, p),
    };
    let said = steps::said(field, p);
    let declared = steps::wrap(field, quote!(#typed #said), p);
    quote!(#(#cfg)* const #name: #p::Field = #declared;)
}

/// A field or variant of that type, which is told here, and only here, when it is no input or output.
pub(crate) fn typed(sides: Sides, ty: &Type, name: &str, p: &TokenStream) -> TokenStream {
    match (sides.input, sides.output) {
        (true, true) => quote!(#p::input_and_output::<#ty>(#name)),
        (true, false) => quote!(#p::input::<#ty>(#name)),
        (false, _) => quote!(#p::output::<#ty>(#name)),
    }
}

fn write_member(field: &Field, p: &TokenStream) -> TokenStream {
    let Field {
        cfg, ident, names, ..
    } = field;
    let name = &names.name;
    let write = match &field.serialize_with {
        Some(path) => {
            quote!(__object.field_with(#name, |__serializer| #path(&self.#ident, __serializer));)
        }
        None => quote!(#p::Written(&self.#ident).field(#name, &mut __object);),
    };
    match &field.skip_serializing_if {
        Some(skip) => skippable(cfg, skip, ident, &write),
        None => quote!(#(#cfg)* #write),
    }
}

fn skippable(cfg: &[Attribute], skip: &Path, ident: &Ident, write: &TokenStream) -> TokenStream {
    quote! {
        #(#cfg)*
        if !#skip(&self.#ident) {
            #write
        }
    }
}

fn local(field: &Field) -> Ident {
    format_ident!("__{}", field.ident.unraw())
}

fn field_name(field: &Field) -> Ident {
    format_ident!("__field_{}", field.ident.unraw())
}

pub(crate) fn default_name(field: &Field) -> Ident {
    format_ident!("__default_{}", field.ident.unraw())
}
