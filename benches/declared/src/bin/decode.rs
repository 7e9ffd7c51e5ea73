//! What reading a body costs: in one pass, by the table, and refused; from 1 KiB to 4 MiB.
#![allow(clippy::print_stdout, reason = "it prints its table")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use fal_app::__private::{decode, decode_canonical};
use fal_app::prelude::*;

const JSON: Option<&[u8]> = Some(b"application/json");

/// How long each row is measured.
const ENOUGH: Duration = Duration::from_millis(500);

#[input]
struct Batch {
    items: Vec<Item>,
}

#[input]
struct Item {
    prompt: String,
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
    #[field(default = 7.5, ge = 0)]
    scale: f64,
}

/// A body of about so many bytes, of items like this one.
fn body(size: usize, item: &str) -> Vec<u8> {
    let items = vec![item; (size / (item.len() + 1)).max(1)].join(",");
    format!(r#"{{"items":[{items}]}}"#).into_bytes()
}

/// Nanoseconds for a byte.
fn measure(body: &[u8], read: impl Fn(&[u8]) -> bool) -> f64 {
    let (started, mut rounds) = (Instant::now(), 0_u32);
    while started.elapsed() < ENOUGH {
        black_box(read(black_box(body)));
        rounds += 1;
    }
    started.elapsed().as_nanos() as f64 / f64::from(rounds) / body.len() as f64
}

fn main() {
    let rows = [
        (
            "canonical",
            r#"{"prompt":"a fox","num_images":2,"scale":7.5}"#,
        ),
        (
            "not canonical",
            r#"{"prompt":"a fox","num_images":"2","scale":7.5}"#,
        ),
        (
            "refused",
            r#"{"prompt":"a fox","num_images":"x","scale":7.5}"#,
        ),
    ];
    println!("| ns per byte | 1 KiB | 32 KiB | 1 MiB | 4 MiB |\n|---|---|---|---|---|");
    for (name, item) in rows {
        let costs = [1, 32, 1024, 4096].map(|kib| {
            let body = body(kib * 1024, item);
            let is_canonical = decode_canonical::<Batch>(&body, JSON).is_some();
            assert_eq!(is_canonical, name == "canonical");
            format!(
                "{:.2}",
                measure(&body, |body| decode::<Batch>(body, JSON).is_ok())
            )
        });
        println!("| {name} | {} |", costs.join(" | "));
    }
}
