//! Whether a request that was possible may cost more.
//!
//! The old contract holds requests with their prices, and the new code quotes the same requests. Where the price depends on the
//! answer, no request says it: there both formulas are computed for the same answers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::change::{Change, Class, Example};
use super::declared::{quote, runtime};
use super::requests::{folded, names, others, price, read, reads_all};
use crate::billing::{Bounds, Recorded, Variable};
use crate::declare::EndpointDeclaration;
use crate::fields::Shape;
use crate::program::{Program, Quote};

/// The prices of one endpoint by two contracts.
pub(super) struct Prices<'c> {
    pub(super) program: &'c Program,
    pub(super) path: &'c str,
    pub(super) old: &'c Value,
    pub(super) new: &'c Value,
    /// Whether each request that was possible still is, as far as the declarations say.
    pub(super) takes_the_same: bool,
}

/// A request, and what it cost and costs.
struct Priced {
    request: Value,
    /// What of the answer the prices are for: `output.seconds` is 10.
    answer: String,
    was: Bounds,
    is: Bounds,
}

/// The values of variables with which two formulas are compared.
const TRIED: [i64; 9] = [1, 2, 3, 7, 10, 60, 999, 4001, 1_000_000];

pub(super) fn changes(prices: &Prices<'_>) -> Vec<Change> {
    let (was, is) = (prices.was(), prices.is());
    let mut found = prices.of_declaration();
    let is_counted = |price: &Value| !price["bounds"].is_null();
    let has_other_unit = was["unit"] != is["unit"] && charges(is);
    // A number of other units says nothing.
    if has_other_unit || !is_counted(was) || !is_counted(is) {
        return found;
    }
    let (Some(declared), Ok(runtime)) = (prices.declared(), runtime()) else {
        return found;
    };
    let requests = was["requests"].as_array().into_iter().flatten();
    let requests: Vec<(Value, Bounds)> = requests.filter_map(read).collect();
    let mut priced = Vec::new();
    if let Some(quote) = quote(prices.program, declared) {
        let refused = runtime.block_on(prices.ask(quote, &requests, &mut priced));
        if let Some(request) = refused.filter(|_| prices.takes_the_same) {
            let says = format!("{} is refused now", request_for_people(&request));
            found.push(Change::new(Class::Breaking, prices.name("requests"), says));
        }
    }
    let (before, now) = (Recorded::read(was), Recorded::read(is));
    if let (Some(before), Some(now)) = (before, now)
        && (before.reads_output() || now.reads_output() || priced.is_empty())
    {
        let base = requests.into_iter().next();
        let base = base.map_or(Value::Null, |(request, _)| request);
        match same_answers(&base, &before, &now) {
            Some(compared) => priced.extend(compared),
            None if prices.is_never_more() => {}
            None => found.push(Change::new(
                Class::Breaking,
                prices.name("formula"),
                format!(
                    "{}: it reads something else, and no bound says that it is not more",
                    prices.formulas()
                ),
            )),
        }
    }
    found.extend(prices.of_requests(declared, &priced));
    if found.is_empty() && was["formula"] != is["formula"] {
        let says = format!(
            "{}: none of {} requests costs another price",
            prices.formulas(),
            priced.len()
        );
        found.push(Change::new(Class::New, prices.name("formula"), says));
    }
    found
}

