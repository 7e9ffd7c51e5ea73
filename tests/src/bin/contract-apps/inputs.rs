//! What a caller sends.
#![allow(dead_code, reason = "only the declarations are looked at")]

use fal_app::prelude::*;

use crate::inputs;

macro_rules! choices {
    ($($name:ident: $($attribute:meta)? => $($variant:ident)*;)*) => {$(
        #[input]
        $(#[$attribute])?
        pub enum $name { $($variant),* }
    )*};
}

choices! {
    Both: => Jpeg Png;
    One: => Png;
}

#[input]
pub enum WithAlias {
    Jpeg,
    #[serde(alias = "portable")]
    Png,
}

#[input]
pub struct Lora {
    #[field(default = 1.0, ge = 0, le = 4)]
    scale: f64,
}

#[input]
pub struct WeakLora {
    #[field(default = 1.0, ge = 0, le = 2)]
    scale: f64,
}

/// Holds itself.
#[input]
pub struct Tree {
    #[field(default = 1, ge = 0, le = 9)]
    weight: u32,
    #[field(default)]
    branches: Vec<Tree>,
}

#[input]
pub struct LightTree {
    #[field(default = 1, ge = 0, le = 5)]
    weight: u32,
    #[field(default)]
    branches: Vec<LightTree>,
}

#[input]
#[serde(untagged)]
pub enum TextOrNumber {
    Number(f64),
    Text(String),
}

#[input]
#[serde(tag = "kind")]
pub enum Tool {
    Brush(Lora),
    Pen(Tree),
}

#[input]
#[serde(tag = "kind")]
pub enum PenAlone {
    Pen(Tree),
}

#[input]
pub struct Style {
    #[field(default = 1, ge = 0, le = 9)]
    strength: u32,
}

#[input]
pub struct WeakStyle {
    #[field(default = 1, ge = 0, le = 8)]
    strength: u32,
}

/// Holds itself.
#[input]
#[serde(untagged)]
pub enum Nested {
    Leaf(u32),
    Node(Vec<Nested>),
}

#[input]
#[serde(untagged)]
pub enum NestedTexts {
    Leaf(u32),
    Text(String),
    Node(Vec<NestedTexts>),
}

type Loras = Vec<Lora>;

inputs! {
    same { #[field(ge = 1, le = 4)] a: u32, b: Vec<super::super::Tree>, c: super::super::Tool, }
         { #[field(gt = 0, lt = 5)] a: u32, b: Vec<super::super::Tree>, c: super::super::Tool, }
    gone { #[field(default = 1)] a: u32 } { }
    field_added { } { #[field(default = 1)] a: u32 }
    required_added { } { a: u32 }
    required_now { #[field(default = 1)] a: u32 } { a: u32 }
    required_no_more { a: u32 } { #[field(default = 1)] a: u32 }
    renamed { #[field(default = 1)] a: u32 } { #[field(default = 1)] b: u32 }
    renamed_with_alias { #[field(default = 1)] a: u32 } { #[field(default = 1)] #[serde(alias = "a")] b: u32 }
    alias_gone { #[field(default = 1)] #[serde(alias = "x")] a: u32 } { #[field(default = 1)] a: u32 }
    default_changed { #[field(default = 1)] a: u32 } { #[field(default = 2)] a: u32 }
    null_no_more { a: Option<u32> } { #[field(default = 1)] a: u32 }
    le_lowered { #[field(ge = 1, le = 4)] a: u32 } { #[field(ge = 1, le = 3)] a: u32 }
    le_raised { #[field(ge = 1, le = 4)] a: u32 } { #[field(ge = 1, le = 5)] a: u32 }
    ge_raised { #[field(ge = 1, le = 4)] a: u32 } { #[field(ge = 2, le = 4)] a: u32 }
    bounded_now { a: f64 } { #[field(ge = 0)] a: f64 }
    excluded_now { #[field(le = 1)] a: f64 } { #[field(lt = 1)] a: f64 }
    included_now { #[field(gt = 0)] a: f64 } { #[field(ge = 0)] a: f64 }
    smaller_type { a: u32 } { a: u8 }
    single { a: f64 } { a: f32 }
    whole_now { a: f64 } { a: u32 }
    fraction_now { a: u32 } { a: f64 }
    text_now { a: u32 } { a: String }
    list_now { a: u32 } { a: Vec<u32> }
    any_no_more { a: Value } { a: u32 }
    multiple_of { a: u32 } { #[field(multiple_of = 8)] a: u32 }
    multiple_of_less { #[field(multiple_of = 16)] a: u32 } { #[field(multiple_of = 8)] a: u32 }
    one_of_less { #[field(one_of = [5, 10])] a: u32 } { #[field(one_of = [5])] a: u32 }
    one_of_now { #[field(le = 10)] a: u32 } { #[field(one_of = [5, 10])] a: u32 }
    words_less { #[field(one_of = ["x", "y"])] a: String } { #[field(one_of = ["y"])] a: String }
    choice_gone { a: super::super::Both } { a: super::super::One }
    choice_added { a: super::super::One } { a: super::super::Both }
    choice_alias_gone { a: super::super::WithAlias } { a: super::super::Both }
    any_text_now { a: super::super::One } { a: String }
    min_length { a: String } { #[field(min_length = 1)] a: String }
    max_length { #[field(max_length = 9)] a: String } { #[field(max_length = 8)] a: String }
    pattern_now { a: String } { #[field(pattern = "^a")] a: String }
    pattern_changed { #[field(pattern = "^a")] a: String } { #[field(pattern = "^b")] a: String }
    pattern_gone { #[field(pattern = "^a")] a: String } { a: String }
    items { #[field(items(le = 9))] a: Vec<u32> } { #[field(items(le = 8))] a: Vec<u32> }
    fewer_items { #[field(max_length = 9)] a: Vec<u32> } { #[field(max_length = 8)] a: Vec<u32> }
    in_a_map { #[field(items(le = 9))] a: std::collections::HashMap<String, u32> }
             { #[field(items(le = 8))] a: std::collections::HashMap<String, u32> }
    in_a_list { a: super::super::Loras } { a: Vec<super::super::WeakLora> }
    in_itself { a: super::super::Tree } { a: super::super::LightTree }
    tuple { a: (u32, f64) } { a: (u32, f64, f64) }
    in_a_tuple { a: (u32, f64) } { a: (u32, u32) }
    flattened { #[serde(flatten)] a: super::super::Style } { #[serde(flatten)] a: super::super::WeakStyle }
    size { #[field(max_width = 2048)] a: ImageSize } { #[field(max_width = 1024)] a: ImageSize }
    area { a: ImageSize } { #[field(max_area = 1048576)] a: ImageSize }
    file_size { a: ImageInput } { #[field(max_file_size = 1000000)] a: ImageInput }
    medium_now { a: ImageUrl } { a: ImageInput }
    url_now { a: String } { a: ImageUrl }
    other_medium { a: ImageUrl } { a: VideoUrl }
    variant_gone { a: super::super::Tool } { a: super::super::PenAlone }
    union_less { a: super::super::TextOrNumber } { a: f64 }
    union_of_itself { a: super::super::Nested } { a: super::super::NestedTexts }
    union_of_itself_less { a: super::super::NestedTexts } { a: super::super::Nested }
    union_now { a: f64 } { a: super::super::TextOrNumber }
}
