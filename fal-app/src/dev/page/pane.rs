//! The result of a run: its receipt, how it went, and what came back.

use askama::Template;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use super::answer::Markup;
use super::form::Wrong;
use super::media;
use super::quote;
use super::runs::{Phase, Progress, Run, Via};
use super::shown::{dollars, thousands, units};
use super::visit::Visit;
use crate::dev::ledger::history::Settled;
use crate::units::{BillableUnits, Money};

/// The bytes of an answer that are shown. There is a link to the rest.
const MOST_SHOWN: usize = 64 << 10;

/// The result, before and after.
#[derive(Template)]
#[template(path = "pane.html")]
struct Pane {
    at: usize,
    title: String,
    /// `None` before the first run.
    run: Option<Shown>,
}

/// A run.
struct Shown {
    id: String,
    receipt: Markup,
    /// Whether it goes on.
    is_live: bool,
    is_session: bool,
    steps: Vec<Step>,
    items: Markup,
    has_items: bool,
    lines: Markup,
    has_lines: bool,
    media: Vec<Medium>,
    wrong: Vec<Linked>,
    facts: Vec<(&'static str, String)>,
    headers: Vec<(String, String, bool)>,
    json: Option<Json>,
}

struct Medium {
    number: usize,
    kind: &'static str,
    source: Option<String>,
    url: String,
    measure: String,
}

/// What is wrong, with a link to its field.
struct Linked {
    href: Option<String>,
    wrong: Wrong,
}

struct Json {
    text: String,
    bytes: String,
    is_cut: bool,
}

pub(super) struct Step {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) is_now: bool,
}

/// What it cost, in the words of the quote.
#[derive(Template)]
#[template(path = "receipt.html")]
struct Receipt {
    tone: &'static str,
    chip: String,
    lead: String,
    strong: String,
    why: String,
    took: String,
}

/// Log lines, or pieces of a stream.
#[derive(Template)]
#[template(path = "lines.html")]
struct Lines {
    lines: Vec<(String, String, String)>,
}

/// The pane of an endpoint, with a run or without one.
pub(super) fn pane(
    visit: &Visit,
    at: usize,
    run: Option<&Run>,
    fields: &[(String, String)],
) -> Markup {
    let endpoint = &visit.offer.endpoints[at];
    Markup::of(&Pane {
        at,
        title: crate::openapi::endpoint_title(endpoint),
        run: run.map(|run| shown(visit, run, fields)),
    })
}

fn shown(visit: &Visit, run: &Run, fields: &[(String, String)]) -> Shown {
    let progress = run.progress().clone();
    let id = run.id.to_string();
    let (mut media, mut json, mut wrong) = (Vec::new(), None, Vec::new());
    let mut headers = Vec::new();
    if let Some(answer) = &progress.answer {
        let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
        if let Some(body) = &body {
            let found = media::find(body).into_iter().enumerate();
            media = found
                .map(|(number, medium)| Medium {
                    source: medium.source(&visit.address, &id, number),
                    kind: medium.kind,
                    measure: medium.measure,
                    url: if medium.url.starts_with("data:") {
                        String::new()
                    } else {
                        medium.url
                    },
                    number,
                })
                .collect();
            if answer.status >= 400 {
                wrong = linked(&body["detail"], fields);
            }
        }
        let content_type = answer
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        match body {
            Some(body) if !answer.body.is_empty() && (answer.status < 400 || wrong.is_empty()) => {
                json = Some(cut(&body, answer.body.len()))
            }
            None if !answer.body.is_empty() => media.push(raw(
                &id,
                content_type.unwrap_or_default(),
                answer.body.len(),
            )),
            _ => {}
        }
        headers = answer
            .headers
            .iter()
            .map(|(name, value)| {
                let is_units = name == "x-fal-billable-units";
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                    is_units,
                )
            })
            .collect();
        // What is most looked for stands first.
        headers.sort_by_key(|(name, _, is_units)| (!is_units, !name.starts_with("x-fal-")));
    }
    let is_session = run.start.via == Via::Session;
    let mut facts = vec![("Paid by", visit.market.listing.owner.name.clone())];
    if let Some(entry) = &progress.entry {
        facts[0].1.clone_from(&entry.payer);
        if let Some(settled) = &entry.settled {
            facts.push(("Units from", source(&settled.source)));
            facts.push((
                "Price",
                format!(
                    "version {}, {}",
                    entry.price_version,
                    dollars(settled.unit_price)
                ),
            ));
        }
    } else {
        run.start.caller.name.clone_into(&mut facts[0].1);
    }
    Shown {
        receipt: receipt(run, &progress),
        is_live: !progress.is_over,
        is_session,
        steps: steps(run, &progress),
        has_items: !progress.items.is_empty() || is_session,
        items: items(&progress, 0),
        has_lines: !progress.lines.is_empty() || run.start.via == Via::Queue,
        lines: lines(&progress, 0),
        media,
        wrong,
        facts,
        headers,
        json,
        id,
    }
}

