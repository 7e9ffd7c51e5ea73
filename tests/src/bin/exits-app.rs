//! An app whose requests end in every way that there is.
#![allow(
    clippy::panic,
    clippy::print_stdout,
    reason = "it panics on purpose, and tells the test by stdout"
)]

use std::time::Duration;

use fal_app::__private::{
    Depth, Described, Deserializer, FieldTree, Input, Place, Shape, Writer, refused,
};
use fal_app::prelude::*;
use fal_app::stream::StreamExt as _;

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

#[input]
struct Said {
    #[field(max_length = 10)]
    text: String,
}

/// How a stream goes on after some items.
#[input]
struct Goes {
    #[field(default = 0)]
    num_images: u32,
    #[field(default = How::Ends)]
    how: How,
}

#[input]
#[derive(Clone, Copy)]
enum How {
    Ends,
    Fails,
    FailsBilled,
    Panics,
    NotANumber,
    GoesOn,
}

impl Goes {
    fn items(self) -> impl Iterator<Item = Result<Number>> {
        (0..)
            .map_while(move |item| match self.how {
                _ if item < self.num_images => Some(Ok(f64::from(item))),
                How::Ends => None,
                How::Fails => Some(Err("no disk".into())),
                How::FailsBilled => Some(Err(
                    Error::status(422, "as asked").billed(BillableUnits::from(2))
                )),
                How::Panics => panic!("oh"),
                How::NotANumber => Some(Ok(f64::NAN)),
                How::GoesOn => Some(Ok(f64::from(item))),
            })
            .map(|number| number.map(|number| Number { number }))
    }
}

/// Prints a line when it is dropped.
struct Tells(&'static str);

impl Drop for Tells {
    fn drop(&mut self) {
        println!("{} was dropped", self.0);
    }
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

#[input]
struct Unreadable {
    text: NeverRead,
}

/// Its table says that it is a string, but it cannot be read from one. No `#[input]` can be like this.
#[derive(Debug)]
struct NeverRead;

impl Described for NeverRead {
    const SHAPE: Shape = Shape::Text;

    fn write(&self, _: &mut Writer) {}
}

impl<D: Depth> FieldTree<D> for NeverRead {}

impl Input for NeverRead {
    fn read<'de, D: Deserializer<'de>>(_: D, _: &Place<'_>) -> std::result::Result<Self, D::Error> {
        Err(refused())
    }
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

    #[endpoint("/unreadable")]
    #[billable(flat)]
    async fn unreadable(&self, input: Unreadable) -> Result<Number> {
        Err(format!("read {:?}", input.text).into())
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

    #[stream("/stream")]
    #[billable(per_image, min = 1)]
    async fn stream(&self, input: Goes) -> impl Stream<Item = Result<Number>> {
        let tells = Tells("stream");
        stream::iter(input.items()).inspect(move |_| {
            let _ = &tells;
        })
    }

    #[stream("/stream-on-a-thread")]
    #[billable(per_image, min = 1)]
    fn stream_on_a_thread(&self, input: Goes) -> impl Iterator<Item = Result<Number>> {
        let tells = Tells("stream-on-a-thread");
        input.items().inspect(move |_| {
            let _ = &tells;
        })
    }

    #[stream("/stream-deferred")]
    #[billable(units(1), min = 2, deferred)]
    async fn stream_deferred(&self, input: Goes) -> impl Stream<Item = Result<Number>> {
        stream::iter(input.items())
    }

    #[stream("/stream-waits-on-a-thread")]
    #[billable(flat)]
    fn stream_waits_on_a_thread(
        &self,
        context: &RequestContext,
    ) -> impl Iterator<Item = Result<Number>> {
        (0..2).map(|item| {
            while item == 1 && !context.is_cancelled() {
                std::thread::sleep(Duration::from_millis(5));
            }
            if item == 1 {
                println!("stream-waits-on-a-thread was told");
            }
            Ok(Number { number: 0.0 })
        })
    }

    /// Its head waits.
    #[stream("/stream-waits")]
    #[billable(flat)]
    async fn stream_waits(&self, context: &RequestContext) -> impl Stream<Item = Result<Number>> {
        println!("stream-waits began");
        context.cancelled().await;
        stream::empty()
    }

    #[stream("/stream-does-not-begin")]
    #[billable(flat)]
    async fn stream_does_not_begin(&self) -> Result<impl Stream<Item = Result<Number>>> {
        if true {
            return Err(Error::status(403, "not yours").billed(BillableUnits::from(2)));
        }
        Ok(stream::empty())
    }

    #[stream("/stream-per-compute-second", content_type = "audio/wav")]
    #[billable(per_compute_second)]
    async fn stream_per_compute_second(&self) -> impl Stream<Item = Result<stream::Bytes>> {
        stream::iter([Ok("RIFF".into())])
    }

    #[realtime("/session", session_timeout = 0.5)]
    #[billable(per_compute_second)]
    async fn session(&self, input: Said) -> Result<Number> {
        match &*input.text {
            "fails" => Err("no disk".into()),
            "panics" => panic!("oh"),
            text => Ok(Number {
                number: text.parse()?,
            }),
        }
    }

    #[realtime("/session-without-end")]
    #[billable(flat)]
    async fn session_without_end(&self, input: Said) -> Result<Number> {
        self.session(input).await
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
