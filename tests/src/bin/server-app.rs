//! An app for the tests of the server. It prints what happens to it.
#![allow(
    clippy::panic,
    clippy::print_stdout,
    reason = "it panics on purpose, and tells the test by stdout"
)]

use std::io::Write as _;
use std::time::Duration;

use fal_app::prelude::*;

/// Sleeps, and says so.
#[fal_app(secrets = ["SERVER_APP_SECRET"])]
struct Sleeper;

#[input]
struct Sleep {
    name: String,
    #[field(default)]
    milliseconds: u64,
    /// Before the first item of a stream.
    #[field(default)]
    first_milliseconds: u64,
}

#[output]
struct Slept {
    name: String,
}

#[output]
struct Seen {
    request_id: Option<String>,
    endpoint: Option<String>,
    caller: Option<String>,
    refused: Vec<String>,
}

#[derive(Debug)]
struct NoModel(std::io::Error);

impl std::fmt::Display for NoModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no model")
    }
}

impl std::error::Error for NoModel {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// What a panic carries: its `Drop` panics too.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        std::panic::panic_any(Self);
    }
}

/// Prints a line when it is dropped.
struct Tells(&'static str);

impl Drop for Tells {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

#[output]
struct Sheet {
    file: File,
}

/// Longer than any test.
const LONG: Duration = Duration::from_secs(600);

#[endpoints]
impl Sleeper {
    #[setup]
    async fn wake() -> Result<Self> {
        let setup = std::env::var("SETUP");
        if setup.is_ok() {
            println!("setup began");
        }
        match setup.as_deref() {
            Ok("fails") => Err(NoModel(std::io::Error::other("no disk")).into()),
            Ok("panics") => panic!("no bed"),
            Ok("drops") => std::panic::panic_any(Bomb),
            Ok("waits") => {
                let _tells = Tells("the setup was dropped");
                tokio::time::sleep(LONG).await;
                Ok(Self)
            }
            Ok("waits for a thread") => {
                tokio::task::spawn_blocking(|| std::thread::sleep(LONG)).await?;
                Ok(Self)
            }
            Ok("blocks") => {
                std::thread::sleep(LONG);
                Ok(Self)
            }
            Ok("blocks for a moment") => {
                std::thread::sleep(Duration::from_millis(100));
                Ok(Self)
            }
            _ => Ok(Self),
        }
    }

    /// Keeps a thread of the async runtime, as no method should.
    #[endpoint("/block")]
    async fn block(&self, input: Sleep) -> Result<()> {
        println!("began {}", input.name);
        std::thread::sleep(Duration::from_millis(input.milliseconds));
        Ok(())
    }

    #[endpoint("/sleep")]
    async fn sleep(&self, input: Sleep) -> Result<Slept> {
        println!("began {}", input.name);
        tokio::time::sleep(Duration::from_millis(input.milliseconds)).await;
        Ok(Slept { name: input.name })
    }

    #[endpoint("/sleep-on-a-thread")]
    fn sleep_on_a_thread(&self, input: Sleep) -> Result<Slept> {
        println!("began {}", input.name);
        std::thread::sleep(Duration::from_millis(input.milliseconds));
        println!("ended {}", input.name);
        Ok(Slept { name: input.name })
    }

    /// Sleeps between two items.
    #[stream("/stream")]
    async fn stream(&self, input: Sleep) -> impl Stream<Item = Result<Slept>> {
        println!("began {}", input.name);
        stream::try_unfold(0, move |turn| {
            let name = input.name.clone();
            async move {
                if turn == 0 {
                    tokio::time::sleep(Duration::from_millis(input.first_milliseconds)).await;
                }
                if turn == 1 {
                    tokio::time::sleep(Duration::from_millis(input.milliseconds)).await;
                    println!("ended {name}");
                }
                Ok((turn < 2).then_some((Slept { name }, turn + 1)))
            }
        })
    }

    /// Sleeps before its item, until it is cancelled.
    #[stream("/stream-on-a-thread")]
    fn stream_on_a_thread(
        &self,
        input: Sleep,
        context: &RequestContext,
    ) -> impl Iterator<Item = Result<Slept>> {
        println!("began {}", input.name);
        std::iter::once_with(move || {
            let until = std::time::Instant::now() + Duration::from_millis(input.first_milliseconds);
            while std::time::Instant::now() < until {
                context.check_cancelled()?;
                std::thread::sleep(Duration::from_millis(1));
            }
            Ok(Slept { name: input.name })
        })
    }

    /// More items than any socket takes, as fast as they are read.
    #[stream("/flood")]
    async fn flood(&self, input: Sleep) -> impl Stream<Item = Result<Slept>> {
        println!("began {}", input.name);
        let name = "x".repeat(10_000);
        stream::repeat_with(move || Ok(Slept { name: name.clone() }))
    }

    /// What it made is uploaded, where there is a platform.
    #[endpoint("/file")]
    async fn file(&self) -> Result<Sheet> {
        println!("made a file");
        let file = File::from_bytes("a,b\n", "text/csv");
        Ok(Sheet { file })
    }

    #[realtime("/session")]
    async fn session(&self, input: Sleep) -> Result<Slept> {
        self.sleep(input).await
    }

    /// Answers what it sees of its request, and tries to set headers.
    #[endpoint("/see")]
    async fn see(&self, context: &RequestContext) -> Result<Seen> {
        let mut refused = Vec::new();
        for name in [
            "x-seen",
            "X-Fal-Billable-Units",
            "content-length",
            "no header",
        ] {
            if context.set_header(name, "yes").is_err() {
                refused.push(name.to_owned());
            }
        }
        Ok(Seen {
            request_id: context.request_id().map(str::to_owned),
            endpoint: context.endpoint().map(str::to_owned),
            caller: context.caller().map(str::to_owned),
            refused,
        })
    }

    #[endpoint("/healthy", health_check(failure_threshold = 1))]
    async fn healthy(&self) -> Result<()> {
        match std::env::var("HEALTH").as_deref() {
            Ok("fails") => Err("the model is gone".into()),
            Ok("panics") => panic!("the model is gone"),
            _ => Ok(()),
        }
    }

    #[teardown]
    async fn rest(self) {
        match std::env::var("TEARDOWN").as_deref() {
            Ok("panics") => std::panic::panic_any(Bomb),
            Ok("blocks") => {
                println!("teardown began");
                std::thread::sleep(LONG);
            }
            _ => {}
        }
        // Not `println!`, which panics if nobody reads the pipe any more.
        let _ = writeln!(std::io::stdout(), "torn down");
    }
}

fn main() -> ExitCode {
    fal_app::main::<Sleeper>()
}
