//! What has changed between two contracts.

use serde_json::{Value, json};

/// One change.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) class: Class,
    /// Where in the contract it is: `/paint:input.num_images.le`. `--allow` takes it.
    pub(super) name: String,
    /// What it is, for people.
    pub(super) says: String,
    /// A request that shows it.
    pub(super) example: Option<Example>,
}

/// What a change means for callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// A request or an answer that was possible is not, or a request may cost more.
    Breaking,
    /// A request costs less.
    Cheaper,
    /// What was not possible is, or what nobody relied on is different.
    New,
}

impl Class {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Cheaper => "cheaper",
            Self::New => "new",
        }
    }
}

/// A request, and what it costs by both contracts, as a quote says it.
#[derive(Clone, Debug)]
pub(super) struct Example {
    pub(super) request: Value,
    pub(super) was: Value,
    pub(super) is: Value,
}

impl Change {
    pub(super) fn new(class: Class, name: impl Into<String>, says: impl Into<String>) -> Self {
        Self {
            class,
            name: name.into(),
            says: says.into(),
            example: None,
        }
    }

    /// A value that is another.
    pub(super) fn of(class: Class, name: String, what: &str, was: &Value, is: &Value) -> Self {
        let says = format!("`{what}` is {}, was {}", shown(is), shown(was));
        Self::new(class, name, says)
    }

    pub(super) fn json(&self, is_allowed: bool) -> Value {
        let mut change = json!({
            "class": self.class.name(),
            "name": self.name,
            "says": self.says,
            "allowed": is_allowed,
        });
        if let Some(Example { request, was, is }) = &self.example {
            change["request"] = request.clone();
            change["was"] = was.clone();
            change["is"] = is.clone();
        }
        change
    }
}

/// A value of the contract for people.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) if text.parse::<f64>().is_ok() => text.clone(),
        Value::String(text) => format!("`{text}`"),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        value => value.to_string(),
    }
}
