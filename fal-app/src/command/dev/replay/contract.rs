//! What a contract says that a request costs.

use std::cell::Cell;

use serde_json::Value;

use crate::billing::{Bounds, Recorded};
use crate::fields::image_size::PRESETS;

/// The side of a picture where a size says only the other one.
const SIDE: u64 = 512;

/// The pixels of a megapixel.
const MEGAPIXEL: u64 = 1024 * 1024;

/// What a request costs: exactly, where its formula reads fields of the request alone, or where the contract holds this
/// request; else within the bounds of all. `None` where no units are counted.
pub(super) fn price(contract: &Value, path: &str, request: &Value) -> Option<Bounds> {
    let endpoint = &contract["endpoints"][path];
    let price = &endpoint["price"];
    let of_all = read(&price["bounds"])?;
    let held = price["requests"].as_array().into_iter().flatten();
    let mut held = held.filter(|held| held["request"] == *request);
    if let Some(held) = held.next() {
        return exact(&held["costs"]).or_else(|| read(&held["costs"]));
    }
    Some(computed(contract, endpoint, request).unwrap_or(of_all))
}

/// As a quote writes them.
pub(super) fn read(bounds: &Value) -> Option<Bounds> {
    let units = |name: &str| bounds[name].as_str()?.parse().ok();
    Some(Bounds {
        min: units("min")?,
        max: units("max"),
    })
}

fn exact(units: &Value) -> Option<Bounds> {
    let units = units.as_str()?.parse().ok()?;
    Some(Bounds::exactly(units))
}

/// By the formula; `None` where it reads what the request does not say.
fn computed(contract: &Value, endpoint: &Value, request: &Value) -> Option<Bounds> {
    let formula = Recorded::read(&endpoint["price"])?;
    if formula.reads_output() {
        return None;
    }
    let is_known = Cell::new(true);
    let value = |name: &str| {
        let known = name
            .strip_prefix("input.")
            .and_then(|path| counted(contract, &endpoint["input"], request, path));
        is_known.set(is_known.get() && known.is_some());
        known.unwrap_or_default()
    };
    let bounds = formula.at(&value)?;
    is_known.get().then_some(bounds)
}

/// What a formula counts of a field: a number itself, the letters of a text, the items of a list, the megapixels of a size.
fn counted(contract: &Value, of: &Value, sent: &Value, path: &str) -> Option<i64> {
    let (name, rest) = match path.split_once('.') {
        Some((name, rest)) => (name, Some(rest)),
        None => (path, None),
    };
    let fields = contract["types"].get(of["fields"].as_str()?)?;
    let field = fields.get(name)?;
    // By another name it is not looked for: then its bounds are taken.
    let is_otherwise = field["aliases"].as_array().into_iter().flatten();
    let mut is_otherwise = is_otherwise.filter_map(|alias| sent.get(alias.as_str()?));
    let value = match sent.get(name) {
        Some(value) => value,
        None if is_otherwise.next().is_some() => return None,
        None => field.get("default")?,
    };
    // Of a choice its amounts are counted, which the contract does not hold.
    if field["type"] == "string" && field.get("one_of").is_some() {
        return None;
    }
    match rest {
        Some(rest) => counted(contract, field, value, rest),
        None => measured(field["type"].as_str()?, value),
    }
}

fn measured(kind: &str, value: &Value) -> Option<i64> {
    let count = match (kind, value) {
        ("integer", Value::Number(_)) => return value.as_i64(),
        ("boolean", Value::Bool(is)) => u64::from(*is),
        ("string", Value::String(text)) => text.chars().count() as u64,
        ("list", Value::Array(items)) => items.len() as u64,
        ("map", Value::Object(members)) => members.len() as u64,
        ("image_size", size) => megapixels(size)?,
        _ => return None,
    };
    i64::try_from(count).ok()
}

fn megapixels(size: &Value) -> Option<u64> {
    let (width, height) = match size {
        Value::String(name) => {
            let preset = PRESETS.iter().find(|(preset, _)| preset == name);
            let (_, size) = preset?;
            (size.width().into(), size.height().into())
        }
        Value::Object(sides) => {
            let side = |name: &str| match sides.get(name) {
                None => Some(SIDE),
                Some(side) => side.as_u64(),
            };
            (side("width")?, side("height")?)
        }
        _ => return None,
    };
    u64::checked_mul(width, height).map(|pixels| pixels.div_ceil(MEGAPIXEL))
}
