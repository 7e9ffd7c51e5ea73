//! What a body takes of memory, whatever is declared and whatever is sent: at most eight times its own size.
//!
//! Alone in its program, because the allocator counts for all of it.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[allow(dead_code, reason = "other tests look at more of a type")]
#[path = "../decoding/declared.rs"]
mod declared;

use declared::ALL;
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The bytes of a body, from which on what it takes is a matter of its size.
const SIZE: usize = 2200 << 10;

/// How many times its size a body may take, itself included.
const MOST: usize = 8;

/// Values in a body, at most.
const VALUES: usize = 1_000_000;

/// What is too small to be counted, in bytes.
const SMALL: usize = 64 << 10;

/// A body that repeats an item in a list where the declared value stands.
fn list(item: &str, values: usize) -> Vec<u8> {
    let many = (VALUES - 2) / values;
    let spaces = " ".repeat((SIZE / many).saturating_sub(item.len() + 1));
    let items = vec![format!("{item}{spaces}"); many.min(SIZE / (item.len() + 1) + 1)];
    format!(r#"{{"value":[{}]}}"#, items.join(",")).into_bytes()
}

/// Bodies that are small for what they hold.
fn bodies() -> Vec<(&'static str, Vec<u8>)> {
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let keys: Vec<String> = (0..SIZE / 9).map(|key| format!("\"{key}\":0")).collect();
    let wide = "0,".repeat(SIZE / 4);
    let wide = format!(r#"{{"value":[{wide}0]}}"#);
    let wide: Vec<u8> = wide.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bodies = vec![
        ("objects of one", list(r#"{"":0}"#, 2)),
        ("letters", list(r#""a""#, 1)),
        (
            "one key",
            format!(r#"{{{}"value":0}}"#, r#""a":0,"#.repeat(SIZE / 6)).into_bytes(),
        ),
        ("numbers", list("0", 1)),
        ("nulls", list("null", 1)),
        ("empty lists", list("[]", 1)),
        ("lists of one", list("[0]", 2)),
        ("deep lists", list(&deep, 100)),
        ("empty objects", list("{}", 1)),
        ("loras", list(r#"{"path":"a"}"#, 2)),
        ("labels", list(r#"{"type":"Label","label":"a"}"#, 3)),
        (
            "labels, tag last",
            list(r#"{"label":"a","type":"Label"}"#, 3),
        ),
        ("trees", list(r#"{"child":1}"#, 2)),
        (
            "keys",
            format!(r#"{{"value":{{{}}}}}"#, keys.join(",")).into_bytes(),
        ),
        (
            "a string",
            format!(r#"{{"value":"\n{}"}}"#, "a".repeat(SIZE)).into_bytes(),
        ),
        (
            "escapes",
            format!(r#"{{"value":"{}"}}"#, r"\u0001".repeat(SIZE / 6)).into_bytes(),
        ),
        ("UTF-16", wide),
    ];
    let all = if cfg!(debug_assertions) {
        FEW
    } else {
        bodies.len()
    };
    bodies.into_iter().take(all).collect()
}

/// The bodies that a debug build reads: all of them take it minutes.
const FEW: usize = 3;

#[test]
#[allow(clippy::print_stdout, reason = "the figures, for `-- --nocapture`")]
fn a_body_takes_at_most_eight_times_its_size() {
    let mut broken = Vec::new();
    let bodies = bodies();
    for declared in ALL {
        let mut worst = (0.0, "", 0);
        for (name, body) in &bodies {
            ALLOCATOR.reset_peak_usage();
            let before = ALLOCATOR.current_usage();
            let status = (declared.status)(body);
            let peak = ALLOCATOR.peak_usage() - before + body.len();
            let times = peak as f64 / body.len() as f64;
            if times > worst.0 {
                worst = (times, *name, status);
            }
            if peak > MOST * body.len() + SMALL {
                broken.push(format!("`{}`: {name} take {times:.1} times", declared.name));
            }
        }
        let (times, name, status) = worst;
        println!("{times:4.1} {name}, {status}: {}", declared.name);
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
