//! Prints what a replay found.

use clap::ArgMatches;
use serde_json::{Value, json};

use super::super::super::output::{Failed, print};
use super::super::table::{self, decimal};
use super::change::{Cost, Replayed, Totals, totals, worst};
use crate::one_line::OneLine;
use crate::units::Money;

/// The letters of a body that people are shown.
const SHOWN: usize = 300;

/// What a replay found.
pub(super) struct Report {
    pub(super) against: String,
    pub(super) all: Vec<Replayed>,
    pub(super) notes: Vec<String>,
}

const ROWS: [&str; 11] = [
    "endpoint",
    "caller",
    "requests",
    "dearer",
    "may be dearer",
    "same",
    "cheaper",
    "open",
    "was",
    "is",
    "change",
];

const REQUESTS: [&str; 7] = ["request", "caller", "endpoint", "was", "is", "change", ""];

impl Report {
    /// Prints it in the form that is asked for.
    pub(super) fn print(&self, arguments: &ArgMatches) -> Result<(), Failed> {
        let by_request = arguments.get_flag("requests");
        let totals = totals(&self.all);
        if arguments.get_flag("json") {
            let rows: Vec<Value> = totals.iter().map(row_json).collect();
            let mut json = json!({
                "against": self.against,
                "rows": rows,
                "worst": worst(&self.all).map(request_json),
                "notes": self.notes,
            });
            if by_request {
                json["requests"] = self.all.iter().map(request_json).collect();
            }
            return print(&serde_json::to_string_pretty(&json)?);
        }
        let (titles, rows): (&[&str], Vec<Vec<String>>) = match by_request {
            true => (&REQUESTS, self.all.iter().map(request_cells).collect()),
            false => (&ROWS, totals.iter().map(cells).collect()),
        };
        if arguments.get_flag("csv") {
            let titles: Vec<&str> = titles
                .iter()
                .map(|title| if title.is_empty() { "outcome" } else { title })
                .collect();
            return print(&table::csv(&titles, &rows));
        }
        let mut text = format!("beside {}:\n\n", self.against);
        text += &table::in_columns(titles, &rows);
        if let Some(worst) = worst(&self.all) {
            text += &for_people(worst);
        }
        for note in &self.notes {
            text += &format!("\nnote: {note}");
        }
        print(&text)
    }
}

fn anyone(caller: Option<&String>) -> String {
    caller.cloned().unwrap_or_else(|| "anyone".to_owned())
}

fn cells(((endpoint, caller), totals): (&(String, Option<String>), &Totals)) -> Vec<String> {
    vec![
        endpoint.clone(),
        anyone(caller.as_ref()),
        totals.requests.to_string(),
        totals.dearer.to_string(),
        totals.may_be_dearer.to_string(),
        totals.same.to_string(),
        totals.cheaper.to_string(),
        totals.open.to_string(),
        decimal(totals.was, 9),
        decimal(totals.is, 9),
        decimal(totals.is - totals.was, 9),
    ]
}

fn row_json(((endpoint, caller), totals): (&(String, Option<String>), &Totals)) -> Value {
    json!({
        "endpoint": endpoint,
        "caller": caller,
        "requests": totals.requests,
        "dearer": totals.dearer,
        "may_be_dearer": totals.may_be_dearer,
        "same": totals.same,
        "cheaper": totals.cheaper,
        "refused": totals.refused,
        "not_compared": totals.not_compared,
        "open": totals.open,
        "was": decimal(totals.was, 9),
        "is": decimal(totals.is, 9),
        "change": decimal(totals.is - totals.was, 9),
    })
}

fn request_cells(one: &Replayed) -> Vec<String> {
    let shown = |cost: Option<Cost>| cost.map_or_else(|| "-".to_owned(), |cost| cost.to_string());
    vec![
        one.request.id.to_string(),
        anyone(one.request.caller.as_ref()),
        one.request.endpoint.clone(),
        shown(one.was),
        shown(one.is),
        changed(one).map_or_else(|| "-".to_owned(), |more| decimal(more, 9)),
        one.change.name().to_owned(),
    ]
}

/// What it costs more at most: nano-dollars.
fn changed(one: &Replayed) -> Option<i128> {
    let most = |cost: Option<Cost>| cost.and_then(|cost| cost.most).map(Money::to_nano);
    Some(i128::from(most(one.is)?) - i128::from(most(one.was)?))
}

fn request_json(one: &Replayed) -> Value {
    let cost = |cost: Option<Cost>| {
        cost.map(|cost| {
            json!({
                "billable_units": cost.units.json(),
                "cost": {"min": cost.least.to_string(), "max": cost.most.map(|most| most.to_string())},
            })
        })
    };
    let body = String::from_utf8_lossy(&one.request.body);
    json!({
        "request_id": one.request.id.to_string(),
        "caller": one.request.caller,
        "endpoint": one.request.endpoint,
        "was": cost(one.was),
        "is": cost(one.is),
        "change": changed(one).map(|more| decimal(more, 9)),
        "outcome": one.change.name(),
        "request": serde_json::from_str(&body).unwrap_or(Value::String(body.into_owned())),
    })
}

fn for_people(one: &Replayed) -> String {
    let cost = |cost: Option<Cost>| cost.map_or_else(String::new, |cost| cost.to_string());
    let body = String::from_utf8_lossy(&one.request.body);
    let body: String = body.chars().take(SHOWN).collect();
    format!(
        "\n\nthe worst: {} of {}, {}\n  was  {}\n  is   {}\n  POST {} {}",
        one.request.id,
        anyone(one.request.caller.as_ref()),
        one.change.name(),
        cost(one.was),
        cost(one.is),
        one.request.endpoint,
        OneLine(body),
    )
}
