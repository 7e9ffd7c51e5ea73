//! What one reading of a body may use: memory, and the stack of its thread.

use std::cell::Cell;

use super::stack::Stack;

/// How many times its own size a large body may take beside itself.
const BESIDE: usize = 7;

/// The memory that any body may take beside itself, in bytes: that of a large one of 2 MiB, which is the least that a
/// million values need. What a small body fills with its defaults is no attack.
const USUAL_MEMORY: usize = BESIDE * (2 << 20);

/// What the allocator adds to each value on the heap, and the least that it gives, in bytes.
const HEADER: usize = 8;
const LEAST: usize = 32;

/// The memory that a value of so many bytes takes on the heap, in bytes.
pub(super) const fn heap(bytes: usize) -> usize {
    match bytes + HEADER {
        HEADER => 0,
        ..=LEAST => LEAST,
        with_header => with_header,
    }
}

/// The memory that is left for what is made of one body, in bytes.
#[derive(Debug)]
pub(crate) struct Memory {
    left: Cell<usize>,
}

impl Memory {
    /// The memory beside a body of so many bytes.
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

    /// Takes so many bytes before they are allocated. Whether they were left.
    pub(super) fn take(&self, bytes: usize) -> bool {
        match self.left.get().checked_sub(bytes) {
            Some(left) => {
                self.left.set(left);
                true
            }
            None => false,
        }
    }

    /// Gives back what was taken and is free again.
    pub(super) fn give_back(&self, bytes: usize) {
        self.left.set(self.left.get().saturating_add(bytes));
    }
}

/// Which limit a reading exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exceeded {
    Memory,
    /// A frame did not fit. The stack with which the reading can be tried again, in bytes, if a thread gets as much.
    Stack(Option<usize>),
}

/// What one reading may use.
#[derive(Debug)]
pub(crate) struct Limits {
    pub(super) memory: Memory,
    stack: Stack,
    exceeded: Cell<Option<Exceeded>>,
}

impl Limits {
    /// So many bytes of memory, and of stack below the caller.
    pub(super) fn new(memory: usize, stack: usize) -> Self {
        Self {
            memory: Memory::new(memory),
            stack: Stack::new(stack),
            exceeded: Cell::new(None),
        }
    }

    /// The limit that the reading failed by, if by one.
    pub(super) fn exceeded(&self) -> Option<Exceeded> {
        self.exceeded.get()
    }

    /// Takes memory before it is allocated, in bytes. Once it is not left, the reading has failed.
    pub(super) fn take(&self, bytes: usize) -> bool {
        let is_left = self.memory.take(bytes);
        if !is_left {
            self.exceeded.set(Some(Exceeded::Memory));
        }
        is_left
    }

    /// Whether a frame of so many bytes fits below `here`, a value on the stack. Once it does not, the reading has
    /// failed.
    pub(super) fn fits<T>(&self, here: &T, frame: usize) -> bool {
        let fits = self.stack.fits(here, frame);
        if !fits {
            let larger = self.stack.larger(frame);
            self.exceeded.set(Some(Exceeded::Stack(larger)));
        }
        fits
    }
}
