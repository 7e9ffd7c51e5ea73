//! What has changed between two contracts.

use serde_json::{Value, json};

use super::change::{Change, Class, shown};
use super::held::{Difference, Node, Side, differences};
use super::price::{self, Prices};
use crate::program::Program;

/// What is different in the contract of this program, which is `new`, from an older one.
pub(super) fn changes(program: &Program, old: &Value, new: &Value) -> Vec<Change> {
    let mut found = of_app(old, new);
    let endpoints = |contract: &Value| contract["endpoints"].as_object().cloned();
    let (before, now) = (
        endpoints(old).unwrap_or_default(),
        endpoints(new).unwrap_or_default(),
    );
    for (path, endpoint) in &before {
        match now.get(path) {
            None => found.push(Change::new(
                Class::Breaking,
                path,
                "the endpoint is gone: its callers get a 404",
            )),
            Some(_) => found.extend(of_endpoint(program, old, new, path, endpoint)),
        }
    }
    let added = now.keys().filter(|path| !before.contains_key(*path));
    found.extend(added.map(|path| Change::new(Class::New, path, "the endpoint is new")));
    found.sort_by_key(|change| change.class);
    found
}

fn of_app(old: &Value, new: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    if old["app"] != new["app"] {
        let name = "app".to_owned();
        found.push(Change::of(
            Class::Breaking,
            name,
            "app",
            &old["app"],
            &new["app"],
        ));
    }
    // Who may call without being the owner, and without paying.
    let open = |auth: &Value| match auth.as_str() {
        Some("public") => 2,
        Some("shared") => 1,
        _ => 0,
    };
    let (was, is) = (&old["auth"], &new["auth"]);
    if was != is {
        let class = match open(is) < open(was) {
            true => Class::Breaking,
            false => Class::New,
        };
        found.push(Change::of(class, "auth".to_owned(), "auth", was, is));
    }
    found
}

fn of_endpoint(
    program: &Program,
    old: &Value,
    new: &Value,
    path: &str,
    was: &Value,
) -> Vec<Change> {
    let is = &new["endpoints"][path];
    let mut found = Vec::new();
    if was["kind"] != is["kind"] {
        let name = format!("{path}:kind");
        let (was, is) = (&was["kind"], &is["kind"]);
        found.push(Change::of(Class::Breaking, name, "kind", was, is));
        // How it is asked is another: nothing more of it can be compared.
        return found;
    }
    let mebibytes = |endpoint: &Value| endpoint["max_body_mib"].as_u64();
    if mebibytes(was) != mebibytes(is) {
        let class = match mebibytes(is) < mebibytes(was) {
            true => Class::Breaking,
            false => Class::New,
        };
        let name = format!("{path}:max_body_mib");
        let (was, is) = (&was["max_body_mib"], &is["max_body_mib"]);
        found.push(Change::of(class, name, "max_body_mib", was, is));
    }
    found.extend(of_values(Side::Input, path, old, new));
    let takes_the_same = !found.iter().any(|change| change.class == Class::Breaking);
    found.extend(of_values(Side::Output, path, old, new));
    let prices = Prices {
        program,
        path,
        old,
        new,
        takes_the_same,
    };
    found.extend(price::changes(&prices));
    found
}

