//! The stack that nested values are read and written on.

use std::{io, panic, ptr, thread};

/// The part of the stack that is used on a thread of unknown size, in bytes. Threads have 2 MiB by default. The rest is
/// for the callers, and for frames that are not counted.
pub(super) const USUAL: usize = 1 << 20;

/// The largest stack of a thread that is made here, in bytes. It reserves addresses; memory is taken only for what is used.
const MOST: usize = 1 << 29;

/// How deep objects may nest, rounded up.
const MAX_DEPTH: usize = 128;

/// The stack that reading one object takes, in bytes. `size` is the size of its struct.
///
/// This is twice of what a debug build was measured to take: 4 KiB, 24 times the size, and 64 bytes for each field.
pub(super) const fn frame(size: usize, fields: usize) -> usize {
    (8 << 10) + 48 * size + 128 * fields
}

/// A part of a thread's stack. It begins in the frame that makes this value, and grows down.
#[derive(Debug)]
pub(crate) struct Stack {
    /// Its size, in bytes.
    size: usize,
    /// Its lowest address.
    end: usize,
}

impl Stack {
    /// `size` bytes below the caller.
    pub(super) fn new(size: usize) -> Self {
        let here = 0_u8;
        Self {
            size,
            end: ptr::from_ref(&here).addr().saturating_sub(size),
        }
    }

    /// Whether `bytes` more fit below `here`, which is a value on the stack.
    pub(super) fn fits<T>(&self, here: &T, bytes: usize) -> bool {
        ptr::from_ref(here).addr().saturating_sub(bytes) >= self.end
    }

    /// The size of a larger stack, on which frames of `frame` bytes nest as deep as JSON may, in bytes. `None` where that
    /// is more than a thread can have.
    pub(super) fn larger(&self, frame: usize) -> Option<usize> {
        let wanted = USUAL + frame.saturating_mul(MAX_DEPTH);
        let larger = wanted.max(self.size.saturating_mul(2));
        (larger <= MOST).then_some(larger)
    }
}

/// Runs `work` on a new thread whose stack has `size` bytes beside the usual part, and waits for it.
///
/// # Errors
/// The thread cannot be made.
pub(super) fn on_larger(size: usize, work: &mut (dyn FnMut() + Send)) -> io::Result<()> {
    thread::scope(|scope| {
        let larger = thread::Builder::new().stack_size(USUAL + size);
        let working = larger.spawn_scoped(scope, work)?;
        working
            .join()
            .unwrap_or_else(|panic| panic::resume_unwind(panic));
        Ok(())
    })
}
