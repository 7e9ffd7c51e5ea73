//! A run on its way: a request to the gateway as any other, as the chosen caller.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_TYPE, HOST};
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use tokio::time::sleep;
use uuid::Uuid;

use super::runs::{Answered, Phase, Run, Via};
use crate::billing::CEILING;
use crate::declare::EndpointDeclaration;
use crate::dev::gateway::{Content, Market, Sent, ask};
use crate::dev::ledger::history;
use crate::dev::ledger::keys::{self, Key};

/// The most bytes of an answer that are kept.
const MOST: usize = 64 << 20;

/// How often the queue and the ledger are asked.
const POLL: Duration = Duration::from_millis(100);

/// How long the ledger is waited for: what is answered is settled soon.
const SETTLING: Duration = Duration::from_secs(5);

/// How long a report is waited for.
const REPORT: Duration = Duration::from_secs(120);

/// Runs a request, up to what it cost.
pub(super) async fn drive(market: Arc<Market>, endpoint: EndpointDeclaration, run: Arc<Run>) {
    run.change(|_| {});
    let key = market
        .ledger
        .read(|file| keys::of_user(file, &run.start.caller));
    let key = key.unwrap_or_default();
    match run.start.via {
        Via::Directly => direct(&market, &endpoint, &run, key).await,
        Via::Queue => queued(&market, &endpoint, &run, key).await,
        Via::Session => super::session::hold(&market, &endpoint, &run, key).await,
    }
    settle(&market, &run).await;
}

/// The head of a request to the gateway, at the address at which the browser is.
fn request(run: &Run, method: Method, path: &str, body: Bytes) -> Request<Sent> {
    let body = Full::new(body).map_err(|never| match never {}).boxed();
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = path.parse().unwrap_or_default();
    let headers = request.headers_mut();
    let mut set = |name: http::HeaderName, value: &str| {
        if let Ok(value) = value.parse() {
            headers.insert(name, value);
        }
    };
    set(HOST, &run.start.address);
    set(CONTENT_TYPE, "application/json");
    if !run.start.ceiling.is_empty() {
        set(http::HeaderName::from_static(CEILING), &run.start.ceiling);
    }
    request
}

async fn direct(
    market: &Arc<Market>,
    endpoint: &EndpointDeclaration,
    run: &Arc<Run>,
    key: Option<Key>,
) {
    let path = format!("/run/{}", market.listing.endpoint_id(endpoint.path));
    let request = request(run, Method::POST, &path, run.start.body.to_string().into());
    // Who cancels hangs up, as a caller does.
    let response = tokio::select! {
        response = ask(market, run.id, key, request) => response,
        () = run.cancel.cancelled() => return,
    };
    tokio::select! {
        () = receive(run, response) => {}
        () = run.cancel.cancelled() => {}
    }
}

/// Reads an answer, whole or as it comes.
async fn receive(run: &Run, response: Response<Content>) {
    let (head, mut body) = response.into_parts();
    let content_type = head.headers.get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let is_stream = content_type.is_some_and(|kind| kind.starts_with("text/event-stream"));
    if is_stream {
        run.change(|progress| {
            progress.phase = Phase::Streaming;
            progress.answer = Some(Answered {
                status: head.status.as_u16(),
                headers: head.headers.clone(),
                body: Bytes::new(),
                is_cut: false,
            });
        });
    }
    let (mut read, mut is_cut) = (BytesMut::new(), false);
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            is_cut = true;
            break;
        };
        let Ok(bytes) = frame.into_data() else {
            continue;
        };
        if read.len() + bytes.len() > MOST {
            is_cut = true;
            continue;
        }
        read.extend_from_slice(&bytes);
        if is_stream {
            while let Some(end) = read.windows(2).position(|two| two == b"\n\n") {
                let event = read.split_to(end + 2);
                add_event(run, &String::from_utf8_lossy(&event));
            }
        }
    }
    run.change(|progress| {
        progress.answer = Some(Answered {
            status: head.status.as_u16(),
            headers: head.headers,
            body: if is_stream {
                Bytes::new()
            } else {
                read.freeze()
            },
            is_cut,
        });
    });
}

/// Adds what an event says. Comments say nothing.
fn add_event(run: &Run, event: &str) {
    let lines = event.lines().filter_map(|line| line.strip_prefix("data:"));
    let data: Vec<&str> = lines
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    if !data.is_empty() {
        run.add_item("←", data.join("\n"));
    }
}

async fn queued(
    market: &Arc<Market>,
    endpoint: &EndpointDeclaration,
    run: &Arc<Run>,
    key: Option<Key>,
) {
    let path = format!("/queue/{}", market.listing.endpoint_id(endpoint.path));
    let submit = request(run, Method::POST, &path, run.start.body.to_string().into());
    let submitted = ask(market, run.id, key.clone(), submit).await;
    if !submitted.status().is_success() {
        return receive(run, submitted).await;
    }
    let of = format!("/queue/{}/requests/{}", market.listing.id(), run.id);
    let mut changes = market.queue_changes();
    loop {
        let status = request(
            run,
            Method::GET,
            &format!("{of}/status?logs=1"),
            Bytes::new(),
        );
        let answer = ask(market, Uuid::now_v7(), key.clone(), status).await;
        let read = answer.into_body().collect().await;
        let read = read.map(|read| read.to_bytes()).unwrap_or_default();
        let said: Value = serde_json::from_slice(&read).unwrap_or_default();
        run.change(|progress| {
            if let Some(lines) = said["logs"].as_array() {
                progress.lines.clone_from(lines);
            }
            match said["status"].as_str() {
                Some("IN_QUEUE") => {
                    let position = said["queue_position"].as_u64();
                    progress.phase = Phase::InQueue(position.unwrap_or_default());
                }
                Some("IN_PROGRESS") => progress.phase = Phase::InProgress,
                _ => {}
            }
        });
        if !matches!(said["status"].as_str(), Some("IN_QUEUE" | "IN_PROGRESS")) {
            break;
        }
        tokio::select! {
            () = sleep(POLL) => {}
            _ = changes.changed() => {}
            () = run.cancel.cancelled() => {
                let cancel = request(run, Method::PUT, &format!("{of}/cancel"), Bytes::new());
                let _ = ask(market, Uuid::now_v7(), key.clone(), cancel).await;
            }
        }
    }
    let result = request(run, Method::GET, &of, Bytes::new());
    receive(run, ask(market, Uuid::now_v7(), key, result).await).await;
}

/// Waits for what the ledger says of it.
async fn settle(market: &Market, run: &Run) {
    let began = Instant::now();
    loop {
        let entry = market
            .ledger
            .read(|file| history::entry(file, &run.ledger_id()));
        let entry = entry.unwrap_or_default();
        let waits = match &entry {
            // It was refused before the ledger heard of it.
            None => false,
            Some(entry) if entry.settled.is_some() => false,
            Some(entry) if entry.is_deferred => began.elapsed() < REPORT,
            Some(_) => began.elapsed() < SETTLING,
        };
        let is_deferred = entry.as_ref().is_some_and(|entry| entry.is_deferred);
        run.change(|progress| {
            progress.entry = entry;
            progress.is_over = !waits;
            progress.phase = match waits {
                true if is_deferred => Phase::WaitingForReport,
                true => progress.phase,
                false => Phase::Completed,
            };
        });
        if !waits {
            return;
        }
        sleep(POLL).await;
    }
}
