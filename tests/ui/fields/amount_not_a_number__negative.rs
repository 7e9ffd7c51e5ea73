//! An amount is not negative.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Film;

#[input]
enum Duration {
    #[field(amount = -5)]
    Five,
    #[field(amount = 10)]
    Ten,
    #[field(amount = 15)]
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
