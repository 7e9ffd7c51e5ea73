//! One value after the other, beside its shape.

use std::collections::HashMap;

use super::coerce::{self, Taken};
use super::problem::Problem;
use super::report::{Input, Report, Step};
use super::union::Decision;
use crate::fields::json::{Document, Integer, Node, Value};
use crate::fields::match_quality::MatchQuality;
use crate::fields::media_url;
use crate::fields::rules::{self, Broken};
use crate::fields::table::{Bound, Choices, Field, OneOf, Rules, Shape, Table};

/// Reads a document: writes what it takes as canonical JSON, and notes every error.
///
/// It recurses as deep as the document nests, which its reader bounds.
pub(super) struct Validator<'d> {
    pub(super) document: &'d Document<'d>,
    /// Complete where nothing was refused.
    pub(super) canonical: String,
    refusals: Report,
    loc: Vec<Step>,
    /// Whether a variant is tried: nothing is noted then.
    pub(super) is_trial: bool,
    /// What was decided of values and untagged enums, by their addresses.
    pub(super) decided: HashMap<(Node, usize), Decision>,
    /// Values looked at so far, and the bytes of those that are no lists or objects.
    work: usize,
}

/// The work after which enums are no longer asked what they have against a value, where the document is short: far
/// beyond what a thousand errors take.
const MAX_WORK: usize = 1 << 17;

impl<'d> Validator<'d> {
    pub(super) fn new(document: &'d Document<'d>) -> Self {
        Self {
            document,
            canonical: String::new(),
            refusals: Report::default(),
            loc: Vec::new(),
            is_trial: false,
            decided: HashMap::new(),
            work: 0,
        }
    }

    /// The errors that were noted.
    pub(super) fn into_refusals(self) -> Report {
        self.refusals
    }

    /// Whether more errors would not be told, or took more work than the document is worth.
    pub(super) fn is_told_enough(&self) -> bool {
        self.refusals.is_full() || self.work > MAX_WORK.max(self.document.bytes())
    }

    /// How well the value fits; `None` where something in it is refused.
    pub(super) fn value(
        &mut self,
        node: Node,
        shape: &Shape,
        rules: &Rules,
    ) -> Option<MatchQuality> {
        self.work += 1 + self.document.length(node);
        match shape {
            Shape::Text => self.string(node, rules),
            Shape::Boolean => self.boolean(node),
            Shape::Integer { min, max } => self.integer(node, *min, *max, rules),
            Shape::Number { single } => self.number(node, *single, rules),
            Shape::Any => self.any(node),
            Shape::Null => self.null(node),
            Shape::Optional(of) => match self.document.value(node) {
                Value::Null => self.null(node),
                _ => self.value(node, of, rules),
            },
            Shape::List(of) => self.list(node, of, rules),
            Shape::Object(table) => self.object(node, table()),
            Shape::Choice(choices) => self.choice(node, choices()),
            Shape::Union(union) => self.union(node, union()),
            Shape::ImageSize => self.image_size(node, rules),
            Shape::Medium { table, .. } => self.medium(node, table()),
        }
    }

    /// Notes an error of a value.
    pub(super) fn refuse(&mut self, problem: Problem, node: Node) -> Option<MatchQuality> {
        self.note(problem, Input::Node(node));
        None
    }

    /// Notes an error.
    pub(super) fn note(&mut self, problem: Problem, input: Input) {
        if !self.is_trial {
            self.refusals.add(problem, &self.loc, input);
        }
    }

    /// The same, inside a step.
    pub(super) fn within<T>(&mut self, step: Step, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.loc.push(step);
        let result = inside(self);
        self.loc.pop();
        result
    }

    /// Writes a string.
    pub(super) fn write_string(&mut self, text: &str) {
        self.write(&serde_json::Value::from(text).to_string());
    }

    pub(super) fn write(&mut self, json: &str) {
        self.canonical.push_str(json);
    }

    /// Writes a scalar that was taken, or notes why not.
    fn scalar(&mut self, node: Node, taken: Taken<String>) -> Option<MatchQuality> {
        match taken {
            Ok((json, quality)) => {
                self.write(&json);
                Some(quality)
            }
            Err(problem) => self.refuse(problem, node),
        }
    }

