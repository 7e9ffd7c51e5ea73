//! Where one choice has an amount, all have one.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Film;

#[input]
enum Duration {
    #[field(amount = 5)]
    Five,
    Ten,
    Fifteen,
}

#[input]
struct FilmInput {
    duration: Duration,
}

#[endpoints]
impl Film {
    #[endpoint("/")]
    #[billable(per_video_second(seconds = input.duration))]
    async fn film(&self, _: FilmInput) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Film>()
}
