//! What the two benchmarks of a running server share.

pub mod connection;
pub mod load;
pub mod server;

/// Whatever goes wrong ends the benchmark.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