    fn string(&mut self, node: Node, rules: &Rules) -> Option<MatchQuality> {
        let text = match self.document.value(node) {
            Value::String(text) => text,
            _ if rules.one_of.is_some() => {
                return self.refuse(Problem::string(Broken::OneOf, rules), node);
            }
            _ => return self.refuse(Problem::NO_STRING, node),
        };
        if text.is_broken {
            return self.refuse(Problem::NO_TEXT, node);
        }
        if let Err(broken) = rules::string(rules, &text.shown) {
            return self.refuse(Problem::string(broken, rules), node);
        }
        self.write_string(&text.shown);
        Some(MatchQuality::EXACT)
    }

    fn choice(&mut self, node: Node, choices: &Choices) -> Option<MatchQuality> {
        let named = match self.document.value(node) {
            Value::String(text) if text.is_broken => return self.refuse(Problem::NO_TEXT, node),
            Value::String(text) => choices.find(&text.shown),
            _ => None,
        };
        match named {
            Some(name) => {
                self.write_string(name);
                Some(MatchQuality::EXACT)
            }
            None => self.refuse(Problem::names(choices.names), node),
        }
    }

    fn boolean(&mut self, node: Node) -> Option<MatchQuality> {
        let taken = coerce::boolean(&self.document.value(node));
        self.scalar(
            node,
            taken.map(|(value, quality)| (value.to_string(), quality)),
        )
    }

    fn integer(&mut self, node: Node, min: i128, max: i128, rules: &Rules) -> Option<MatchQuality> {
        let value = self.document.value(node);
        let taken = match rules.one_of {
            Some(OneOf::Integers(allowed)) => chosen_integer(&value, allowed, rules),
            _ => coerce::integer(&value),
        };
        let taken = taken.and_then(|(digits, quality)| {
            let value = Integer::new(&digits);
            check_integer(&value, rules)?;
            // Python's integers have no bounds: the type's are told as declared ones.
            check_integer(&value, &bounds(min, max))?;
            Ok((value.text(), quality))
        });
        self.scalar(node, taken)
    }

    fn number(&mut self, node: Node, single: bool, rules: &Rules) -> Option<MatchQuality> {
        let taken = coerce::number(&self.document.value(node)).and_then(|(value, quality)| {
            check_number(value, single, rules)?;
            Ok((serde_json::Value::from(value).to_string(), quality))
        });
        self.scalar(node, taken)
    }

    fn null(&mut self, node: Node) -> Option<MatchQuality> {
        match self.document.value(node) {
            Value::Null => {
                self.write("null");
                Some(MatchQuality::EXACT)
            }
            _ => self.refuse(Problem::NOT_NULL, node),
        }
    }

    fn list(&mut self, list: Node, of: &Shape, rules: &Rules) -> Option<MatchQuality> {
        let Value::List(length) = self.document.value(list) else {
            return self.refuse(Problem::NO_LIST, list);
        };
        let broken = rules::length(rules, length).err();
        // A list that is too long is told at once, one that is too short only when its items are right.
        if let Some(broken @ Broken::TooLong(_)) = broken {
            return self.refuse(Problem::list(broken, length), list);
        }
        let quality = self.items(list, of, &rules.of_items())?;
        match broken {
            Some(broken) => self.refuse(Problem::list(broken, length), list),
            None => Some(quality),
        }
    }

    fn items(&mut self, list: Node, of: &Shape, rules: &Rules) -> Option<MatchQuality> {
        let document = self.document;
        let mut all = Some(MatchQuality::EXACT);
        self.write("[");
        for (index, item) in document.items(list).enumerate() {
            if index > 0 {
                self.write(",");
            }
            let quality = self.within(Step::Index(index), |validator| {
                validator.value(item, of, rules)
            });
            all = both(all, quality);
        }
        self.write("]");
        all
    }

    pub(super) fn object(&mut self, node: Node, table: &'static Table) -> Option<MatchQuality> {
        if !matches!(self.document.value(node), Value::Object) {
            return self.refuse(Problem::NO_OBJECT, node);
        }
        self.write("{");
        let mut all = Some(MatchQuality::object(0));
        for (field, given) in table.fields.iter().zip(self.given(node, table)) {
            match given {
                Some((name, value)) => {
                    self.write_member(field.name);
                    let quality = self.within(Step::Name(name), |validator| {
                        validator.value(value, &field.shape, &field.rules)
                    });
                    all = both(
                        all,
                        quality.map(|quality| MatchQuality::object(1).and(quality)),
                    );
                }
                None if field.required() => {
                    self.within(Step::Name(field.name), |validator| {
                        validator.refuse(Problem::MISSING, node)
                    });
                    all = None;
                }
                None => {}
            }
        }
        self.write("}");
        all
    }

