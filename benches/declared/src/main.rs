//! The painter of `by-hand`, declared.

use fal_app::prelude::*;

/// Paints pictures from a prompt.
#[fal_app(auth = "shared")]
#[derive(Default)]
struct Painter;

#[input]
struct PaintInput {
    /// What to paint.
    #[field(min_length = 1, max_length = 5000)]
    prompt: String,
    /// How many pictures.
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
    /// How large.
    #[field(default, max_width = 2048, max_height = 2048)]
    image_size: ImageSize,
}

#[output]
struct PaintOutput {
    prompt: String,
    width: u32,
    height: u32,
}

#[input]
struct DescribeInput {
    /// How many tokens.
    #[field(ge = 1, le = 100_000)]
    tokens: u32,
}

#[output]
struct Token {
    index: u32,
    text: String,
}

#[endpoints]
impl Painter {
    /// Describes a picture, token by token.
    #[stream("/stream")]
    #[billable(flat)]
    async fn describe(&self, input: DescribeInput) -> impl Stream<Item = Result<Token>> {
        stream::iter((0..input.tokens).map(|index| {
            Ok(Token {
                index,
                text: "fox".to_owned(),
            })
        }))
    }

    /// Paints.
    #[endpoint("/")]
    #[billable(per_megapixel)]
    async fn paint(&self, input: PaintInput) -> Result<PaintOutput> {
        let (width, height) = (input.image_size.width(), input.image_size.height());
        Ok(PaintOutput {
            prompt: input.prompt,
            width,
            height,
        })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Painter>()
}
