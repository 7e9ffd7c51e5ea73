//! The memory and the stack that one reading of a body may use.

use std::cell::Cell;

use super::aside::Aside;
use super::stack::Stack;

/// How many times its size the values of a body may take. The body itself takes its size once more.
const BESIDE: usize = 7;

/// The memory that the values of any body may take, in bytes, however small it is: as much as those of a body of 2 MB,
/// which is the smallest that can hold a million values. A small body may fill large structs with their defaults.
const USUAL_MEMORY: usize = BESIDE * 2_000_000;

/// What an allocator adds to each allocation, and the smallest that it makes, in bytes.
const HEADER: usize = 8;
const LEAST: usize = 32;

/// The memory that an allocation of `bytes` takes, in bytes.
pub(super) const fn heap(bytes: usize) -> usize {
    match bytes + HEADER {
        HEADER => 0,
        ..=LEAST => LEAST,
        with_header => with_header,
    }
}

/// The memory of a hash table with room for so many members, in bytes. It has a power of two of places, uses at most seven
/// of eight, and has a byte beside each.
pub(super) const fn hash_table<M>(room: usize) -> usize {
    if room == 0 {
        return 0;
    }
    let places = (room * 8 / 7).next_power_of_two();
    places * (size_of::<M>() + 1) + 2 * align_of::<u128>()
}

/// The memory that is left for the values of one body.
#[derive(Debug)]
pub(crate) struct Memory {
    left: Cell<usize>,
}

impl Memory {
    /// The memory for the values of a body of `body` bytes, in bytes.
    pub(super) const fn beside(body: usize) -> usize {
        let large = body.saturating_mul(BESIDE);
        if large > USUAL_MEMORY {
            large
        } else {
            USUAL_MEMORY
        }
    }

    pub(super) fn new(bytes: usize) -> Self {
        Self {
            left: Cell::new(bytes),
        }
    }

    /// Takes `bytes` from what is left, before they are allocated. Returns `false` where less is left.
    pub(super) fn take(&self, bytes: usize) -> bool {
        match self.left.get().checked_sub(bytes) {
            Some(left) => {
                self.left.set(left);
                true
            }
            None => false,
        }
    }

    /// Gives back bytes that were taken and are free again.
    pub(super) fn give_back(&self, bytes: usize) {
        self.left.set(self.left.get().saturating_add(bytes));
    }
}

/// A limit that a reading exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exceeded {
    /// The values take more memory than is left.
    Memory,
    /// A frame does not fit the stack. The size of a stack that is large enough, in bytes; `None` where no thread can have
    /// one.
    Stack(Option<usize>),
}

/// The limits of one reading.
#[derive(Debug)]
pub(crate) struct Limits<'a> {
    pub(super) memory: Memory,
    /// What is kept beside the JSON of a message in MessagePack; `None` where the body is JSON.
    pub(super) asides: Option<&'a [Aside]>,
    stack: Stack,
    exceeded: Cell<Option<Exceeded>>,
}

impl<'a> Limits<'a> {
    /// `memory` bytes on the heap, and `stack` bytes of the stack below the caller.
    pub(super) fn new(memory: usize, stack: usize, asides: Option<&'a [Aside]>) -> Self {
        Self {
            memory: Memory::new(memory),
            asides,
            stack: Stack::new(stack),
            exceeded: Cell::new(None),
        }
    }

    /// The limit that made the reading fail, if one did.
    pub(super) fn exceeded(&self) -> Option<Exceeded> {
        self.exceeded.get()
    }

    /// As [`Memory::take`]. Where less is left, the reading has failed.
    pub(super) fn take(&self, bytes: usize) -> bool {
        let is_left = self.memory.take(bytes);
        if !is_left {
            self.exceeded.set(Some(Exceeded::Memory));
        }
        is_left
    }

    /// As [`Stack::fits`]. Where the frame does not fit, the reading has failed.
    pub(super) fn fits<T>(&self, here: &T, frame: usize) -> bool {
        let fits = self.stack.fits(here, frame);
        if !fits {
            let larger = self.stack.larger(frame);
            self.exceeded.set(Some(Exceeded::Stack(larger)));
        }
        fits
    }
}
