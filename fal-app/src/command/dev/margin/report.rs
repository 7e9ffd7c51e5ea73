//! The tables of a margin, its JSON, and what it assumes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::table::decimal;
use crate::dev::ledger::margin::{Loss, Margin, Sales};
use crate::units::Money;

/// What was earned and what it cost.
pub(super) struct Report<'p> {
    /// The unit of each endpoint.
    pub(super) units: BTreeMap<&'p str, String>,
    pub(super) machines: String,
    pub(super) multiplexing: u32,
    /// What a unit of each endpoint costs now.
    pub(super) prices: BTreeMap<String, Option<Money>>,
    /// What a second of the machines costs now.
    pub(super) second: Money,
    pub(super) busy: u32,
    pub(super) margin: Margin,
}

pub(super) const SALES: [&str; 11] = [
    "endpoint",
    "caller",
    "requests",
    "units",
    "unit",
    "earned",
    "seconds",
    "cost",
    "margin",
    "unpaid",
    "below cost",
];

pub(super) const PRICES: [&str; 8] = [
    "endpoint",
    "unit",
    "unit price",
    "earned",
    "cost",
    "margin",
    "no loss at",
    "suggested",
];

pub(super) const LOSSES: [&str; 8] = [
    "request",
    "caller",
    "endpoint",
    "units",
    "earned",
    "seconds",
    "cost",
    "no loss at",
];

impl Report<'_> {
    pub(super) fn sales(&self) -> Vec<Vec<String>> {
        let rows = self.margin.sales.iter().map(|((endpoint, caller), sales)| {
            vec![
                endpoint.clone(),
                caller.clone().unwrap_or_else(|| "anyone".to_owned()),
                sales.requests.to_string(),
                decimal(sales.units, 8),
                self.unit(endpoint).to_owned(),
                decimal(sales.earned, 9),
                decimal(sales.seconds, 8),
                decimal(sales.cost, 9),
                decimal(sales.earned - sales.cost, 9),
                sales.unpaid.to_string(),
                sales.below_cost.to_string(),
            ]
        });
        rows.collect()
    }

    pub(super) fn endpoints(&self) -> Vec<Vec<String>> {
        let rows = self
            .margin
            .endpoints()
            .into_iter()
            .map(|(endpoint, sales)| {
                vec![
                    endpoint.to_owned(),
                    self.unit(endpoint).to_owned(),
                    shown(self.price(endpoint)),
                    decimal(sales.earned, 9),
                    decimal(sales.cost, 9),
                    decimal(sales.earned - sales.cost, 9),
                    shown(sales.price),
                    shown(sales.suggested_price(self.busy)),
                ]
            });
        rows.collect()
    }

    pub(super) fn losses(&self) -> Vec<Vec<String>> {
        let rows = self.margin.losses.iter().map(|loss| {
            vec![
                loss.id.to_string(),
                loss.caller.clone().unwrap_or_else(|| "anyone".to_owned()),
                loss.endpoint.clone(),
                loss.units.short(),
                loss.earned.to_string(),
                loss.seconds.short(),
                loss.cost.to_string(),
                shown(loss.price),
            ]
        });
        rows.collect()
    }

    fn unit(&self, endpoint: &str) -> &str {
        self.units.get(endpoint).map_or("unit", String::as_str)
    }

    fn price(&self, endpoint: &str) -> Option<Money> {
        self.prices.get(endpoint).copied().flatten()
    }

    pub(super) fn assumptions(&self) -> Vec<String> {
        let Self {
            machines,
            second,
            busy,
            ..
        } = self;
        let mut all = vec![
            format!("a second of {machines} costs ${second}, as `dev price` says now: an example, until you set it with `--machine`"),
            "the app takes as long there as it took on this machine".to_owned(),
            match busy {
                100 => "the machine is always at work: no time is in it in which it waits, starts or stops (`--busy`)".to_owned(),
                busy => format!("of its time the machine works {busy} %: that is in `suggested` alone"),
            },
        ];
        if self.multiplexing > 1 {
            all.push(format!(
                "each request bears all of its time, also where up to {} were at work at once (`max_multiplexing`): then it cost less",
                self.multiplexing
            ));
        }
        let sum = |count: fn(&Sales) -> u64| self.margin.sales.values().map(count).sum::<u64>();
        match sum(|sales| sales.unpaid) {
            0 => {}
            unpaid => all.push(format!("{unpaid} requests worked and were charged no units, as failures: no price makes them pay, and `suggested` lets the others pay for them")),
        }
        match sum(|sales| sales.unmeasured) {
            0 => {}
            unmeasured => all.push(format!("{unmeasured} requests never reached the app, or were interrupted with the marketplace: they have no seconds")),
        }
        all.push(
            "later requests are like these, and what the platform keeps of the price is not in it"
                .to_owned(),
        );
        all
    }

    pub(super) fn json(&self) -> Value {
        let endpoints = self
            .margin
            .endpoints()
            .into_iter()
            .map(|(endpoint, sales)| {
                let callers = self
                    .margin
                    .sales
                    .iter()
                    .filter(|((path, _), _)| path == endpoint);
                let callers: Vec<Value> = callers
                    .map(|((_, caller), sales)| {
                        let mut json = sales_json(sales);
                        json["caller"] = json!(caller);
                        json
                    })
                    .collect();
                let mut json = sales_json(&sales);
                json["endpoint"] = endpoint.into();
                json["unit"] = self.unit(endpoint).into();
                json["unit_price"] = json!(self.price(endpoint).map(|price| price.to_string()));
                json["suggested_unit_price"] = json!(
                    sales
                        .suggested_price(self.busy)
                        .map(|price| price.to_string())
                );
                json["callers"] = callers.into();
                json
            });
        let endpoints: Vec<Value> = endpoints.collect();
        let losses: Vec<Value> = self.margin.losses.iter().map(loss_json).collect();
        json!({"endpoints": endpoints, "below_cost": losses, "assumptions": self.assumptions()})
    }
}

fn shown(price: Option<Money>) -> String {
    price.map_or_else(|| "-".to_owned(), |price| price.to_string())
}

fn sales_json(sales: &Sales) -> Value {
    json!({
        "requests": sales.requests,
        "unmeasured": sales.unmeasured,
        "unpaid": sales.unpaid,
        "below_cost": sales.below_cost,
        "units": decimal(sales.units, 8),
        "earned": decimal(sales.earned, 9),
        "seconds": decimal(sales.seconds, 8),
        "cost": decimal(sales.cost, 9),
        "margin": decimal(sales.earned - sales.cost, 9),
        "no_loss_unit_price": sales.price.map(|price| price.to_string()),
    })
}

fn loss_json(loss: &Loss) -> Value {
    json!({
        "request_id": loss.id.to_string(),
        "caller": loss.caller,
        "endpoint": loss.endpoint,
        "units": loss.units.to_string(),
        "earned": loss.earned.to_string(),
        "seconds": loss.seconds.to_string(),
        "cost": loss.cost.to_string(),
        "no_loss_unit_price": loss.price.map(|price| price.to_string()),
    })
}