/// The pieces of a stream from that number on.
pub(super) fn items(progress: &Progress, from: usize) -> Markup {
    let items = progress.items.iter().skip(from);
    Markup::of(&Lines {
        lines: items
            .map(|item| {
                (
                    String::new(),
                    item.direction.to_owned(),
                    beginning(&item.text),
                )
            })
            .collect(),
    })
}

/// The lines of the log from that number on.
pub(super) fn lines(progress: &Progress, from: usize) -> Markup {
    let text = |line: &Value, member: &str| line[member].as_str().unwrap_or_default().to_owned();
    let lines = progress.lines.iter().skip(from);
    Markup::of(&Lines {
        lines: lines
            .map(|line| {
                let time = text(line, "timestamp");
                let time = time.get(11..23).unwrap_or_default().to_owned();
                (time, text(line, "level"), text(line, "message"))
            })
            .collect(),
    })
}

fn beginning(text: &str) -> String {
    const MOST: usize = 4096;
    let end = text.floor_char_boundary(MOST);
    match end < text.len() {
        true => format!("{}…", &text[..end]),
        false => text.to_owned(),
    }
}

/// The whole answer where it is not JSON.
fn raw(id: &str, content_type: &str, bytes: usize) -> Medium {
    let kind = match content_type.split('/').next() {
        Some("image") => "image",
        Some("video") => "video",
        Some("audio") => "audio",
        _ => "file",
    };
    Medium {
        number: 0,
        kind,
        source: Some(format!("/ui/requests/{id}/answer")),
        url: String::new(),
        measure: format!("{content_type}, {}", super::shown::bytes(bytes as u64)),
    }
}

fn cut(body: &Value, bytes: usize) -> Json {
    let mut text = format!("{body:#}");
    let end = text.floor_char_boundary(MOST_SHOWN);
    let is_cut = end < text.len();
    text.truncate(end);
    Json {
        text,
        bytes: super::shown::bytes(bytes as u64),
        is_cut,
    }
}

fn linked(detail: &Value, fields: &[(String, String)]) -> Vec<Linked> {
    if !detail.is_array() {
        return Vec::new();
    }
    let wrong = quote::wrong(detail).into_iter();
    wrong
        .map(|wrong| {
            let field = fields.iter().find(|(at, _)| *at == wrong.at);
            Linked {
                href: field.map(|(_, id)| format!("#{id}")),
                wrong,
            }
        })
        .collect()
}

