//! What a request would cost, before it runs: asked of the app, as the gateway asks before it reserves.

use std::time::Duration;

use askama::Template;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue};
use http_body_util::BodyExt;
use serde_json::Value;
use tokio::time::timeout;

use super::answer::Markup;
use super::form::{Wrong, escaped};
use super::shown::{dollars, units};
use super::visit::Visit;
use crate::declare::{Auth, EndpointDeclaration};
use crate::dev::app;
use crate::dev::app::document::Bounds;
use crate::dev::ledger::{Result, prices};
use crate::units::{BillableUnits, Money};

/// How long the app is waited for, where it is just started again.
const PATIENCE: Duration = Duration::from_millis(500);

/// How long its answer is waited for. A quote runs nothing, so an app that takes longer hangs.
const ANSWER: Duration = Duration::from_secs(10);

/// What the app says of a request.
#[derive(Clone, Debug)]
pub(super) enum Quoted {
    Bounds(Bounds),
    /// It would refuse it.
    Refused(Vec<Wrong>),
    /// It does not run.
    Away,
}

/// A quote with the price of the moment.
#[derive(Clone, Debug)]
pub(super) struct Quote {
    pub(super) quoted: Quoted,
    pub(super) price: Price,
}

/// What a unit costs now, or a second of the machine.
#[derive(Clone, Copy, Debug)]
pub(super) struct Price {
    pub(super) version: i64,
    /// `None` where none was set.
    pub(super) unit: Option<Money>,
}

/// The price of an endpoint.
pub(super) fn price(visit: &Visit, endpoint: &EndpointDeclaration) -> Result<Price> {
    let listing = &visit.market.listing;
    visit.market.ledger.read(|file| {
        let version = prices::version(file)?;
        let unit = match endpoint.bounds() {
            Some(_) => prices::of_endpoint(file, endpoint.path, version)?,
            None => prices::of_machines(file, &listing.machine, listing.machines, version)?,
        };
        Ok(Price { version, unit })
    })
}

/// What a request of an endpoint may cost, whatever its input.
pub(super) fn declared(endpoint: &EndpointDeclaration) -> Bounds {
    match endpoint.bounds() {
        None => Bounds::MachineSeconds,
        Some(bounds) => Bounds::Units {
            min: bounds.min,
            max: bounds.max,
        },
    }
}

/// Asks the app what a body costs.
pub(super) async fn ask(visit: &Visit, endpoint: &EndpointDeclaration, body: &Value) -> Quoted {
    let Some(path) = endpoint.quote_path() else {
        return Quoted::Bounds(declared(endpoint));
    };
    let Ok(up) = visit.market.app.up(PATIENCE).await else {
        return Quoted::Away;
    };
    let mut request = app::post(&path, body.to_string().into());
    let json = HeaderValue::from_static("application/json");
    request.headers_mut().insert(CONTENT_TYPE, json);
    let answer = async {
        let answer = visit.market.app.send(&up, request).await.ok()?;
        let status = answer.status();
        let read = answer.into_body().collect().await.ok()?;
        Some((status, read.to_bytes()))
    };
    let Ok(Some((status, read))) = timeout(ANSWER, answer).await else {
        return Quoted::Away;
    };
    let said: Value = serde_json::from_slice(&read).unwrap_or_default();
    match status {
        StatusCode::OK => Quoted::Bounds(Bounds::read(&said["billable_units"])),
        _ => Quoted::Refused(wrong(&said["detail"])),
    }
}

