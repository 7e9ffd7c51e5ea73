//! `#listing`: what the app is and what it costs, as a caller sees it.

use askama::Template;
use serde_json::Value;

use super::answer::{Markup, Refused};
use super::form;
use super::quote::{self, Quote};
use super::shown::{dollars, units};
use super::visit::Visit;
use crate::billing::Bounds;
use crate::declare::{Auth, EndpointDeclaration};
use crate::openapi::{app_title, endpoint_title};
use crate::units::{BillableUnits, Money};

/// The most letters that are shown of an example.
const MOST: usize = 80;

#[derive(Template)]
#[template(path = "listing.html")]
struct Listing {
    title: String,
    description: &'static str,
    thumbnail: Option<&'static str>,
    auth: &'static str,
    pays: &'static str,
    badges: Vec<String>,
    cards: Vec<Card>,
}

/// An endpoint.
struct Card {
    at: usize,
    title: String,
    path: &'static str,
    kind: String,
    doc: &'static str,
    price: String,
    per: String,
    cost: String,
    range: String,
    one_unit: String,
    charged: &'static str,
    formula: String,
    examples: Vec<Example>,
}

struct Example {
    number: usize,
    text: String,
    cost: String,
}

/// The section.
pub(super) async fn section(visit: &Visit) -> Result<Markup, Refused> {
    let app = &visit.offer.app;
    let machine = match app.num_gpus {
        Some(number) if number > 1 => format!("{number} × {}", visit.market.listing.machine),
        _ => visit.market.listing.machine.clone(),
    };
    let mut badges: Vec<String> = app.category.into_iter().map(str::to_owned).collect();
    badges.push(machine);
    badges.extend(
        app.license
            .into_iter()
            .chain(app.tags.iter().copied())
            .map(str::to_owned),
    );
    let mut cards = Vec::new();
    for (at, endpoint) in visit.offer.endpoints.iter().enumerate() {
        cards.push(card(visit, at, endpoint).await?);
    }
    Ok(Markup::of(&Listing {
        title: app_title(app),
        description: app.doc,
        // What is elsewhere is not loaded.
        thumbnail: app.thumbnail.filter(|url| url.starts_with("data:image/")),
        auth: app.auth.name(),
        pays: match app.auth {
            Auth::Shared => "each caller pays",
            Auth::Public => "anyone calls, the owner pays",
            Auth::Private => "the owner calls and pays",
        },
        badges,
        cards,
    }))
}

async fn card(visit: &Visit, at: usize, endpoint: &EndpointDeclaration) -> Result<Card, Refused> {
    let price = quote::price(visit, endpoint)?;
    let billing = &endpoint.billing;
    let mut examples = Vec::new();
    for (number, input) in form::examples(endpoint).iter().enumerate() {
        let quoted = quote::ask(visit, endpoint, input).await;
        examples.push(Example {
            number,
            text: text(input),
            cost: Quote { quoted, price }
                .cost()
                .unwrap_or_else(|| "by time".to_owned()),
        });
    }
    let bounds = endpoint.bounds();
    let is_free = bounds.is_some_and(|bounds| bounds.max == Some(BillableUnits::ZERO));
    let unit = match (price.unit, bounds) {
        (None, _) if !is_free => "no price yet".to_owned(),
        (price, _) => dollars(price.unwrap_or_default()),
    };
    let (cost, range) = match bounds {
        None => (
            "by time".to_owned(),
            "the seconds of the machine".to_owned(),
        ),
        Some(bounds) => costs(bounds, price.unit),
    };
    Ok(Card {
        at,
        title: endpoint_title(endpoint),
        path: endpoint.path,
        kind: match (endpoint.realtime, endpoint.stream, endpoint.category) {
            (Some(_), ..) => "realtime".to_owned(),
            (None, true, _) => "streaming".to_owned(),
            (None, false, category) => category
                .or(visit.offer.app.category)
                .unwrap_or_default()
                .to_owned(),
        },
        doc: endpoint.doc,
        price: if is_free { "free".to_owned() } else { unit },
        per: match bounds {
            Some(_) if is_free => String::new(),
            Some(_) => format!("for {}", billing.one_unit()),
            None => "for a second: an example price".to_owned(),
        },
        cost,
        range,
        one_unit: if bounds.is_some() {
            billing.one_unit()
        } else {
            "one second of the machine".to_owned()
        },
        charged: endpoint.charged_when(),
        formula: billing.formula_for_people(),
        examples,
    })
}

/// The least and the most of a request, in dollars and in units.
fn costs(bounds: Bounds, price: Option<Money>) -> (String, String) {
    let (min, max) = (bounds.min, bounds.max);
    let range = match max {
        Some(max) if max == min => units(max),
        Some(max) => format!("{} to {}", min.short(), units(max)),
        None => format!("{} or more", units(min)),
    };
    let cost = |count| price.and_then(|price| price.times(count)).map(dollars);
    let cost = match (cost(min), max.map(cost)) {
        _ if max == Some(BillableUnits::ZERO) => dollars(Money::ZERO),
        (None, _) | (_, Some(None)) => "no price yet".to_owned(),
        (Some(cost), Some(Some(most))) if cost == most => cost,
        (Some(least), Some(Some(most))) => format!("{least} to {most}"),
        (Some(least), None) => format!("{least} or more, no upper bound"),
    };
    (cost, range)
}

/// An example in a few words: its first text, else all of it.
fn text(input: &Value) -> String {
    let members = input
        .as_object()
        .into_iter()
        .flat_map(|members| members.values());
    let first = members
        .filter_map(Value::as_str)
        .find(|text| !text.starts_with("data:"));
    let text = first.map_or_else(|| input.to_string(), str::to_owned);
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The listing, out of band.
#[derive(Template)]
#[template(path = "listing_partial.html")]
struct Partial {
    listing: Markup,
}

pub(super) async fn partial(visit: &Visit) -> Result<Markup, Refused> {
    let listing = section(visit).await?;
    Ok(Markup::of(&Partial { listing }))
}
