//! The tests of `fal-app`: see the `[[test]]`s in `Cargo.toml`.
