//! Apps for the tests of the local marketplace, one for each way to pay, and one whose health is asked early. The
//! environment's `MARKET_AUTH` says which.
#![allow(clippy::exit, reason = "it dies on purpose")]

use std::time::Duration;

use fal_app::prelude::*;

#[input]
struct Units {
    units: f64,
}

#[input]
struct Films {
    /// How long the film gets.
    seconds: f64,
}

#[output]
struct Film {
    duration: f64,
}

#[input]
struct Sleep {
    #[field(default = "")]
    name: String,
    milliseconds: u64,
}

#[input]
struct Fail {
    status: u16,
    #[field(default = 0.0)]
    billed: f64,
    /// Whether the app says itself that its process is to end.
    stop: Option<bool>,
}

#[output]
struct Runner {
    process: u32,
}

#[input]
struct Flaky {
    /// Attempts are counted by this.
    name: String,
    /// So many attempts fail.
    failures: u32,
    #[field(default = 503)]
    status: u16,
    /// Whether the app says itself that it is to be tried again.
    retry: Option<bool>,
    /// Dies instead of answering a failure.
    #[field(default = false)]
    dies: bool,
}

#[output]
struct Done {
    attempt: u32,
}

/// Counts the attempts of a name, in a file beside the ledger: the app may die of one.
fn count_attempt(name: &str) -> Result<u32> {
    let path = std::path::PathBuf::from(format!("attempts-{name}"));
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    let attempt = before.parse().unwrap_or(0) + 1;
    std::fs::write(path, u32::to_string(&attempt))?;
    Ok(attempt)
}

#[output]
struct Seen {
    request_id: Option<String>,
    endpoint: Option<String>,
    caller: Option<String>,
    headers: Vec<String>,
}

#[output]
struct Item {
    number: u32,
}

#[input]
struct Items {
    items: u32,
    #[field(default = 0)]
    pause: u64,
    /// Attempts are counted by this, where some of them fail.
    #[field(default = "")]
    name: String,
    /// So many attempts break off after the last item.
    #[field(default = 0)]
    failures: u32,
    /// Dies after the last item; where attempts break off, only of these.
    #[field(default = false)]
    dies: bool,
}

/// What a caller says in a session.
#[input]
struct Turn {
    text: String,
    /// How long the answer takes.
    #[field(default = 0)]
    milliseconds: u64,
    /// What becomes of it: an answer, or an end.
    #[field(default)]
    then: Then,
}

#[input]
#[derive(Default)]
enum Then {
    #[default]
    Answer,
    Fail,
    Die,
}

#[output]
struct Reply {
    text: String,
    request_id: Option<String>,
    endpoint: Option<String>,
    caller: Option<String>,
    headers: Vec<String>,
}

async fn reply(input: Turn, context: &RequestContext) -> Result<Reply> {
    tokio::time::sleep(Duration::from_millis(input.milliseconds)).await;
    match input.then {
        Then::Answer => Ok(Reply {
            text: input.text,
            request_id: context.request_id().map(str::to_owned),
            endpoint: context.endpoint().map(str::to_owned),
            caller: context.caller().map(str::to_owned),
            headers: context.headers().keys().map(ToString::to_string).collect(),
        }),
        Then::Fail => Err(Error::status(422, "it failed")),
        Then::Die => std::process::exit(7),
    }
}

fn items(input: Items) -> impl Stream<Item = Result<Item>> {
    let breaks = match input.failures {
        0 => Ok(input.dies),
        failures => count_attempt(&input.name).map(|attempt| attempt <= failures),
    };
    let breaks = breaks.unwrap_or(true);
    stream::try_unfold(0, move |number| async move {
        match number == input.items && breaks {
            true if input.dies => std::process::exit(7),
            true => return Err("it breaks off".into()),
            false => {}
        }
        if number > 0 {
            tokio::time::sleep(Duration::from_millis(input.pause)).await;
        }
        Ok((number < input.items).then_some((Item { number }, number + 1)))
    })
}

