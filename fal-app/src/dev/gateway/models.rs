//! The platform's API of prices and usage, under `/v1/models/` (`docs/platform.md` §1.6).

use std::collections::BTreeMap;
use std::sync::Arc;

use http::{Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use jiff::{Timestamp, ToSpan};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::auth;
use super::body;
use super::market::Market;
use super::refusal::{Content, json_response};
use crate::dev::app::document::{Bounds, Endpoint};
use crate::dev::ledger::keys::Key;
use crate::dev::ledger::usage::{self, Kind, Question, Span, Used};
use crate::dev::ledger::{LedgerError, prices};
use crate::units::{BillableUnits, Money};

/// The most endpoints of one question.
const MOST_ENDPOINTS: usize = 50;

/// The most rows of one answer, where the caller does not say how many.
const ROWS: usize = 1000;

/// An error of this API: its status, its type, and its message.
struct Refused(StatusCode, &'static str, String);

type Answer = Result<Value, Refused>;

/// Answers a request of this API. `path` is what follows `/v1/models/`.
pub(super) async fn answer(
    market: &Arc<Market>,
    path: &str,
    request: Request<Incoming>,
) -> Response<Content> {
    let answered = match (path.trim_end_matches('/'), request.method()) {
        ("pricing", &Method::GET) => pricing(market, &request).await,
        ("pricing/estimate", &Method::POST) => estimate(market, request).await,
        ("usage", &Method::GET) => usage(market, &request).await,
        _ => Err(Refused(
            StatusCode::NOT_FOUND,
            "not_found",
            format!("there is no `/v1/models/{path}`"),
        )),
    };
    match answered {
        Ok(body) => json_response(StatusCode::OK, body.to_string()),
        Err(Refused(status, error_type, message)) => json_response(
            status,
            json!({"error": {"type": error_type, "message": message}}).to_string(),
        ),
    }
}

async fn pricing(market: &Arc<Market>, request: &Request<Incoming>) -> Answer {
    key(market, request)?;
    let query = Query::of(request);
    let ids = query.list("endpoint_id");
    if ids.is_empty() || ids.len() > MOST_ENDPOINTS {
        return Err(invalid("`endpoint_id` names 1 to 50 endpoints"));
    }
    let endpoints = endpoints(market, &ids).await?;
    let prices: Vec<Value> = endpoints
        .iter()
        .map(|(id, endpoint)| {
            Ok(json!({
                "endpoint_id": id,
                "unit_price": price(market, endpoint)?.to_f64(),
                "unit": unit(endpoint),
                "currency": "USD",
            }))
        })
        .collect::<Result<_, Refused>>()?;
    Ok(json!({"prices": prices, "next_cursor": null, "has_more": false}))
}

async fn estimate(market: &Arc<Market>, request: Request<Incoming>) -> Answer {
    let key = key(market, &request)?;
    let (head, content) = request.into_parts();
    let body = body::read(market, &head.headers, content).await;
    let body = body.map_err(|refusal| {
        Refused(
            refusal.status,
            "validation_error",
            "the body cannot be read".to_owned(),
        )
    })?;
    let asked: Value =
        serde_json::from_slice(&body.bytes).map_err(|error| invalid(&error.to_string()))?;
    let Some(wanted) = asked["endpoints"]
        .as_object()
        .filter(|wanted| !wanted.is_empty())
    else {
        return Err(invalid("`endpoints` names at least one endpoint"));
    };
    let ids: Vec<String> = wanted.keys().cloned().collect();
    let estimate_type = asked["estimate_type"].as_str().unwrap_or_default();
    let mut total = Money::ZERO;
    for (id, endpoint) in endpoints(market, &ids).await? {
        let wanted = &wanted[&id];
        let one = match estimate_type {
            "unit_price" => {
                let quantity = wanted["unit_quantity"]
                    .as_f64()
                    .filter(|quantity| *quantity >= 0.000_001);
                let quantity = quantity.and_then(|quantity| BillableUnits::try_from(quantity).ok());
                let quantity = quantity
                    .ok_or_else(|| invalid("`unit_quantity` is a number of at least 0.000001"))?;
                price(market, &endpoint)?.times(quantity)
            }
            "historical_api_price" => {
                let calls = wanted["call_quantity"].as_u64().filter(|calls| *calls >= 1);
                let calls = calls
                    .ok_or_else(|| invalid("`call_quantity` is a whole number of at least 1"))?;
                historical(market, &key, endpoint.path.clone(), calls).await?
            }
            _ => {
                return Err(invalid(
                    "`estimate_type` is `unit_price` or `historical_api_price`",
                ));
            }
        };
        total = one
            .and_then(|one| total.checked_add(one))
            .ok_or_else(|| invalid("the cost is more than can be counted"))?;
    }
    Ok(json!({"estimate_type": estimate_type, "total_cost": total.to_f64(), "currency": "USD"}))
}

/// What so many calls cost, if each costs as much as those so far did on average.
async fn historical(
    market: &Arc<Market>,
    key: &Key,
    path: String,
    calls: u64,
) -> Result<Option<Money>, Refused> {
    let question = Question {
        payer: Some(key.user.id),
        endpoints: vec![path],
        ..Question::default()
    };
    let used = ask(market, question).await?;
    // Calls that were refused are no price.
    let charged = used
        .iter()
        .filter(|(kind, used)| kind.source != "none" && used.amount > 0);
    let (requests, amount) = charged.fold((0_i128, 0_i128), |(requests, amount), (_, used)| {
        (requests + i128::from(used.requests), amount + used.amount)
    });
    if requests == 0 {
        return Ok(Some(Money::ZERO));
    }
    let cost = amount
        .checked_mul(i128::from(calls))
        .map(|cost| cost / requests);
    Ok(cost
        .and_then(|cost| i64::try_from(cost).ok())
        .map(Money::from_nano))
}

async fn usage(market: &Arc<Market>, request: &Request<Incoming>) -> Answer {
    let key = key(market, request)?;
    let query = Query::of(request);
    let expand = query.list("expand");
    let known = ["time_series", "summary"];
    if let Some(other) = expand.iter().find(|name| !known.contains(&name.as_str())) {
        let message = format!("`expand={other}` is not there: it is `time_series` or `summary`");
        return Err(Refused(
            StatusCode::NOT_IMPLEMENTED,
            "not_implemented",
            message,
        ));
    }
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
    let mut start = match query.time("start")? {
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
    let named = endpoints(market, &ids).await?;
    let question = Question {
        start: Some(start),
        end: query.time("end")?,
        payer: Some(key.user.id),
        endpoints: named
            .into_iter()
            .map(|(_, endpoint)| endpoint.path)
            .collect(),
        by_span: Some(*span),
        ..Question::default()
    };
    let used = ask(market, question).await?;
    // What cost nothing is not billed usage.
    let used: Vec<(Kind, Used)> = used
        .into_iter()
        .filter(|(_, used)| used.units != 0)
        .collect();
    let from = query.number("cursor")?.unwrap_or(0);
    let most = query.number("limit")?.unwrap_or(ROWS).clamp(1, ROWS);
    let has_more = used.len() > from.saturating_add(most);
    let units = units(market).await;
    let page = used.iter().skip(from).take(most);
    let mut answer = json!({
        "next_cursor": has_more.then(|| (from + most).to_string()),
        "has_more": has_more,
    });
    if expand.is_empty() || expand.iter().any(|name| name == "time_series") {
        answer["time_series"] = time_series(market, &units, page);
    }
    if expand.iter().any(|name| name == "summary") {
        answer["summary"] = summary(market, &units, &used);
    }
    Ok(answer)
}

/// The spans in which something was used, each with its rows.
fn time_series<'u>(
    market: &Market,
    units: &BTreeMap<String, String>,
    page: impl Iterator<Item = &'u (Kind, Used)>,
) -> Value {
    let mut series: BTreeMap<Timestamp, Vec<Value>> = BTreeMap::new();
    for (kind, used) in page {
        let span = kind.span.unwrap_or_default();
        series
            .entry(span)
            .or_default()
            .push(row(market, units, kind, used));
    }
    let buckets = series.into_iter();
    buckets
        .map(|(span, results)| json!({"bucket": span.to_string(), "results": results}))
        .collect()
}

/// The rows without their spans.
fn summary(market: &Market, units: &BTreeMap<String, String>, used: &[(Kind, Used)]) -> Value {
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
        .map(|(kind, used)| row(market, units, kind, used))
        .collect()
}

fn row(market: &Market, units: &BTreeMap<String, String>, kind: &Kind, used: &Used) -> Value {
    let unit = match kind.source.as_str() {
        "machine_seconds" => SECONDS,
        _ => units.get(&kind.endpoint).map_or("unit", String::as_str),
    };
    json!({
        "endpoint_id": market.listing.endpoint_id(&kind.endpoint),
        "unit": unit,
        "quantity": used.units as f64 / 1e8,
        "unit_price": kind.unit_price.to_f64(),
        "cost": used.amount as f64 / 1e9,
        "currency": "USD",
    })
}

/// What the platform calls a unit of machine seconds.
const SECONDS: &str = "compute seconds";

fn unit(endpoint: &Endpoint) -> &str {
    match endpoint.bounds {
        Bounds::MachineSeconds => SECONDS,
        Bounds::Units { .. } => &endpoint.unit,
    }
}

/// What a unit of an endpoint costs now.
fn price(market: &Market, endpoint: &Endpoint) -> Result<Money, Refused> {
    let listing = &market.listing;
    let price = market.ledger.read(|file| {
        let version = prices::version(file)?;
        match endpoint.bounds {
            Bounds::Units { .. } => prices::of_endpoint(file, &endpoint.path, version),
            Bounds::MachineSeconds => {
                let one = prices::of_machine(file, &listing.machine, version)?;
                Ok(one.and_then(|one| one.times(BillableUnits::from(listing.machines))))
            }
        }
    });
    Ok(price.map_err(internal)?.unwrap_or_default())
}

/// The endpoints of these ids.
async fn endpoints(market: &Market, ids: &[String]) -> Result<Vec<(String, Endpoint)>, Refused> {
    let up = market.app.up(market.limits.start).await;
    let up = up.ok_or_else(|| {
        Refused(
            StatusCode::SERVICE_UNAVAILABLE,
            "server_error",
            "the app does not run".to_owned(),
        )
    })?;
    let found = ids.iter().map(|id| {
        let endpoints = &up.document.endpoints;
        let endpoint = endpoints
            .iter()
            .find(|endpoint| market.listing.endpoint_id(&endpoint.path) == *id);
        let endpoint = endpoint.ok_or_else(|| {
            Refused(
                StatusCode::NOT_FOUND,
                "not_found",
                format!("the endpoint `{id}` is not known"),
            )
        })?;
        Ok((id.clone(), endpoint.clone()))
    });
    found.collect()
}

/// The unit of each endpoint, by its path.
async fn units(market: &Market) -> BTreeMap<String, String> {
    let up = market.app.up(market.limits.start).await;
    let endpoints = up.iter().flat_map(|up| &up.document.endpoints);
    endpoints
        .map(|endpoint| (endpoint.path.clone(), endpoint.unit.clone()))
        .collect()
}

/// Reads usage, which may be long, on a thread of its own.
async fn ask(market: &Arc<Market>, question: Question) -> Result<BTreeMap<Kind, Used>, Refused> {
    let market = market.clone();
    let read =
        tokio::task::spawn_blocking(move || market.ledger.read(|file| usage::of(file, &question)));
    match read.await {
        Ok(used) => used.map_err(internal),
        Err(_) => Err(internal(LedgerError::Closed)),
    }
}

/// The key, without which nothing is answered.
fn key(market: &Market, request: &Request<Incoming>) -> Result<Key, Refused> {
    let refused = |message: &str| {
        Refused(
            StatusCode::UNAUTHORIZED,
            "authorization_error",
            message.to_owned(),
        )
    };
    match auth::key(market, request.headers()) {
        Ok(Some(key)) => Ok(key),
        Ok(None) => Err(refused("Authentication is required")),
        Err(refusal) => Err(refused(&refusal.detail())),
    }
}

fn invalid(message: &str) -> Refused {
    Refused(
        StatusCode::BAD_REQUEST,
        "validation_error",
        message.to_owned(),
    )
}

fn internal(error: LedgerError) -> Refused {
    tracing::error!("{error}");
    Refused(
        StatusCode::INTERNAL_SERVER_ERROR,
        "server_error",
        "Internal Server Error".to_owned(),
    )
}

/// The parameters of a URL.
struct Query(Vec<(String, String)>);

impl Query {
    fn of(request: &Request<Incoming>) -> Self {
        let decoded = |text: &str| {
            percent_decode_str(&text.replace('+', " "))
                .decode_utf8_lossy()
                .into_owned()
        };
        let query = request.uri().query().unwrap_or_default();
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (decoded(name), decoded(value))
                })
                .collect(),
        )
    }

    fn one(&self, name: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(given, _)| given == name)
            .map(|(_, value)| value.clone())
    }

    /// Repeated, or with commas.
    fn list(&self, name: &str) -> Vec<String> {
        let given = self.0.iter().filter(|(given, _)| given == name);
        let values = given.flat_map(|(_, values)| values.split(','));
        values
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
            .collect()
    }

    fn number(&self, name: &str) -> Result<Option<usize>, Refused> {
        let read = |text: String| {
            text.parse()
                .map_err(|_| invalid(&format!("`{name}` is a whole number")))
        };
        self.one(name).map(read).transpose()
    }

    fn time(&self, name: &str) -> Result<Option<Timestamp>, Refused> {
        let read = |text: String| {
            usage::time(&text).ok_or_else(|| {
                invalid(&format!(
                    "`{name}` is a date or a time in UTC, as `2026-11-28T00:00:00Z`"
                ))
            })
        };
        self.one(name).map(read).transpose()
    }
}
