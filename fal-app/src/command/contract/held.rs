//! Whether a value that one contract allows is allowed by another. What a caller could send must be allowed by the new contract;
//! what the app may answer must have been allowed by the old one. So the same question finds what breaks on both sides.

use std::collections::BTreeSet;
use std::ptr;

use serde_json::{Map, Value, json};

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// From a caller. What the app does not know is lost.
    Input,
    /// To a caller, who does not look at what is not known.
    Output,
}

/// A value as a contract holds it, with the structs of that contract.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'c> {
    pub(super) types: &'c Value,
    pub(super) value: &'c Value,
}

/// Why a value of the one contract is not one of the other.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Difference {
    /// Where it is: `input.loras[].scale`.
    pub(super) at: String,
    /// The rule that does not hold.
    pub(super) rule: &'static str,
    /// What the one says.
    pub(super) from: Value,
    /// What the other says.
    pub(super) to: Value,
}

/// Rules whose value is the least, and those whose value is the greatest.
const LEAST: [&str; 3] = ["min_length", "min_width", "min_height"];
const MOST: [&str; 5] = [
    "max_length",
    "max_width",
    "max_height",
    "max_area",
    "max_file_size",
];

/// Why values of `from` are not values of `to`: empty where each of them is.
pub(super) fn differences(side: Side, from: Node<'_>, to: Node<'_>, at: &str) -> Vec<Difference> {
    let mut comparison = Comparison {
        side,
        from: from.types,
        to: to.types,
        visited: BTreeSet::new(),
        found: Vec::new(),
    };
    comparison.value(from.value, to.value, at);
    comparison.found
}

struct Comparison<'c> {
    side: Side,
    from: &'c Value,
    to: &'c Value,
    /// Pairs of structs that are compared already: a type may hold itself.
    visited: BTreeSet<(&'c str, String)>,
    found: Vec<Difference>,
}

impl<'c> Comparison<'c> {
    fn add(&mut self, at: &str, rule: &'static str, from: Value, to: Value) {
        self.found.push(Difference {
            at: at.to_owned(),
            rule,
            from,
            to,
        });
    }

    fn value(&mut self, from: &'c Value, to: &'c Value, at: &str) {
        let (of, wanted) = (kind(from), kind(to));
        if wanted == "any" {
            return;
        }
        if from["nullable"] == true && to["nullable"] != true && wanted != "null" {
            self.add(at, "null", json!(true), json!(false));
        }
        match (of, wanted) {
            ("null", _) if to["nullable"] == true => {}
            ("any_of", _) => {
                let name = name(from, "variants");
                // A type that holds itself is compared already.
                if self.visited.insert((name, to.to_string())) {
                    let variants = self.from[name].as_array().into_iter().flatten();
                    variants.for_each(|variant| self.value(variant, to, at));
                }
            }
            (_, "any_of") => self.one_of_several(from, to, at),
            ("integer" | "number", "number") | ("integer", "integer") => {
                self.numbers(from, to, at);
            }
            ("object", "object") => self.object(from, to, at),
            ("tagged", "tagged") => self.tagged(from, to, at),
            ("list", "list") | ("map", "map") => {
                self.rules(from, to, at);
                let (left, right) = match of {
                    "list" => ("[", "]"),
                    _ => ("{", "}"),
                };
                let at = format!("{at}{left}{right}");
                self.value(&from["items"], &to["items"], &at);
            }
            ("tuple", "tuple") => self.tuple(from, to, at),
            _ if becomes(of, wanted) => self.rules(from, to, at),
            _ => self.add(at, "type", json!(of), json!(wanted)),
        }
    }

    /// One of the variants takes it; what is said is why the nearest one does not.
    fn one_of_several(&mut self, from: &'c Value, to: &'c Value, at: &str) {
        let mut nearest: Option<Vec<Difference>> = None;
        let variants = self.to[name(to, "variants")].as_array();
        for variant in variants.into_iter().flatten() {
            let mut tried = Comparison {
                visited: self.visited.clone(),
                found: Vec::new(),
                ..*self
            };
            tried.value(from, variant, at);
            let is_nearer = nearest.as_ref().is_none_or(|nearest| {
                let is_of_type = |found: &[Difference]| {
                    found.iter().all(|one| one.rule != "type" || one.at != at)
                };
                (!is_of_type(&tried.found), tried.found.len())
                    < (!is_of_type(nearest), nearest.len())
            });
            if is_nearer {
                nearest = Some(tried.found);
            }
        }
        match nearest {
            Some(nearest) => self.found.extend(nearest),
            None => self.add(at, "type", json!(kind(from)), json!(kind(to))),
        }
    }

