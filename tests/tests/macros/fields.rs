//! Inputs and outputs where every usual name means something else. That it compiles without a warning is the test.
#![no_implicit_prelude]
#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    missing_debug_implementations,
    non_snake_case,
    clippy::all,
    clippy::pedantic
)]
#![allow(dead_code)]

// Generated code must not use these names.
mod std {}
mod core {}
mod fal_app {}
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
struct Result;
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
struct Vec;
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
struct Box;
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
struct Some;
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
struct None;
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
struct Ok;
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
struct Err;

/// Shadows.
pub mod shadow {
    use ::std::option::Option;
    use ::std::string::String;

    /// Named like a local.
    pub const PROMPT: u8 = 1;

    /// An input.
    #[::fal_app::input]
    #[derive(::std::fmt::Debug)]
    pub struct In {
        /// Doc.
        #[field(min_length = 1, pattern = "^a")]
        pub prompt: String,
        /// Doc.
        #[field(default = 1, ge = 1, le = 4, multiple_of = 1, examples = [1, 2])]
        pub r#type: u32,
        /// Doc.
        pub seed: Option<i64>,
        /// Doc.
        #[field(default = super::Choice::Fast)]
        pub choice: super::Choice,
        /// Doc.
        #[field(default = PROMPT)]
        pub writer: u8,
        /// Doc.
        #[field(default = "x".to_owned_(), hidden)]
        pub object: String,
        /// Doc.
        #[field(default, ui(field = "textarea", important, hint = "x"), title = "T")]
        pub list: ::std::vec::Vec<::std::boxed::Box<f32>>,
        /// Doc.
        #[cfg(any())]
        pub gone: Gone,
        /// Doc.
        #[cfg(not(any()))]
        pub here: bool,
        /// Doc.
        #[field(default = [])]
        pub empty: ::std::vec::Vec<String>,
        /// Doc.
        #[field(default = ["a", "b"])]
        pub full: ::std::vec::Vec<String>,
        /// Doc.
        #[field(default = -0.5, gt = -1)]
        pub temperature: f64,
    }

    trait Owned {
        fn to_owned_(&self) -> String;
    }
    impl Owned for str {
        fn to_owned_(&self) -> String {
            ::std::convert::From::from(self)
        }
    }
}

/// A choice.
#[::fal_app::input]
#[::fal_app::output]
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
pub enum Choice {
    /// Fast.
    Fast,
    /// Best.
    #[serde(alias = "slow")]
    Best,
    /// Gone.
    #[cfg(any())]
    Gone,
}

/// A union.
#[::fal_app::input]
#[::fal_app::output]
#[serde(untagged)]
#[derive(::std::fmt::Debug)]
pub enum Source {
    /// A number.
    Number(u64),
    /// Text.
    Text(::std::string::String),
}

/// Both.
#[::fal_app::output]
#[::fal_app::input]
#[serde(rename_all = "camelCase")]
#[derive(::std::fmt::Debug)]
pub struct Both {
    /// Doc.
    pub some_source: Source,
    inner: Private,
}

#[::fal_app::input]
#[::fal_app::output]
#[derive(::std::fmt::Debug)]
struct Private {}

/// An output.
#[::fal_app::output]
#[derive(::std::fmt::Debug)]
pub struct Out {
    #[serde(serialize_with = "zero", skip_serializing_if = "is_one")]
    a: u8,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    b: ::std::option::Option<&'static str>,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_one(a: &u8) -> bool {
    *a == 1
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn zero<T, S>(_: &T, serializer: S) -> ::std::result::Result<S::Ok, S::Error>
where
    S: ::serde::Serializer,
{
    serializer.serialize_u8(0)
}

/// In a function.
pub fn inside() {
    #[::fal_app::input]
    struct Inside {
        a: u8,
    }
    let _ = Inside::required(1);
    macro_rules! declare {
        ($name:ident, $ty:ty, $value:expr, $doc:literal) => {
            #[::fal_app::input]
            #[doc = $doc]
            struct $name {
                #[field(default = $value, ge = $value)]
                field: $ty,
            }
        };
    }
    declare!(Made, u8, 3, "made");
    let _ = Made::required();
}

#[::std::prelude::v1::test]
fn it_runs_too() {
    inside();
}
