//! Reads the text of a picture with two neural networks, charged per image. A picture without text costs nothing.
//!
//! ```sh
//! cargo run --release -p read &
//! curl -si --retry 600 --retry-delay 1 --retry-connrefused localhost:8080 -H 'content-type: application/json' \
//!   -d '{"image_url": "'"$(cat examples/read/src/example.txt)"'"}'
//! ```
//! ```http
//! HTTP/1.1 200 OK
//! x-fal-billable-units: 1
//!
//! {"text":"The tide table\n06:12 high water 4.1 m","lines":[{"text":"The tide table","confidence":0.9…,"corners":[[…
//! ```
//!
//! The networks are PP-OCRv6 small, one that finds text and one that reads it, under Apache-2.0, © Baidu and the authors of
//! PaddleOCR. They are not in this repository: `cargo run -p read -- fetch-weights` puts them into `examples/read/weights`.

mod boxes;
mod networks;
mod strip;
mod weights;

use fal_app::prelude::*;

use networks::{Finder, Reader};

/// Reads the text of a picture.
///
/// It finds each line, however it is turned, and reads Latin letters, Chinese and Japanese. JPEG, PNG, WebP and GIF are read.
#[fal_app(
    auth = "shared",
    machine_type = "M",
    category = "vision",
    license = "Apache-2.0",
    min_concurrency = 0,
    max_concurrency = 4,
    max_multiplexing = 2,
    keep_alive = 60,
    startup_timeout = 120,
    request_timeout = 120,
    termination_grace_period_seconds = 30,
    private_logs = true
)]
struct Read {
    finder: Finder,
    reader: Reader,
}

/// A picture to read.
#[input]
struct ReadInput {
    /// The picture, upright.
    #[field(max_width = 8192, max_height = 8192, max_file_size = 33554432)]
    image_url: ImageUrl,
    /// How sure it must be of a line, on average over its letters.
    #[field(default = 0.5, ge = 0, le = 1)]
    min_confidence: f32,
}

/// What is written in a picture.
#[output]
struct ReadOutput {
    /// All of it: rows below each other, and what stands side by side with a space between.
    text: String,
    /// Each line, in the order of reading.
    lines: Vec<Line>,
}

/// A line of text.
#[output]
struct Line {
    /// What is written there.
    text: String,
    /// How sure it is, from 0 to 1.
    confidence: f32,
    /// Where it is: the corners in pixels, clockwise from where the text begins at its top.
    corners: [(i32, i32); 4],
}

#[endpoints]
impl Read {
    /// Loads the weights and runs both networks once: the first caller does not wait for what happens only once.
    #[setup]
    fn load() -> Result<Self> {
        let folder = weights::folder()?;
        let app = Self {
            finder: Finder::load(&folder)?,
            reader: Reader::load(&folder)?,
        };
        app.finder.find(&fal_app::image::RgbImage::new(640, 32))?;
        app.health()?;
        tracing::info!("both networks ran");
        Ok(app)
    }

    /// Reads a picture, charged for the picture. One without text is refused as `no_media_generated`, and costs nothing.
    #[endpoint("/")]
    #[billable(per_image(images = 1))]
    #[example(ReadInput { image_url: include_str!("example.txt").into(), .. })]
    fn read(&self, input: ReadInput, context: &RequestContext) -> Result<ReadOutput> {
        let sent = input.image_url.fetch_blocking(context)?;
        let picture = sent.decode()?.into_rgb8();
        let (mut text, mut lines) = (String::new(), Vec::new());
        for row in boxes::rows(self.finder.find(&picture)?) {
            let before = text.len();
            for area in row {
                // Each line takes its time, and a caller may have left.
                context.check_cancelled()?;
                let (line, confidence) = self.reader.read(&strip::cut(&picture, &area))?;
                if line.trim().is_empty() || confidence < input.min_confidence {
                    continue;
                }
                if !text.is_empty() {
                    text.push(if text.len() == before { '\n' } else { ' ' });
                }
                text += line.trim();
                lines.push(Line {
                    text: line.trim().to_owned(),
                    confidence,
                    corners: area
                        .corners()
                        .map(|(x, y)| (x.round() as i32, y.round() as i32)),
                });
            }
        }
        if lines.is_empty() {
            return Err(Error::no_media_generated(sent.location()));
        }
        Ok(ReadOutput { text, lines })
    }

    /// Whether the network that reads runs.
    #[endpoint("/health", health_check(timeout_seconds = 5))]
    fn health(&self) -> Result<()> {
        self.reader
            .read(&fal_app::image::RgbImage::new(64, strip::HEIGHT))?;
        Ok(())
    }
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("fetch-weights") {
        return weights::fetch();
    }
    fal_app::main::<Read>()
}

#[cfg(test)]
mod tests;
