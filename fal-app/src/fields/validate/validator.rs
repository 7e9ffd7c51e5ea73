//! One value after the other, beside its shape.

use super::decisions::Decisions;
use super::problem::Problem;
use super::report::{Input, Report, Step};
use crate::fields::json::{Document, Node, Value};
use crate::fields::limits::Memory;
use crate::fields::match_quality::MatchQuality;
use crate::fields::table::{Rules, Shape};

/// Reads a document: writes what it takes as canonical JSON, and notes every error.
///
/// It recurses as deep as the document nests, which its reader bounds.
pub(super) struct Validator<'d> {
    pub(super) document: &'d Document<'d>,
    pub(super) memory: &'d Memory,
    /// Complete where nothing was refused.
    canonical: Vec<u8>,
    refusals: Report,
    loc: Vec<Step>,
    /// Whether a variant is tried: nothing is written or noted then.
    pub(super) is_trial: bool,
    pub(super) decisions: Decisions,
    pub(super) is_out_of_memory: bool,
    /// Values looked at so far, and the bytes of those that are not lists or objects.
    work: usize,
}

/// The work after which enums are no longer asked what they have against a value, where the document is short: far
/// beyond what a thousand errors take.
const MAX_WORK: usize = 1 << 17;

/// Why a document has no canonical JSON.
pub(super) enum Refused {
    Invalid(Report),
    OutOfMemory,
}

impl<'d> Validator<'d> {
    pub(super) fn new(document: &'d Document<'d>, memory: &'d Memory) -> Self {
        Self {
            document,
            memory,
            canonical: Vec::new(),
            refusals: Report::default(),
            loc: Vec::new(),
            is_trial: false,
            decisions: Decisions::default(),
            is_out_of_memory: false,
            work: 0,
        }
    }

    /// The canonical JSON of the document, if it has the shape.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub(super) fn canonical(mut self, shape: &Shape, rules: &Rules) -> Result<Vec<u8>, Refused> {
        let taken = self.value(Document::ROOT, shape, rules);
        match taken {
            _ if self.is_out_of_memory => Err(Refused::OutOfMemory),
            Some(_) => Ok(self.canonical),
            None => Err(Refused::Invalid(self.refusals)),
        }
    }

    /// Whether more errors would not be told, or took more work than the document is worth.
    pub(super) fn is_told_enough(&self) -> bool {
        let is_overworked = self.work > MAX_WORK.max(self.document.bytes());
        self.refusals.is_full() || is_overworked && !self.refusals.is_empty()
    }

    /// Whether what comes after a value of this quality changes nothing.
    pub(super) fn is_done(&self, quality: Option<MatchQuality>) -> bool {
        let is_told = self.is_trial || self.refusals.is_full();
        self.is_out_of_memory || quality.is_none() && is_told
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

    /// The same, of an error that takes memory to tell.
    pub(super) fn refuse_by(
        &mut self,
        node: Node,
        problem: impl FnOnce() -> Problem,
    ) -> Option<MatchQuality> {
        if !self.is_trial {
            self.note(problem(), Input::Node(node));
        }
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
        let is_escaped = |byte: &u8| matches!(byte, 0..=0x1f | b'"' | b'\\');
        let escaped = text.bytes().filter(is_escaped).count();
        // An escape takes at most five bytes more, the quotes take two.
        if self.has_room(text.len() + 5 * escaped + 2) {
            // A vector takes all that is written, and a string is JSON.
            let _ = serde_json::to_writer(&mut self.canonical, text);
        }
    }

    pub(super) fn write(&mut self, json: &str) {
        if self.has_room(json.len()) {
            self.canonical.extend_from_slice(json.as_bytes());
        }
    }

    /// Whether an object was opened last.
    pub(super) fn is_at_the_first_member(&self) -> bool {
        self.canonical.last() == Some(&b'{')
    }

    /// Makes room for so many bytes of canonical JSON. Nobody reads what is tried, or stands beside an error.
    fn has_room(&mut self, bytes: usize) -> bool {
        if self.is_trial || self.is_out_of_memory || !self.refusals.is_empty() {
            return false;
        }
        let (length, room) = (self.canonical.len(), self.canonical.capacity());
        if length + bytes <= room {
            return true;
        }
        // Most documents are canonical but for a few values.
        let larger = (length + bytes).max(2 * room).max(self.document.bytes());
        self.is_out_of_memory = !self.memory.take(larger);
        if !self.is_out_of_memory {
            self.canonical.reserve_exact(larger - length);
            self.memory.give_back(room);
        }
        !self.is_out_of_memory
    }
}
