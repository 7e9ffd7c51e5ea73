//! Compares the code that an attribute generates with a file in `snapshots`.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use proc_macro2::TokenStream;

/// Compares `generated` with `snapshots/NAME.rs` (`UPDATE_EXPECT=1` writes it) and counts its lines.
pub(crate) fn check(name: &str, generated: TokenStream) -> usize {
    let text = text(generated);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("snapshots/{name}.rs"));
    expect_test::expect_file![file].assert_eq(&text);
    text.lines().count()
}

/// The generated code, formatted.
pub(crate) fn text(generated: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(generated).unwrap())
}
