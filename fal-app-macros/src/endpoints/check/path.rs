//! What refuses the path of an endpoint.

use syn::LitStr;

use crate::endpoints::args::EndpointArgs;
use crate::errors::{Errors, error};

pub(super) fn path(args: &EndpointArgs, errors: &mut Errors) -> Option<LitStr> {
    let path = &args.path.0;
    errors.take(endpoint_path_without_slash(path))?;
    errors.take(endpoint_path_not_plain(path))?;
    errors.take(endpoint_path_of_the_server(
        path,
        args.health_check.is_some(),
    ))?;
    Some(path.clone())
}

fn endpoint_path_without_slash(path: &LitStr) -> syn::Result<()> {
    let value = path.value();
    if value.starts_with('/') {
        return Ok(());
    }
    Err(error(
        path,
        format_args!("the path `{value}` does not begin with `/`"),
        format_args!("write `\"/{value}\"`"),
    ))
}

fn endpoint_path_not_plain(path: &LitStr) -> syn::Result<()> {
    let value = path.value();
    let plain = |segment: &str| {
        !segment.is_empty()
            && segment
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
    };
    if value == "/" || value.split('/').skip(1).all(plain) {
        return Ok(());
    }
    let help = "write letters, digits, `-`, `_`, `.` and `~` between single slashes, and no slash at the end";
    Err(error(
        path,
        format_args!("the path `{value}` is not plain"),
        help,
    ))
}

fn endpoint_path_of_the_server(path: &LitStr, is_health_check: bool) -> syn::Result<()> {
    let value = path.value();
    if value != "/openapi.json" && (value != "/health" || is_health_check) {
        return Ok(());
    }
    let help = if value == "/health" {
        "add `health_check` to replace it, or choose another path"
    } else {
        "choose another path"
    };
    Err(error(
        path,
        format_args!("`{value}` is the server's own"),
        help,
    ))
}
