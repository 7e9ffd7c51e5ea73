//! The tests of `fal-app`: see the `[[test]]`s in `Cargo.toml`. Here is what several of them need.

pub mod child;
mod differences;
pub mod loopback;

pub use differences::differences;