impl Prices<'_> {
    fn was(&self) -> &Value {
        &self.old["endpoints"][self.path]["price"]
    }

    fn is(&self) -> &Value {
        &self.new["endpoints"][self.path]["price"]
    }

    fn declared(&self) -> Option<&EndpointDeclaration> {
        let mut endpoints = self.program.charged();
        endpoints.find(|endpoint| endpoint.path == self.path)
    }

    fn name(&self, what: &str) -> String {
        format!("{}:price.{what}", self.path)
    }

    fn formulas(&self) -> String {
        let (was, is) = (&self.was()["formula"], &self.is()["formula"]);
        let text = |formula: &Value| formula.as_str().unwrap_or_default().to_owned();
        format!("the formula is \"{}\", was \"{}\"", text(is), text(was))
    }

    /// What the declaration itself says to be another.
    fn of_declaration(&self) -> Vec<Change> {
        let (was, is) = (self.was(), self.is());
        let mut found = Vec::new();
        let mut add = |class, what: &str| {
            let (name, was, is) = (self.name(what), &was[what], &is[what]);
            found.push(Change::of(class, name, what, was, is));
        };
        if charges(is) {
            for what in ["meter", "unit"] {
                if was[what] != is[what] {
                    add(Class::Breaking, what);
                }
            }
            // It bounds the price of a failure too.
            if charges(was)
                && let Some(most) = units(&was["max"])
                && units(&is["max"]).is_none_or(|now| now > most)
            {
                add(Class::Breaking, "max");
            }
        }
        match (was["deferred"] == true, is["deferred"] == true) {
            (true, false) => found.push(Change::new(
                Class::Breaking,
                self.name("deferred"),
                "charged at the first item now, was for what was delivered",
            )),
            (false, true) => found.push(Change::new(
                Class::New,
                self.name("deferred"),
                "charged for what was delivered now, was at the first item",
            )),
            _ => {}
        }
        let (before, now) = (statuses(was), statuses(is));
        if !now.is_subset(&before) {
            let says = format!(
                "answers may be charged now whose status is {}; these were {}",
                listed(is),
                listed(was)
            );
            let name = self.name("billed_statuses");
            found.push(Change::new(Class::Breaking, name, says));
        }
        found
    }

    /// Asks the code for the price of each request of the old contract, and of others whose old price is known. Returns one that is
    /// refused.
    async fn ask(
        &self,
        quote: &Quote,
        requests: &[(Value, Bounds)],
        priced: &mut Vec<Priced>,
    ) -> Option<Value> {
        let mut refused = None;
        let others = self.others(quote, requests.first());
        for (request, was) in requests.iter().chain(&others) {
            match price(quote, request).await {
                Some(is) => priced.push(Priced {
                    request: request.clone(),
                    answer: String::new(),
                    was: *was,
                    is,
                }),
                None => refused = refused.or(Some(request.clone())),
            }
        }
        refused
    }

    /// Requests that differ from the first one in a field that the old formula did not read: they cost what that one did.
    fn others(&self, quote: &Quote, first: Option<&(Value, Bounds)>) -> Vec<(Value, Bounds)> {
        let (Some(input), Some((base, price))) = (&quote.endpoint.input, first) else {
            return Vec::new();
        };
        let (Some(before), Shape::Object(table)) = (Recorded::read(self.was()), input) else {
            return Vec::new();
        };
        if before.reads_output() {
            return Vec::new();
        }
        let field = |contract: &Value, name: &str| {
            let input = &contract["endpoints"][self.path]["input"]["fields"];
            let types = &contract["types"];
            let fields = types.get(input.as_str()?)?;
            let field = fields.get(name)?;
            // A struct in it is another where anything in it is.
            let text = field.to_string();
            let is_plain = !text.contains("\"fields\"") && !text.contains("\"variants\"");
            Some((field.clone(), (!is_plain).then(|| types.clone())))
        };
        let is_as_before = |name: &str| {
            let before = field(self.old, name);
            before.is_some() && before == field(self.new, name)
        };
        let was_not_read = |name: &str| {
            let declared = table().find(name);
            declared.is_some_and(|field| {
                !before
                    .over_input()
                    .any(|text| names(text, field.ident) || reads_all(text))
            })
        };
        others(quote, base)
            .into_iter()
            .filter(|(name, _)| was_not_read(name) && is_as_before(name))
            .map(|(_, request)| (request, *price))
            .collect()
    }

    /// Whether the most that it costs now is not above the least that it cost.
    fn is_never_more(&self) -> bool {
        let least = units(&self.was()["bounds"]["min"]);
        let most = units(&self.is()["bounds"]["max"]);
        most.is_some_and(|most| least.is_some_and(|least| most <= least))
    }

    /// The request that rises most, and the one that falls most.
    fn of_requests(&self, declared: &EndpointDeclaration, priced: &[Priced]) -> Vec<Change> {
        let all = priced.len();
        let dearer: Vec<&Priced> = priced.iter().filter(|one| one.is_dearer()).collect();
        let cheaper: Vec<&Priced> = priced
            .iter()
            .filter(|one| !one.is_dearer() && one.is != one.was)
            .collect();
        let mut found = Vec::new();
        for (class, which) in [(Class::Breaking, dearer), (Class::Cheaper, cheaper)] {
            // The first of those that change most.
            let most = which
                .iter()
                .rev()
                .max_by(|a, b| a.change().total_cmp(&b.change()));
            let Some(shown) = most else { continue };
            let billing = &declared.billing;
            let text = |bounds: Bounds| billing.price(Some(bounds)).to_string();
            let mut says = request_for_people(&shown.request);
            if !shown.answer.is_empty() {
                says += &format!(", with {},", shown.answer);
            }
            says += &format!(" costs {}, was {}", text(shown.is), text(shown.was));
            if which.len() > 1 {
                says += &format!("; {} of {all} that were compared", which.len());
            }
            found.push(Change {
                example: Some(Example {
                    request: shown.request.clone(),
                    was: shown.was.json(),
                    is: shown.is.json(),
                }),
                ..Change::new(class, format!("{}:price", self.path), says)
            });
        }
        found
    }
}

