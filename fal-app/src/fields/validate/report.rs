//! The errors of one request, and the body that tells them.

use std::borrow::Cow;
use std::rc::Rc;

use super::label::label;
use super::problem::Problem;
use crate::fields::json::{Document, Echo, Node};
use crate::fields::table::Shape;

/// Errors that are told at most; the others are left out.
const MAX_ERRORS: usize = 1000;

/// Bytes of echoed values, in all; from the first that is longer on, none is echoed.
const MAX_ECHO: usize = 1 << 20;

/// Bytes of all `loc`s: the keys of any JSON stand in them. Further errors are left out.
const MAX_LOCS: usize = 1 << 20;

/// Bytes of a key that are told at most.
const MAX_KEY: usize = 256;

/// What stands for a value that is not echoed.
const NOT_ECHOED: &str = "\"<too long to echo>\"";

/// One step of a `loc`.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Name(&'static str),
    Label(Rc<str>),
    /// Into the member of an object that has this value: its key is the caller's.
    KeyOf(Node),
    /// Into a branch of a union.
    Branch(&'static Shape),
    Index(usize),
}

impl Step {
    fn json(&self, document: &Document<'_>) -> String {
        match self {
            Self::Name(name) => json_string(name),
            Self::Label(label) => json_string(label),
            Self::KeyOf(value) => json_string(&shortened(&document.key_of(*value))),
            Self::Branch(shape) => json_string(&label(shape)),
            Self::Index(index) => index.to_string(),
        }
    }
}

fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Of a long key its beginning.
fn shortened(key: &str) -> Cow<'_, str> {
    let end = key.floor_char_boundary(MAX_KEY);
    match key.split_at_checked(end) {
        Some((beginning, rest)) if !rest.is_empty() => format!("{beginning}…").into(),
        _ => key.into(),
    }
}

/// The errors of one request, in their order.
#[derive(Debug, Default)]
pub(crate) struct Report {
    errors: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    problem: Problem,
    loc: Vec<Step>,
    input: Input,
}

/// What an error echoes.
#[derive(Debug)]
pub(super) enum Input {
    /// A value of the request.
    Node(Node),
    /// What a preset or a default stands for.
    Pixels(u32),
}

impl Report {
    /// Adds an error.
    pub(super) fn add(&mut self, problem: Problem, loc: &[Step], input: Input) {
        if !self.is_full() {
            self.errors.push(Entry {
                problem,
                loc: loc.to_vec(),
                input,
            });
        }
    }

    /// Whether a further error would be left out.
    pub(super) fn is_full(&self) -> bool {
        self.errors.len() >= MAX_ERRORS
    }

    pub(super) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// `{"detail": […]}`
    pub(super) fn body(&self, document: &Document<'_>) -> String {
        let echo = |node, room| {
            let json = Echo::new(document, room).json(node).ok()?;
            String::from_utf8(json).ok()
        };
        let (mut echoes, mut locs) = (MAX_ECHO, MAX_LOCS);
        let mut told = Vec::new();
        for error in &self.errors {
            if locs == 0 {
                break;
            }
            let loc: String = error
                .loc
                .iter()
                .map(|step| format!(",{}", step.json(document)))
                .collect();
            locs = locs.saturating_sub(loc.len());
            let input = match error.input {
                Input::Pixels(pixels) => Some(pixels.to_string()),
                Input::Node(node) if echoes > 0 => echo(node, echoes),
                Input::Node(_) => None,
            };
            echoes = input
                .as_ref()
                .map_or(0, |input| echoes.saturating_sub(input.len()));
            let input = input.as_deref().unwrap_or(NOT_ECHOED);
            told.push(entry(&error.problem, &loc, input));
        }
        detail(&told.join(","))
    }

    /// The one error of a body that is not even looked at.
    pub(super) fn only(problem: Problem, input: &str) -> String {
        detail(&entry(&problem, "", input))
    }

    /// The same, with where in the body.
    pub(super) fn only_at(problem: Problem, input: &str, position: usize) -> String {
        detail(&entry(&problem, &format!(",{position}"), input))
    }
}

fn detail(errors: &str) -> String {
    format!("{{\"detail\":[{errors}]}}")
}

fn entry(problem: &Problem, loc: &str, input: &str) -> String {
    let message = serde_json::Value::from(&*problem.message);
    let context = match &problem.context {
        Some(context) => format!(",\"ctx\":{context}"),
        None => String::new(),
    };
    format!(
        "{{\"type\":\"{}\",\"loc\":[\"body\"{loc}],\"msg\":{message},\"input\":{input}{context}}}",
        problem.kind
    )
}
