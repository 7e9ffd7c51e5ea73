//! Refuses what is no type of a field, whatever the names in it mean. The traits of the runtime refuse the rest.

use syn::{GenericArgument, Ident, PathArguments, PathSegment, Type, parse_quote};

use crate::errors::{Errors, error, refuse};
use crate::syntax::parts::{argument, shown};

/// Checks the type of a field of the struct or enum `of`. A wrong one becomes what the author shall write, so that nothing
/// else is reported of it.
pub(super) fn declared_type(of: &Ident, ty: &mut Type, errors: &mut Errors) {
    part(of, ty, errors);
    if errors.take(type_that_holds_itself(of, ty)).is_none() {
        *ty = parse_quote!(::std::option::Option<::std::boxed::Box<#of>>);
    }
}

/// Checks a type in it.
fn part(of: &Ident, ty: &mut Type, errors: &mut Errors) {
    match ty {
        Type::Group(group) => return part(of, &mut group.elem, errors),
        Type::Paren(paren) => return part(of, &mut paren.elem, errors),
        Type::Array(array) => return part(of, &mut array.elem, errors),
        Type::Tuple(tuple) => {
            let each = tuple.elems.iter_mut();
            return each.for_each(|ty| part(of, ty, errors));
        }
        Type::Path(path) if path.path.is_ident("Self") => *ty = parse_quote!(#of),
        Type::Path(path) if path.qself.is_none() => {
            if let Some(last) = path.path.segments.last_mut() {
                arguments(of, last, errors);
            }
        }
        _ => {}
    }
    if errors.take(type_without_a_name(ty)).is_none() {
        *ty = parse_quote!(::std::string::String);
    }
    if let Some(right) = owned(ty) {
        errors.push(type_that_borrows(ty, &right));
        *ty = right;
    }
}

/// The types in `Option<…>` and its like. What any other type takes is its own.
fn arguments(of: &Ident, container: &mut PathSegment, errors: &mut Errors) {
    let known = ["Option", "Box", "Vec", "HashMap", "BTreeMap"];
    if let PathArguments::AngleBracketed(arguments) = &mut container.arguments
        && known.iter().any(|name| container.ident == name)
    {
        for argument in &mut arguments.args {
            if let GenericArgument::Type(ty) = argument {
                part(of, ty, errors);
            }
        }
    }
}

/// What holds the value of a type that only borrows it. A lifetime that is named is reported where it is declared; what is
/// `'static` an output may hold.
fn owned(ty: &Type) -> Option<Type> {
    match ty {
        Type::Path(path) if path.path.is_ident("str") => Some(parse_quote!(String)),
        Type::Slice(slice) => {
            let of = owned(&slice.elem).unwrap_or_else(|| (*slice.elem).clone());
            Some(parse_quote!(Vec<#of>))
        }
        Type::Reference(reference) if reference.lifetime.is_none() => {
            Some(owned(&reference.elem).unwrap_or_else(|| (*reference.elem).clone()))
        }
        _ => None,
    }
}

fn type_that_borrows(ty: &Type, right: &Type) -> syn::Error {
    error(
        ty,
        format_args!("`{}` borrows a value, and a field owns its own", shown(ty)),
        format_args!("write `{}`", shown(right)),
    )
}

fn type_without_a_name(ty: &Type) -> syn::Result<()> {
    match ty {
        Type::ImplTrait(_) | Type::TraitObject(_) | Type::Infer(_) | Type::Never(_) => Err(error(
            ty,
            format_args!("`{}` does not say what a field holds", shown(ty)),
            "name a type, as `String`, `u32` or `Vec<f64>`",
        )),
        _ => Ok(()),
    }
}

/// A list or a map may hold it.
fn type_that_holds_itself(of: &Ident, ty: &Type) -> syn::Result<()> {
    let is_itself = |ty: &Type| matches!(ty, Type::Path(path) if path.path.is_ident(of));
    refuse(
        is_itself(ty) || argument(ty, "Option", 0).is_some_and(is_itself),
        ty,
        format_args!("`{of}` holds itself without an end"),
        format_args!("write `Option<Box<{of}>>`"),
    )
}
