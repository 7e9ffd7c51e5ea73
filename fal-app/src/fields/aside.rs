//! What a message in MessagePack holds and JSON cannot. It is kept beside the JSON, where a text stands for it.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

use bytes::Bytes;

/// A value that is kept beside the JSON of a message.
#[derive(Clone, Debug)]
pub(crate) enum Aside {
    /// Binary: a part of the message, which is not copied.
    Bytes(Bytes),
    /// An extension: its type and its data.
    #[cfg_attr(
        not(feature = "realtime"),
        allow(dead_code, reason = "only sessions have them")
    )]
    Extension(i8, Bytes),
}

/// What a text of the JSON stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Special<'a> {
    /// A value that is kept aside.
    Aside(&'a Aside),
    /// NaN or an infinity.
    Float(f64),
}

/// How each such text begins. No caller knows it, so no caller's own text is one; and who guessed it would read values
/// of their own message.
static MARK: LazyLock<String> =
    LazyLock::new(|| format!("\u{fdd0}{:016x}:", RandomState::new().hash_one(())));

/// The text that stands for the value at this index.
#[cfg_attr(
    not(feature = "realtime"),
    allow(dead_code, reason = "only sessions have them")
)]
pub(super) fn text_of(index: usize) -> String {
    format!("{}{index}", *MARK)
}

/// The text that stands for a number that is not finite.
pub(super) fn text_of_float(value: f64) -> String {
    format!("{}{value}", *MARK)
}

/// What a text stands for; `None` for one that stands for itself.
pub(super) fn special<'a>(asides: &'a [Aside], text: &str) -> Option<Special<'a>> {
    let meant = text.strip_prefix(&**MARK)?;
    match meant.parse() {
        Ok(index) => asides.get::<usize>(index).map(Special::Aside),
        Err(_) => meant.parse().ok().map(Special::Float),
    }
}
