//! The errors of one request, and the answer that lists them.

use std::borrow::Cow;
use std::rc::Rc;

use super::label::label;
use super::problem::Problem;
use crate::fields::json::{Document, Echo, Node};
use crate::fields::table::Shape;

/// How many errors an answer lists at most. Further errors are left out.
const MAX_ERRORS: usize = 1000;

/// How many bytes of values an answer echoes at most. From the first value that does not fit, none is echoed.
const MAX_ECHO: usize = 1 << 20;

/// How many bytes all `loc`s of an answer take at most: they may hold keys of the request. Further errors are left out.
const MAX_LOCS: usize = 1 << 20;

/// How many bytes of a key a `loc` shows at most.
const MAX_KEY: usize = 256;

/// The JSON in the place of a value that is not echoed.
const NOT_ECHOED: &str = "\"<too long to echo>\"";

/// One part of a `loc`.
#[derive(Clone, Debug)]
pub(super) enum LocPart {
    Name(&'static str),
    Label(Rc<str>),
    /// The caller's own key of the member with this value.
    KeyOf(Node),
    /// The name of a variant of a union.
    Branch(&'static Shape),
    Index(usize),
}

impl LocPart {
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

/// The beginning of a long key, or all of a short one.
fn shortened(key: &str) -> Cow<'_, str> {
    let end = key.floor_char_boundary(MAX_KEY);
    match key.split_at_checked(end) {
        Some((beginning, rest)) if !rest.is_empty() => format!("{beginning}…").into(),
        _ => key.into(),
    }
}

/// The errors of one request, in order.
#[derive(Debug, Default)]
pub(crate) struct Report {
    errors: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    problem: Problem,
    loc: Vec<LocPart>,
    input: Echoed,
}

/// The value that an error echoes.
#[derive(Debug)]
pub(super) enum Echoed {
    /// A value in the request.
    Node(Node),
    /// A side of an image size, in pixels. A preset or a default may have set it.
    Pixels(u32),
}

impl Report {
    /// Adds an error.
    pub(super) fn add(&mut self, problem: Problem, loc: &[LocPart], input: Echoed) {
        if !self.is_full() {
            self.errors.push(Entry {
                problem,
                loc: loc.to_vec(),
                input,
            });
        }
    }

    /// Whether further errors are left out.
    pub(super) fn is_full(&self) -> bool {
        self.errors.len() >= MAX_ERRORS
    }

    pub(super) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// The answer: `{"detail": […]}`.
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
                .map(|part| format!(",{}", part.json(document)))
                .collect();
            locs = locs.saturating_sub(loc.len());
            let input = match error.input {
                Echoed::Pixels(pixels) => Some(pixels.to_string()),
                Echoed::Node(node) if echoes > 0 => echo(node, echoes),
                Echoed::Node(_) => None,
            };
            echoes = input
                .as_ref()
                .map_or(0, |input| echoes.saturating_sub(input.len()));
            let input = input.as_deref().unwrap_or(NOT_ECHOED);
            told.push(entry(&error.problem, &loc, input));
        }
        detail(&told.join(","))
    }

    /// The answer with one error about the whole body.
    pub(super) fn only(problem: Problem, input: &str) -> String {
        detail(&entry(&problem, "", input))
    }

    /// The answer with one error at a position in the body.
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
