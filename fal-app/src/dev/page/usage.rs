//! `#usage`: who used how much, in a table, a chart and CSV. It reads the sums of hours, never all requests.

use std::collections::BTreeMap;

use askama::Template;
use http::Method;
use http::header::{self, HeaderValue};
use http::request::Parts;
use jiff::Timestamp;

use super::answer::{self, Answer, Markup, Refused, not_found};
use super::shown::{self, dollars_in_column, thousands};
use super::visit::Visit;
use crate::dev::gateway::Sent;
use crate::dev::ledger::hours::{self, HOUR, Hour, Sums};
use crate::dev::ledger::prices::{self, Priced};
use crate::dev::table::{self, decimal};

/// A window: its word in an address, its name, its hours, and the hours of one bar of the chart.
const WINDOWS: [(&str, &str, i64, i64); 3] = [
    ("24h", "last 24 hours", 24, 1),
    ("7d", "7 days", 7 * 24, 6),
    ("30d", "30 days", 30 * 24, 24),
];

/// Who did not say who they are.
const NOBODY: &str = "without a key";

#[derive(Template)]
#[template(path = "usage.html")]
struct Usage {
    app: String,
    callers: Vec<(String, bool)>,
    windows: Vec<(&'static str, &'static str, bool)>,
    /// The address of the CSV.
    csv: String,
    /// In words.
    window: String,
    rows: Vec<Row>,
    total: Row,
    chart: Chart,
}

/// What a caller used of an endpoint.
struct Row {
    caller: String,
    endpoint: String,
    charged: String,
    free: String,
    units: String,
    amount: String,
}

/// Dollars by time.
struct Chart {
    /// In a sentence.
    sentence: String,
    /// What a bar is: an hour, or some.
    by: &'static str,
    /// At the top, the middle and the bottom.
    scale: [String; 3],
    bars: Vec<Bar>,
    /// From where on a version of the prices holds, and its name.
    versions: Vec<(String, String)>,
    /// Below the bars, from the first to the last.
    times: Vec<String>,
}

/// In percent of the chart.
struct Bar {
    x: String,
    y: String,
    width: String,
    height: String,
    title: String,
}

/// What is asked for.
struct Asked {
    caller: Option<String>,
    window: (&'static str, &'static str, i64, i64),
    /// Hours from 1970: the first, and the one after the last.
    hours: (i64, i64),
}

impl Asked {
    fn of(visit: &Visit) -> Self {
        let span = visit.query.one("span").unwrap_or_default();
        let window = WINDOWS.into_iter().find(|(word, ..)| *word == span);
        let window = window.unwrap_or(WINDOWS[0]);
        let end = Timestamp::now().as_millisecond() / HOUR + 1;
        let named = |name: &String| visit.users.iter().any(|(user, _)| user.name == *name);
        Self {
            caller: visit.query.one("caller").filter(named),
            window,
            hours: (end - window.2, end),
        }
    }

    fn read(&self, visit: &Visit) -> Result<Vec<Hour>, Refused> {
        let caller = self.caller.as_deref();
        Ok(visit
            .market
            .ledger
            .read(|file| hours::between(file, self.hours, caller))?)
    }
}

/// The section.
pub(super) fn section(visit: &Visit) -> Result<Markup, Refused> {
    let asked = Asked::of(visit);
    let used = asked.read(visit)?;
    let mut sums: BTreeMap<(&Option<String>, &str), Sums> = BTreeMap::new();
    let mut total = Sums::default();
    for hour in &used {
        sums.entry((&hour.caller, &hour.endpoint))
            .or_default()
            .add(&hour.sums);
        total.add(&hour.sums);
    }
    let amounts: Vec<i128> = sums
        .values()
        .chain([&total])
        .map(|sums| sums.amount)
        .collect();
    let mut amounts = dollars_in_column(&amounts).into_iter();
    let mut row = |caller: &str, endpoint: &str, sums: &Sums| Row {
        caller: caller.to_owned(),
        endpoint: endpoint.to_owned(),
        charged: thousands(sums.charged),
        free: thousands(sums.free),
        units: decimal(sums.units, 8),
        amount: amounts.next().unwrap_or_default(),
    };
    let rows = sums
        .iter()
        .map(|((caller, endpoint), sums)| row(caller.as_deref().unwrap_or(NOBODY), endpoint, sums));
    let rows: Vec<Row> = rows.collect();
    let total = row("All", "", &total);
    let callers = visit.users.iter().map(|(user, _)| {
        (
            user.name.clone(),
            asked.caller.as_deref() == Some(&*user.name),
        )
    });
    let time = |hour: i64| shown::in_format("%-d %b %H:%M", hour * HOUR);
    let caller = asked.caller.as_deref().unwrap_or_default();
    Ok(Markup::of(&Usage {
        app: visit.market.listing.app.clone(),
        callers: callers.collect(),
        windows: WINDOWS
            .map(|(word, name, ..)| (word, name, word == asked.window.0))
            .into(),
        csv: format!("/ui/usage/csv?span={}&caller={caller}", asked.window.0),
        window: format!("{} to {} UTC", time(asked.hours.0), time(asked.hours.1)),
        rows,
        total,
        chart: Chart::of(visit, &asked, &used)?,
    }))
}

