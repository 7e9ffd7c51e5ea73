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
    pub(super) holds: Holds,
}

/// Whether an item holds.
#[derive(Clone, Debug)]
pub(super) enum Holds {
    Yes,
    /// With what to do.
    No(String),
    /// It cannot be told here; with what to do, where somebody can.
    Unknown(Option<String>),
}

impl Item {
    pub(super) fn holds(name: &'static str, seen: impl Into<String>) -> Self {
        Self {
            name,
            endpoint: None,
            seen: seen.into(),
            holds: Holds::Yes,
        }
    }

    pub(super) fn fails(
        name: &'static str,
        seen: impl Into<String>,
        to_do: impl Into<String>,
    ) -> Self {
        Self {
            holds: Holds::No(to_do.into()),
            ..Self::holds(name, seen)
        }
    }

    pub(super) fn unknown(name: &'static str, seen: impl Into<String>) -> Self {
        Self {
            holds: Holds::Unknown(None),
            ..Self::holds(name, seen)
        }
    }

    /// What to do about what cannot be told here.
    pub(super) fn until(self, to_do: impl Into<String>) -> Self {
        Self {
            holds: Holds::Unknown(Some(to_do.into())),
            ..self
        }
    }

    /// Holds if `it_holds`; else this is to do.
    pub(super) fn when(
        it_holds: bool,
        name: &'static str,
        seen: impl Into<String>,
        to_do: impl Into<String>,
    ) -> Self {
        match it_holds {
            true => Self::holds(name, seen),
            false => Self::fails(name, seen, to_do),
        }
    }

    /// The first line of a doc comment is the description that the platform shows. `of` is what it is written above.
    pub(super) fn description(doc: &str, of: &str, to_do: &str) -> Self {
        const NAME: &str = "description";
        match doc.lines().next() {
            Some(first) => Self::holds(NAME, format!("`{first}`")),
            None => Self::fails(NAME, format!("{of} has no doc comment"), to_do),
        }
    }

    /// Of an endpoint.
    pub(super) fn at(mut self, path: &'static str) -> Self {
        self.endpoint = Some(path);
        self
    }
}

/// What was found, in the order in which it is told.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) items: Vec<Item>,
    /// What only the fal team can do, in words to send them.
    pub(super) for_fal: Vec<String>,
}

impl Report {
    fn count(&self, is: fn(&Holds) -> bool) -> usize {
        self.items.iter().filter(|item| is(&item.holds)).count()
    }

    /// How many items fail.
    pub(super) fn failures(&self) -> usize {
        self.count(|holds| matches!(holds, Holds::No(_)))
    }

    /// For people: what is asked of the app, then what is asked of each endpoint.
    pub(super) fn for_people(&self, app: &str) -> String {
        let mut places = vec![None];
        for item in &self.items {
            if !places.contains(&item.endpoint) {
                places.push(item.endpoint);
            }
        }
        let mut text = String::new();
        for place in places {
            text += &match place {
                None => format!("the app {app}\n"),
                Some(path) => format!("\nthe endpoint {path}\n"),
            };
            let here = self.items.iter().filter(|item| item.endpoint == place);
            here.for_each(|item| item.tell(&mut text));
        }
        text += "\nonly the fal team can do this; send them:\n\n";
        for (number, words) in (1..).zip(&self.for_fal) {
            // Writing to a string does not fail.
            let _ = writeln!(text, "  {number}. {words}");
        }
        text + "\n" + &self.sum()
    }

    /// How many items hold.
    fn sum(&self) -> String {
        let holding = self.count(|holds| matches!(holds, Holds::Yes));
        let items = if holding == 1 {
            "item holds"
        } else {
            "items hold"
        };
        let mut sum = format!("{holding} {items}");
        let failures = self.failures();
        if failures > 0 {
            let fail = if failures == 1 { "fails" } else { "fail" };
            sum += &format!(", {failures} {fail}");
        }
        match self.count(|holds| matches!(holds, Holds::Unknown(_))) {
            0 => sum,
            unknown => sum + &format!(", {unknown} cannot be told here"),
        }
    }

    pub(super) fn json(&self, app: &str) -> Value {
        let items: Vec<Value> = self.items.iter().map(Item::json).collect();
        json!({
            "app": app,
            "holds": self.failures() == 0,
            "items": items,
            "for_the_fal_team": self.for_fal,
        })
    }
}

/// The width of the names of items.
const NAME_WIDTH: usize = 17;

impl Item {
    fn tell(&self, text: &mut String) {
        let (mark, to_do) = match &self.holds {
            Holds::Yes => ("ok  ", None),
            Holds::No(to_do) => ("FAIL", Some(to_do)),
            Holds::Unknown(to_do) => ("?   ", to_do.as_ref()),
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "  {mark}  {:<NAME_WIDTH$}  {}", self.name, self.seen);
        if let Some(to_do) = to_do {
            let _ = writeln!(text, "        {:<NAME_WIDTH$}  to do: {to_do}", "");
        }
    }

    fn json(&self) -> Value {
        let (holds, to_do) = match &self.holds {
            Holds::Yes => (Some(true), None),
            Holds::No(to_do) => (Some(false), Some(to_do)),
            Holds::Unknown(to_do) => (None, to_do.as_ref()),
        };
        json!({
            "item": self.name,
            "endpoint": self.endpoint,
            "holds": holds,
            "seen": self.seen,
            "to_do": to_do,
        })
    }
}

/// `1 picture`, `2 pictures`.
pub(super) fn counted(count: u128, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
