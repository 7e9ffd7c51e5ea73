//! An app whose prices are open, and whose paths are not where clients look.

use fal_app::prelude::*;

/// Does this and that.
#[fal_app(auth = "shared", max_multiplexing = 2)]
#[derive(Default)]
pub(crate) struct Open;

/// How much.
#[input]
struct Much {
    /// As much as one likes.
    many: u32,
}

/// A number.
#[output]
struct Number {
    /// The number.
    number: u32,
}

#[endpoints]
impl Open {
    /// Makes as many as one likes.
    #[endpoint("/", title = "Make")]
    #[billable(units(input.many))]
    #[example(Much { many: 3 })]
    async fn make(&self, input: Much) -> Result<Number> {
        Ok(Number { number: input.many })
    }

    /// Counts.
    #[stream("/count", title = "Make")]
    #[billable(units(input.many), max = 5, unit = "number")]
    #[example(Much { many: 3 })]
    async fn count(&self, input: Much) -> Result<impl Stream<Item = Result<Number>>> {
        Ok(stream::iter(
            (0..input.many).map(|number| Ok(Number { number })),
        ))
    }

    /// Is no stream.
    #[endpoint("/stream")]
    #[billable(flat)]
    async fn plain(&self) -> Result<()> {
        Ok(())
    }
}
