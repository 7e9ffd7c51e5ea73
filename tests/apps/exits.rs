//! An app whose requests end in every way.
#![allow(
    clippy::panic,
    clippy::print_stdout,
    reason = "it panics on purpose, and tells the test by stdout"
)]

use std::time::Duration;

use fal_app::prelude::*;

#[fal_app(auth = "shared", max_multiplexing = 16)]
#[derive(Default)]
struct Exits;

#[input]
struct Count {
    #[field(default = 1)]
    num_images: u64,
}

#[input]
struct Fail {
    status: u16,
    billed: Option<f64>,
}

#[input]
struct Text {
    text: String,
}

#[output]
struct Number {
    number: f64,
}

#[output]
struct Unwritable {
    #[serde(serialize_with = "panic_in_writing")]
    number: u32,
}

#[output]
struct Large {
    text: String,
}

fn panic_in_writing<S>(number: &u32, _: S) -> std::result::Result<S::Ok, S::Error>
where
    S: serde::Serializer,
{
    panic!("cannot write {number}")
}

fn panic_in_operand(text: &str) -> u32 {
    panic!("cannot read {text}")
}

#[endpoints]
impl Exits {
    #[endpoint("/value")]
    #[billable(per_image)]
    async fn value(&self, input: Count) -> Result<Number> {
        Ok(Number {
            number: input.num_images as f64,
        })
    }

    #[endpoint("/per-compute-second")]
    #[billable(per_compute_second)]
    async fn per_compute_second(&self) -> Result<()> {
        Ok(())
    }

    #[endpoint("/compute-fails")]
    #[billable(per_compute_second)]
    async fn compute_fails(&self) -> Result<()> {
        Err("no luck".into())
    }

    #[endpoint("/free")]
    #[billable(free)]
    async fn free(&self) -> Result<()> {
        Ok(())
    }

    #[endpoint("/custom")]
    #[billable(custom)]
    async fn custom(&self) -> Result<Billed<()>> {
        Ok(Billed::new((), BillableUnits::from(7)))
    }

    #[endpoint("/fails")]
    #[billable(flat, max = 5)]
    async fn fails(&self, input: Fail) -> Result<()> {
        let error = Error::status(input.status, "as asked");
        Err(match input.billed {
            Some(units) => error.billed(BillableUnits::try_from(units)?),
            None => error,
        })
    }

    #[endpoint("/fails-with-cause")]
    #[billable(flat)]
    async fn fails_with_cause(&self, input: Text) -> Result<()> {
        Err(input.text.into())
    }

    #[endpoint("/panics")]
    #[billable(flat)]
    async fn panics(&self, input: Text) -> Result<()> {
        panic!("{}", input.text)
    }

    #[endpoint("/panics-on-a-thread")]
    #[billable(flat)]
    fn panics_on_a_thread(&self, input: Text) -> Result<()> {
        panic!("{}", input.text)
    }

    #[endpoint("/panics-in-input-operand")]
    #[billable(units(panic_in_operand(&input.text)))]
    async fn panics_in_input_operand(&self, input: Text) -> Result<()> {
        drop(input);
        Ok(())
    }

    #[endpoint("/panics-in-output-operand")]
    #[billable(units(panic_in_operand(&output.text)))]
    async fn panics_in_output_operand(&self) -> Result<Large> {
        Ok(Large {
            text: String::new(),
        })
    }

    #[endpoint("/panics-in-writing")]
    #[billable(flat)]
    async fn panics_in_writing(&self) -> Result<Unwritable> {
        Ok(Unwritable { number: 1 })
    }

    #[endpoint("/not-a-number")]
    #[billable(flat)]
    async fn not_a_number(&self) -> Result<Number> {
        Ok(Number { number: f64::NAN })
    }

    #[endpoint("/output-overflows")]
    #[billable(units(output.number))]
    async fn output_overflows(&self) -> Result<Number> {
        Ok(Number { number: 1e300 })
    }

    #[endpoint("/waits")]
    #[billable(flat)]
    async fn waits(&self, context: &RequestContext) -> Result<()> {
        println!("waits began");
        context.cancelled().await;
        Ok(())
    }

    #[endpoint("/waits-on-a-thread")]
    #[billable(flat)]
    fn waits_on_a_thread(&self, context: &RequestContext) -> Result<()> {
        println!("waits-on-a-thread began");
        while !context.is_cancelled() {
            std::thread::sleep(Duration::from_millis(5));
        }
        println!("waits-on-a-thread was told");
        Ok(())
    }

    #[endpoint("/large")]
    #[billable(flat(units = 3))]
    async fn large(&self) -> Result<Large> {
        Ok(Large {
            text: "x".repeat(64 * 1024 * 1024),
        })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Exits>()
}