/// The changes of an input or of an output.
fn of_values(side: Side, path: &str, old: &Value, new: &Value) -> Vec<Change> {
    let name = match side {
        Side::Input => "input",
        Side::Output => "output",
    };
    // A method without an input takes no field.
    let nothing = match side {
        Side::Input => json!({"type": "object", "fields": ""}),
        Side::Output => json!({"type": "any"}),
    };
    let node = |contract| node(contract, path, name, &nothing);
    let (was, is) = (node(old), node(new));
    let (lost, gained) = match side {
        Side::Input => (
            differences(side, was, is, name),
            differences(side, is, was, name),
        ),
        Side::Output => (
            differences(side, is, was, name),
            differences(side, was, is, name),
        ),
    };
    let is_lost = |one: &Difference| {
        let mut lost = lost.iter();
        lost.any(|lost| {
            let is_same = lost.rule == one.rule && one.rule != "one_of";
            // A field that is new, and must be sent.
            lost.at == one.at && (is_same || lost.rule == "required" && one.rule == "gone")
        })
    };
    let breaking = lost.iter().map(|one| {
        let name = name_of(path, one);
        // The same request is taken. What another default costs is seen in the prices.
        let class = match one.rule {
            "default" => Class::New,
            _ => Class::Breaking,
        };
        Change::new(class, name, breaks(side, one))
    });
    let new = gained.iter().filter(|one| !is_lost(one)).map(|one| {
        let name = name_of(path, one);
        Change::new(Class::New, name, allows(side, one))
    });
    breaking.chain(new).collect()
}

/// Where in the contract it is.
fn name_of(path: &str, one: &Difference) -> String {
    match one.rule {
        "gone" => format!("{path}:{}", one.at),
        rule => format!("{path}:{}.{rule}", one.at),
    }
}

fn node<'c>(contract: &'c Value, path: &str, name: &str, nothing: &'c Value) -> Node<'c> {
    let value = contract["endpoints"][path].get(name);
    Node {
        types: &contract["types"],
        value: value.unwrap_or(nothing),
    }
}

/// What a caller meets who relied on what is no more.
fn breaks(side: Side, lost: &Difference) -> String {
    let (from, to) = (shown(&lost.from), shown(&lost.to));
    match (lost.rule, side) {
        ("gone", Side::Input) => "the field is gone: what callers send in it is lost".to_owned(),
        ("gone", Side::Output) => "the field is gone".to_owned(),
        ("required", _) if lost.from.is_null() => {
            "the field is new, and callers must send it".to_owned()
        }
        ("required", _) => "callers must send it now".to_owned(),
        ("aliases", _) => format!("the name {from} is not taken any more"),
        ("null", Side::Input) => "it may not be null any more".to_owned(),
        ("null", Side::Output) => "it may be null now".to_owned(),
        ("one_of", Side::Input) if lost.to.is_null() => format!("not taken any more: {from}"),
        ("one_of", Side::Output) if lost.to.is_null() => format!("an answer may hold now: {from}"),
        ("one_of", Side::Input) => format!("only these are taken now: {to}"),
        ("one_of", Side::Output) => format!("an answer may hold now what is none of {to}"),
        ("variant", Side::Input) => format!("not taken any more: {from}"),
        ("variant", Side::Output) => format!("an answer may hold now: {from}"),
        // Of an output, what it is now was compared with what it was.
        (rule, Side::Input) => format!("`{rule}` is {to}, was {from}"),
        (rule, Side::Output) => format!("`{rule}` is {from}, was {to}"),
    }
}

/// What a caller may do, or rely on, that was not so.
fn allows(side: Side, gained: &Difference) -> String {
    let (from, to) = (shown(&gained.from), shown(&gained.to));
    match (gained.rule, side) {
        ("gone", _) => "the field is new".to_owned(),
        ("required", _) => "callers may leave it out now".to_owned(),
        ("aliases", _) => format!("the name {from} is taken too"),
        ("null", Side::Input) => "it may be null now".to_owned(),
        ("null", Side::Output) => "it is never null any more".to_owned(),
        ("one_of", Side::Input) if gained.to.is_null() => format!("may be sent now: {from}"),
        ("one_of", Side::Output) if gained.to.is_null() => {
            format!("is not answered any more: {from}")
        }
        ("one_of", Side::Input) => format!("was one of {to}, and may be any"),
        ("one_of", Side::Output) => format!("is one of {to}"),
        ("variant", Side::Input) => format!("may be sent now: {from}"),
        ("variant", Side::Output) => format!("is not answered any more: {from}"),
        (rule, Side::Input) => format!("`{rule}` is {from}, was {to}"),
        (rule, Side::Output) => format!("`{rule}` is {to}, was {from}"),
    }
}
