use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Copier;

#[input]
struct Picture {
    picture: ImageUrl,
}

#[endpoints]
impl Copier {
    #[endpoint("/")]
    fn copy(&self, input: Picture, context: &RequestContext) -> Result<Image> {
        let pixels = input.picture.fetch_blocking(context)?.decode()?;
        let smaller = pixels.thumbnail(4, 4);
        Image::encode(smaller, "png")
    }
}

fn main() -> ExitCode {
    fal_app::main::<Copier>()
}
