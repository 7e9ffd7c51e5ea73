use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
struct Listener;

#[input]
struct Word {
    text: String,
}

#[output]
struct Length {
    letters: usize,
}

#[endpoints]
impl Listener {
    #[realtime("/realtime", buffering = 1)]
    async fn count(&self, input: Word) -> Result<Length> {
        Ok(Length {
            letters: input.text.chars().count(),
        })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Listener>()
}
