//! Small media as data URIs: nothing is fetched.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::fields::{MediaKind, Rules};

/// The longest side of a picture that is made, in pixels.
const LONGEST_SIDE: u32 = 1024;

/// Samples of the sound: a tenth of a second.
const SAMPLES: u32 = 800;

/// A medium of that kind. A picture has the least size that its rules allow. A video is a file without pictures: a method
/// that reads it refuses it.
pub(super) fn data_uri(kind: MediaKind, rules: &Rules) -> String {
    let (content_type, bytes) = match kind {
        MediaKind::Image => {
            let side = |least: Option<u32>| least.unwrap_or(1).clamp(1, LONGEST_SIDE);
            (
                "image/png",
                png(side(rules.min_width), side(rules.min_height)),
            )
        }
        MediaKind::Audio => ("audio/wav", wav()),
        MediaKind::Video => ("video/mp4", b"\0\0\0\x10ftypisom\0\0\0\0".to_vec()),
        MediaKind::File => ("text/plain", b"fox".to_vec()),
    };
    format!(
        "data:{content_type};base64,{}",
        BASE64_STANDARD.encode(bytes)
    )
}

/// A grey picture, not compressed.
fn png(width: u32, height: u32) -> Vec<u8> {
    // Each line begins with its filter.
    let pixels = vec![0; (width as usize + 1) * height as usize];
    let mut data = vec![0x78, 0x01];
    let mut blocks = pixels.chunks(usize::from(u16::MAX)).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        data.push(u8::from(blocks.peek().is_none()));
        data.extend(length.to_le_bytes());
        data.extend((!length).to_le_bytes());
        data.extend(block);
    }
    // The Adler-32 of so many zeros.
    let sum = u32::try_from(pixels.len() % 65521).unwrap_or(0);
    data.extend((sum << 16 | 1).to_be_bytes());

    let mut head = Vec::new();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([8, 0, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, content) in [(b"IHDR", head), (b"IDAT", data), (b"IEND", Vec::new())] {
        file.extend(u32::try_from(content.len()).unwrap_or(0).to_be_bytes());
        let named = [&name[..], &content].concat();
        file.extend(&named);
        file.extend(crc32(&named).to_be_bytes());
    }
    file
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

/// Silence in 16 bits, of one channel at 8 kHz.
fn wav() -> Vec<u8> {
    let bytes = SAMPLES * 2;
    let mut file = b"RIFF".to_vec();
    file.extend((36 + bytes).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(8000_u32.to_le_bytes());
    file.extend(16_000_u32.to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(bytes.to_le_bytes());
    file.resize(file.len() + bytes as usize, 0);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_format() {
        // As every PNG ends.
        assert_eq!(crc32(b"IEND"), 0xae42_6082);
        assert_eq!(wav().len(), 44 + 1600);
    }

    #[cfg(feature = "image")]
    #[test]
    fn a_picture_has_the_least_size_that_is_allowed() {
        let rules = Rules {
            min_width: Some(300),
            min_height: Some(260),
            ..Rules::NONE
        };
        let uri = data_uri(MediaKind::Image, &rules);
        let bytes = BASE64_STANDARD.decode(uri.split_once(',').map_or("", |(_, data)| data));
        let picture = image::load_from_memory(&bytes.unwrap_or_default());
        assert!(picture.is_ok_and(|picture| (picture.width(), picture.height()) == (300, 260)));
    }
}
