//! The card as JSON, in the field names of the platform's API (`docs/platform.md` §1.6).

use serde_json::{Map, Value, json};

use super::contents::Card;
use super::limits::limits;
use super::listing::{Listing, ShownExample};
use super::media::Made;
use crate::openapi;
use crate::units::{BillableUnits, Money};

impl Card<'_> {
    pub(super) fn json(&self) -> Value {
        let models = self.listings.iter().map(|listing| model(self, listing));
        json!({
            "app": self.app.name,
            "auth": self.app.auth.name(),
            "models": models.collect::<Value>(),
            "failures": self.failures(),
            "notes": self.notes(),
        })
    }
}

fn model(card: &Card<'_>, listing: &Listing) -> Value {
    let (app, billing) = (card.app, &listing.endpoint.billing);
    let money = |units: BillableUnits| listing.cost(units).map(Money::to_f64);
    let limits = limits(app, &listing.endpoint).into_iter();
    let limits: Map<String, Value> = limits
        .map(|limit| (limit.key.to_owned(), limit.value))
        .collect();
    let examples = listing
        .examples
        .iter()
        .map(|example| self::example(listing, example, card.has_files));
    json!({
        "endpoint_id": card.owner.map(|owner| format!("{owner}/{}", card.path(listing))),
        "path": listing.endpoint.path,
        "metadata": {
            "display_name": card.name(listing),
            "category": card.category(listing),
            "description": card.description(listing),
            "tags": app.tags,
            "thumbnail_url": app.thumbnail,
            "license_type": app.license,
        },
        "pricing": {
            "unit_price": listing.price.map(Money::to_f64),
            "unit": billing.price(listing.bounds).unit(),
            "currency": "USD",
            "least": listing.bounds.and_then(|bounds| money(bounds.min)),
            "most": listing.bounds.and_then(|bounds| money(bounds.max?)),
        },
        "billing": openapi::billing(&listing.endpoint),
        "examples": examples.collect::<Value>(),
        "limits": limits,
        "machine": {
            "machine_types": app.machine_types,
            "num_gpus": app.num_gpus,
            "regions": app.regions,
        },
    })
}

fn example(listing: &Listing, example: &ShownExample, has_files: bool) -> Value {
    let answered = match &example.outcome {
        Ok(answered) => answered,
        Err(why) => return json!({"input": example.input, "error": why}),
    };
    let cost = answered.units.and_then(|units| listing.cost(units));
    json!({
        "input": example.input,
        "output": if has_files { &answered.shown } else { &answered.output },
        "media": answered.made.iter().map(Made::json).collect::<Value>(),
        "seconds": answered.took.as_secs_f64(),
        "billable_units": answered.units.map(|units| units.to_string()),
        "cost": cost.map(Money::to_f64),
    })
}
