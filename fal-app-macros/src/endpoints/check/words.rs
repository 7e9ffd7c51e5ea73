//! Refuses wrong words of `#[endpoint]`, `#[stream]` and `#[realtime]`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, Ident, LitStr};

use crate::attribute::{BodyMib, Given, Text, Value};
use crate::billing::reads;
use crate::endpoints::args::{EndpointArgs, PathArg};
use crate::endpoints::model::SyncMode;
use crate::errors::{Errors, error, refuse};
use crate::syntax::method_attribute::{AttributeKind, MethodAttribute};
use crate::syntax::parts::shown;

pub(super) fn path(
    attribute: &MethodAttribute,
    args: &EndpointArgs,
    errors: &mut Errors,
) -> Option<LitStr> {
    let path = match &args.path {
        PathArg::Missing(words) => {
            errors.push(endpoint_without_path(attribute, words));
            return None;
        }
        PathArg::Written(path) => {
            let text = Text::read(path).map(|path| path.0);
            errors.take(endpoint_path_not_a_string(attribute, text, path))?
        }
        PathArg::Unreadable(path) => {
            errors.take(endpoint_path_not_a_string(attribute, None, path))?
        }
    };
    errors.take(endpoint_path_without_slash(&path))?;
    errors.take(endpoint_path_not_plain(&path))?;
    errors.take(endpoint_path_of_the_server(
        &path,
        args.health_check.is_some(),
    ))?;
    Some(path)
}

/// What to write instead of a wrong path.
fn usual(attribute: &MethodAttribute) -> String {
    match attribute.kind {
        AttributeKind::Stream => "write `#[stream(\"/stream\")]`".to_owned(),
        AttributeKind::Realtime => "write `#[realtime(\"/realtime\")]`".to_owned(),
        kind => format!("write `#[{}(\"/\")]`", kind.name()),
    }
}

fn endpoint_without_path(attribute: &MethodAttribute, words: &TokenStream) -> syn::Error {
    let name = attribute.kind.name();
    match words.clone().into_iter().next() {
        Some(first) => error(
            &first,
            format_args!("`#[{name}]` begins with its path"),
            match behind_a_word(words) {
                Some(path) => format!("write `#[{name}({path})]`"),
                None => usual(attribute),
            },
        ),
        None => error(
            attribute.attr.path(),
            format_args!("`#[{name}]` has no path"),
            usual(attribute),
        ),
    }
}

/// What follows the `=` of `path = "/film", title = "Film"`.
fn behind_a_word(words: &TokenStream) -> Option<String> {
    let mut words = words.clone().into_iter();
    let name = words.next()?.to_string();
    let is_path = matches!(&*name, "path" | "route" | "url");
    let is_given = words.next()?.to_string() == "=";
    (is_path && is_given).then(|| shown(&words.collect::<TokenStream>()))
}

fn endpoint_path_not_a_string(
    attribute: &MethodAttribute,
    text: Option<LitStr>,
    path: &impl ToTokens,
) -> syn::Result<LitStr> {
    text.ok_or_else(|| {
        let name = attribute.kind.name();
        let written = path.to_token_stream().to_string().replace([' ', '\''], "");
        let help = if written.starts_with('/') {
            format!("write `#[{name}(\"{written}\")]`")
        } else {
            usual(attribute)
        };
        error(
            path,
            format_args!("the path of `#[{name}]` is a string"),
            help,
        )
    })
}

fn endpoint_path_without_slash(path: &LitStr) -> syn::Result<()> {
    let value = path.value();
    refuse(
        !value.starts_with('/'),
        path,
        format_args!("the path `{value}` does not begin with `/`"),
        format_args!("write `\"/{value}\"`"),
    )
}

fn endpoint_path_not_plain(path: &LitStr) -> syn::Result<()> {
    let value = path.value();
    let plain = |segment: &str| {
        !segment.is_empty()
            && segment
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
    };
    let trimmed = value.trim_end_matches('/');
    let help = if value.contains(['{', ':', '*']) {
        "a path has no parameters: what varies is a field of the input".to_owned()
    } else if trimmed.split('/').skip(1).all(plain) && !trimmed.is_empty() {
        format!("write `\"{trimmed}\"`, without the slash at the end")
    } else {
        "write letters, digits, `-`, `_`, `.` and `~` between single slashes".to_owned()
    };
    refuse(
        value != "/" && !value.split('/').skip(1).all(plain),
        path,
        format_args!("the path `{value}` is not plain"),
        help,
    )
}

