//! The contract of an app, as its code declares it.

use std::ops::Range;

use http::StatusCode;
use serde_json::{Map, Value, json};
use tokio::runtime::{Builder, Runtime};

use super::super::output::Failed;
use super::requests::priced_requests;
use super::values::Types;
use crate::billing::Bounds;
use crate::declare::EndpointDeclaration;
use crate::fields::Rules;
use crate::program::{Program, Quote};

/// The version of the file's format. One that is not understood by older builds has a greater number.
pub(super) const FORMAT: u64 = 1;

/// What callers of this app rely on.
pub(super) fn contract(program: &Program) -> Result<Value, Failed> {
    let runtime = runtime()?;
    let mut types = Types::default();
    let mut endpoints = Map::new();
    for declared in program.charged() {
        let quote = quote(program, declared);
        let endpoint = endpoint(program, declared, quote, &mut types, &runtime);
        endpoints.insert(declared.path.to_owned(), endpoint);
    }
    let mut contract = json!({
        "format": FORMAT,
        "app": program.declaration.name,
        "auth": program.declaration.auth.name(),
        "endpoints": endpoints,
        "types": types.into_json(),
    });
    contract.sort_all_objects();
    Ok(contract)
}

pub(super) fn runtime() -> Result<Runtime, Failed> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}

/// How the endpoint quotes a request; `None` of a session, which has no quote.
pub(super) fn quote<'p>(program: &'p Program, declared: &EndpointDeclaration) -> Option<&'p Quote> {
    let mut quotes = program.quotes.iter();
    quotes
        .find(|quote| quote.endpoint.path == declared.path && quote.endpoint.health_check.is_none())
}

fn endpoint(
    program: &Program,
    declared: &EndpointDeclaration,
    quote: Option<&Quote>,
    types: &mut Types,
    runtime: &Runtime,
) -> Value {
    let kind = match (declared.realtime, declared.stream) {
        (Some(realtime), _) => format!("realtime, {}", realtime.mode.name()),
        (None, true) => "stream".to_owned(),
        (None, false) => "endpoint".to_owned(),
    };
    let mut endpoint = json!({
        "kind": kind,
        "max_body_mib": declared.largest_body_mib(&program.declaration),
        "price": price(declared, quote, runtime),
    });
    if let Some(input) = &declared.input {
        endpoint["input"] = types.value(input, &Rules::NONE);
    }
    // The declaration says nothing of the items of a stream.
    if !declared.stream {
        endpoint["output"] = types.value(&declared.output, &Rules::NONE);
    }
    endpoint
}

fn price(declared: &EndpointDeclaration, quote: Option<&Quote>, runtime: &Runtime) -> Value {
    let billing = &declared.billing;
    let mut price = billing.recorded(declared.input.as_ref(), &declared.output);
    let bounds = declared.bounds().map(Bounds::json);
    price.insert("bounds".to_owned(), json!(bounds));
    price.insert("billed_statuses".to_owned(), json!(statuses(declared)));
    let requests = quote.map(|quote| runtime.block_on(priced_requests(quote)));
    let requests = requests.unwrap_or_default();
    if !requests.is_empty() {
        price.insert("requests".to_owned(), Value::Array(requests));
    }
    Value::Object(price)
}

/// The statuses whose answer may be charged: `200`, `400-407`.
fn statuses(declared: &EndpointDeclaration) -> Vec<String> {
    let billing = &declared.billing;
    let success = match declared.realtime {
        Some(_) => 101,
        None => 200,
    };
    let mut found: Vec<Range<u16>> = Vec::new();
    for code in 100..600 {
        let of_failure = StatusCode::from_u16(code)
            .is_ok_and(|status| declared.realtime.is_none() && billing.may_bill_failure(status));
        if !(of_failure || code == success && billing.may_bill_success()) {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.end == code => last.end += 1,
            _ => found.push(code..code + 1),
        }
    }
    let written = |codes: Range<u16>| match codes.len() {
        1 => codes.start.to_string(),
        _ => format!("{}-{}", codes.start, codes.end - 1),
    };
    found.into_iter().map(written).collect()
}
