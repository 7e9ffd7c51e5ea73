//! Parts of types and of expressions. A macro sees their names only, not what the names mean.

use syn::{Expr, ExprLit, GenericArgument, Lit, PathArguments, Type};

/// The expression without the invisible groups in which a `macro_rules!` passes on its arguments.
pub(crate) fn ungrouped(value: &Expr) -> &Expr {
    match value {
        Expr::Group(group) => ungrouped(&group.expr),
        _ => value,
    }
}

/// The literal that an expression is.
pub(crate) fn literal(value: &Expr) -> Option<&Lit> {
    match ungrouped(value) {
        Expr::Lit(ExprLit { lit, .. }) => Some(lit),
        _ => None,
    }
}

/// The `T` of `Result<T>`, by any path.
pub(crate) fn result_of(returned: &Type) -> Option<&Type> {
    argument(returned, "Result", 0)
}

/// The `n`th type of `NAME<T, …>`.
pub(crate) fn argument<'t>(of: &'t Type, name: &str, n: usize) -> Option<&'t Type> {
    let last = match of {
        Type::Path(path) => path.path.segments.last()?,
        Type::Group(group) => return argument(&group.elem, name, n),
        _ => return None,
    };
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.iter().nth(n)? {
        GenericArgument::Type(of) if last.ident == name => Some(of),
        _ => None,
    }
}
