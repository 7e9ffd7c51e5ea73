//! An app that says nothing of itself. Its setup fails.

use fal_app::prelude::*;

#[fal_app]
pub(crate) struct Silent;

#[input]
struct Words {
    prompt: String,
    strength: Option<f64>,
}

#[output]
struct Said {
    answer: String,
}

#[endpoints]
impl Silent {
    #[setup]
    async fn load() -> Result<Self> {
        Err("there are no weights".into())
    }

    #[endpoint("/")]
    async fn say(&self, input: Words) -> Result<Said> {
        let _ = input.strength;
        Ok(Said {
            answer: input.prompt,
        })
    }
}
