//! An app whose streams are charged for what they delivered.
#![allow(
    clippy::panic,
    clippy::print_stdout,
    reason = "it panics on purpose, and tells the test by stdout"
)]

use fal_app::prelude::*;
use fal_app::stream::{Bytes, StreamExt as _};

#[fal_app(
    auth = "shared",
    max_multiplexing = 16,
    termination_grace_period_seconds = 5
)]
#[derive(Default)]
struct Deferred;

/// How a stream goes on after some items.
#[input]
struct Goes {
    items: u32,
    #[field(default = How::Ends)]
    then: How,
    /// Bytes of each item.
    #[field(default = 0)]
    size: u32,
    /// Whether the first item is empty.
    #[field(default = false)]
    begins_empty: bool,
    #[field(default = 1)]
    images: f64,
    #[field(default = 1)]
    times: f64,
}

#[input]
#[derive(Clone, Copy)]
enum How {
    Ends,
    Waits,
    GoesOn,
    Fails,
    FailsBilled,
    FailsBilledMore,
    Panics,
    NotJson,
    NotMetered,
    Overflows,
}

#[output]
struct Item {
    number: f64,
    images: f64,
    text: String,
}

impl Goes {
    fn item(&self, number: u32) -> Option<Result<Item>> {
        let item = |number, images| {
            println!("made {number}");
            let size = if self.begins_empty && number == 0.0 {
                0
            } else {
                self.size
            };
            let text = "x".repeat(size as usize);
            Some(Ok(Item {
                number,
                images,
                text,
            }))
        };
        let error = || Error::status(422, "as asked");
        match self.then {
            _ if number < self.items => item(f64::from(number), self.images),
            How::GoesOn => item(f64::from(number), self.images),
            How::Ends | How::Waits => None,
            How::Fails => Some(Err("no disk".into())),
            How::FailsBilled => Some(Err(error().billed(1))),
            How::FailsBilledMore => Some(Err(error().billed(1000))),
            How::Panics => panic!("oh"),
            How::NotJson => item(f64::NAN, 1.0),
            How::NotMetered => item(0.0, -1.0),
            How::Overflows => item(0.0, 9.3e10),
        }
    }
}

/// Prints a line when it is dropped.
struct Tells;

impl Drop for Tells {
    fn drop(&mut self) {
        println!("the stream was dropped");
    }
}

#[endpoints]
impl Deferred {
    /// Charged for the pictures of each item.
    #[stream("/items")]
    #[billable(units(output.images), times = input.times, min = 1, unit = "image", deferred)]
    async fn items(&self, input: Goes) -> impl Stream<Item = Result<Item>> {
        let tells = Tells;
        let waits = matches!(input.then, How::Waits);
        let items = (0..).map_while(move |number| {
            let _ = &tells;
            input.item(number)
        });
        stream::iter(items).chain(stream::poll_fn(move |_| match waits {
            true => std::task::Poll::Pending,
            false => std::task::Poll::Ready(None),
        }))
    }

    /// The same on a blocking thread, with a bound.
    #[stream("/on-a-thread")]
    #[billable(units(output.images), max = 5, deferred)]
    fn on_a_thread(&self, input: Goes) -> impl Iterator<Item = Result<Item>> {
        (0..).map_while(move |number| input.item(number))
    }

    /// Whatever is delivered costs the same.
    #[stream("/flat")]
    #[billable(flat(units = 3), deferred)]
    async fn flat(&self, input: Goes) -> impl Stream<Item = Result<Item>> {
        stream::iter((0..).map_while(move |number| input.item(number)))
    }

    /// Charged for the bytes that were delivered.
    #[stream("/bytes", content_type = "audio/mpeg")]
    #[billable(units(output.len()), unit = "byte", deferred)]
    async fn bytes(&self, input: Goes) -> impl Stream<Item = Result<Bytes>> {
        let piece = Bytes::from(vec![0; input.size as usize]);
        stream::iter((0..input.items).map(move |_| Ok(piece.clone())))
    }

    #[endpoint("/free")]
    #[billable(free)]
    async fn free(&self) -> Result<()> {
        Ok(())
    }

    #[teardown]
    async fn unload(self) {
        println!("torn down");
    }
}

fn main() -> ExitCode {
    fal_app::main::<Deferred>()
}
