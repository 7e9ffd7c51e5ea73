//! What stands in a form: texts by their names. A name is a JSON pointer; what begins with `_` is the page's own.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::posted::Posted;
use super::kind::{Kind, kind};
use crate::fields::image_size::PRESETS;
use crate::fields::{Field, Rules, Shape, Table, Union};

/// The rows of a list or a map that there are, the sets of fields that are set, and the keys of a map.
const ROW: &str = "_row";
const SET: &str = "_set";
const KEY: &str = "_key";

/// The most rows of a list or a map in the form.
pub(crate) const MOST_ROWS: usize = 200;

/// The texts of a form, as a browser sends them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct State(BTreeMap<String, String>);

impl State {
    /// What was sent. Files stand as their URLs.
    pub(crate) fn of(posted: &Posted, address: &str) -> Self {
        let mut state = Self::default();
        for (name, text) in &posted.pairs {
            if name.starts_with('/') || [ROW, SET, KEY].iter().any(|own| is_below(name, own)) {
                state.set(name, text);
            }
        }
        for (name, file) in &posted.files {
            if let Some(pointer) = name.strip_prefix("_file") {
                state.set(pointer, &file.url(address));
            }
        }
        state
    }

    pub(super) fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    pub(crate) fn set(&mut self, name: &str, text: &str) {
        self.0.insert(name.to_owned(), text.to_owned());
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether an optional set of fields is set.
    pub(super) fn is_set(&self, pointer: &str) -> bool {
        self.has(&format!("{SET}{pointer}"))
    }

    pub(super) fn mark_set(&mut self, pointer: &str) {
        self.set(&format!("{SET}{pointer}"), "1");
    }

    /// How many rows a list has.
    pub(super) fn rows(&self, pointer: &str) -> usize {
        (0..MOST_ROWS)
            .take_while(|row| self.has(&format!("{ROW}{pointer}/{row}")))
            .count()
    }

    fn mark_row(&mut self, pointer: &str, row: usize) {
        self.set(&format!("{ROW}{pointer}/{row}"), "1");
    }

    pub(super) fn key(&self, pointer: &str, row: usize) -> &str {
        self.text(&format!("{KEY}{pointer}/{row}"))
    }

    /// Removes all that stands below a name.
    pub(crate) fn remove(&mut self, pointer: &str) {
        let stays = |name: &str| {
            let own = [ROW, SET, KEY].into_iter();
            let pointed = own.fold(name, |name, own| name.strip_prefix(own).unwrap_or(name));
            pointed != pointer && !is_below(pointed, pointer)
        };
        self.0.retain(|name, _| stays(name));
    }

    /// Removes a row of a list or a map; those behind it move up.
    pub(crate) fn remove_row(&mut self, row: &str) {
        let Some((list, number)) = row.rsplit_once('/') else {
            return;
        };
        let Ok(number) = number.parse::<usize>() else {
            return;
        };
        let rows = self.rows(list);
        self.remove(row);
        for from in number + 1..rows {
            let (from, to) = (format!("{list}/{from}"), format!("{list}/{}", from - 1));
            let moved: Vec<(String, String)> = self
                .0
                .iter()
                .filter_map(|(name, text)| {
                    let own = [ROW, SET, KEY]
                        .into_iter()
                        .find(|own| name.starts_with(own));
                    let own = own.unwrap_or_default();
                    let rest = name[own.len()..].strip_prefix(&from)?;
                    let is_it = rest.is_empty() || rest.starts_with('/');
                    is_it.then(|| (format!("{own}{to}{rest}"), text.clone()))
                })
                .collect();
            self.remove(&from);
            self.0.extend(moved);
        }
    }

    /// Fills in the fields of an object: what is given, else what they are by default.
    pub(crate) fn fill_object(
        &mut self,
        table: &Table,
        pointer: &str,
        given: Option<&Value>,
        depth: usize,
    ) {
        for field in table.fields {
            let given = given.and_then(|given| member(field, given));
            let below = child(pointer, field.name);
            let value = given.cloned().or_else(|| default_json(field));
            self.fill(&field.shape, &field.rules, &below, value.as_ref(), depth);
        }
    }

    /// Fills in a value; without one, what it is at first.
    pub(super) fn fill(
        &mut self,
        shape: &Shape,
        rules: &Rules,
        pointer: &str,
        value: Option<&Value>,
        depth: usize,
    ) {
        let value = value.filter(|value| !value.is_null());
        match (kind(shape, rules, depth), value) {
            (Kind::Object(table), value) => self.fill_object(table, pointer, value, depth + 1),
            (Kind::Maybe(_), None) | (Kind::List(_) | Kind::Map(_), None) => {}
            (Kind::Maybe(table), value) => {
                self.mark_set(pointer);
                self.fill_object(table, pointer, value, depth + 1);
            }
            (Kind::List(item), Some(value)) => {
                let items = value.as_array().into_iter().flatten();
                for (row, value) in items.enumerate().take(MOST_ROWS) {
                    self.add_row(item, &rules.of_items(), pointer, row, Some(value), depth);
                }
            }
            (Kind::Map(item), Some(value)) => {
                let members = value.as_object().into_iter().flatten();
                for (row, (key, value)) in members.enumerate().take(MOST_ROWS) {
                    self.add_row(item, &rules.of_items(), pointer, row, Some(value), depth);
                    self.set(&format!("{KEY}{pointer}/{row}"), key);
                }
            }
            (Kind::Tuple(items), value) => {
                for (at, item) in items.iter().enumerate() {
                    let value = value.and_then(|value| value.get(at));
                    let below = format!("{pointer}/{at}");
                    self.fill(item, &rules.of_items(), &below, value, depth + 1);
                }
            }
            (Kind::Tagged(union, tag), value) => {
                let variant = value.and_then(|value| value[tag].as_str());
                let variant = variant.or(union.variants.first().map(|variant| variant.name));
                self.choose(
                    union,
                    tag,
                    pointer,
                    variant.unwrap_or_default(),
                    value,
                    depth,
                );
            }
            (_, None) => {}
            (Kind::Check, Some(value)) if *value == true => self.set(pointer, "on"),
            (Kind::Check, Some(_)) => {}
            (Kind::Size { .. }, Some(Value::String(name))) => self.set(pointer, name),
            (Kind::Size { .. }, Some(value)) => {
                self.set(pointer, CUSTOM);
                for side in ["width", "height"] {
                    self.set(&child(pointer, side), &plain(&value[side]));
                }
            }
            (Kind::Media(_), Some(value)) => {
                let url = value.get("url").unwrap_or(value);
                self.set(pointer, url.as_str().unwrap_or_default());
            }
            (Kind::Json, Some(value)) => self.set(pointer, &format!("{value:#}")),
            (_, Some(value)) => self.set(pointer, &plain(value)),
        }
    }

    pub(super) fn add_row(
        &mut self,
        item: &Shape,
        rules: &Rules,
        pointer: &str,
        row: usize,
        value: Option<&Value>,
        depth: usize,
    ) {
        self.mark_row(pointer, row);
        self.fill(item, rules, &format!("{pointer}/{row}"), value, depth + 1);
    }

    /// Makes a value one of that variant.
    pub(super) fn choose(
        &mut self,
        union: &Union,
        tag: &str,
        pointer: &str,
        variant: &str,
        value: Option<&Value>,
        depth: usize,
    ) {
        self.set(&child(pointer, tag), variant);
        let variant = union.variants.iter().find(|one| one.name == variant);
        if let Some(Shape::Object(table)) = variant.map(|variant| variant.shape) {
            self.fill_object(table(), pointer, value, depth + 1);
        }
    }
}

/// The size that is neither of the presets.
pub(super) const CUSTOM: &str = "custom";

/// Whether a text is the name of a preset.
pub(super) fn is_preset(name: &str) -> bool {
    PRESETS.iter().any(|(preset, _)| *preset == name)
}

/// What a caller sends for a field, by its name or an alias.
fn member<'v>(field: &Field, object: &'v Value) -> Option<&'v Value> {
    let names = std::iter::once(&field.name).chain(field.aliases);
    names.filter_map(|name| object.get(name)).next()
}

/// The default of a field, where it is the same for every request.
pub(super) fn default_json(field: &Field) -> Option<Value> {
    match field.default {
        Some(crate::fields::FieldDefault::Value(value)) => value().json(),
        _ => None,
    }
}

/// The pointer of a member.
pub(super) fn child(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", escaped(name))
}

/// A name as a part of a pointer (RFC 6901).
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Whether a name is below another one.
pub(super) fn is_below(name: &str, above: &str) -> bool {
    name.strip_prefix(above)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// A string, a number or a boolean as people type it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