fn endpoint_path_of_the_server(path: &LitStr, is_health_check: bool) -> syn::Result<()> {
    let value = path.value();
    if value != "/openapi.json" && (value != "/health" || is_health_check) {
        return Ok(());
    }
    let help = if value == "/health" {
        "add `health_check` to replace the server's answer, or choose another path"
    } else {
        "choose another path"
    };
    Err(error(
        path,
        format_args!("the server itself answers `{value}`"),
        help,
    ))
}

/// The content type of a stream, if it is right. `Some(None)` for events.
pub(super) fn content_type(args: &EndpointArgs, errors: &mut Errors) -> Option<Option<LitStr>> {
    let Some(written) = &args.content_type else {
        return Some(None);
    };
    let written = &written.value.0;
    errors.take(stream_content_type_of_events(written))?;
    errors.take(stream_content_type_not_valid(written))?;
    Some(Some(written.clone()))
}

fn stream_content_type_of_events(written: &LitStr) -> syn::Result<()> {
    refuse(
        written.value().starts_with("text/event-stream"),
        written,
        "the server writes the events of a stream itself",
        "remove `content_type`: without it each item is sent as an event",
    )
}

fn stream_content_type_not_valid(written: &LitStr) -> syn::Result<()> {
    let value = written.value();
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_graphic());
    let (media, parameters) = value.split_once("; ").unwrap_or((&value, "p=v"));
    let is_valid = media
        .split_once('/')
        .is_some_and(|(of, sub)| plain(of) && plain(sub));
    refuse(
        !is_valid || !plain(parameters),
        written,
        format_args!("`{value}` is not a valid content type"),
        "write `content_type = \"audio/mpeg\"`",
    )
}

/// The largest body of an endpoint, where it says one and takes one.
pub(super) fn max_body_mib(
    args: &EndpointArgs,
    endpoint: &Ident,
    has_input: bool,
    errors: &mut Errors,
) -> Option<BodyMib> {
    let written = args.max_body_mib.as_ref()?;
    errors.take(endpoint_max_body_mib_without_input(
        written, endpoint, has_input,
    ))?;
    Some(written.value)
}

fn endpoint_max_body_mib_without_input(
    written: &Given<BodyMib>,
    endpoint: &Ident,
    has_input: bool,
) -> syn::Result<()> {
    refuse(
        !has_input,
        &written.word,
        format_args!("endpoint `{endpoint}` takes no input, so its bodies are not read"),
        "remove the word, or take an input",
    )
}

pub(super) fn sync_mode(
    value: &Expr,
    endpoint: &Ident,
    has_input: bool,
    errors: &mut Errors,
) -> Option<SyncMode> {
    errors.take(endpoint_sync_mode_without_input(value, endpoint, has_input))?;
    let read = reads(&value.to_token_stream());
    errors.take(endpoint_sync_mode_of_the_output(
        read.output.or(read.receiver).as_ref(),
    ))?;
    let input = errors.take(endpoint_sync_mode_not_of_the_input(value, read.input))?;
    Some(SyncMode {
        value: value.clone(),
        input,
    })
}

fn endpoint_sync_mode_without_input(
    value: &Expr,
    endpoint: &Ident,
    has_input: bool,
) -> syn::Result<()> {
    refuse(
        !has_input,
        value,
        format_args!("endpoint `{endpoint}` takes no input that could hold `sync_mode`"),
        "remove the word, or take an input with a field `sync_mode: bool`",
    )
}

const SYNC_MODE: &str = "write `sync_mode = input.sync_mode`";

fn endpoint_sync_mode_of_the_output(later: Option<&Ident>) -> syn::Result<()> {
    match later {
        None => Ok(()),
        Some(later) => Err(error(
            later,
            format_args!("`sync_mode` cannot read `{later}`: the caller decides it"),
            SYNC_MODE,
        )),
    }
}

fn endpoint_sync_mode_not_of_the_input(value: &Expr, input: Option<Ident>) -> syn::Result<Ident> {
    input.ok_or_else(|| error(value, "`sync_mode` does not read `input`", SYNC_MODE))
}
