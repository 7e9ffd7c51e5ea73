//! What was used, for who paid for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::Request;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use super::super::market::Market;
use super::super::query::Query;
use super::super::refusal::Sent;
use super::asked::{Answer, SECONDS, ask, endpoints, invalid, key, number, time};
use crate::dev::ledger::usage::{Kind, Question, Span, Used};

/// The most rows of one answer, where the caller does not say how many.
const ROWS: usize = 1000;

/// `GET usage`
pub(super) async fn usage(market: &Arc<Market>, request: &Request<Sent>) -> Answer {
    let key = key(market, request)?;
    let query = Query::of(request);
    let expand = query.list("expand");
    let known = ["time_series", "summary", "auth_method"];
    if let Some(other) = expand.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(invalid(&format!(
            "`expand={other}` is not there: it is `time_series`, `summary` or `auth_method`"
        )));
    }
    let is_wanted = |name: &str| expand.iter().any(|wanted| wanted == name);
    if query.one("timezone").is_some_and(|zone| zone != "UTC") {
        return Err(invalid("`timezone` is `UTC`"));
    }
    let timeframe = query.one("timeframe").unwrap_or_else(|| "day".to_owned());
    let span = Span::NAMES.iter().find(|(name, _)| *name == timeframe);
    let Some((_, span)) = span else {
        return Err(invalid(
            "`timeframe` is `minute`, `hour`, `day`, `week` or `month`",
        ));
    };
    let mut start = match time(&query, "start")? {
        Some(start) => start,
        None => Timestamp::now()
            .checked_sub(24.hours())
            .unwrap_or(Timestamp::MIN),
    };
    if query
        .one("bound_to_timeframe")
        .is_none_or(|bound| bound != "false")
    {
        start = span.start(start);
    }
    let ids = query.list("endpoint_id");
    let named = endpoints(market, &ids)?;
    let question = Question {
        start: Some(start),
        end: time(&query, "end")?,
        payer: Some(key.user.id),
        endpoints: named
            .into_iter()
            .map(|(_, endpoint)| endpoint.path)
            .collect(),
        by_key: is_wanted("auth_method"),
        by_span: Some(*span),
        ..Question::default()
    };
    let used = ask(market, question).await?;
    // What cost nothing is not billed usage.
    let used: Vec<(Kind, Used)> = used
        .into_iter()
        .filter(|(_, used)| used.units != 0)
        .collect();
    let from = number(&query, "cursor")?.unwrap_or(0);
    let most = number(&query, "limit")?.unwrap_or(ROWS).clamp(1, ROWS);
    let has_more = used.len() > from.saturating_add(most);
    let page = used.iter().skip(from).take(most);
    let rows = Rows {
        market,
        units: units(market),
        is_by_key: is_wanted("auth_method"),
    };
    let mut answer = json!({
        "next_cursor": has_more.then(|| (from + most).to_string()),
        "has_more": has_more,
    });
    if is_wanted("time_series") || !is_wanted("summary") {
        answer["time_series"] = rows.time_series(page);
    }
    if is_wanted("summary") {
        answer["summary"] = rows.summary(&used);
    }
    Ok(answer)
}

/// Writes rows.
struct Rows<'m> {
    market: &'m Market,
    /// Of each endpoint, by its path.
    units: BTreeMap<String, String>,
    is_by_key: bool,
}

impl Rows<'_> {
    /// The spans in which something was used, each with its rows.
    fn time_series<'u>(&self, page: impl Iterator<Item = &'u (Kind, Used)>) -> Value {
        let mut series: BTreeMap<Timestamp, Vec<Value>> = BTreeMap::new();
        for (kind, used) in page {
            let span = kind.span.unwrap_or_default();
            series.entry(span).or_default().push(self.row(kind, used));
        }
        let buckets = series.into_iter();
        buckets
            .map(|(span, results)| json!({"bucket": span.to_string(), "results": results}))
            .collect()
    }

    /// The rows without their spans.
    fn summary(&self, used: &[(Kind, Used)]) -> Value {
        let mut whole: BTreeMap<Kind, Used> = BTreeMap::new();
        for (kind, used) in used {
            let kind = Kind {
                span: None,
                ..kind.clone()
            };
            whole.entry(kind).or_default().add(used);
        }
        whole
            .iter()
            .map(|(kind, used)| self.row(kind, used))
            .collect()
    }

    fn row(&self, kind: &Kind, used: &Used) -> Value {
        let unit = match kind.source.as_str() {
            "machine_seconds" | "timings" => SECONDS,
            _ => self
                .units
                .get(&kind.endpoint)
                .map_or("unit", String::as_str),
        };
        let mut row = json!({
            "endpoint_id": self.market.listing.endpoint_id(&kind.endpoint),
            "unit": unit,
            "quantity": used.units as f64 / 1e8,
            "unit_price": kind.unit_price.to_f64(),
            "cost": used.amount as f64 / 1e9,
            "currency": "USD",
        });
        if self.is_by_key {
            row["auth_method"] = kind.key.as_deref().into();
        }
        row
    }
}

/// The unit of each endpoint, by its path.
fn units(market: &Market) -> BTreeMap<String, String> {
    let document = market.app.document();
    let endpoints = document.endpoints.iter();
    endpoints
        .map(|endpoint| (endpoint.path.clone(), endpoint.unit.clone()))
        .collect()
}
