//! The tests of `fal-app`: see the `[[test]]`s in `Cargo.toml`. Here is what several of them need.

pub mod child;
pub mod loopback;
