//! What a caller gets.
#![allow(dead_code, reason = "only the declarations are looked at")]

use fal_app::prelude::*;

use crate::outputs;

#[output]
pub enum Both {
    Jpeg,
    Png,
}

#[output]
pub enum One {
    Png,
}

#[output]
pub struct Picture {
    url: String,
    width: u32,
}

#[output]
pub struct Thumbnail {
    url: String,
}

outputs! {
    answer_same { a: u32, b: Vec<super::super::Picture> } { a: u32, b: Vec<super::super::Picture> }
    answer_gone { a: u32, b: u32 } { a: u32 }
    answer_added { a: u32 } { a: u32, b: u32 }
    answer_null_now { a: u32 } { a: Option<u32> }
    answer_null_no_more { a: Option<u32> } { a: u32 }
    answer_type { a: u32 } { a: String }
    answer_wider { a: u32 } { a: u64 }
    answer_fraction { a: u32 } { a: f64 }
    answer_bound { #[field(le = 9)] a: u32 } { #[field(le = 10)] a: u32 }
    answer_bound_gone { #[field(max_length = 9)] a: String } { a: String }
    answer_narrower { #[field(le = 9)] a: u32 } { #[field(le = 8)] a: u32 }
    answer_choice_added { a: super::super::One } { a: super::super::Both }
    answer_choice_gone { a: super::super::Both } { a: super::super::One }
    answer_in_a_list { a: Vec<super::super::Picture> } { a: Vec<super::super::Thumbnail> }
    answer_any { a: u32 } { a: Value }
}
