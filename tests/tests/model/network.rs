//! A stand-in for a network of a framework. It writes the words of its prompt, takes its time, and fails as real ones do.

use std::thread::sleep;
use std::time::Duration;

/// How real frameworks say that the GPU failed.
pub(crate) const FAILURES: [&str; 5] = [
    // candle, by way of cudarc.
    r#"DriverError(CUDA_ERROR_OUT_OF_MEMORY, "out of memory")"#,
    r#"DriverError(CUDA_ERROR_ILLEGAL_ADDRESS, "an illegal memory access was encountered")"#,
    // ONNX Runtime, by way of ort. The last one is its own store of memory, which is full.
    "CUDA failure 2: out of memory ; GPU=0 ; hostname=h ; expr=cudaMalloc((void**)&p, size);",
    "BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 939524096",
    // wgpu, by way of burn.
    "Validation Error: Not enough memory left.",
];

/// A prompt on which the network panics.
pub(crate) const PANIC: &str = "panic";

/// So many prompts fit into the memory of the GPU.
const FITS: usize = 4;

pub(crate) struct Network;

impl Network {
    pub(crate) fn load() -> Result<Self, String> {
        Ok(Self)
    }

    /// The next word for each prompt with what is written already. `None` is the end.
    pub(crate) fn next(&self, texts: &[(String, String)]) -> Result<Vec<Option<String>>, String> {
        sleep(Duration::from_millis(5));
        for (prompt, _) in texts {
            assert_ne!(prompt, PANIC);
            if FAILURES.contains(&prompt.as_str()) {
                return Err(prompt.clone());
            }
        }
        if texts.len() > FITS {
            return Err(FAILURES[0].to_owned());
        }
        let next = |(prompt, written): &(String, String)| {
            let word = prompt
                .split_whitespace()
                .nth(written.split_whitespace().count())?;
            Some(format!("{word} "))
        };
        Ok(texts.iter().map(next).collect())
    }
}