/// The errors of a refusal.
pub(super) fn wrong(detail: &Value) -> Vec<Wrong> {
    let Some(errors) = detail.as_array() else {
        return vec![Wrong {
            at: String::new(),
            message: detail
                .as_str()
                .unwrap_or("the request is refused")
                .to_owned(),
            error_type: String::new(),
        }];
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let wrong = errors.iter().map(|error| {
        let loc = error["loc"].as_array().map(Vec::as_slice);
        let mut at = String::new();
        for part in loc.unwrap_or_default().iter().skip(1) {
            at.push('/');
            at += &part.as_str().map_or_else(|| part.to_string(), escaped);
        }
        if loc.is_some_and(|loc| loc.first() == Some(&Value::from("header"))) {
            at = CEILING.to_owned();
        }
        Wrong {
            at,
            message: text(&error["msg"]),
            error_type: text(&error["type"]),
        }
    });
    wrong.collect()
}

/// Where what is wrong with the ceiling is shown.
pub(super) const CEILING: &str = "_max";

impl Quote {
    /// The units and what they cost: `4 units, $0.10`; with "at most" before a bound.
    pub(super) fn cost(&self) -> Option<String> {
        let Quoted::Bounds(Bounds::Units { min, max }) = self.quoted else {
            return None;
        };
        let one = |count: BillableUnits| {
            let cost = self.price.unit.and_then(|price| price.times(count));
            match cost {
                Some(cost) => format!("{}, {}", units(count), dollars(cost)),
                None => units(count),
            }
        };
        Some(match max {
            Some(max) if max == min => one(max),
            Some(max) => format!("at most {}", one(max)),
            None => format!("at least {}, no upper bound", one(min)),
        })
    }

    /// The most that it costs, where there is a most.
    pub(super) fn most(&self) -> Option<(BillableUnits, Money)> {
        match self.quoted {
            Quoted::Bounds(Bounds::Units { max: Some(max), .. }) => {
                let cost = self.price.unit.map(|price| price.times(max));
                Some((max, cost.unwrap_or(Some(Money::ZERO))?))
            }
            _ => None,
        }
    }

    fn is_exact(&self) -> bool {
        matches!(self.quoted, Quoted::Bounds(Bounds::Units { min, max: Some(max) }) if min == max)
    }

    /// What the button says: it names the price.
    pub(super) fn button(&self) -> String {
        match self.most() {
            Some((_, cost)) if self.price.unit.is_some() && self.is_exact() => {
                format!("Run for {}", dollars(cost))
            }
            Some((_, cost)) if self.price.unit.is_some() => {
                format!("Run for at most {}", dollars(cost))
            }
            _ => "Run".to_owned(),
        }
    }
}

/// The quote in words.
#[derive(Template)]
#[template(path = "quote.html")]
struct Shown {
    is_bad: bool,
    lead: String,
    strong: String,
    detail: String,
    elsewhere: Vec<Wrong>,
    version: i64,
    notice: Option<String>,
}

/// The quote, as it stands at the foot of the form. `elsewhere` is what is wrong and has no field.
pub(super) fn shown(
    visit: &Visit,
    endpoint: &EndpointDeclaration,
    quote: &Quote,
    ceiling: &str,
    elsewhere: Vec<Wrong>,
    notice: Option<String>,
) -> Markup {
    let (payer, has) = (visit.payer(), visit.balance(visit.payer()).available());
    let price = quote.price.unit.map(dollars);
    let version = quote.price.version;
    let each = match &price {
        Some(price) => format!("{price} each at price version {version}."),
        None => "A unit has no price yet: set one under Prices.".to_owned(),
    };
    let pays = match visit.market.listing.auth {
        Auth::Shared => format!("{} pays", payer.name),
        Auth::Private | Auth::Public => "The owner pays".to_owned(),
    };
    let mut is_bad = false;
    let (lead, strong, detail) = match &quote.quoted {
        Quoted::Away => (
            "There is no quote".to_owned(),
            "the app is away".to_owned(),
            "It is started again. The log on the terminal says what happened.".to_owned(),
        ),
        Quoted::Refused(wrong) => {
            is_bad = true;
            let fields = match wrong.len() {
                1 => "Fix 1 field".to_owned(),
                number => format!("Fix {number} fields"),
            };
            (
                String::new(),
                fields,
                "There is no quote until then. A refusal costs 0 units, $0.00.".to_owned(),
            )
        }
        Quoted::Bounds(Bounds::MachineSeconds) => (
            "This request is billed".to_owned(),
            "by time, no ceiling possible".to_owned(),
            format!(
                "{} for each second of {}: an example price. {pays}: {} now.",
                price.unwrap_or_else(|| dollars(Money::ZERO)),
                visit.market.listing.machine,
                dollars(has)
            ),
        ),
        Quoted::Bounds(Bounds::Units { max: Some(max), .. }) if *max == BillableUnits::ZERO => (
            "This request is".to_owned(),
            format!("free: {}, {}", units(*max), dollars(Money::ZERO)),
            String::new(),
        ),
        Quoted::Bounds(Bounds::Units { .. }) => {
            let formula = endpoint.billing.formula_for_people();
            let detail = match quote.most() {
                Some((_, cost)) if quote.price.unit.is_some() => {
                    let after = has.checked_sub(cost).unwrap_or_default();
                    let after = dollars(after);
                    let at_least = if quote.is_exact() { "" } else { "at least " };
                    format!(
                        "{formula}. {each} {pays}: {} now, {at_least}{after} after.",
                        dollars(has)
                    )
                }
                _ => format!("{formula}. {each} {pays}: {} now.", dollars(has)),
            };
            let cost = quote.cost().unwrap_or_default();
            ("This request will cost".to_owned(), cost, detail)
        }
    };
    let mut shown = Shown {
        is_bad,
        lead,
        strong,
        detail,
        elsewhere,
        version,
        notice,
    };
    if let Quoted::Bounds(bounds) = quote.quoted {
        let above = BillableUnits::at_most(ceiling).filter(|ceiling| match bounds {
            Bounds::Units { max: Some(max), .. } => max > *ceiling,
            Bounds::Units { max: None, .. } | Bounds::MachineSeconds => true,
        });
        let cost = quote.most().map(|(_, cost)| cost);
        if let Some(ceiling) = above {
            shown.is_bad = true;
            shown.detail = format!(
                "That is above the ceiling of {}: nothing will run, and it costs 0 units, $0.00.",
                units(ceiling)
            );
        } else if let Some(cost) = cost.filter(|cost| *cost > has) {
            shown.is_bad = true;
            shown.detail = format!(
                "{pays}, and has {}: that is less than {}. Nothing will run.",
                dollars(has),
                dollars(cost)
            );
        }
    }
    Markup::of(&shown)
}
