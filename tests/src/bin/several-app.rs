//! An app of several endpoints with a health check of its own. The command `deploy` is tried with it.

use fal_app::prelude::*;

/// Counts.
#[fal_app(machine_type = "M", keep_alive = 60)]
#[derive(Default)]
struct Several;

#[input]
struct Count {
    /// How far.
    #[field(default = 3, ge = 1, le = 10)]
    to: u32,
}

#[output]
struct Counted {
    number: u32,
}

#[endpoints]
impl Several {
    /// Costs a unit for each number.
    #[endpoint("/")]
    #[billable(units(input.to))]
    async fn count(&self, input: Count) -> Result<Counted> {
        Ok(Counted { number: input.to })
    }

    /// Says nothing of billing: a private app may.
    #[stream("/stream")]
    async fn stream(&self, input: Count) -> Result<impl Stream<Item = Result<Counted>>> {
        let numbers = (1..=input.to).map(|number| Ok(Counted { number }));
        Ok(stream::iter(numbers))
    }

    #[endpoint(
        "/ready",
        health_check(
            start_period_seconds = 45,
            timeout_seconds = 4,
            failure_threshold = 2,
            call_regularly = false
        )
    )]
    async fn ready(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Several>()
}