impl Priced {
    /// Whether it may cost more.
    fn is_dearer(&self) -> bool {
        let most = |bounds: &Bounds| bounds.max.map_or(f64::INFINITY, |most| most.to_e8() as f64);
        self.is.min > self.was.min || most(&self.is) > most(&self.was)
    }

    /// How many times more or less it costs.
    fn change(&self) -> f64 {
        let number = |bounds: &Bounds| {
            let most = bounds.max.unwrap_or(bounds.min);
            most.to_e8() as f64 + bounds.min.to_e8() as f64 + 1.0
        };
        if self.is.max.is_none() != self.was.max.is_none() {
            return f64::INFINITY;
        }
        // What differs only by rounding is the same.
        ((number(&self.is) / number(&self.was)).ln().abs() * 1e6).round()
    }
}

/// What the same answers cost by both formulas; `None` where one of them reads what the other does not know.
fn same_answers(base: &Value, before: &Recorded, now: &Recorded) -> Option<Vec<Priced>> {
    let (mut all, others) = (before.variables(), now.variables());
    let is_known = |name: &str| name.split('.').all(is_name);
    let mut names = all.keys().chain(others.keys());
    let reads_the_same = all.keys().eq(others.keys());
    if !reads_the_same && !names.all(|name| is_known(name)) {
        return None;
    }
    // What was possible, of what was read.
    for (name, variable) in others {
        all.entry(name).or_insert(variable);
    }
    let mut found = Vec::new();
    for turn in 0..TRIED.len() {
        for step in 0..3 {
            let mut values = Vec::new();
            for (nth, (name, Variable { least, most })) in all.iter().enumerate() {
                let tried = TRIED[(turn + nth * step) % TRIED.len()];
                values.push((&**name, tried.clamp(*least, *most)));
            }
            if values.is_empty() && !found.is_empty() {
                return Some(found);
            }
            let value = |name: &str| {
                let mut values = values.iter();
                values
                    .find(|(known, _)| *known == name)
                    .map_or(0, |(_, value)| *value)
            };
            let (Some(was), Some(is)) = (before.at(&value), now.at(&value)) else {
                continue;
            };
            let answer = values
                .iter()
                .map(|(name, value)| format!("`{name}` = {value}"));
            found.push(Priced {
                request: base.clone(),
                answer: answer.collect::<Vec<_>>().join(" and "),
                was,
                is,
            });
        }
    }
    Some(found)
}

/// Whether it is the name of a field: of an expression that is not understood, nothing is known.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_')
}

fn charges(price: &Value) -> bool {
    !statuses(price).is_empty()
}

fn statuses(price: &Value) -> BTreeSet<u16> {
    let ranges = price["billed_statuses"].as_array().into_iter().flatten();
    ranges
        .filter_map(|range| {
            let range = range.as_str()?;
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            Some(first.parse().ok()?..=last.parse().ok()?)
        })
        .flatten()
        .collect()
}

/// The statuses for people.
fn listed(price: &Value) -> String {
    let ranges = price["billed_statuses"].as_array().into_iter().flatten();
    let ranges: Vec<&str> = ranges.filter_map(Value::as_str).collect();
    match ranges.is_empty() {
        true => "none".to_owned(),
        false => ranges.join(", "),
    }
}

fn units(value: &Value) -> Option<crate::units::BillableUnits> {
    value.as_str()?.parse().ok()
}

/// A request as people read it, on one line.
fn request_for_people(request: &Value) -> String {
    const LONGEST: usize = 300;
    if request.is_null() {
        return "a request".to_owned();
    }
    let text = folded(request.clone()).to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
