//! Remembers which variant of an untagged enum a value is.

use std::collections::HashMap;

use crate::fields::json::Node;
use crate::fields::limits::{Memory, hash_table};
use crate::fields::match_quality::MatchQuality;
use crate::fields::table::{Union, Variant};

/// The variant that a value is, and how well it matches. `None` where no variant accepts it.
pub(super) type Decision = Option<(&'static Variant, MatchQuality)>;

/// The decisions inside of one enum. In an enum that holds itself, the ways to read a value multiply at each depth. Each
/// value is decided once.
#[derive(Debug, Default)]
pub(super) struct Decisions {
    /// By the value and the address of the enum.
    made: HashMap<(Node, usize), Decision>,
    /// How many enums are around the current value.
    depth: usize,
}

/// The room that is kept from one enum to the next, in decisions.
const KEPT: usize = 64;

impl Decisions {
    pub(super) fn get(&self, node: Node, union: &'static Union) -> Option<Decision> {
        self.made.get(&key(node, union)).copied()
    }

    /// Remembers a decision. Returns `false` where there is not enough memory left.
    pub(super) fn insert(
        &mut self,
        node: Node,
        union: &'static Union,
        decision: Decision,
        memory: &Memory,
    ) -> bool {
        let room = self.made.capacity();
        if self.made.len() == room {
            let larger = (2 * room).max(16);
            if !memory.take(size(larger)) {
                return false;
            }
            self.made.reserve(larger - room);
            memory.give_back(size(room));
        }
        self.made.insert(key(node, union), decision);
        true
    }

    /// Enters an enum.
    pub(super) fn enter(&mut self) {
        self.depth += 1;
    }

    /// Leaves an enum. After the outermost one, its values are not read again.
    pub(super) fn leave(&mut self, memory: &Memory) {
        self.depth -= 1;
        if self.depth == 0 {
            self.made.clear();
            if self.made.capacity() > KEPT {
                memory.give_back(size(self.made.capacity()));
                self.made = HashMap::new();
            }
        }
    }
}

fn key(node: Node, union: &'static Union) -> (Node, usize) {
    (node, std::ptr::from_ref(union).addr())
}

/// The memory of room for so many decisions, in bytes.
fn size(room: usize) -> usize {
    hash_table::<((Node, usize), Decision)>(room)
}
