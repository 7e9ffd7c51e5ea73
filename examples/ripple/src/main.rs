//! Films drops falling into water: an MP4 that browsers play, charged per video second.
//!
//! ```sh
//! cargo run --release -p ripple &
//! curl -si --retry 600 --retry-delay 1 --retry-connrefused localhost:8080 -H 'content-type: application/json' \
//!   -d '{"seconds": 2}'
//! ```
//! ```http
//! HTTP/1.1 200 OK
//! x-fal-billable-units: 2
//!
//! {"video":{"url":"data:video/mp4;base64,AAAAGGZ0eXBpc29t…","content_type":"video/mp4",…}}
//! ```

mod film;
mod water;

use fal_app::prelude::*;

use film::Film;
use water::Water;

/// Films drops falling into water.
///
/// The waves are computed, not drawn: they spread, cross each other and come back from the edges.
#[fal_app(
    auth = "shared",
    machine_type = "M",
    category = "text-to-video",
    min_concurrency = 0,
    max_concurrency = 4,
    max_multiplexing = 2,
    keep_alive = 60,
    startup_timeout = 60,
    request_timeout = 120,
    private_logs = true
)]
#[derive(Default)]
struct Ripple;

/// A film to make.
#[input]
struct RippleInput {
    /// How long it is, in seconds.
    #[field(default = 3, ge = 1, le = 10)]
    seconds: u32,
    /// How many drops fall in a second, on average.
    #[field(default = 4, ge = 1, le = 20)]
    drops: u32,
    /// The lines of a picture; it is a third wider than high.
    #[field(default = 96, one_of = [48, 96, 144])]
    resolution: u32,
    /// Decides where and when the drops fall.
    #[field(default = 1, ui = "seed")]
    seed: u64,
}

/// The film.
#[output]
struct RippleOutput {
    /// An MP4 in H.264 without loss, 30 pictures a second.
    video: Video,
}

#[endpoints]
impl Ripple {
    /// Films falling drops, charged for each second.
    #[endpoint("/")]
    #[billable(per_video_second(seconds = output.video), max = 10)]
    #[example(RippleInput { seconds: 2, .. })]
    #[example(RippleInput { drops: 12, seed: 7, .. })]
    fn film(&self, input: RippleInput, context: &RequestContext) -> Result<RippleOutput> {
        let (width, height) = (input.resolution * 4 / 3, input.resolution);
        let mut drops = fastrand::Rng::with_seed(input.seed);
        let mut water = Water::new(width as usize, height as usize);
        let mut film = Film::new(width, height)?;
        for picture in 0..input.seconds * film::PICTURES_PER_SECOND {
            context.check_cancelled()?;
            if picture == 0 || drops.u32(0..film::PICTURES_PER_SECOND) < input.drops {
                water.drop_at(drops.f32(), drops.f32());
            }
            water.flow();
            film.add(&water.picture())?;
        }
        let (mp4, seconds) = film.finish()?;
        Ok(RippleOutput {
            video: Video::from_bytes(mp4, seconds),
        })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Ripple>()
}

#[cfg(test)]
mod tests;
