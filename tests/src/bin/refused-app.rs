//! An app with a default that a caller may not send. Only its start can tell.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Refused;

fn usual() -> u32 {
    9
}

#[input]
struct FilmInput {
    #[field(default = usual(), le = 4)]
    num_images: u32,
}

#[endpoints]
impl Refused {
    #[endpoint("/")]
    #[billable(per_image)]
    async fn film(&self, input: FilmInput) -> Result<Value> {
        Ok(input.num_images.into())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Refused>()
}