impl Chart {
    fn of(visit: &Visit, asked: &Asked, used: &[Hour]) -> Result<Self, Refused> {
        let (start, end) = asked.hours;
        let (hours, step) = (end - start, asked.window.3);
        let mut sums = vec![Sums::default(); usize::try_from(hours / step).unwrap_or_default()];
        for hour in used {
            let at = usize::try_from((hour.hour - start) / step).unwrap_or(usize::MAX);
            if let Some(sums) = sums.get_mut(at) {
                sums.add(&hour.sums);
            }
        }
        let highest = sums
            .iter()
            .map(|sums| sums.amount)
            .max()
            .unwrap_or_default();
        let top = round_up(highest);
        let percent = |part: f64| format!("{part:.2}%");
        let width = 100.0 / sums.len() as f64;
        let time = |hour: i64| match hours > 24 {
            true => shown::in_format("%-d %b %H:%M", hour * HOUR),
            false => shown::in_format("%H:%M", hour * HOUR),
        };
        let begin = |at: usize| start + i64::try_from(at).unwrap_or_default() * step;
        let bars = sums.iter().enumerate().filter(|(_, sums)| sums.amount > 0);
        let bars = bars.map(|(at, sums)| {
            let height = 100.0 * sums.amount as f64 / top as f64;
            Bar {
                x: percent(width * (at as f64 + 0.15)),
                y: percent(100.0 - height),
                width: percent(width * 0.7),
                height: percent(height),
                title: format!(
                    "{}: {} units, {}",
                    time(begin(at)),
                    decimal(sums.units, 8),
                    dollars_of(sums.amount)
                ),
            }
        });
        let busiest = sums
            .iter()
            .enumerate()
            .max_by_key(|(at, sums)| (sums.amount, std::cmp::Reverse(*at)));
        let by = match step {
            1 => "hour",
            24 => "day",
            _ => "6 hours",
        };
        let sentence = match busiest.filter(|(_, sums)| sums.amount > 0) {
            None => "Nothing was charged.".to_owned(),
            Some((at, sums)) => format!(
                "Charged by {by}. The most: {} from {}. In all: {}.",
                dollars_of(sums.amount),
                time(begin(at)),
                dollars_of(used.iter().map(|hour| hour.sums.amount).sum())
            ),
        };
        let scale = dollars_in_column(&[top, top / 2, 0]);
        let scale = <[String; 3]>::try_from(scale).unwrap_or_default();
        let versions = visit.market.ledger.read(prices::list)?;
        let versions = versions.iter().filter(|price| {
            let is_of_app = !matches!(&price.priced, Priced::Machine(machine) if *machine != visit.market.listing.machine);
            is_of_app && price.at > start * HOUR
        });
        let versions = versions.map(|price| {
            let part = (price.at - start * HOUR) as f64 / (hours * HOUR) as f64;
            (
                percent(100.0 * part.clamp(0.0, 1.0)),
                format!("v{}", price.version),
            )
        });
        Ok(Self {
            sentence,
            by,
            scale,
            bars: bars.collect(),
            versions: versions.collect(),
            times: (0..=4)
                .map(|quarter| time(start + hours * quarter / 4))
                .collect(),
        })
    }
}

fn dollars_of(amount: i128) -> String {
    dollars_in_column(&[amount]).concat()
}

/// The next amount of 1, 2, 4, 5 or 8 with zeros behind it, so that its half is short too.
fn round_up(amount: i128) -> i128 {
    let mut one = 1;
    while amount > one * 10 {
        one *= 10;
    }
    let steps = [1, 2, 4, 5, 8, 10].map(|step| step * one);
    let fitting = steps.into_iter().find(|step| *step >= amount);
    fitting.unwrap_or(amount).max(2)
}

/// Answers what is below `/ui/usage`: `rest` are the segments that follow it.
pub(super) async fn answer(visit: &Visit, head: &Parts, rest: &[&str], _body: Sent) -> Answer {
    match (&head.method, rest) {
        (&Method::GET, []) => Ok(answer::html(&section(visit)?)),
        (&Method::GET, ["csv"]) => csv(visit),
        _ => Err(not_found()),
    }
}

/// A line for each hour, caller and endpoint.
fn csv(visit: &Visit) -> Answer {
    let asked = Asked::of(visit);
    let rows = asked.read(visit)?;
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|hour| {
            let unit = visit
                .offer
                .endpoints
                .iter()
                .find(|endpoint| endpoint.path == hour.endpoint);
            vec![
                shown::in_format("%Y-%m-%dT%H:%M:%SZ", hour.hour * HOUR),
                hour.caller.unwrap_or_default(),
                hour.endpoint,
                hour.sums.charged.to_string(),
                hour.sums.free.to_string(),
                decimal(hour.sums.units, 8),
                unit.map_or(String::new(), |endpoint| {
                    endpoint.billing.unit_name().into_owned()
                }),
                decimal(hour.sums.amount, 9),
            ]
        })
        .collect();
    let titles = [
        "from", "caller", "endpoint", "charged", "free", "units", "unit", "cost",
    ];
    let mut response = answer::text(
        "text/csv; charset=utf-8",
        &format!("{}\n", table::csv(&titles, &rows)),
    );
    let name = format!(
        "attachment; filename=\"{}-usage.csv\"",
        visit.market.listing.app
    );
    if let Ok(name) = HeaderValue::try_from(name) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::round_up;

    #[test]
    fn the_scale_ends_above_the_highest_bar() {
        let rounded = [0, 1, 3, 10, 11, 66, 81, 660_000_000].map(round_up);
        assert_eq!(rounded, [2, 2, 4, 10, 20, 80, 100, 800_000_000]);
    }
}