#[input]
struct Draw {
    #[field(default = 0)]
    milliseconds: u64,
}

#[output]
struct Drawn {
    drawing: File,
}

#[input]
struct Letter {
    letter_url: FileUrl,
}

#[output]
struct Copy {
    text: String,
    content_type: String,
}

/// What the app reads of the platform.
#[output]
struct Environment {
    key: Option<String>,
    rest: Option<String>,
    app: Option<String>,
}

/// Waits, and says on stdout when it began and how it ended.
struct Waiter(String);

impl Drop for Waiter {
    fn drop(&mut self) {
        say(&format!("ended {}", self.0));
    }
}

fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Each app has the same endpoints.
macro_rules! market {
    ($app:ident, $auth:literal, $private_logs:literal, $request_timeout:literal, $startup_timeout:literal) => {
        /// Sells a bit of everything.
        #[fal_app(name = "market", auth = $auth, machine_type = "GPU-H100", num_gpus = 2, max_multiplexing = 2, private_logs = $private_logs, request_timeout = $request_timeout, startup_timeout = $startup_timeout)]
        struct $app;

        #[endpoints]
        impl $app {
            #[setup]
            async fn load() -> Result<Self> {
                match std::fs::exists("no-model") {
                    Ok(false) => Ok(Self),
                    _ => Err("no model".into()),
                }
            }

            #[endpoint("/")]
            #[billable(units(input.units), unit = "thing")]
            async fn units(&self, input: Units) -> Result<()> {
                let _ = input;
                Ok(())
            }

            /// What it costs is known when it is there.
            #[endpoint("/film")]
            #[billable(per_video_second(seconds = output.duration))]
            async fn film(&self, input: Films) -> Result<Film> {
                Ok(Film { duration: input.seconds })
            }

            #[endpoint("/seconds")]
            #[billable(per_compute_second)]
            async fn seconds(&self, input: Sleep) -> Result<()> {
                tokio::time::sleep(Duration::from_millis(input.milliseconds)).await;
                Ok(())
            }

            #[endpoint("/flat")]
            #[billable(flat)]
            async fn flat(&self) -> Result<()> {
                Ok(())
            }

            #[endpoint("/sleep")]
            #[billable(flat)]
            async fn sleep(&self, input: Sleep) -> Result<()> {
                say(&format!("began {}", input.name));
                let _waiter = Waiter(input.name);
                tokio::time::sleep(Duration::from_millis(input.milliseconds)).await;
                Ok(())
            }

            #[endpoint("/fail")]
            #[billable(flat(units = 5))]
            async fn fail(&self, input: Fail) -> Result<()> {
                let billed = BillableUnits::try_from(input.billed)?;
                let error = Error::status(input.status, "it failed").billed(billed);
                Err(match input.stop {
                    Some(stop) => error.stop_runner(stop),
                    None => error,
                })
            }

            /// Fails at first.
            #[endpoint("/flaky")]
            #[billable(flat(units = 3))]
            async fn flaky(&self, input: Flaky) -> Result<Done> {
                let attempt = count_attempt(&input.name)?;
                say(&format!("attempt {attempt} at {}", input.name));
                if attempt > input.failures {
                    return Ok(Done { attempt });
                }
                if input.dies {
                    std::process::exit(7);
                }
                let error = Error::status(input.status, "not yet");
                Err(match input.retry {
                    Some(retry) => error.retry(retry),
                    None => error,
                })
            }

            #[endpoint("/die")]
            #[billable(flat)]
            async fn die(&self) -> Result<()> {
                std::process::exit(7)
            }

            /// Which process answers.
            #[endpoint("/process")]
            #[billable(free)]
            async fn process(&self) -> Result<Runner> {
                Ok(Runner { process: std::process::id() })
            }

            #[endpoint("/well", health_check(start_period_seconds = 0, failure_threshold = 1))]
            async fn well(&self) -> Result<()> {
                match std::fs::exists("unwell") {
                    Ok(false) => Ok(()),
                    _ => Err("not well".into()),
                }
            }

            #[endpoint("/see")]
            #[billable(free)]
            async fn see(&self, context: &RequestContext) -> Result<Seen> {
                Ok(Seen {
                    request_id: context.request_id().map(str::to_owned),
                    endpoint: context.endpoint().map(str::to_owned),
                    caller: context.caller().map(str::to_owned),
                    headers: context.headers().keys().map(ToString::to_string).collect(),
                })
            }

            #[stream("/stream")]
            #[billable(flat(units = 2))]
            async fn stream(&self, input: Items) -> impl Stream<Item = Result<Item>> {
                items(input)
            }

            /// Charged by its report: one unit for each item that left.
            #[stream("/deferred")]
            #[billable(per_image(images = [output.number].len()), max = 50, deferred)]
            async fn deferred(&self, input: Items) -> impl Stream<Item = Result<Item>> {
                items(input)
            }

            #[endpoint("/draw")]
            #[billable(free)]
            async fn draw(&self, input: Draw) -> Result<Drawn> {
                say("began drawing");
                tokio::time::sleep(Duration::from_millis(input.milliseconds)).await;
                Ok(Drawn { drawing: File::from_bytes("a fox", "text/plain") })
            }

            /// Reads what a caller uploaded.
            #[endpoint("/read")]
            #[billable(free)]
            async fn read(&self, input: Letter, context: &RequestContext) -> Result<Copy> {
                let letter = input.letter_url.fetch(context).await?;
                Ok(Copy {
                    text: String::from_utf8_lossy(letter.bytes()).into_owned(),
                    content_type: letter.content_type().to_owned(),
                })
            }

            /// So that a test can speak as the app does.
            #[endpoint("/environment")]
            #[billable(free)]
            async fn environment(&self) -> Result<Environment> {
                let variable = |name| std::env::var(name).ok();
                Ok(Environment {
                    key: variable("FAL_KEY"),
                    rest: variable("FAL_REST_HOST"),
                    app: variable("FAL_APP_NAME"),
                })
            }

            #[stream("/stream-seconds")]
            #[billable(per_compute_second)]
            async fn stream_seconds(&self, input: Items) -> impl Stream<Item = Result<Item>> {
                items(input)
            }

            /// Charged by the seconds that it tells.
            #[realtime("/realtime", session_timeout = 20)]
            #[billable(per_compute_second)]
            async fn talk(&self, input: Turn, context: &RequestContext) -> Result<Reply> {
                reply(input, context).await
            }

            #[realtime("/realtime/flat", session_timeout = 20)]
            #[billable(flat)]
            async fn talk_flat(&self, input: Turn, context: &RequestContext) -> Result<Reply> {
                reply(input, context).await
            }

            #[realtime("/realtime/free", session_timeout = 1)]
            #[billable(free)]
            async fn talk_free(&self, input: Turn, context: &RequestContext) -> Result<Reply> {
                reply(input, context).await
            }

            #[teardown]
            async fn rest(self) {
                say("torn down");
            }
        }
    };
}

mod shared {
    use super::*;
    market!(Shared, "shared", false, 3600, 600);
    pub(super) fn main() -> ExitCode {
        fal_app::main::<Shared>()
    }
}

mod public {
    use super::*;
    market!(Public, "public", true, 3600, 600);
    pub(super) fn main() -> ExitCode {
        fal_app::main::<Public>()
    }
}

mod private {
    use super::*;
    market!(Private, "private", true, 1, 600);
    pub(super) fn main() -> ExitCode {
        fal_app::main::<Private>()
    }
}

/// The platform does not ask for an app's health before its start must have ended.
mod frail {
    use super::*;
    market!(Frail, "shared", false, 3600, 10);
    pub(super) fn main() -> ExitCode {
        fal_app::main::<Frail>()
    }
}

fn main() -> ExitCode {
    match std::env::var("MARKET_AUTH").as_deref() {
        Ok("public") => public::main(),
        Ok("private") => private::main(),
        Ok("frail") => frail::main(),
        _ => shared::main(),
    }
}
