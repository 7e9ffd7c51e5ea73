//! Panics of an author's code: whatever they carry and wherever they are caught, each request has its own answer.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the app panics on purpose, and a test fails by panicking"
)]

use std::panic::{catch_unwind, panic_any, resume_unwind};

use fal_app::prelude::*;
use fal_app::test::Client;

/// With one place, which each panic must give back.
#[fal_app(max_multiplexing = 1)]
#[derive(Default)]
struct Panics;

#[input]
#[derive(Clone, Copy)]
enum How {
    /// Not at all.
    Never,
    /// With a value whose `Drop` panics with the like.
    Bomb,
    /// With a text of the GPU, which is caught.
    CaughtGpu,
    /// The same, and then with another text, of which the hook is not told.
    CaughtGpuThenOther,
    /// With a text of the GPU, which is caught and passed on.
    PassedOnGpu,
}

#[input]
struct Panic {
    how: How,
    #[field(default)]
    items: u32,
}

/// Its `Drop` panics with one more.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic_any(Self);
    }
}

const GPU: &str = "CUDA error: out of memory";

fn go(how: How) {
    match how {
        How::Never => {}
        How::Bomb => panic_any(Bomb),
        How::CaughtGpu => drop(catch_unwind(|| panic!("{GPU}"))),
        How::CaughtGpuThenOther => {
            drop(catch_unwind(|| panic!("{GPU}")));
            resume_unwind(Box::new("another mistake"));
        }
        How::PassedOnGpu => match catch_unwind(|| panic!("{GPU}")) {
            Ok(()) => {}
            Err(payload) => resume_unwind(payload),
        },
    }
}

impl Panic {
    fn items(self) -> impl Iterator<Item = Result<()>> {
        (0..=self.items).map(move |item| {
            if item == self.items {
                go(self.how);
            }
            Ok(())
        })
    }
}

#[endpoints]
impl Panics {
    #[endpoint("/async")]
    async fn later(&self, input: Panic) -> Result<()> {
        tokio::task::yield_now().await;
        go(input.how);
        Ok(())
    }

    #[endpoint("/blocking")]
    fn blocking(&self, input: Panic) -> Result<()> {
        go(input.how);
        Ok(())
    }

    #[stream("/stream")]
    async fn stream(&self, input: Panic) -> impl Stream<Item = Result<()>> {
        stream::iter(input.items())
    }

    #[stream("/iterator")]
    fn iterator(&self, input: Panic) -> impl Iterator<Item = Result<()>> {
        input.items()
    }
}

const PATHS: [&str; 4] = ["/async", "/blocking", "/stream", "/iterator"];

fn status(client: &Client<Panics>, path: &str, how: How) -> u16 {
    let reply = client.post(path, &Panic::required(how)).unwrap();
    assert_eq!(reply.units(), Some(BillableUnits::from(0)));
    reply.status()
}

#[test]
fn a_payload_whose_drop_panics_is_a_500_like_any() {
    let client = Client::<Panics>::start().unwrap();
    for path in PATHS {
        assert_eq!(status(&client, path, How::Bomb), 500, "{path}");
        assert_eq!(status(&client, path, How::Never), 200, "{path}");
    }
    // Behind an item it breaks the stream off.
    for path in ["/stream", "/iterator"] {
        let broken = Panic {
            items: 2,
            ..Panic::required(How::Bomb)
        };
        assert!(client.post(path, &broken).is_err(), "{path}");
        assert_eq!(status(&client, path, How::Never), 200, "{path}");
    }
}

#[test]
fn a_panic_that_the_author_caught_decides_no_answer() {
    let client = Client::<Panics>::start().unwrap();
    for path in PATHS {
        assert_eq!(
            status(&client, path, How::CaughtGpuThenOther),
            500,
            "{path}"
        );
        // Nor that of a later request on the same thread.
        for _ in 0..10 {
            assert_eq!(status(&client, path, How::CaughtGpu), 200, "{path}");
            assert_eq!(status(&client, path, How::Bomb), 500, "{path}");
        }
        assert_eq!(status(&client, path, How::PassedOnGpu), 503, "{path}");
    }
}
