//! What the servers are asked.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// A request that both servers of a pair answer alike.
pub struct Load {
    pub name: &'static str,
    pub request: Vec<u8>,
    /// The units of its answer.
    pub units: &'static str,
    /// Bytes of a picture that it carries, for their throughput.
    pub picture: Option<usize>,
    /// Items of a stream that its answer carries, for their throughput.
    pub items: Option<u32>,
}

/// A request of three fields.
pub fn small() -> Load {
    let body = r#"{"prompt":"a red fox in the snow, oil on canvas","num_images":2,"image_size":"landscape_16_9"}"#;
    Load {
        name: "a small request",
        request: request("/", body.as_bytes()),
        units: "2",
        picture: None,
        items: None,
    }
}

/// A stream whose items are small, and are there at once.
pub fn stream() -> Load {
    const ITEMS: u32 = 1000;
    Load {
        name: "a stream of 1000 small items",
        request: request("/stream", format!(r#"{{"tokens":{ITEMS}}}"#).as_bytes()),
        units: "1",
        picture: None,
        items: Some(ITEMS),
    }
}

/// A PNG as a data URI, which comes back as one.
pub fn picture() -> Load {
    let png = png(6 * 1024 * 1024);
    let body = format!(
        r#"{{"image":"data:image/png;base64,{}"}}"#,
        BASE64_STANDARD.encode(&png)
    );
    Load {
        name: "a picture of 6 MiB as a data URI, in and out",
        request: request("/", body.as_bytes()),
        units: "2",
        picture: Some(png.len()),
        items: None,
    }
}

/// A request of one text, with more lines of its head.
pub fn text(path: &str, headers: &str) -> Vec<u8> {
    request_with(path, headers, br#"{"text":"a red fox in the snow, oil on canvas"}"#)
}

fn request(path: &str, body: &[u8]) -> Vec<u8> {
    request_with(path, "", body)
}

fn request_with(path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\n\
         host: localhost\r\n\
         content-type: application/json\r\n\
         accept: */*\r\n\
         user-agent: bench\r\n\
         x-fal-request-id: 3f0b2c6e-6d1c-4a52-9a0e-0d5e6a1f7b11\r\n\
         {headers}\
         content-length: {}\r\n\
         \r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// As much of a PNG of 1448 × 1448 as its size needs, filled up to a length: nobody decodes it.
fn png(length: usize) -> Vec<u8> {
    const HEAD: &[u8] =
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x05\xa8\0\0\x05\xa8\x08\x02\0\0\0\xd8\x46\xb1\x06";
    let mut png = HEAD.to_vec();
    let data = u32::try_from(length - HEAD.len() - 12).unwrap_or(u32::MAX);
    png.extend(data.to_be_bytes());
    png.extend(b"IDAT");
    // Noise, as compressed pixels are.
    let noise = (0_u32..).map(|index| (index.wrapping_mul(2_654_435_761) >> 24) as u8);
    png.extend(noise.take(length - png.len()));
    png
}
