//! `billing --input`: what one request costs.

use std::fs;
use std::io::{self, Read};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use serde_json::Value;
use tokio::runtime::Builder;

use super::output::{Failed, print, wrong_arguments};
use crate::billing::Price;
use crate::call::{EndpointRequest, Outcome, RequestBody};
use crate::context::RequestContext;
use crate::declare::EndpointDeclaration;
use crate::fields::error_for_people;
use crate::media::upload::Destination;
use crate::program::{Program, Quote};

/// Says what a request with that body costs. No method runs, and no setup.
pub(super) fn run(
    program: Program,
    input: &str,
    path: Option<&str>,
    as_json: bool,
) -> Result<(), Failed> {
    let body = body(input)?;
    let quote = quote(program, path)?;
    match ask(&quote, body)? {
        Outcome::Quoted(price) if as_json => print(&serde_json::to_string_pretty(&price.json())?),
        Outcome::Quoted(price) => print(&price.to_string()),
        Outcome::Refused(refusal) => {
            let refusal: Value = serde_json::from_slice(&refusal.body)?;
            if as_json {
                print(&serde_json::to_string_pretty(&refusal)?)?;
            }
            Err(for_people(&refusal["detail"]).into())
        }
        Outcome::MeteringFailed(error) => Err(format!("metering failed: {error}").into()),
        Outcome::Panicked(panic) => Err(panic.to_string().into()),
        outcome => Err(format!("the request cannot be quoted: {outcome:?}").into()),
    }
}

/// The text of the argument, of the file that it names, or of stdin.
fn body(input: &str) -> Result<Bytes, Failed> {
    let mut read = Vec::new();
    match input.strip_prefix('@') {
        _ if input == "-" => {
            io::stdin().read_to_end(&mut read)?;
        }
        Some(file) => {
            read = fs::read(file)
                .map_err(|error| wrong_arguments(format!("`{file}` cannot be read: {error}")))?;
        }
        None => read.extend_from_slice(input.as_bytes()),
    }
    Ok(read.into())
}

/// The quote of the endpoint at that path, or of the only one.
fn quote(program: Program, path: Option<&str>) -> Result<Quote, Failed> {
    let (sessions, requests): (Vec<&EndpointDeclaration>, Vec<&EndpointDeclaration>) = program
        .charged()
        .partition(|endpoint| endpoint.realtime.is_some());
    let paths: Vec<&str> = requests.iter().map(|endpoint| endpoint.path).collect();
    let is_session = |path: &str| sessions.iter().any(|endpoint| endpoint.path == path);
    let path = match (path, &paths[..]) {
        (Some(path), _) if is_session(path) => {
            return Err(wrong_arguments(format!(
                "`{path}` is a session, and a session has no quote: no input says how long it lasts\nhelp: `billing` without `--input` says what a session costs"
            )));
        }
        (Some(path), _) => path,
        (None, [only]) => only,
        (None, []) if !sessions.is_empty() => {
            return Err("the app has sessions alone, and a session has no quote\nhelp: `billing` without `--input` says what a session costs".into());
        }
        (None, []) => return Err("the app has no endpoint that costs something".into()),
        (None, _) => {
            let all = paths.join("`, `");
            return Err(wrong_arguments(format!(
                "the app has several endpoints\nhelp: say which with `--endpoint`: `{all}`"
            )));
        }
    };
    let mut quotes = program.quotes.into_iter();
    let is_it =
        |quote: &Quote| quote.endpoint.path == path && quote.endpoint.health_check.is_none();
    let found = quotes.find(is_it);
    found.ok_or_else(|| wrong_arguments(format!("the app has no endpoint `{path}`")))
}

fn ask(quote: &Quote, body: Bytes) -> Result<Outcome, Failed> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(outcome(quote, quote.endpoint, body)))
}

/// What a request with that body costs by a declaration of the same operands as the endpoint's; `None` where it is refused.
pub(super) async fn price(
    quote: &Quote,
    declared: &'static EndpointDeclaration,
    body: Bytes,
) -> Option<Price> {
    match outcome(quote, declared, body).await {
        Outcome::Quoted(price) => Some(price),
        _ => None,
    }
}

async fn outcome(quote: &Quote, endpoint: &'static EndpointDeclaration, body: Bytes) -> Outcome {
    let json = HeaderValue::from_static("application/json");
    let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, json)]);
    let asked = (quote.call)(EndpointRequest {
        endpoint,
        context: RequestContext::new(headers, None),
        ceiling: None,
        permits: None,
        body: RequestBody::new(body, None),
        media: Destination::Answer,
    });
    Outcome::of(asked).await
}

/// The errors of a refusal, one on a line.
fn for_people(detail: &Value) -> String {
    let Value::Array(errors) = detail else {
        return format!(
            "the input is refused: {}",
            detail.as_str().unwrap_or_default()
        );
    };
    let mut text = "the input is refused".to_owned();
    for error in errors {
        text += &format!("\n  {}", error_for_people(error, 0));
    }
    text
}
