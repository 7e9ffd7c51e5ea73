//! Walks through a document and its shape.

use super::decisions::Decisions;
use super::problem::Problem;
use super::report::{Echoed, LocPart, Report};
use crate::fields::json::{Document, JsonValue, Node};
use crate::fields::limits::Memory;
use crate::fields::match_quality::MatchQuality;
use crate::fields::table::{Rules, Shape};

/// Writes the valid values of a document as canonical JSON, and notes all errors.
///
/// It recurses as deep as the document nests. The reader of the document bounds this.
pub(super) struct Validator<'d> {
    pub(super) document: &'d Document<'d>,
    pub(super) memory: &'d Memory,
    /// Complete where there is no error.
    canonical: Vec<u8>,
    refusals: Report,
    loc: Vec<LocPart>,
    /// Whether a variant of an enum is tried. Nothing is written or noted meanwhile.
    pub(super) is_trial: bool,
    pub(super) decisions: Decisions,
    pub(super) is_out_of_memory: bool,
    /// How many values were read so far, and how many bytes of scalars.
    work: usize,
}

/// After this much work, no further errors of enums are looked for in a short document. A thousand errors take far less.
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

    /// The canonical JSON of a document of this shape.
    ///
    /// # Errors
    /// The document is not valid, or there is not enough memory left.
    pub(super) fn canonical(mut self, shape: &Shape, rules: &Rules) -> Result<Vec<u8>, Refused> {
        let taken = self.value(Document::ROOT, shape, rules);
        match taken {
            _ if self.is_out_of_memory => Err(Refused::OutOfMemory),
            Some(_) => Ok(self.canonical),
            None => Err(Refused::Invalid(self.refusals)),
        }
    }

    /// Whether no more errors need to be found: the report is full, or has errors and much work was done.
    pub(super) fn is_told_enough(&self) -> bool {
        let is_overworked = self.work > MAX_WORK.max(self.document.bytes());
        self.refusals.is_full() || is_overworked && !self.refusals.is_empty()
    }

    /// Whether the values after one of this quality can be skipped.
    pub(super) fn is_done(&self, quality: Option<MatchQuality>) -> bool {
        let is_told = self.is_trial || self.refusals.is_full();
        self.is_out_of_memory || quality.is_none() && is_told
    }

    /// How well a value matches its shape. `None` where the value, or one inside it, is not valid.
    pub(super) fn value(
        &mut self,
        node: Node,
        shape: &Shape,
        rules: &Rules,
    ) -> Option<MatchQuality> {
        // Without memory no decision is kept, and the ways to read a value would multiply at each depth.
        if self.is_out_of_memory {
            return None;
        }
        self.work += 1 + self.document.length(node);
        match shape {
            Shape::Text | Shape::MediaUrl(_) => self.string(node, rules),
            Shape::Bytes => self.bytes(node),
            Shape::Boolean => self.boolean(node),
            Shape::Integer { min, max } => self.integer(node, *min, *max, rules),
            Shape::Number { single } => self.number(node, *single, rules),
            Shape::Any => self.any(node),
            Shape::Null => self.null(node),
            Shape::Optional(of) => match self.document.value(node) {
                JsonValue::Null => self.null(node),
                _ => self.value(node, of, rules),
            },
            Shape::List(of) => self.list(node, of, rules),
            Shape::Map(of) => self.map(node, of, rules),
            Shape::Tuple(items) => self.tuple(node, items, rules),
            Shape::Object(table) => self.object(node, table()),
            Shape::Choice(choices) => self.choice(node, choices()),
            Shape::Union(union) => self.union(node, union()),
            Shape::ImageSize => self.image_size(node, rules),
            Shape::Medium(_, table) => self.medium(node, table()),
        }
    }

    /// Notes an error about a value.
    pub(super) fn refuse(&mut self, problem: Problem, node: Node) -> Option<MatchQuality> {
        self.note(problem, Echoed::Node(node));
        None
    }

    /// As [`Validator::refuse`], for an error whose text is only made where it is needed.
    pub(super) fn refuse_by(
        &mut self,
        node: Node,
        problem: impl FnOnce() -> Problem,
    ) -> Option<MatchQuality> {
        if !self.is_trial {
            self.note(problem(), Echoed::Node(node));
        }
        None
    }

    /// Notes an error.
    pub(super) fn note(&mut self, problem: Problem, input: Echoed) {
        if !self.is_trial {
            self.refusals.add(problem, &self.loc, input);
        }
    }

    /// Goes into a value, for the `loc` of its errors.
    pub(super) fn within<T>(&mut self, part: LocPart, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.loc.push(part);
        let result = inside(self);
        self.loc.pop();
        result
    }

    /// Writes a string.
    pub(super) fn write_string(&mut self, text: &str) {
        let is_escaped = |byte: &u8| matches!(byte, 0..=0x1f | b'"' | b'\\');
        let escaped = text.bytes().filter(is_escaped).count();
        // An escape takes at most five bytes more. The quotes take two.
        if self.has_room(text.len() + 5 * escaped + 2) {
            // Writing a string into a vector cannot fail.
            let _ = serde_json::to_writer(&mut self.canonical, text);
        }
    }

    pub(super) fn write(&mut self, json: &str) {
        if self.has_room(json.len()) {
            self.canonical.extend_from_slice(json.as_bytes());
        }
    }

    /// Whether an object was opened and has no member yet.
    pub(super) fn is_at_the_first_member(&self) -> bool {
        self.canonical.last() == Some(&b'{')
    }

    /// Makes room for so many bytes of canonical JSON. Returns `false` where they are not to be written: while a variant is
    /// tried, or after an error, nobody reads them.
    fn has_room(&mut self, bytes: usize) -> bool {
        if self.is_trial || self.is_out_of_memory || !self.refusals.is_empty() {
            return false;
        }
        let (length, room) = (self.canonical.len(), self.canonical.capacity());
        if length + bytes <= room {
            return true;
        }
        // Most canonical JSON is about as long as the document.
        let larger = (length + bytes).max(2 * room).max(self.document.bytes());
        self.is_out_of_memory = !self.memory.take(larger);
        if !self.is_out_of_memory {
            self.canonical.reserve_exact(larger - length);
            self.memory.give_back(room);
        }
        !self.is_out_of_memory
    }
}
