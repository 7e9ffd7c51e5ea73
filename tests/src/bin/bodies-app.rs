//! An app whose endpoints take bodies of different sizes, for the tests in `tests/server/body_limits.rs`.

use fal_app::prelude::*;

#[fal_app(max_body_mib = 2, max_multiplexing = 16)]
#[derive(Default)]
struct Bodies;

#[input]
struct Letter {
    #[field(default = 1)]
    num_images: u32,
    text: String,
}

#[output]
struct Length {
    bytes: usize,
}

#[endpoints]
impl Bodies {
    /// Takes what the app takes.
    #[endpoint("/")]
    #[billable(per_image)]
    async fn of_the_app(&self, input: Letter) -> Result<Length> {
        Ok(input.length())
    }

    /// Takes more.
    #[endpoint("/large", max_body_mib = 160)]
    #[billable(per_image)]
    async fn large(&self, input: Letter) -> Result<Length> {
        Ok(input.length())
    }

    /// Takes less.
    #[stream("/small", max_body_mib = 1)]
    #[billable(per_image)]
    async fn small(&self, input: Letter) -> impl Stream<Item = Result<Length>> {
        stream::once(async move { Ok(input.length()) })
    }

    /// Takes nothing: what is sent is passed over, as far as the app takes it.
    #[endpoint("/nothing")]
    #[billable(flat)]
    async fn nothing(&self) -> Result<()> {
        Ok(())
    }
}

impl Letter {
    fn length(&self) -> Length {
        Length {
            bytes: self.text.len(),
        }
    }
}

fn main() -> ExitCode {
    fal_app::main::<Bodies>()
}
