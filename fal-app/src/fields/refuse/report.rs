//! The errors of one request, and the body that tells them.

use std::rc::Rc;

use super::problem::Problem;
use crate::fields::json::Node;

/// Errors that are told at most; the others are left out.
const MAX_ERRORS: usize = 1000;

/// Bytes of echoed values, in all; from the first that is longer on, none is echoed.
const MAX_ECHO: usize = 1 << 20;

/// What stands for a value that is not echoed.
const NOT_ECHOED: &str = "\"<too long to echo>\"";

/// One step of a `loc`.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Name(&'static str),
    Label(Rc<str>),
    Index(usize),
}

impl Step {
    fn json(&self) -> String {
        match self {
            Self::Name(name) => serde_json::Value::from(*name).to_string(),
            Self::Label(label) => serde_json::Value::from(&**label).to_string(),
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
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(Entry {
                problem,
                loc: loc.to_vec(),
                input,
            });
        }
    }

    /// How many errors there are.
    pub(super) fn len(&self) -> usize {
        self.errors.len()
    }

    /// Forgets the errors after the first so many.
    pub(super) fn truncate(&mut self, len: usize) {
        self.errors.truncate(len);
    }

    /// `{"detail": […]}`; `echo` gives the JSON of a value that is no longer than so many bytes.
    pub(super) fn body(&self, echo: impl Fn(Node, usize) -> Option<String>) -> String {
        let mut room = MAX_ECHO;
        let errors: Vec<String> = self
            .errors
            .iter()
            .map(|error| {
                let input = match error.input {
                    Input::Pixels(pixels) => Some(pixels.to_string()),
                    Input::Node(node) => echo(node, room),
                };
                room = input
                    .as_ref()
                    .map_or(0, |input| room.saturating_sub(input.len()));
                let loc = error.loc.iter().map(|step| format!(",{}", step.json()));
                let input = input.as_deref().unwrap_or(NOT_ECHOED);
                entry(&error.problem, &loc.collect::<String>(), input)
            })
            .collect();
        detail(&errors.join(","))
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
