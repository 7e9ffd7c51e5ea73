//! The items of the list, and how they are told.

use std::fmt::Write;

use serde_json::{Value, json};

/// One thing that the Marketplace asks.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// What is asked, in a few words. The JSON names the item by them.
    pub(super) name: &'static str,
    /// The path of the endpoint that it is asked of; `None` for the app.
    pub(super) endpoint: Option<&'static str>,
    /// What was looked at, and what was seen.
    pub(super) seen: String,
    pub(super) result: Holds,
}

/// Whether an item holds.
#[derive(Clone, Debug)]
pub(super) enum Holds {
    Yes,
    /// With what to do.
    No(String),
    /// It cannot be told here.
    Unknown,
}

impl Item {
    pub(super) fn holds(name: &'static str, seen: impl Into<String>) -> Self {
        Self {
            name,
            endpoint: None,
            seen: seen.into(),
            result: Holds::Yes,
        }
    }

    pub(super) fn fails(
        name: &'static str,
        seen: impl Into<String>,
        to_do: impl Into<String>,
    ) -> Self {
        Self {
            result: Holds::No(to_do.into()),
            ..Self::holds(name, seen)
        }
    }

    pub(super) fn unknown(name: &'static str, seen: impl Into<String>) -> Self {
        Self {
            result: Holds::Unknown,
            ..Self::holds(name, seen)
        }
    }

    /// Of an endpoint.
    pub(super) fn at(mut self, path: &'static str) -> Self {
        self.endpoint = Some(path);
        self
    }
}

/// The items, in the order in which they are told.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) items: Vec<Item>,
}

impl Report {
    pub(super) fn failures(&self) -> usize {
        let fails = |item: &&Item| matches!(item.result, Holds::No(_));
        self.items.iter().filter(fails).count()
    }

    /// For people: what is asked of the app, then what is asked of each endpoint.
    pub(super) fn for_people(&self) -> String {
        let mut text = String::new();
        let mut places: Vec<Option<&str>> = Vec::new();
        for item in &self.items {
            if !places.contains(&item.endpoint) {
                places.push(item.endpoint);
            }
        }
        for place in places {
            text += &match place {
                None => "the app\n".to_owned(),
                Some(path) => format!("\nPOST {path}\n"),
            };
            let here = self.items.iter().filter(|item| item.endpoint == place);
            here.for_each(|item| item.tell(&mut text));
        }
        text
    }

    pub(super) fn json(&self) -> Value {
        self.items.iter().map(Item::json).collect()
    }
}

/// The words before an item, of one width.
const NAME_WIDTH: usize = 16;

impl Item {
    fn tell(&self, text: &mut String) {
        let (mark, to_do) = match &self.result {
            Holds::Yes => ("ok  ", None),
            Holds::No(to_do) => ("FAIL", Some(to_do)),
            Holds::Unknown => ("-   ", None),
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "  {mark}  {:<NAME_WIDTH$}  {}", self.name, self.seen);
        if let Some(to_do) = to_do {
            let _ = writeln!(text, "        {:<NAME_WIDTH$}  to do: {to_do}", "");
        }
    }

    fn json(&self) -> Value {
        let (result, to_do) = match &self.result {
            Holds::Yes => ("holds", None),
            Holds::No(to_do) => ("fails", Some(to_do)),
            Holds::Unknown => ("unknown", None),
        };
        json!({
            "item": self.name,
            "endpoint": self.endpoint,
            "result": result,
            "seen": self.seen,
            "to_do": to_do,
        })
    }
}
