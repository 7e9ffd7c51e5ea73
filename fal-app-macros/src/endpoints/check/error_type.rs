//! Refuses an error that is not the `Error` of fal-app.

use syn::{Ident, Signature, Type};

use crate::errors::error;
use crate::syntax::parts::{argument, module_of, name_of, result_of, shown};

/// In the `Result` of a method, and in that of a stream's items, the error is the `Error` of fal-app.
pub(super) fn error_of_another_type(signature: &Signature, returned: &Type) -> syn::Result<()> {
    let is_another = |of: &Type| {
        name_of(of).is_none_or(|name| name != "Error") || module_of(of).is_some_and(is_foreign)
    };
    let foreign = module_of(returned).filter(|module| is_foreign(module));
    let (at, another) = match (argument(returned, "Result", 1), foreign) {
        (Some(another), _) if is_another(another) => (another, shown(another)),
        (None, Some(module)) if result_of(returned).is_some() => {
            (returned, format!("{module}::Error"))
        }
        _ => return Ok(()),
    };
    let value = result_of(returned).map_or_else(|| "…".to_owned(), shown);
    Err(error(
        at,
        format_args!("`{}` fails with `{another}`", signature.ident),
        format_args!("write `Result<{value}>`: `?` turns other errors into the `Error` of fal-app"),
    ))
}

/// The modules with a `Result` and an `Error` of their own that most programs know.
fn is_foreign(module: &Ident) -> bool {
    ["io", "fmt", "anyhow", "eyre", "color_eyre"]
        .iter()
        .any(|foreign| module == foreign)
}
