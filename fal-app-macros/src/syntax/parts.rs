//! Parts of types and of expressions as they are written: a macro knows their names, not what they are.

use syn::{Expr, ExprLit, GenericArgument, Lit, PathArguments, Type};

/// The expression without the invisible groups that a `macro_rules!` leaves around what it was given.
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

/// The `T` of `Result<T>`, however it is spelled before that word.
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
