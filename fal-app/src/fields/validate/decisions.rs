//! What was decided of values and untagged enums.

use std::collections::HashMap;

use crate::fields::json::Node;
use crate::fields::limits::Memory;
use crate::fields::match_quality::MatchQuality;
use crate::fields::table::{Union, Variant};

/// The variant that a value is, and how well it fits; `None` where it is none of them.
pub(super) type Decision = Option<(&'static Variant, MatchQuality)>;

/// The decisions on values inside of a value that is being decided. An enum that holds itself has a way for each
/// variant at each depth: each value is decided once.
#[derive(Debug, Default)]
pub(super) struct Decisions {
    /// By the value, and the address of the enum.
    made: HashMap<(Node, usize), Decision>,
    /// The enums around the value that is looked at.
    depth: usize,
}

/// The room that is kept for the next value.
const KEPT: usize = 64;

impl Decisions {
    pub(super) fn get(&self, node: Node, union: &'static Union) -> Option<Decision> {
        self.made.get(&key(node, union)).copied()
    }

    /// Remembers a decision. Whether there is memory for it.
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

    /// Goes into an enum.
    pub(super) fn enter(&mut self) {
        self.depth += 1;
    }

    /// Leaves an enum. Behind the outermost no value in it is looked at again.
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

/// The memory of a map with room for so many decisions, in bytes: seven of eight places are used at most, whose number
/// is a power of two.
fn size(room: usize) -> usize {
    let places = (room * 8 / 7).next_power_of_two();
    places * (size_of::<((Node, usize), Decision)>() + 1)
}