/// What it cost, or where it is.
pub(super) fn receipt(run: &Run, progress: &Progress) -> Markup {
    let nothing = format!("{}, {}", units(BillableUnits::ZERO), dollars(Money::ZERO));
    let status = progress.answer.as_ref().map(|answer| answer.status);
    let settled = progress
        .entry
        .as_ref()
        .and_then(|entry| entry.settled.as_ref());
    let took = settled.and_then(|settled| settled.milliseconds);
    let took = took.map_or_else(String::new, |took| format!("{} ms", thousands(took)));
    let mut receipt = Receipt {
        tone: "",
        chip: String::new(),
        lead: String::new(),
        strong: String::new(),
        why: String::new(),
        took,
    };
    if !progress.is_over {
        receipt.tone = "wait";
        receipt.lead = match progress.phase {
            Phase::Sent if run.start.via == Via::Session => "Connecting".to_owned(),
            Phase::Sent => "Sent".to_owned(),
            Phase::InQueue(position) => format!("In the queue, {position} before it"),
            Phase::InProgress => "In work".to_owned(),
            Phase::Streaming if run.start.via == Via::Session => {
                format!("The session is open, {} messages", progress.items.len())
            }
            Phase::Streaming => format!("Streaming, {} delivered", progress.items.len()),
            Phase::WaitingForReport => "Waiting for the app’s report of what it costs".to_owned(),
            Phase::Completed => "Answered".to_owned(),
        };
        if let Some(quoted) = &run.start.quoted {
            receipt.why = format!("quoted: {quoted}");
        }
        return Markup::of(&receipt);
    }
    if progress.answer.as_ref().is_some_and(|answer| answer.is_cut) {
        receipt.took += " the answer broke off, or is longer than is kept";
    }
    let shown = settled.and_then(|settled| settled.status).or(status);
    let is_good = shown.is_some_and(|status| status < 400);
    receipt.chip = shown.map_or_else(|| "none".to_owned(), |status| status.to_string());
    receipt.tone = if is_good { "ok" } else { "bad" };
    match settled {
        Some(settled) if settled.flag.is_some() => {
            let flag = settled.flag.map_or("", |flag| flag.as_str());
            receipt.tone = "bad";
            "Flagged, nothing is charged:".clone_into(&mut receipt.lead);
            receipt.strong = nothing;
            receipt.why = format!("{flag}: the answer speaks of {}", units(settled.units));
        }
        Some(settled)
            if is_good || settled.amount > Money::ZERO || settled.units > BillableUnits::ZERO =>
        {
            "Charged".clone_into(&mut receipt.lead);
            receipt.strong = format!("{}, {}", units(settled.units), dollars(settled.amount));
            receipt.why = compared(run, settled, &receipt.strong);
        }
        _ => {
            receipt.strong = nothing;
            let said = progress.answer.as_ref().and_then(|answer| {
                let body: Value = serde_json::from_slice(&answer.body).ok()?;
                body["detail"].as_str().map(beginning)
            });
            let (lead, why) = match shown {
                Some(422) => ("Refused:", "nothing ran".to_owned()),
                Some(401 | 403) => ("Not let in:", said.unwrap_or_default()),
                Some(412) => ("Above the ceiling:", "nothing ran".to_owned()),
                Some(499) => ("Cancelled:", "nobody pays for it".to_owned()),
                Some(status) if (400..500).contains(&status) => {
                    ("Refused:", said.unwrap_or_default())
                }
                Some(_) => (
                    "Failed:",
                    format!(
                        "a failure is free. {}",
                        said.unwrap_or_else(|| "The log on the terminal has its cause.".to_owned())
                    ),
                ),
                None if run.cancel.is_set() => ("Cancelled:", "nobody pays for it".to_owned()),
                None => ("There was no answer:", "nobody pays for it".to_owned()),
            };
            lead.clone_into(&mut receipt.lead);
            receipt.why = why;
        }
    }
    Markup::of(&receipt)
}

/// Whether it cost what the quote said, or why not.
fn compared(run: &Run, settled: &Settled, cost: &str) -> String {
    let from = match settled.source.as_str() {
        "machine_seconds" => Some("the seconds of the machine"),
        "timings" => Some("the seconds that the session told"),
        "session" => Some("one unit for the session"),
        "report" => Some("the app’s report, for what was delivered"),
        _ => None,
    };
    match (&run.start.quoted, from) {
        (Some(quoted), _) if quoted == cost => "equal to the quote".to_owned(),
        (Some(quoted), Some(from)) => format!("{from}; quoted: {quoted}"),
        (Some(quoted), None) if quoted.starts_with("at ") => format!("within the quote: {quoted}"),
        (Some(quoted), None) => format!("quoted: {quoted}"),
        (None, Some(from)) => from.to_owned(),
        (None, None) => String::new(),
    }
}

/// Where units come from, in words.
pub(super) fn source(source: &str) -> String {
    match source {
        "header" => "the app’s header",
        "machine_seconds" => "the seconds of the machine",
        "report" => "the app’s report",
        "timings" => "the seconds of the session",
        "session" => "one for the session",
        _ => "nothing: it is free",
    }
    .to_owned()
}

/// The states of a run, as the queue calls them.
pub(super) fn steps(run: &Run, progress: &Progress) -> Vec<Step> {
    if run.start.via != Via::Queue {
        return Vec::new();
    }
    let mut steps: Vec<Step> = Vec::new();
    let phases = &progress.phases;
    for (number, (phase, began)) in phases.iter().enumerate() {
        let name = match phase {
            Phase::Sent => continue,
            Phase::InQueue(_) => "IN_QUEUE",
            Phase::Completed => "COMPLETED",
            _ => "IN_PROGRESS",
        };
        let ended = phases.get(number + 1).map(|(_, at)| *at);
        let about = match (ended, phase) {
            (_, Phase::Completed) | (None, _) => String::new(),
            (Some(ended), _) => format!(
                "{} ms",
                thousands(i64::try_from(ended - began).unwrap_or_default())
            ),
        };
        match steps.last_mut().filter(|step| step.name == name) {
            Some(step) => step.about = about,
            None => steps.push(Step {
                name: name.to_owned(),
                about,
                is_now: ended.is_none(),
            }),
        }
    }
    steps
}
