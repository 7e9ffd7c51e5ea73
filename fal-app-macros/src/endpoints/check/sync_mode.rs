//! What refuses the `sync_mode` of an endpoint.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::Expr;

use crate::billing::reads;
use crate::endpoints::model::SyncMode;
use crate::errors::error;
use crate::syntax::impl_block::Method;

pub(super) fn sync_mode(value: &Expr, method: &Method, has_input: bool) -> syn::Result<SyncMode> {
    endpoint_sync_mode_without_input(value, method, has_input)?;
    let read = reads(&value.to_token_stream());
    endpoint_sync_mode_of_the_output(read.output.or(read.receiver).as_ref())?;
    Ok(SyncMode {
        input: endpoint_sync_mode_not_of_the_input(value, read.input)?,
        value: value.clone(),
    })
}

pub(super) fn endpoint_sync_mode_without_input(
    value: &Expr,
    method: &Method,
    has_input: bool,
) -> syn::Result<()> {
    if has_input {
        return Ok(());
    }
    Err(error(
        value,
        format_args!(
            "endpoint `{}` takes no input that could say `sync_mode`",
            method.signature.ident
        ),
        "remove the word, or take an input with a field `sync_mode: bool`",
    ))
}

const SYNC_MODE: &str = "write `sync_mode = input.sync_mode`";

fn endpoint_sync_mode_of_the_output(later: Option<&Ident>) -> syn::Result<()> {
    later.map_or(Ok(()), |later| {
        let message = format_args!("`sync_mode` cannot read `{later}`: the caller says it");
        Err(error(later, message, SYNC_MODE))
    })
}

fn endpoint_sync_mode_not_of_the_input(value: &Expr, input: Option<Ident>) -> syn::Result<Ident> {
    input.ok_or_else(|| {
        error(
            value,
            "`sync_mode` is what the caller says in `input`",
            SYNC_MODE,
        )
    })
}
