//! Base64 by the instructions that the processor has for it: a picture in an answer or a request is mostly this.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::GeneralPurposeConfig;

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
static ENGINE: LazyLock<base64::engine::Simd> =
    LazyLock::new(|| base64::engine::Simd::standard(CONFIG));

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
static ENGINE: LazyLock<base64::engine::GeneralPurpose> =
    LazyLock::new(|| base64::engine::GeneralPurpose::new(&base64::alphabet::STANDARD, CONFIG));

/// Padding may be missing, as in what browsers make; bits that are left over are dropped, as in Python.
const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// How many letters stand for so many bytes.
pub(super) const fn length(bytes: usize) -> usize {
    bytes.div_ceil(3) * 4
}

/// Writes bytes as base64 behind what is there.
pub(super) fn append(bytes: &[u8], to: &mut Vec<u8>) {
    let start = to.len();
    to.resize(start + length(bytes.len()), 0);
    if let Some(free) = to.get_mut(start..) {
        // There is as much room as it takes.
        let _ = ENGINE.encode_slice(bytes, free);
    }
}

/// The bytes of a text of nothing but base64.
pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    ENGINE.decode(text).ok()
}

/// The bytes of any text, as Python's `base64.decodebytes` reads them: other letters are passed over, and what follows
/// the padding is not read. Padding may be missing here.
pub(super) fn decode_any(text: &[u8]) -> Option<Vec<u8>> {
    let mut letters = Vec::with_capacity(text.len());
    let mut padding = 0;
    for byte in text {
        match byte {
            b'=' => {
                padding += 1;
                let last = letters.len() % 4;
                if last >= 2 && last + padding >= 4 {
                    break;
                }
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => {
                padding = 0;
                letters.push(*byte);
            }
            _ => {}
        }
    }
    decode(&letters)
}