    fn numbers(&mut self, from: &Value, to: &Value, at: &str) {
        if to["single"] == true && from["single"] != true && kind(from) == "number" {
            self.add(at, "type", json!("f64"), json!("f32"));
        }
        for (inner, outer, rules, sign) in [
            (least(from, true), least(to, false), ["ge", "gt"], 1.0),
            (most(from, true), most(to, false), ["le", "lt"], -1.0),
        ] {
            let Some((bound, excluded)) = outer else {
                continue;
            };
            let is_within = inner.is_some_and(|(inner, inner_excluded)| {
                let above = (inner - bound) * sign;
                above > 0.0 || above == 0.0 && (inner_excluded || !excluded)
            });
            if !is_within {
                let rule = rules[usize::from(excluded)];
                let other = rules[usize::from(!excluded)];
                let was = match (&from[rule], &from[other]) {
                    (Value::Null, Value::Null) => Value::Null,
                    (Value::Null, was) => json!(format!("{other} = {was}")),
                    (was, _) => was.clone(),
                };
                self.add(at, rule, was, to[rule].clone());
            }
        }
        self.rules(from, to, at);
    }

    /// The rules that are not of numbers alone.
    fn rules(&mut self, from: &Value, to: &Value, at: &str) {
        let number = |of: &Value, rule: &str| of[rule].as_f64();
        for (rules, sign) in [(&LEAST[..], 1.0), (&MOST[..], -1.0)] {
            for rule in rules {
                let Some(bound) = number(to, rule) else {
                    continue;
                };
                let is_within =
                    number(from, rule).is_some_and(|inner| (inner - bound) * sign >= 0.0);
                // Each name of a choice is held against the names of the other.
                if !is_within && from["one_of"].is_null() {
                    self.add(at, rule, from[*rule].clone(), to[*rule].clone());
                }
            }
        }
        if let Some(step) = number(to, "multiple_of") {
            let divides = |inner: f64| (inner / step - (inner / step).round()).abs() < 1e-9;
            if !number(from, "multiple_of").is_some_and(divides) {
                let (was, is) = (&from["multiple_of"], &to["multiple_of"]);
                self.add(at, "multiple_of", was.clone(), is.clone());
            }
        }
        let (was, is) = (&from["pattern"], &to["pattern"]);
        if !is.is_null() && was != is {
            self.add(at, "pattern", was.clone(), is.clone());
        }
        self.choices(from, to, at);
    }

    fn choices(&mut self, from: &Value, to: &Value, at: &str) {
        if to["one_of"].is_null() {
            return;
        }
        let names = |of: &Value| -> Vec<Value> {
            let aliases = match self.side {
                Side::Input => of["other_names"].as_array(),
                Side::Output => None,
            };
            let names = of["one_of"].as_array().into_iter();
            names.chain(aliases).flatten().cloned().collect()
        };
        let (inner, outer) = (names(from), names(to));
        if from["one_of"].is_null() {
            self.add(at, "one_of", Value::Null, Value::Array(outer));
            return;
        }
        let missing: Vec<Value> = inner
            .into_iter()
            .filter(|name| !outer.contains(name))
            .collect();
        if !missing.is_empty() {
            self.add(at, "one_of", Value::Array(missing), Value::Null);
        }
    }

    fn tuple(&mut self, from: &'c Value, to: &'c Value, at: &str) {
        let items = |of: &'c Value| of["items"].as_array().map_or(&[][..], Vec::as_slice);
        let (inner, outer) = (items(from), items(to));
        if inner.len() != outer.len() {
            self.add(at, "items", json!(inner.len()), json!(outer.len()));
            return;
        }
        for (nth, (inner, outer)) in inner.iter().zip(outer).enumerate() {
            self.value(inner, outer, &format!("{at}[{nth}]"));
        }
    }

    fn tagged(&mut self, from: &'c Value, to: &'c Value, at: &str) {
        let (inner, outer) = (name(from, "variants"), name(to, "variants"));
        if !self.visited.insert((inner, outer.to_owned())) {
            return;
        }
        let (from, to) = (&self.from[inner], &self.to[outer]);
        if from["tag"] != to["tag"] {
            self.add(at, "tag", from["tag"].clone(), to["tag"].clone());
            return;
        }
        for (name, variant) in from["variants"].as_object().into_iter().flatten() {
            match to["variants"].get(name) {
                Some(wanted) => self.value(variant, wanted, &format!("{at}.{name}")),
                None => self.add(&format!("{at}.{name}"), "variant", json!(name), Value::Null),
            }
        }
    }

