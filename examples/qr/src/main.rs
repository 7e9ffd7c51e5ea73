//! Draws QR codes: PNGs that phones read, charged per image.
//!
//! ```sh
//! cargo run --release -p qr &
//! curl -si --retry 600 --retry-delay 1 --retry-connrefused localhost:8080 -H 'content-type: application/json' \
//!   -d '{"texts": ["https://fal.ai"]}'
//! ```
//! ```http
//! HTTP/1.1 200 OK
//! x-fal-billable-units: 1
//!
//! {"images":[{"url":"data:image/png;base64,iVBORw0KGgo…","content_type":"image/png",…,"width":232,"height":232}]}
//! ```

use fal_app::image::{ImageFormat, Luma};
use fal_app::prelude::*;
use qrcode::{EcLevel, QrCode};

/// Draws QR codes.
///
/// Each text becomes a code as small as its length and the correction allow, with the quiet zone that readers need.
#[fal_app(
    auth = "shared",
    machine_type = "S",
    category = "text-to-image",
    min_concurrency = 0,
    max_concurrency = 4,
    max_multiplexing = 4,
    keep_alive = 60,
    startup_timeout = 60,
    request_timeout = 30,
    private_logs = true
)]
#[derive(Default)]
struct Qr;

/// The codes to draw.
#[input]
struct QrInput {
    /// What the codes say: one picture for each text.
    #[field(min_length = 1, max_length = 16)]
    texts: Vec<String>,
    /// How much of a code may be dirty or covered.
    #[field(default = Correction::Medium)]
    correction: Correction,
    /// The side of one module, the smallest square, in pixels.
    #[field(default = 8, ge = 1, le = 32)]
    module_size: u32,
}

/// How much of a code is still read when it is lost.
#[input]
#[derive(Clone, Copy)]
enum Correction {
    /// 7 %
    Low,
    /// 15 %
    Medium,
    /// 25 %
    Quartile,
    /// 30 %
    High,
}

/// The codes.
#[output]
struct QrOutput {
    /// One PNG for each text, in their order.
    images: Vec<Image>,
}

#[endpoints]
impl Qr {
    /// Draws a QR code for each text, charged for each.
    #[endpoint("/")]
    #[billable(per_image(images = input.texts))]
    #[example(QrInput { texts: vec!["https://fal.ai".into()], .. })]
    #[example(QrInput { texts: vec!["table 1".into(), "table 2".into()], correction: Correction::High, .. })]
    fn draw(&self, input: QrInput) -> Result<QrOutput> {
        let mut images = Vec::new();
        for (index, text) in input.texts.iter().enumerate() {
            let code = QrCode::with_error_correction_level(text, input.correction.level())
                .map_err(|_| Error::at(("texts", index), "is too long for a QR code"))?;
            let picture = code
                .render::<Luma<u8>>()
                .module_dimensions(input.module_size, input.module_size)
                .build();
            images.push(Image::encode(picture, ImageFormat::Png)?);
        }
        Ok(QrOutput { images })
    }
}

impl Correction {
    fn level(self) -> EcLevel {
        match self {
            Self::Low => EcLevel::L,
            Self::Medium => EcLevel::M,
            Self::Quartile => EcLevel::Q,
            Self::High => EcLevel::H,
        }
    }
}

fn main() -> ExitCode {
    fal_app::main::<Qr>()
}

#[cfg(test)]
mod tests;
