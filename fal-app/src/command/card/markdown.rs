//! The card as Markdown.

use serde_json::Value;

use super::contents::Card;
use super::limits::limits;
use super::listing::{Answered, Listing, ShownExample};
use crate::command::output::shown;
use crate::declare::Auth;
use crate::units::{BillableUnits, Money};

/// The most lines that are shown of one answer. The JSON has them all.
const MOST_LINES: usize = 40;

/// The most letters that are shown of one line.
const MOST_LETTERS: usize = 200;

impl Card<'_> {
    pub(super) fn markdown(&self) -> String {
        let mut parts = Vec::new();
        for failure in self.failures() {
            parts.push(format!("> **Not to be sent: {failure}**"));
        }
        for listing in self.listings {
            parts.extend(self.listing(listing));
        }
        parts.join("\n\n") + "\n"
    }

    fn listing(&self, listing: &Listing) -> Vec<String> {
        let description = self.description(listing);
        // A title is plain text.
        let name = self.name(listing).replace('<', "\\<");
        let mut parts = vec![format!("# {name}")];
        let docs = [description, self.app.doc, listing.endpoint.doc];
        for (at, doc) in docs.iter().enumerate() {
            if !doc.is_empty() && !docs[..at].contains(doc) {
                parts.push(below_headings(doc));
            }
        }
        if let Some(thumbnail) = self.app.thumbnail {
            parts.push(format!("![thumbnail]({thumbnail})"));
        }
        parts.push(self.facts(listing));
        parts.push("## Price".to_owned());
        parts.extend(price(listing));
        parts.push("## Examples".to_owned());
        if listing.examples.is_empty() {
            parts.push("There is none.".to_owned());
        }
        for example in &listing.examples {
            parts.extend(self.example(listing, example));
        }
        parts.push("## Limits".to_owned());
        let limits = limits(self.app, &listing.endpoint);
        let limits: Vec<String> = limits
            .iter()
            .map(|limit| format!("- {}", limit.words))
            .collect();
        parts.push(limits.join("\n"));
        parts
    }

    fn facts(&self, listing: &Listing) -> String {
        let owner = self.owner.unwrap_or("OWNER");
        let mut rows = vec![("endpoint", format!("`{owner}/{}`", self.path(listing)))];
        let mut add = |name, value: Option<String>| rows.extend(value.map(|value| (name, value)));
        add("category", self.category(listing).map(str::to_owned));
        add("license", self.app.license.map(str::to_owned));
        let tags = self.app.tags.join(", ");
        add("tags", Some(tags).filter(|tags| !tags.is_empty()));
        let machines = self.app.machine_types.join(", else ");
        add(
            "machine",
            Some(match self.app.num_gpus {
                Some(gpus) if gpus > 1 => format!("{gpus} × {machines}"),
                _ => machines,
            }),
        );
        let regions = self.app.regions.join(", ");
        add(
            "regions",
            Some(regions).filter(|regions| !regions.is_empty()),
        );
        add(
            "who calls and pays",
            Some(
                match self.app.auth {
                    Auth::Shared => "any fal user, with their own key",
                    Auth::Public => "anyone calls, the owner pays",
                    Auth::Private => "the owner",
                }
                .to_owned(),
            ),
        );
        let mut text = "| | |\n|---|---|".to_owned();
        for (name, value) in rows {
            text += &format!("\n| {name} | {} |", cell(&value));
        }
        text
    }

    fn example(&self, listing: &Listing, example: &ShownExample) -> Vec<String> {
        let name = &example.name;
        let mut letters = name.chars();
        let first: String = letters
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .collect();
        let mut parts = vec![format!("### {first}{}", letters.as_str())];
        if !example.input.is_null() {
            parts.push(block(&json_lines(&example.input)));
        }
        match &example.outcome {
            Ok(answered) => {
                parts.push(answer_line(listing, answered));
                parts.extend(self.media(name, answered));
                if !answered.shown.is_null() {
                    parts.push(block(&json_lines(&answered.shown)));
                }
            }
            Err(why) => parts.push(format!("**It failed: {why}**")),
        }
        parts
    }

    fn media(&self, name: &str, answered: &Answered) -> Option<String> {
        let lines = answered.made.iter().map(|made| {
            let what = made.for_people();
            match (self.has_files, made.is_picture()) {
                (true, true) => format!("![{name}: {what}]({})", made.file),
                (true, false) => format!("[{}]({}): {what}", made.file, made.file),
                (false, _) => format!(
                    "`{}`: {what}. `--out DIR` writes it beside the card.",
                    made.file
                ),
            }
        });
        let lines: Vec<String> = lines.collect();
        (!lines.is_empty()).then(|| lines.join("\n\n"))
    }
}

