//! What requests of an endpoint cost: the price list in the contract.
//!
//! The code itself quotes them, so that they are right whatever it computes.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::quote;
use crate::billing::{Bounds, Price, Recorded};
use crate::program::Quote;
use crate::requests::Requests;

/// The most requests that one field adds.
const MOST_OF_A_FIELD: usize = 24;

/// Texts of more letters are written as what they repeat.
const LONG: usize = 40;

/// The most letters that such a text repeats.
const LONGEST_REPEATED: usize = 4;

/// Numbers that are tried in each field: prices change somewhere between two of them.
const LADDER: [u32; 16] = [
    2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 100, 250, 1000, 4000, 10_000,
];

/// Requests, the simplest first, each with what it costs: the author's examples, and the edges of the fields that change the
/// price.
pub(super) async fn priced_requests(quote: &Quote) -> Vec<Value> {
    let Some(requests) = Requests::of(quote.endpoint, 0) else {
        let only = price(quote, &json!({})).await;
        return only
            .map(|price| written((json!({}), price)))
            .into_iter()
            .collect();
    };
    let (base, all) = edges(&requests, &numbers(quote));
    let Some(base_price) = price(quote, &base).await else {
        return Vec::new();
    };
    let any_may_be_read = formula(quote).is_some_and(|formula| formula.over_input().any(reads_all));
    let mut found = vec![(base.clone(), base_price)];
    let (mut cheapest, mut dearest) = (base.clone(), base.clone());
    for (field, of_field) in all {
        let mut priced = Vec::new();
        for request in of_field {
            if let Some(price) = price(quote, &request).await {
                priced.push((request, price));
            }
        }
        // What the whole input is given to may read any field, and come to read it without a change of the formula.
        let changes_nothing =
            !any_may_be_read && priced.iter().all(|(_, price)| *price == base_price);
        if let Some(field) = &field {
            if changes_nothing {
                continue;
            }
            let by_price =
                |(_, price): &&(Value, Bounds)| (price.max.is_none(), price.max, price.min);
            for (of_all, one) in [
                (&mut cheapest, priced.iter().min_by_key(by_price)),
                (&mut dearest, priced.iter().max_by_key(by_price)),
            ] {
                if let Some((request, _)) = one {
                    set(of_all, field, request.get(field));
                }
            }
        }
        found.extend(few_of_each_price(priced));
    }
    for request in [cheapest, dearest] {
        let is_new = found.iter().all(|(known, _)| *known != request);
        if is_new
            && requests.accepts(&request)
            && let Some(price) = price(quote, &request).await
        {
            found.push((request, price));
        }
    }
    found.into_iter().map(written).collect()
}

/// The simplest request, and others by the one field in which each differs from it, sorted by its name. Those that differ in
/// more, as the author's examples do, have no name.
fn edges(requests: &Requests, numbers: &[f64]) -> (Value, BTreeMap<Option<String>, Vec<Value>>) {
    let mut all: Vec<Value> = requests.edges().into_iter().map(without_media).collect();
    if all.is_empty() {
        return (Value::Null, BTreeMap::new());
    }
    let base = all.remove(0);
    let examples = requests.examples().into_iter().map(without_media);
    let examples: Vec<Value> = examples.filter(|example| *example != base).collect();
    let mut by_field: BTreeMap<Option<String>, Vec<Value>> = BTreeMap::new();
    let numbers = requests
        .with_numbers(numbers)
        .into_iter()
        .map(without_media);
    for request in all.into_iter().chain(numbers) {
        let field = match &different(&base, &request)[..] {
            [only] => Some(only.clone()),
            _ if examples.contains(&request) => None,
            _ => continue,
        };
        let known = by_field.entry(field).or_default();
        if !known.contains(&request) {
            known.push(request);
        }
    }
    (base, by_field)
}

/// The members in which two requests differ.
fn different(one: &Value, other: &Value) -> Vec<String> {
    let names = |request: &Value| -> BTreeSet<String> {
        let members = request.as_object().into_iter().flatten();
        members.map(|(name, _)| name.clone()).collect()
    };
    let mut all: Vec<String> = names(one).union(&names(other)).cloned().collect();
    all.retain(|name| one.get(name) != other.get(name));
    all
}

/// What a request costs; `None` where it is refused, and where the platform counts the seconds of the machine.
pub(super) async fn price(quote: &Quote, request: &Value) -> Option<Bounds> {
    let body = Bytes::from(request.to_string());
    let price: Option<Price> = quote::price(quote, quote.endpoint, body).await;
    price.and_then(|price| price.units)
}

/// Other requests than those that the contract holds, by the field in which each differs from `base`.
pub(super) fn others(quote: &Quote, base: &Value) -> Vec<(String, Value)> {
    let Some(requests) = Requests::of(quote.endpoint, 0) else {
        return Vec::new();
    };
    let all = requests.edges().into_iter().map(without_media);
    let by_field = all.filter_map(|request| match &different(base, &request)[..] {
        [only] => Some((only.clone(), request)),
        _ => None,
    });
    by_field.collect()
}

/// The formula as data; `None` where it is none.
fn formula(quote: &Quote) -> Option<Recorded> {
    Recorded::read(&Value::Object(recorded(quote)))
}

fn recorded(quote: &Quote) -> Map<String, Value> {
    let declared = quote.endpoint;
    declared
        .billing
        .recorded(declared.input.as_ref(), &declared.output)
}

/// Whether an expression names this field.
pub(super) fn names(text: &str, ident: &str) -> bool {
    let mut words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.any(|word| word == ident)
}