    /// A medium: its fields, or its URL alone, which is read as the SDK reads it.
    fn medium(&mut self, node: Node, table: &'static Table) -> Option<MatchQuality> {
        let text = match self.document.value(node) {
            Value::String(text) => text,
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
            Err(words) => self.refuse(Problem::value_error(words), node),
        }
    }

    fn write_member(&mut self, name: &str) {
        if !self.canonical.ends_with('{') {
            self.write(",");
        }
        self.write_string(name);
        self.write(":");
    }

    /// The member of each field: by its name, else by the first of its aliases.
    fn given(&self, object: Node, table: &'static Table) -> Vec<Option<(&'static str, Node)>> {
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

    /// Any JSON: what Rust's cannot hold is refused where it stands.
    fn any(&mut self, node: Node) -> Option<MatchQuality> {
        let quality = match self.document.value(node) {
            Value::List(_) => self.items(node, &Shape::Any, &Rules::NONE),
            Value::Object => self.any_object(node),
            Value::Integer(value) if value.float().is_none() => {
                self.refuse(Problem::NOT_FINITE, node)
            }
            Value::Integer(value) => self.scalar(node, Ok((value.text(), MatchQuality::EXACT))),
            Value::Float(_) => self.number(node, false, &Rules::NONE),
            Value::String(_) => self.string(node, &Rules::NONE),
            Value::Boolean(_) => self.boolean(node),
            Value::Null => self.null(node),
        };
        quality.map(|_| MatchQuality::STRICT)
    }

    fn any_object(&mut self, object: Node) -> Option<MatchQuality> {
        let document = self.document;
        let mut all = Some(MatchQuality::STRICT);
        self.write("{");
        for (index, (key, value)) in document.members(object).enumerate() {
            if index > 0 {
                self.write(",");
            }
            self.write_string(&key.shown);
            self.write(":");
            let step = Step::key(&key.shown);
            let quality = self.within(step, |validator| match key.is_broken {
                true => validator.refuse(Problem::NO_TEXT, value),
                false => validator.any(value),
            });
            all = both(all, quality);
        }
        self.write("}");
        all
    }
}

fn both(all: Option<MatchQuality>, one: Option<MatchQuality>) -> Option<MatchQuality> {
    Some(all?.and(one?))
}

/// Where among the names of a field a key stands.
fn rank(field: &Field, key: &str) -> Option<(usize, &'static str)> {
    let mut names = std::iter::once(&field.name).chain(field.aliases).copied();
    names.by_ref().enumerate().find(|(_, name)| *name == key)
}

fn chosen_integer(value: &Value<'_>, allowed: &[i128], rules: &Rules) -> Taken<String> {
    match coerce::choice(value)? {
        (Some(value), quality) if allowed.contains(&value) => Ok((value.to_string(), quality)),
        _ => Err(Problem::string(Broken::OneOf, rules)),
    }
}

fn bounds(min: i128, max: i128) -> Rules {
    Rules {
        ge: Some(Bound::Integer(min)),
        le: Some(Bound::Integer(max)),
        ..Rules::NONE
    }
}

fn check_integer(value: &Integer<'_>, rules: &Rules) -> Result<(), Problem> {
    let checked = match rules.multiple_of {
        Some(of @ Bound::Integer(step)) if !value.is_multiple_of(step) => {
            Err(Broken::MultipleOf(of))
        }
        _ => rules::integer_bounds(rules, value.clamped()),
    };
    checked.map_err(|broken| Problem::integer(broken, rules))
}

/// What pydantic takes and Rust's type cannot hold, or canonical JSON cannot say, is refused last.
fn check_number(value: f64, single: bool, rules: &Rules) -> Result<(), Problem> {
    rules::number(rules, value).map_err(|broken| Problem::fraction(broken, rules))?;
    if !value.is_finite() {
        return Err(Problem::NOT_FINITE);
    }
    if single && !(value as f32).is_finite() {
        let most = Bound::Number(f32::MAX.into());
        let broken = if value > 0.0 {
            Broken::LessThanEqual(most)
        } else {
            Broken::GreaterThanEqual(Bound::Number(f32::MIN.into()))
        };
        return Err(Problem::fraction(broken, rules));
    }
    Ok(())
}
