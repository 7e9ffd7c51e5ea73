//! The stack that values nest on.

use std::{io, panic, ptr, thread};

/// The stack that is used of a thread whose size is not known, in bytes. A thread has 2 MiB unless somebody asks for
/// another size; the rest is for the callers, and for what is not measured.
pub(super) const USUAL: usize = 1 << 20;

/// The largest stack that a thread is made with, in bytes. This is address space: only what is used becomes memory.
const MOST: usize = 1 << 29;

/// How deep objects nest at most, rounded up.
const MAX_DEPTH: usize = 128;

/// The stack that the fields of an object of `size` bytes are read with, in bytes: at least twice what a debug build
/// was measured to use, which is up to 4 KiB, 24 times the size, and 64 bytes for each field.
pub(super) const fn frame(size: usize, fields: usize) -> usize {
    (8 << 10) + 48 * size + 128 * fields
}

/// A part of a thread's stack. It begins where it was made.
#[derive(Debug)]
pub(crate) struct Stack {
    /// In bytes.
    size: usize,
    /// Its lowest address.
    end: usize,
}

impl Stack {
    /// So many bytes below the caller.
    pub(super) fn new(size: usize) -> Self {
        let here = 0_u8;
        Self {
            size,
            end: ptr::from_ref(&here).addr().saturating_sub(size),
        }
    }

    /// Whether so many bytes fit below `here`, a value on the stack.
    pub(super) fn fits<T>(&self, here: &T, bytes: usize) -> bool {
        ptr::from_ref(here).addr().saturating_sub(bytes) >= self.end
    }

    /// The stack that values of one such frame need at any depth, in bytes, and more than this one; `None` where that
    /// is more than a thread gets.
    pub(super) fn larger(&self, frame: usize) -> Option<usize> {
        let wanted = USUAL + frame.saturating_mul(MAX_DEPTH);
        let larger = wanted.max(self.size.saturating_mul(2));
        (larger <= MOST).then_some(larger)
    }
}

/// Works on a thread of its own, with a stack of that many bytes beside the usual one.
///
/// # Errors
/// There is no such thread to be had.
pub(super) fn on_larger<T: Send>(size: usize, work: impl FnOnce() -> T + Send) -> io::Result<T> {
    thread::scope(|scope| {
        let larger = thread::Builder::new().stack_size(USUAL + size);
        let working = larger.spawn_scoped(scope, work)?;
        Ok(working
            .join()
            .unwrap_or_else(|panic| panic::resume_unwind(panic)))
    })
}
