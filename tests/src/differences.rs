//! How one JSON value differs from another.

use serde_json::Value;

/// Each place where `got` differs from `wanted`, as one line. Numbers are compared by value: `4` and `4.0` are equal.
#[must_use]
pub fn differences(wanted: &Value, got: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare("", wanted, got, &mut found);
    found
}

fn compare(at: &str, wanted: &Value, got: &Value, found: &mut Vec<String>) {
    match (wanted, got) {
        (Value::Object(wanted), Value::Object(got)) => {
            for (name, wanted) in wanted {
                match got.get(name) {
                    Some(got) => compare(&format!("{at}/{name}"), wanted, got, found),
                    None => found.push(format!("{at}/{name}: nothing, wanted {wanted}")),
                }
            }
            let extra = got.iter().filter(|(name, _)| !wanted.contains_key(*name));
            found.extend(extra.map(|(name, got)| format!("{at}/{name}: {got}, wanted nothing")));
        }
        (Value::Array(wanted), Value::Array(got)) if wanted.len() == got.len() => {
            for (index, (wanted, got)) in wanted.iter().zip(got).enumerate() {
                compare(&format!("{at}/{index}"), wanted, got, found);
            }
        }
        _ if equal(wanted, got) => {}
        _ => found.push(format!("{at}: {got}, wanted {wanted}")),
    }
}

fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        _ => one == other,
    }
}
