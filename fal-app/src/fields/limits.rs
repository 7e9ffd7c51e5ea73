//! What one reading of a body may use of its thread's stack.

use std::cell::Cell;
use std::ptr;

/// The stack that a reading uses on a thread that it did not make, in bytes. A thread has 2 MiB unless somebody asks
/// for another size; the rest is for the callers, and for what is not measured.
pub(super) const USUAL_STACK: usize = 1 << 20;

/// The largest stack that a thread is made with, in bytes. This is address space: only what is used becomes memory.
const MAX_STACK: usize = 1 << 29;

/// How deep objects nest at most, rounded up.
const MAX_DEPTH: usize = 128;

/// The stack that the fields of an object of `size` bytes are read with, in bytes: at least twice what a debug build
/// was measured to use, which is up to 4 KiB, 24 times the size, and 64 bytes for each field.
pub(super) const fn frame(size: usize, fields: usize) -> usize {
    (8 << 10) + 48 * size + 128 * fields
}

/// What one reading may use. Its stack begins where it was made.
#[derive(Debug)]
pub(crate) struct Limits {
    /// The size of the stack, in bytes.
    stack: usize,
    /// The lowest address of the stack.
    end: usize,
    /// The frame that did not fit, in bytes.
    refused: Cell<Option<usize>>,
}

impl Limits {
    /// So many bytes of stack below the caller.
    pub(super) fn new(stack: usize) -> Self {
        let here = 0_u8;
        Self {
            stack,
            end: ptr::from_ref(&here).addr().saturating_sub(stack),
            refused: Cell::new(None),
        }
    }

    /// Whether so many bytes fit below `here`, a value on the stack. Once they do not, the reading has failed.
    pub(super) fn has_stack<T>(&self, here: &T, frame: usize) -> bool {
        let fits = ptr::from_ref(here).addr().saturating_sub(frame) >= self.end;
        if !fits {
            self.refused.set(Some(frame));
        }
        fits
    }

    /// Whether the reading failed for want of stack.
    pub(super) fn is_exceeded(&self) -> bool {
        self.refused.get().is_some()
    }

    /// The stack with which the reading can be tried again, in bytes; `None` where that is more than a thread gets.
    pub(super) fn larger_stack(&self) -> Option<usize> {
        let frame = self.refused.get().unwrap_or_default();
        let wanted = USUAL_STACK + frame.saturating_mul(MAX_DEPTH);
        let larger = wanted.max(self.stack.saturating_mul(2));
        (larger <= MAX_STACK).then_some(larger)
    }
}
