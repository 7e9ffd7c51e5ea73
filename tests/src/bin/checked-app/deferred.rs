//! An app whose streams are charged for what they made.

use fal_app::prelude::*;

/// Makes numbers.
#[fal_app(auth = "shared")]
#[derive(Default)]
pub(crate) struct Deferred;

/// How many to make.
#[input]
struct Make {
    /// How many.
    #[field(ge = 1, le = 10)]
    count: u32,
}

/// One number.
#[output]
struct Made {
    /// The number.
    number: u32,
}

#[endpoints]
impl Deferred {
    /// Makes numbers, each charged by its size.
    #[stream("/stream")]
    #[billable(units(output.number), max = 100, unit = "number", deferred)]
    #[example(Make { count: 4 })]
    #[example(Make { count: 1 })]
    async fn make(&self, input: Make) -> Result<impl Stream<Item = Result<Made>>> {
        Ok(stream::iter(
            (1..=input.count).map(|number| Ok(Made { number })),
        ))
    }

    /// Makes one number less than asked for.
    #[stream("/less/stream")]
    #[billable(units(output.number), min = 2, max = 100, unit = "number", deferred)]
    #[example(Make { count: 1 })]
    async fn make_less(&self, input: Make) -> Result<impl Stream<Item = Result<Made>>> {
        Ok(stream::iter(
            (1..input.count).map(|number| Ok(Made { number })),
        ))
    }
}
