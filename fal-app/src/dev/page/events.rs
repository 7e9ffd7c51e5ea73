//! A run as it goes on: server-sent events, each with the parts of the page that change.

use std::sync::Arc;

use askama::Template;
use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::request::Parts;
use http_body::Frame;
use tokio::sync::mpsc;

use super::answer::{self, Markup};
use super::runs::Run;
use super::visit::Visit;
use super::{bar, form, pane, requests};
use crate::dev::app::Failed;
use crate::dev::gateway::{Content, stream_body};

/// What changed since the last event.
#[derive(Template)]
#[template(path = "event.html")]
struct Event {
    at: usize,
    receipt: Markup,
    steps: Vec<pane::Step>,
    /// The pieces that are new.
    items: Markup,
    lines: Markup,
}

/// The end: the pane as it stays.
#[derive(Template)]
#[template(path = "end.html")]
struct End {
    at: usize,
    pane: Markup,
}

/// What of the page is another once a run is over: what the callers have left, and the rows of the ledger.
#[derive(Template)]
#[template(path = "beside.html")]
struct Beside {
    bar: Markup,
    requests: Markup,
}

pub(super) fn beside(visit: &Visit) -> Markup {
    let fresh = visit.again();
    Markup::of(&Beside {
        bar: bar::bar(&fresh),
        requests: requests::section(&fresh).unwrap_or_default(),
    })
}

/// Follows a run up to its end. Who comes again says how much they have.
pub(super) fn events(visit: &Visit, run: Arc<Run>, head: &Parts) -> Response<Content> {
    let (frames, received) = mpsc::channel(1);
    let last = head.headers.get("last-event-id");
    let last = last.and_then(|last| last.to_str().ok()?.split_once('.'));
    let last = last.and_then(|(items, lines)| Some((items.parse().ok()?, lines.parse().ok()?)));
    tokio::spawn(send(visit.again(), run, last, frames));
    let mut response = answer::html(&Markup::default()).map(|_| stream_body(received));
    let kind = HeaderValue::from_static("text/event-stream");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

type Frames = mpsc::Sender<Result<Frame<Bytes>, Failed>>;

async fn send(visit: Visit, run: Arc<Run>, last: Option<(usize, usize)>, frames: Frames) {
    let mut changes = run.changes();
    // What stood in the pane when it was rendered is not known: all of it is sent again at first.
    let mut sent = last;
    loop {
        let _: u64 = *changes.borrow_and_update();
        let progress = run.progress().clone();
        let now = (progress.items.len(), progress.lines.len());
        let (text, is_end) = match progress.is_over {
            true => (end(&visit, &run), true),
            false => {
                let (items, lines) = sent.unwrap_or_default();
                let event = Event {
                    at: run.start.at,
                    receipt: pane::receipt(&run, &progress),
                    steps: pane::steps(&run, &progress),
                    items: pane::items(&progress, items),
                    lines: pane::lines(&progress, lines.min(now.1)),
                };
                (Markup::of(&event), false)
            }
        };
        let is_first = sent.is_none();
        sent = Some(now);
        let data: String = text
            .as_str()
            .lines()
            .map(|line| format!("data: {line}\n"))
            .collect();
        let data = match is_first && !is_end {
            // The pieces replace those that the pane had.
            true => data.replace("hx-swap=\"beforeend\"", "hx-swap=\"innerHTML\""),
            false => data,
        };
        let event = format!("id: {}.{}\n{data}\n", now.0, now.1);
        if frames.send(Ok(Frame::data(event.into()))).await.is_err() || is_end {
            return;
        }
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return },
            () = frames.closed() => return,
            () = visit.market.closed() => return,
        }
    }
}

fn end(visit: &Visit, run: &Run) -> Markup {
    let fresh = visit.again();
    let controls = form::controls(
        fresh.local(),
        fresh.endpoint(run.start.at),
        &run.start.state,
        Vec::new(),
        None,
    );
    let fields: Vec<(String, String)> = controls.all().flat_map(form::Control::places).collect();
    let pane = pane::pane(&fresh, run.start.at, Some(run), &fields);
    Markup::of(&End {
        at: run.start.at,
        pane,
    })
    .and(&beside(visit))
}
