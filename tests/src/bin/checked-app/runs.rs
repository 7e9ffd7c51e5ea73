//! An app whose examples do not succeed, or do not answer what is declared.

use fal_app::prelude::*;

/// Fails in several ways.
#[fal_app(auth = "shared", request_timeout = 1)]
#[derive(Default)]
pub(crate) struct Runs;

/// How it fails.
#[input]
struct Way {
    /// Which.
    #[field(default = "")]
    way: String,
}

/// What may be missing.
#[output]
struct Loose {
    /// A number, which is left out where it is 0.
    #[serde(skip_serializing_if = "is_zero")]
    number: u32,
}

/// What breaks its own rules.
#[output]
struct Long {
    /// A short text.
    #[field(max_length = 3)]
    text: String,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[endpoints]
impl Runs {
    /// Fails, refuses, or takes too long.
    #[endpoint("/")]
    #[billable(flat)]
    #[example(Way { way: "fails".into() })]
    #[example(Way { way: "refuses".into() })]
    #[example(Way { way: "hangs".into() })]
    async fn run(&self, input: Way) -> Result<()> {
        match &*input.way {
            "refuses" => Err(Error::field("way", "is not a way")),
            "hangs" => std::future::pending().await,
            _ => Err("the weights are lost".into()),
        }
    }

    /// Breaks off.
    #[stream("/stream")]
    #[billable(flat)]
    #[example(Way { .. })]
    async fn break_off(&self, _: Way) -> Result<impl Stream<Item = Result<Loose>>> {
        Ok(stream::iter([
            Ok(Loose { number: 1 }),
            Err("the end is lost".into()),
        ]))
    }

    /// Leaves out what is promised.
    #[endpoint("/loose")]
    #[billable(flat)]
    async fn loose(&self) -> Result<Loose> {
        Ok(Loose { number: 0 })
    }

    /// Answers more than is declared.
    #[endpoint("/long")]
    #[billable(flat)]
    async fn long(&self) -> Result<Long> {
        Ok(Long {
            text: "four".into(),
        })
    }
}
