//! The copier of `by-hand-media`, declared.

use fal_app::prelude::*;

/// Copies a picture.
#[fal_app(auth = "shared")]
#[derive(Default)]
struct Copier;

#[input]
struct CopyInput {
    /// What to copy.
    image: ImageInput,
}

#[output]
struct CopyOutput {
    image: Image,
}

#[endpoints]
impl Copier {
    /// Copies.
    #[endpoint("/")]
    #[billable(per_megapixel(size = output.image, images = 1))]
    async fn copy(&self, input: CopyInput, context: &RequestContext) -> Result<CopyOutput> {
        let picture = input.image.fetch(context).await?;
        let image = Image::from_bytes(picture.into_bytes())?.file_name("copy.png");
        Ok(CopyOutput { image })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Copier>()
}