/// What a unit is, how many a request costs, and what that is in dollars.
fn price(listing: &Listing) -> Vec<String> {
    let billing = &listing.endpoint.billing;
    let proposal = match listing.price {
        Some(price) => format!(
            "Proposed price of {}: **{}**",
            listing.endpoint.billing.one_unit(),
            dollars(price)
        ),
        None => "No price is proposed yet.".to_owned(),
    };
    let Some(bounds) = listing.bounds else {
        return vec![
            "The platform charges the seconds of the machine. Please let the price of this endpoint count compute seconds."
                .to_owned(),
            proposal,
        ];
    };
    if bounds.max == Some(BillableUnits::ZERO) {
        return vec!["It is free: a request costs 0 units.".to_owned()];
    }
    let formula = billing.formula_for_people();
    let unit = unit(listing);
    let mut parts = vec![match listing.endpoint.realtime {
        Some(_) => format!(
            "{unit} The units of a session: {}.",
            formula.replace("for each request", "for each session")
        ),
        None => format!(
            "{unit} The units of a request: {formula}. They are charged {}. A request that is refused costs nothing.",
            listing.endpoint.charged_when(),
        ),
    }];
    parts.push(proposal);
    let mut rows = match bounds.max == Some(bounds.min) {
        true => vec![("any".to_owned(), bounds.max)],
        false => vec![
            ("the least".to_owned(), Some(bounds.min)),
            ("the most".to_owned(), bounds.max),
        ],
    };
    for example in &listing.examples {
        if let Ok(answered) = &example.outcome {
            rows.push((example.name.clone(), answered.units));
        }
    }
    let mut table = match listing.price {
        Some(_) => "| request | units | price |\n|---|---|---|".to_owned(),
        None => "| request | units |\n|---|---|".to_owned(),
    };
    for (name, units) in rows {
        let said = units.map_or("open".to_owned(), |units| listing.in_units(units));
        table += &format!("\n| {name} | {} |", cell(&said));
        if listing.price.is_some() {
            let cost = units.map(|units| match listing.cost(units) {
                Some(cost) => dollars(cost),
                None => "more than can be counted".to_owned(),
            });
            table += &format!(" {} |", cost.unwrap_or("open".to_owned()));
        }
    }
    parts.push(table);
    parts
}

/// `One unit is one megapixel.`
fn unit(listing: &Listing) -> String {
    match &*listing.endpoint.billing.unit_name() {
        "unit" => {
            "A unit has no name yet: `unit = \"…\"` in `#[billable(…)]` says what it is.".to_owned()
        }
        _ => format!("One unit is {}.", listing.endpoint.billing.one_unit()),
    }
}

/// `$0.10`, `$0.025`
fn dollars(amount: Money) -> String {
    let text = amount.to_string();
    let (whole, cents) = text.split_once('.').unwrap_or((&text, ""));
    format!("${whole}.{cents:0<2}")
}

/// `Answered in 1.2 s, for 4 megapixels ($0.10):`
fn answer_line(listing: &Listing, answered: &Answered) -> String {
    let is_series = listing.endpoint.stream || listing.endpoint.realtime.is_some();
    let items = match &answered.shown {
        Value::Array(items) if is_series && items.len() == 1 => " with 1 item".to_owned(),
        Value::Array(items) if is_series => format!(" with {} items", items.len()),
        _ => String::new(),
    };
    let units = match answered.units {
        Some(units) => format!(", for {}", listing.in_units(units)),
        None => ", for the seconds of the machine".to_owned(),
    };
    let cost = answered.units.and_then(|units| listing.cost(units));
    let cost = cost.map_or(String::new(), |cost| format!(" ({})", dollars(cost)));
    let end = match answered.shown.is_null() && answered.made.is_empty() {
        true => ".",
        false => ":",
    };
    format!(
        "Answered{items} in {}{units}{cost}{end}",
        shown(answered.took)
    )
}

fn json_lines(value: &Value) -> String {
    let text = format!("{value:#}");
    let mut lines: Vec<String> = text.lines().take(MOST_LINES).map(shortened).collect();
    if text.lines().count() > MOST_LINES {
        lines.push("…".to_owned());
    }
    lines.join("\n")
}

fn shortened(line: &str) -> String {
    match line.char_indices().nth(MOST_LETTERS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// A block of JSON. Its fence is longer than any in it.
fn block(json: &str) -> String {
    let mut fence = "```".to_owned();
    while json.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}json\n{json}\n{fence}")
}

/// A text whose headings are below those of the card, which begins a listing with each of its own. What is in a block of code
/// stays.
fn below_headings(text: &str) -> String {
    let mut is_code = false;
    let lines = text.lines().map(|line| {
        is_code ^= line.trim_start().starts_with("```");
        let marks = line.len() - line.trim_start_matches('#').len();
        let is_heading = !is_code && (1..=6).contains(&marks) && line[marks..].starts_with(' ');
        match is_heading {
            true => format!("{}{}", "#".repeat((marks + 2).min(6)), &line[marks..]),
            false => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A text as it may be in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
