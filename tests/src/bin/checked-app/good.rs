//! An app of which everything holds.

use fal_app::prelude::*;

/// Paints and counts.
#[fal_app(
    auth = "shared",
    title = "The good app",
    category = "text-to-image",
    min_concurrency = 0,
    max_concurrency = 4,
    max_multiplexing = 3,
    keep_alive = 60,
    startup_timeout = 60,
    request_timeout = 60,
    termination_grace_period_seconds = 70,
    private_logs = true
)]
pub(crate) struct Good;

/// What to paint.
#[input]
struct Paint {
    /// The words.
    #[field(min_length = 1)]
    prompt: String,
    /// How many.
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
    /// How large.
    #[field(default, max_width = 2048, max_height = 2048)]
    image_size: ImageSize,
}

/// What was painted.
#[output]
struct Painted {
    /// The pictures.
    images: Vec<Image>,
}

/// How far to count.
#[input]
struct Count {
    /// The last number.
    #[field(ge = 1, le = 10)]
    to: u32,
}

/// One number.
#[output]
struct Counted {
    /// The number.
    number: u32,
}

#[endpoints]
impl Good {
    #[setup]
    async fn load() -> Result<Self> {
        println!("the setup prints");
        Ok(Self)
    }

    /// Paints pictures.
    #[endpoint("/", title = "Paint")]
    #[billable(per_megapixel, times = 2, max = 64)]
    #[example(Paint { prompt: "a fox".into(), .. })]
    #[example(Paint { prompt: "two foxes".into(), num_images: 2, image_size: ImageSize::new(1025, 1024) })]
    fn paint(&self, input: Paint) -> Result<Painted> {
        println!("{{\"the method\": \"prints {}\"}}", input.prompt);
        let (width, height) = (input.image_size.width(), input.image_size.height());
        let paint = |_| {
            let pixels = fal_app::image::GrayImage::new(width, height);
            Image::encode(pixels, fal_app::image::ImageFormat::Png)
        };
        let images: Result<Vec<Image>> = (0..input.num_images).map(paint).collect();
        Ok(Painted { images: images? })
    }

    /// Counts.
    #[stream("/stream")]
    #[billable(units(input.to), unit = "number")]
    #[example(Count { to: 3 })]
    async fn count(&self, input: Count) -> Result<impl Stream<Item = Result<Counted>>> {
        let numbers = (1..=input.to).map(|number| Ok(Counted { number }));
        Ok(stream::iter(numbers))
    }

    /// Says how late it is for the machine.
    #[endpoint("/train", unlisted)]
    #[billable(per_compute_second)]
    async fn train(&self) -> Result<()> {
        Ok(())
    }

    #[teardown]
    async fn unload(self) {
        println!("the teardown prints");
    }
}