/// Whether an expression may read any field: it has `input` as a whole, or a method of it.
pub(super) fn reads_all(text: &str) -> bool {
    text.match_indices("input").any(|(at, word)| {
        let rest = &text[at + word.len()..];
        let is_of_path = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
        let after = rest.trim_start_matches(is_of_path);
        let path = &rest[..rest.len() - after.len()];
        let is_method = after.starts_with('(') && path.matches('.').count() == 1;
        !path.starts_with('.') || is_method
    })
}

/// Numbers at which the price may change: those in the formula, and what is beside them.
fn numbers(quote: &Quote) -> Vec<f64> {
    let chars = recorded(quote).get("chars").and_then(Value::as_f64);
    let Some(formula) = formula(quote) else {
        return Vec::new();
    };
    let expressions = formula.over_input();
    let words = expressions.flat_map(|text| {
        text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.')
    });
    let written = words.filter_map(|word| word.parse().ok()).chain(chars);
    let beside = written.flat_map(|number: f64| [number - 1.0, number, number + 1.0]);
    let ladder = LADDER.into_iter().map(f64::from);
    let mut all: Vec<f64> = beside.chain(ladder).collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

fn set(request: &mut Value, field: &str, value: Option<&Value>) {
    if let Value::Object(members) = request {
        match value {
            Some(value) => members.insert(field.to_owned(), value.clone()),
            None => members.shift_remove(field),
        };
    }
}

fn written((request, price): (Value, Bounds)) -> Value {
    let costs = match price.max {
        Some(max) if max == price.min => json!(max.to_string()),
        _ => price.json(),
    };
    json!({"costs": costs, "request": folded(request)})
}

/// The request and its price, where this is what [`priced_requests`] wrote.
pub(super) fn read(written: &Value) -> Option<(Value, Bounds)> {
    let units = |value: &Value| value.as_str()?.parse().ok();
    let costs = &written["costs"];
    let price = match units(costs) {
        Some(exact) => Bounds {
            min: exact,
            max: Some(exact),
        },
        None => Bounds {
            min: units(&costs["min"])?,
            max: units(&costs["max"]),
        },
    };
    Some((unfolded(written["request"].clone()), price))
}

/// With `{"letters": 5000, "repeat": "a"}` for a long text that repeats some letters.
pub(super) fn folded(value: Value) -> Value {
    match value {
        Value::String(text) => {
            let letters: Vec<char> = text.chars().collect();
            let repeats = |count: &usize| {
                let mut pairs = letters.iter().zip(letters.iter().skip(*count));
                pairs.all(|(one, other)| one == other)
            };
            match (1..=LONGEST_REPEATED).find(repeats) {
                Some(count) if letters.len() > LONG => {
                    let repeated: String = letters.iter().take(count).collect();
                    json!({"letters": letters.len(), "repeat": repeated})
                }
                _ => Value::String(text),
            }
        }
        value => within(value, folded),
    }
}

fn unfolded(value: Value) -> Value {
    match (value["repeat"].as_str(), value["letters"].as_u64()) {
        (Some(repeated), Some(letters)) if letters <= 1 << 24 => {
            let letters = usize::try_from(letters).unwrap_or_default();
            let text: String = repeated.chars().cycle().take(letters).collect();
            Value::String(text)
        }
        _ => within(value, unfolded),
    }
}

/// With media of no bytes: nothing is fetched, and a picture would fill the file.
fn without_media(value: Value) -> Value {
    match value {
        Value::String(url) if url.starts_with("data:") => match url.split_once(";base64,") {
            Some((kind, _)) => json!(format!("{kind};base64,")),
            None => Value::String(url),
        },
        value => within(value, without_media),
    }
}

/// Few of those with the same price: the first, one between, and the last two, beside which the price changes.
fn few_of_each_price(mut priced: Vec<(Value, Bounds)>) -> Vec<(Value, Bounds)> {
    priced.sort_by_key(|(_, price)| (price.min, price.max.is_none(), price.max));
    let same = priced.chunk_by(|(_, one), (_, other)| one == other);
    let few = same.flat_map(|same| {
        let count = same.len();
        let is_kept = move |nth: usize| nth == 0 || nth == count / 2 || nth + 2 >= count;
        let kept = same.iter().enumerate();
        kept.filter(move |(nth, _)| is_kept(*nth))
            .map(|(_, one)| one.clone())
    });
    few.take(MOST_OF_A_FIELD).collect()
}

fn within(value: Value, change: fn(Value) -> Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(change).collect(),
        Value::Object(members) => {
            let members = members.into_iter();
            let members: Map<String, Value> =
                members.map(|(name, value)| (name, change(value))).collect();
            Value::Object(members)
        }
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use super::{names, reads_all};

    #[test]
    fn what_an_expression_may_read() {
        for (text, field, may) in [
            ("input.steps * 2", "steps", true),
            ("input.steps * 2", "hd", false),
            ("input.style.strength", "style", true),
            ("input.prompt.len()", "hd", false),
            ("if input.hd { 2 } else { 1 }", "hd", true),
            ("cost(&input)", "hd", true),
            ("input.cost() * 1.5", "hd", true),
            ("Self::cost(input.steps)", "hd", false),
            ("match input.size { Size::Hd => 2, _ => 1 }", "hd", false),
        ] {
            let found = names(text, field) || reads_all(text);
            assert_eq!(found, may, "{text} and {field}");
        }
    }
}
