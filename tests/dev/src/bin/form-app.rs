//! An app whose input has a field of every kind, for the tests of the page.

use fal_app::prelude::*;
use std::collections::BTreeMap;
use std::time::Duration;

/// How it is drawn.
#[input]
struct Guidance {
    /// How near to the words.
    #[field(title = "Strength", default = 3.5, ge = 0, le = 20)]
    scale: f64,
    /// What not to paint.
    #[field(default = "", max_length = 100)]
    avoid: String,
}

/// A style on top.
#[input]
struct Style {
    path: String,
    #[field(default = 1.0, ge = 0, le = 4)]
    scale: f64,
    #[field(default = true)]
    is_on: bool,
}

#[input]
struct Circle {
    #[field(ge = 1)]
    radius: u32,
}

#[input]
struct Square {
    side: u32,
    #[field(default = true)]
    filled: bool,
}

#[input]
#[serde(tag = "type")]
enum Form {
    Circle(Circle),
    Square(Square),
}

#[input]
#[derive(Clone, Copy)]
enum Format {
    Png,
    Jpeg,
    Webp,
}

#[input]
#[derive(Clone, Copy)]
enum Mood {
    Calm,
    Bright,
    Dark,
    Odd,
    Old,
}

/// <script>alert(1)</script> is what a hostile author writes.
#[input]
struct PaintInput {
    /// What to paint. <b>Bold</b> & "quoted".
    #[field(min_length = 1, max_length = 5000, ui(important))]
    prompt: String,
    /// How large.
    #[field(default, max_width = 2048, max_height = 2048, ui(important))]
    image_size: ImageSize,
    #[field(title = "Pictures", default = 1, ge = 1, le = 4, ui(important))]
    num_images: u32,
    #[field(ui(important, field = "seed"))]
    seed: Option<u64>,
    #[field(default = Format::Png, ui(important))]
    output_format: Format,
    #[field(default = Mood::Calm, ui(important))]
    mood: Mood,
    #[field(title = "Check for unsafe content", default = true, ui(important))]
    enable_safety_checker: bool,
    /// A picture whose composition is kept.
    #[field(max_file_size = 10485760, ui(important))]
    reference_url: Option<ImageUrl>,
    #[field(default, ui(important))]
    guidance: Guidance,
    #[field(ui(important))]
    second: Option<Guidance>,
    /// Styles, one above the other.
    #[field(default, max_length = 4, ui(important))]
    loras: Vec<Style>,
    #[field(default = [256, 1024], min_length = 1, max_length = 8, ge = 16, le = 4096, ui(important))]
    sides: Vec<u32>,
    #[field(default, ui(important))]
    tags: BTreeMap<String, String>,
    #[field(ui(important))]
    shape: Form,
    #[field(default = (0.0, 1.0), ui(important))]
    range: (f64, f64),
    #[field(ui(important))]
    any: Option<Value>,
    #[field(title = "Steps", default = 28, ge = 1, le = 50)]
    num_inference_steps: u32,
    #[field(default = 480, one_of = [480, 720])]
    lines: u32,
    tiled: Option<bool>,
    #[field(default = "secret", hidden)]
    hidden: String,
}

/// What was sent, as it was understood.
#[output]
struct Painted {
    images: Vec<Image>,
    sent: Value,
}

#[input]
struct StreamInput {
    #[field(default = 3, ge = 1, le = 100)]
    items: u32,
    #[field(default = 0)]
    milliseconds: u64,
}

#[output]
struct Item {
    text: String,
}

#[input]
struct Turn {
    text: String,
}

/// Paints <i>pictures</i>.
#[fal_app(
    name = "form",
    auth = "shared",
    machine_type = "GPU-H100",
    max_multiplexing = 4,
    category = "text-to-image",
    license = "Apache-2.0",
    title = "Forms & <fields>"
)]
#[derive(Default)]
struct Forms;

fn picture(number: u32) -> Result<Image> {
    // A picture of one pixel.
    const PNG: &[u8] = include_bytes!("pixel.png");
    let _ = number;
    Image::from_bytes(PNG)
}

impl PaintInput {
    fn told(&self) -> Result<Value> {
        Ok(serde_json::json!({
            "prompt": self.prompt,
            "size": [self.image_size.width(), self.image_size.height()],
            "seed": self.seed,
            "safe": self.enable_safety_checker,
            "guidance": [self.guidance.scale, self.second.as_ref().map_or(0.0, |second| second.scale)],
            "loras": self.loras.iter().map(|style| (style.path.clone(), style.scale, style.is_on)).collect::<Vec<_>>(),
            "sides": self.sides,
            "tags": self.tags,
            "range": self.range,
            "hidden": self.hidden,
        }))
    }
}

#[endpoints]
impl Forms {
    /// Paints pictures.
    #[endpoint("/", title = "Paint")]
    #[billable(per_megapixel)]
    #[example(PaintInput { prompt: "A red fox asleep in fresh snow".into(), shape: Form::Circle(Circle { radius: 3 }), image_size: ImageSize::new(1536, 1024), num_images: 2, .. })]
    #[example(PaintInput { prompt: "The same wood at dawn".into(), shape: Form::Square(Square { side: 2, filled: false }), image_size: ImageSize::SQUARE_HD, .. })]
    async fn paint(&self, input: PaintInput) -> Result<Painted> {
        if input.prompt == "fail" {
            return Err("the model <broke>".into());
        }
        let images = (0..input.num_images).map(picture).collect::<Result<_>>()?;
        Ok(Painted {
            images,
            sent: input.told()?,
        })
    }

    /// Sends a piece after the other.
    #[stream("/stream", title = "Sketch")]
    #[billable(flat(units = 2))]
    #[example(StreamInput { items: 4, .. })]
    async fn sketch(&self, input: StreamInput) -> impl Stream<Item = Result<Item>> {
        stream::try_unfold(0, move |number| async move {
            if number > 0 {
                tokio::time::sleep(Duration::from_millis(input.milliseconds)).await;
            }
            let item = Item {
                text: format!("piece <{number}>"),
            };
            Ok((number < input.items).then_some((item, number + 1)))
        })
    }

    /// Waits, by the second.
    #[endpoint("/wait", title = "Wait")]
    #[billable(per_compute_second)]
    async fn wait(&self, input: StreamInput) -> Result<()> {
        tokio::time::sleep(Duration::from_millis(input.milliseconds)).await;
        Ok(())
    }

    /// Answers each text.
    #[realtime("/realtime", session_timeout = 30, title = "Talk")]
    #[billable(flat)]
    #[example(Turn { text: "hello".into() })]
    async fn talk(&self, input: Turn) -> Result<Item> {
        Ok(Item {
            text: format!("you said: {}", input.text),
        })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Forms>()
}
