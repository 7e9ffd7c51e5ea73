//! The errors of one request, and the body that tells them.

use std::rc::Rc;

use super::label::label;
use super::problem::Problem;
use crate::fields::json::Node;
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
    /// Into a branch of a union.
    Branch(&'static Shape),
    Index(usize),
}

impl Step {
    /// A key that the caller chose; of a long one its beginning.
    pub(super) fn key(key: &str) -> Self {
        let end = key.floor_char_boundary(MAX_KEY);
        Self::Label(match key.split_at_checked(end) {
            Some((beginning, rest)) if !rest.is_empty() => format!("{beginning}…").into(),
            _ => key.into(),
        })
    }

    fn json(&self) -> String {
        match self {
            Self::Name(name) => serde_json::Value::from(*name).to_string(),
            Self::Label(label) => serde_json::Value::from(&**label).to_string(),
            Self::Branch(shape) => serde_json::Value::from(label(shape)).to_string(),
            Self::Index(index) => index.to_string(),
        }
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

    /// `{"detail": […]}`; `echo` gives the JSON of a value that is no longer than so many bytes.
    pub(super) fn body(&self, echo: impl Fn(Node, usize) -> Option<String>) -> String {
        let (mut echoes, mut locs) = (MAX_ECHO, MAX_LOCS);
        let mut told = Vec::new();
        for error in &self.errors {
            if locs == 0 {
                break;
            }
            let loc: String = error
                .loc
                .iter()
                .map(|step| format!(",{}", step.json()))
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