    fn object(&mut self, from: &'c Value, to: &'c Value, at: &str) {
        let (inner, outer) = (name(from, "fields"), name(to, "fields"));
        if !self.visited.insert((inner, outer.to_owned())) {
            return;
        }
        let (inner, outer) = (&self.from[inner], &self.to[outer]);
        let (inner, outer) = (inner.as_object(), outer.as_object());
        match self.side {
            Side::Input => self.sent(inner, outer, at),
            Side::Output => self.answered(inner, outer, at),
        }
    }

    /// Each field that a caller may send is known by each of its names, and no other must be sent.
    fn sent(
        &mut self,
        inner: Option<&'c Map<String, Value>>,
        outer: Option<&'c Map<String, Value>>,
        at: &str,
    ) {
        let find = |name: &str| {
            let mut fields = outer.into_iter().flatten();
            fields.find(|field| is_named(*field, name))
        };
        for (name, field) in inner.into_iter().flatten() {
            let at = format!("{at}.{name}");
            let Some((_, found)) = find(name) else {
                self.add(&at, "gone", json!(name), Value::Null);
                continue;
            };
            for alias in field["aliases"].as_array().into_iter().flatten() {
                let alias = alias.as_str().unwrap_or_default();
                if find(alias).is_none_or(|(_, other)| !ptr::eq(other, found)) {
                    self.add(&at, "aliases", json!(alias), Value::Null);
                }
            }
            if found["required"] == true && field["required"] != true {
                self.add(&at, "required", json!(false), json!(true));
            }
            let is_required = [field, found].iter().any(|field| field["required"] == true);
            if field["default"] != found["default"] && !is_required {
                let (was, is) = (&field["default"], &found["default"]);
                self.add(&at, "default", was.clone(), is.clone());
            }
            self.value(field, found, &at);
        }
        for field in outer.into_iter().flatten() {
            let mut known = inner.into_iter().flatten();
            if field.1["required"] == true && !known.any(|(name, _)| is_named(field, name)) {
                let at = format!("{at}.{}", field.0);
                self.add(&at, "required", Value::Null, json!(true));
            }
        }
    }

    /// Each field that a caller looks for is there.
    fn answered(
        &mut self,
        inner: Option<&'c Map<String, Value>>,
        outer: Option<&'c Map<String, Value>>,
        at: &str,
    ) {
        for (name, wanted) in outer.into_iter().flatten() {
            let at = format!("{at}.{name}");
            match inner.and_then(|inner| inner.get(name)) {
                Some(field) => self.value(field, wanted, &at),
                None => self.add(&at, "gone", Value::Null, json!(name)),
            }
        }
    }
}

/// The name of the type that holds its fields or variants.
fn name<'c>(of: &'c Value, member: &str) -> &'c str {
    of[member].as_str().unwrap_or_default()
}

fn kind(of: &Value) -> &str {
    of["type"].as_str().unwrap_or("any")
}

/// Whether a caller may call the field so.
fn is_named((own, field): (&String, &Value), name: &str) -> bool {
    let mut aliases = field["aliases"].as_array().into_iter().flatten();
    own == name || aliases.any(|alias| alias == name)
}

/// Whether a value of one type is one of another, beside its rules.
fn becomes(of: &str, wanted: &str) -> bool {
    let is_text = matches!(of, "string" | "bytes") || of.ends_with("_url");
    of == wanted
        || of.strip_suffix("_url") == Some(wanted)
        || of.ends_with("_url") && wanted == "file_url"
        || is_text && matches!(wanted, "string" | "bytes")
}

/// The least number that is one of these, and whether it is excluded; `None` where there is none.
fn least(of: &Value, choices: bool) -> Option<(f64, bool)> {
    bound(of, choices, ["ge", "gt"], f64::max, f64::min)
}

/// As [`least`], the greatest number.
fn most(of: &Value, choices: bool) -> Option<(f64, bool)> {
    bound(of, choices, ["le", "lt"], f64::min, f64::max)
}

/// By the innermost rule. Where `choices` count, the outermost of them is a rule too.
fn bound(
    of: &Value,
    choices: bool,
    [included, excluded]: [&str; 2],
    inner: fn(f64, f64) -> f64,
    outer: fn(f64, f64) -> f64,
) -> Option<(f64, bool)> {
    let numbers = of["one_of"].as_array().filter(|_| choices);
    let numbers = numbers.into_iter().flatten().filter_map(Value::as_f64);
    let included = of[included]
        .as_f64()
        .into_iter()
        .chain(numbers.reduce(outer));
    let included = included.reduce(inner);
    match (included, of[excluded].as_f64()) {
        (Some(included), Some(excluded)) if inner(included, excluded) == excluded => {
            Some((excluded, true))
        }
        (None, Some(excluded)) => Some((excluded, true)),
        (included, _) => included.map(|included| (included, false)),
    }
}
