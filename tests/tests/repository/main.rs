//! The repository is whole by itself: what its texts point at is in it.

#![allow(clippy::unwrap_used)]

mod citations;
mod links;

use std::path::Path;

/// The folder of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
