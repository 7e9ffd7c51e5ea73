//! What a request costs.
#![allow(dead_code, reason = "only the declarations are looked at")]

use fal_app::prelude::*;

use crate::prices;

#[input]
pub enum Quality {
    #[field(amount = 1)]
    Draft,
    #[field(amount = 2)]
    Fine,
}

#[input]
pub enum DearQuality {
    #[field(amount = 1)]
    Draft,
    #[field(amount = 4)]
    Fine,
}

/// What no macro can follow.
pub fn cost(steps: u32) -> u32 {
    steps.isqrt()
}

/// The same with other numbers.
pub fn dear_cost(steps: u32) -> u32 {
    match steps {
        0..=49 => steps.isqrt(),
        _ => steps,
    }
}

prices! {
    price_same
        (per_image(images = input.n), times = if input.hd { 2 } else { 1 }, round = "up", min = 1, max = 9) { #[field(default = 1, ge = 1, le = 4)] n: u32, #[field(default)] hd: bool }
        (per_image(images = input.n), times = if input.hd { 2 } else { 1 }, round = "up", min = 1, max = 9) { #[field(default = 1, ge = 1, le = 4)] n: u32, #[field(default)] hd: bool }
    twice
        (per_image(images = input.n)) { #[field(default = 1, ge = 1, le = 4)] n: u32 }
        (per_image(images = input.n), times = 2) { #[field(default = 1, ge = 1, le = 4)] n: u32 }
    half
        (per_image(images = input.n), times = 2) { #[field(default = 1, ge = 1, le = 4)] n: u32 }
        (per_image(images = input.n)) { #[field(default = 1, ge = 1, le = 4)] n: u32 }
    more_allowed
        (per_image(images = input.n)) { #[field(default = 1, ge = 1, le = 4)] n: u32 }
        (per_image(images = input.n)) { #[field(default = 1, ge = 1, le = 8)] n: u32 }
    default_dearer
        (per_image(images = input.n)) { #[field(default = 1, ge = 1, le = 4)] n: u32 }
        (per_image(images = input.n)) { #[field(default = 3, ge = 1, le = 4)] n: u32 }
    dearer_and_cheaper
        (units(input.n + 2)) { #[field(default = 1, ge = 1, le = 8)] n: u32 }
        (units(input.n * 2)) { #[field(default = 1, ge = 1, le = 8)] n: u32 }
    min_raised
        (per_image(images = input.n), min = 1) { #[field(default = 1, ge = 1, le = 4)] n: u32 }
        (per_image(images = input.n), min = 2) { #[field(default = 1, ge = 1, le = 4)] n: u32 }
    max_raised
        (per_image(images = input.n), max = 2) { #[field(default = 1, ge = 1, le = 4)] n: u32 }
        (per_image(images = input.n), max = 3) { #[field(default = 1, ge = 1, le = 4)] n: u32 }
    max_of_failures_gone
        (flat, max = 2) { n: u32 }
        (flat) { n: u32 }
    rounded_now
        (units(input.n * 0.5)) { #[field(ge = 1, le = 4)] n: f64 }
        (units(input.n * 0.5), round = "up") { #[field(ge = 1, le = 4)] n: f64 }
    shorter_chunks
        (per_text_chunk) { #[field(max_length = 5000)] prompt: String }
        (per_text_chunk(chars = 500)) { #[field(max_length = 5000)] prompt: String }
    shorter_chunks_of_one_name
        (per_text_chunk, unit = "chunk") { #[field(max_length = 5000)] prompt: String }
        (per_text_chunk(chars = 500), unit = "chunk") { #[field(max_length = 5000)] prompt: String }
    larger_flat (flat(units = 2)) { n: u32 } (flat(units = 3)) { n: u32 }
    charged_now (free) { n: u32 } (flat) { n: u32 }
    free_now (flat) { n: u32 } (free) { n: u32 }
    other_meter
        (per_image(images = input.n)) { #[field(ge = 1, le = 4)] n: u32 }
        (per_video_second(seconds = input.n)) { #[field(ge = 1, le = 4)] n: u32 }
    other_unit
        (units(input.n), unit = "token") { #[field(ge = 1, le = 4)] n: u32 }
        (units(input.n), unit = "1000 tokens") { #[field(ge = 1, le = 4)] n: u32 }
    machine_seconds (per_compute_second) { n: u32 } (flat) { n: u32 }
    threshold_lowered
        (flat, times = if input.steps > 50 { 2 } else { 1 }) { #[field(default = 20, ge = 1, le = 100)] steps: u32 }
        (flat, times = if input.steps > 30 { 2 } else { 1 }) { #[field(default = 20, ge = 1, le = 100)] steps: u32 }
    read_now
        (flat) { #[field(default)] hd: bool }
        (flat, times = if input.hd { 3 } else { 1 }) { #[field(default)] hd: bool }
    cannot_be_followed
        (units(super::super::cost(input.steps))) { #[field(default = 20, ge = 1, le = 100)] steps: u32 }
        (units(super::super::dear_cost(input.steps))) { #[field(default = 20, ge = 1, le = 100)] steps: u32 }
    written_otherwise
        (units(input.n * 2)) { #[field(default = 1, ge = 1, le = 4)] n: u32 }
        (units(input.n + input.n)) { #[field(default = 1, ge = 1, le = 4)] n: u32 }
    dearer_choice
        (flat, times = input.quality) { quality: super::super::Quality }
        (flat, times = input.quality) { quality: super::super::DearQuality }
    larger_area
        (per_megapixel(images = 1)) { #[field(default, max_width = 2048, max_height = 2048)] image_size: ImageSize }
        (per_megapixel(images = 2)) { #[field(default, max_width = 2048, max_height = 2048)] image_size: ImageSize }
    answer_twice
        (per_video_second(seconds = output.seconds)) { n: u32 }
        (per_video_second(seconds = output.seconds), times = 2) { n: u32 }
    answer_computed
        (per_video_second(seconds = output.seconds)) { n: u32 }
        (per_video_second(seconds = output.seconds * 1.5)) { n: u32 }
    answer_half
        (per_video_second(seconds = output.seconds)) { n: u32 }
        (per_video_second(seconds = output.seconds * 0.5)) { n: u32 }
    answer_other_field
        (units(output.steps)) { n: u32 }
        (units(output.seconds)) { n: u32 }
    answer_followed_by_nobody
        (units(output.steps.isqrt())) { n: u32 }
        (units(output.steps.ilog2())) { n: u32 }
    answer_bounded
        (units(output.steps.isqrt()), min = 5) { n: u32 }
        (units(output.steps.ilog2()), min = 5, max = 5) { n: u32 }
    answer_with_input
        (per_image(images = output.images), times = if input.hd { 2 } else { 1 }) { #[field(default)] hd: bool }
        (per_image(images = output.images), times = if input.hd { 3 } else { 1 }) { #[field(default)] hd: bool }
    from_answer_to_request
        (per_image(images = output.images)) { #[field(default = 1, ge = 1, le = 4)] n: u32 }
        (per_image(images = input.n)) { #[field(default = 1, ge = 1, le = 4)] n: u32 }
}
