//! What units cost, and what so many of them would.

use std::sync::Arc;

use http::Request;
use serde_json::{Value, json};

use super::super::body;
use super::super::market::Market;
use super::super::query::Query;
use super::super::refusal::Sent;
use super::asked::{Answer, Refused, ask, endpoints, internal, invalid, key, unit};
use crate::dev::app::document::{Bounds, Endpoint};
use crate::dev::ledger::keys::Key;
use crate::dev::ledger::prices;
use crate::dev::ledger::usage::Question;
use crate::units::{BillableUnits, Money};

/// The most endpoints of one question.
const MOST_ENDPOINTS: usize = 50;

/// `GET pricing`
pub(super) async fn pricing(market: &Arc<Market>, request: &Request<Sent>) -> Answer {
    key(market, request)?;
    let query = Query::of(request);
    let ids = query.list("endpoint_id");
    if ids.is_empty() || ids.len() > MOST_ENDPOINTS {
        return Err(invalid("`endpoint_id` names 1 to 50 endpoints"));
    }
    let endpoints = endpoints(market, &ids)?;
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

/// `POST pricing/estimate`
pub(super) async fn estimate(market: &Arc<Market>, request: Request<Sent>) -> Answer {
    let key = key(market, &request)?;
    let body = body::read(market, request.into_body()).await;
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
    for (id, endpoint) in endpoints(market, &ids)? {
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
    // Calls that cost nothing, as those that were refused, are no price.
    let charged = used.values().filter(|used| used.amount > 0);
    let (requests, amount) = charged.fold((0_i128, 0_i128), |(requests, amount), used| {
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

/// What a unit of an endpoint costs now.
fn price(market: &Market, endpoint: &Endpoint) -> Result<Money, Refused> {
    let listing = &market.listing;
    let price = market.ledger.read(|file| {
        let version = prices::version(file)?;
        match endpoint.bounds {
            Bounds::Units { .. } => prices::of_endpoint(file, &endpoint.path, version),
            Bounds::MachineSeconds => {
                prices::of_machines(file, &listing.machine, listing.machines, version)
            }
        }
    });
    Ok(price.map_err(internal)?.unwrap_or_default())
}
