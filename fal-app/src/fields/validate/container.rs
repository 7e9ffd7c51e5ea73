//! Lists, tuples, maps, objects, media, and any JSON.

use super::problem::Problem;
use super::report::LocPart;
use super::validator::Validator;
use crate::fields::json::{JsonValue, Node, Text};
use crate::fields::match_quality::MatchQuality;
use crate::fields::media_url;
use crate::fields::rules::{self, Broken};
use crate::fields::table::{Field, Rules, Shape, Table};

impl Validator<'_> {
    pub(super) fn list(&mut self, list: Node, of: &Shape, rules: &Rules) -> Option<MatchQuality> {
        let JsonValue::List(length) = self.document.value(list) else {
            return self.refuse(Problem::NO_LIST, list);
        };
        let broken = rules::length(rules, length).err();
        // Pydantic reports a list that is too long at once, and one that is too short only where all items are valid.
        if let Some(broken @ Broken::TooLong(_)) = broken {
            return self.refuse_by(list, || Problem::items("List", broken, length));
        }
        let quality = self.items(list, of, &rules.of_items())?;
        match broken {
            Some(broken) => self.refuse_by(list, || Problem::items("List", broken, length)),
            None => Some(quality),
        }
    }

    /// Pydantic looks at the length of a map only where all its members are valid.
    pub(super) fn map(&mut self, map: Node, of: &Shape, rules: &Rules) -> Option<MatchQuality> {
        if !matches!(self.document.value(map), JsonValue::Object) {
            return self.refuse(Problem::NO_MAP, map);
        }
        let of_items = rules.of_items();
        let (quality, length) = self.members(map, |validator, key, value| {
            let taken = validator.value(value, of, &of_items);
            if key.is_broken {
                let part = LocPart::Label("[key]".into());
                return validator
                    .within(part, |validator| validator.refuse(Problem::NO_TEXT, value));
            }
            taken
        });
        match rules::length(rules, length) {
            Err(broken) if quality.is_some() => {
                self.refuse_by(map, || Problem::items("Dictionary", broken, length))
            }
            _ => quality,
        }
    }

    pub(super) fn tuple(
        &mut self,
        list: Node,
        of: &[Shape],
        rules: &Rules,
    ) -> Option<MatchQuality> {
        let JsonValue::List(length) = self.document.value(list) else {
            return self.refuse(Problem::NO_TUPLE, list);
        };
        // Pydantic reports a tuple that is too long at once, and each item that one lacks.
        if length > of.len() {
            let broken = Broken::TooLong(of.len() as u64);
            return self.refuse_by(list, || Problem::items("Tuple", broken, length));
        }
        let (document, of_items) = (self.document, rules.of_items());
        let mut all = Some(MatchQuality::LAX);
        let mut items = document.items(list);
        self.write("[");
        for (index, of) in of.iter().enumerate() {
            if index > 0 {
                self.write(",");
            }
            let item = items.next();
            let quality = self.within(LocPart::Index(index), |validator| match item {
                Some(item) => validator.value(item, of, &of_items),
                None => validator.refuse(Problem::MISSING, list),
            });
            all = both(all, quality);
            if self.is_done(all) {
                break;
            }
        }
        self.write("]");
        all
    }

    fn items(&mut self, list: Node, of: &Shape, rules: &Rules) -> Option<MatchQuality> {
        let document = self.document;
        let mut all = Some(MatchQuality::EXACT);
        self.write("[");
        for (index, item) in document.items(list).enumerate() {
            if index > 0 {
                self.write(",");
            }
            let quality = self.within(LocPart::Index(index), |validator| {
                validator.value(item, of, rules)
            });
            all = both(all, quality);
            if self.is_done(all) {
                break;
            }
        }
        self.write("]");
        all
    }

    pub(super) fn object(&mut self, node: Node, table: &'static Table) -> Option<MatchQuality> {
        if !matches!(self.document.value(node), JsonValue::Object) {
            return self.refuse(Problem::NO_OBJECT, node);
        }
        self.write("{");
        let mut all = Some(MatchQuality::object(0));
        for (field, given) in table.fields.iter().zip(self.given(node, table)) {
            match given {
                Some((name, value)) => {
                    self.write_member(field.name);
                    let quality = self.within(LocPart::Name(name), |validator| {
                        validator.value(value, &field.shape, &field.rules)
                    });
                    all = both(
                        all,
                        quality.map(|quality| MatchQuality::object(1).and(quality)),
                    );
                }
                None if field.required() => {
                    self.within(LocPart::Name(field.name), |validator| {
                        validator.refuse(Problem::MISSING, node)
                    });
                    all = None;
                }
                None => {}
            }
            if self.is_done(all) {
                break;
            }
        }
        self.write("}");
        all
    }

    /// A medium: an object of its fields, or its URL alone.
    pub(super) fn medium(&mut self, node: Node, table: &'static Table) -> Option<MatchQuality> {
        let text = match self.document.value(node) {
            JsonValue::String(text) => text,
            _ => return self.object(node, table),
        };
        match media_url::url(&text.shown) {
            Ok(_) if text.is_broken => self.refuse(Problem::NO_TEXT, node),
            Ok(url) => {
                self.write("{");
                self.write_member("url");
                self.write_string(&url);
                self.write("}");
                Some(MatchQuality::object(1))
            }
            Err(words) => self.refuse_by(node, || Problem::value_error(words)),
        }
    }

    fn write_member(&mut self, name: &str) {
        if !self.is_at_the_first_member() {
            self.write(",");
        }
        self.write_string(name);
        self.write(":");
    }

    /// The value that is given for each field: by its name, else by the first of its aliases.
    pub(super) fn given(
        &self,
        object: Node,
        table: &'static Table,
    ) -> Vec<Option<(&'static str, Node)>> {
        let mut given: Vec<Option<(usize, &'static str, Node)>> = vec![None; table.fields.len()];
        for (key, value) in self.document.members(object) {
            if key.is_broken {
                continue;
            }
            for (field, given) in table.fields.iter().zip(&mut given) {
                let Some((rank, name)) = rank(field, &key.shown) else {
                    continue;
                };
                if given.is_none_or(|(before, ..)| rank < before) {
                    *given = Some((rank, name, value));
                }
            }
        }
        let unranked = |given: Option<(usize, _, _)>| given.map(|(_, name, value)| (name, value));
        given.into_iter().map(unranked).collect()
    }

    /// Any JSON. A value that Rust's `Value` cannot hold is refused at its place.
    pub(super) fn any(&mut self, node: Node) -> Option<MatchQuality> {
        let quality = match self.document.value(node) {
            JsonValue::List(_) => self.items(node, &Shape::Any, &Rules::NONE),
            JsonValue::Object => self.any_object(node),
            JsonValue::Integer(value) if value.float().is_none() => {
                self.refuse(Problem::NOT_FINITE, node)
            }
            JsonValue::Integer(value) => self.scalar(node, Ok((value.text(), MatchQuality::EXACT))),
            JsonValue::Float(_) => self.number(node, false, &Rules::NONE),
            JsonValue::String(_) => self.string(node, &Rules::NONE),
            JsonValue::Bytes(_) | JsonValue::Extension => self.stand_in(node),
            JsonValue::Boolean(_) => self.boolean(node),
            JsonValue::Null => self.null(node),
        };
        quality.map(|_| MatchQuality::STRICT)
    }

    fn any_object(&mut self, object: Node) -> Option<MatchQuality> {
        self.members(object, |validator, key, value| match key.is_broken {
            true => validator.refuse(Problem::NO_TEXT, value),
            false => validator.any(value),
        })
        .0
    }

    /// The members of an object with any names, and how many they are.
    fn members(
        &mut self,
        object: Node,
        mut member: impl FnMut(&mut Self, &Text<'_>, Node) -> Option<MatchQuality>,
    ) -> (Option<MatchQuality>, usize) {
        let document = self.document;
        let (mut all, mut length) = (Some(MatchQuality::EXACT), 0);
        self.write("{");
        for (key, value) in document.members(object) {
            if length > 0 {
                self.write(",");
            }
            length += 1;
            self.write_string(&key.shown);
            self.write(":");
            let part = LocPart::KeyOf(value);
            let quality = self.within(part, |validator| member(validator, &key, value));
            all = both(all, quality);
            if self.is_done(all) {
                break;
            }
        }
        self.write("}");
        (all, length)
    }
}

fn both(all: Option<MatchQuality>, one: Option<MatchQuality>) -> Option<MatchQuality> {
    Some(all?.and(one?))
}

/// The index of a key among the names of a field, and that name.
fn rank(field: &Field, key: &str) -> Option<(usize, &'static str)> {
    let mut names = std::iter::once(&field.name).chain(field.aliases).copied();
    names.by_ref().enumerate().find(|(_, name)| *name == key)
}
