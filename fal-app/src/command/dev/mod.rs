//! `dev`: the local marketplace, and what is asked of its ledger.

mod keys;
mod ledger_file;
mod margin;
mod price;
mod question;
mod replay;
mod scenario;
mod usage;
mod webhooks;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::pin;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use futures_util::future::{Either, select};
use tokio::runtime::Builder;
use tokio::sync::oneshot;

use self::ledger_file::{default_file, file};
use self::scenario::Scenario;
use super::help;
use super::output::Failed;
use crate::dev::ledger::{LedgerFile, bodies};
use crate::dev::table;
use crate::dev::webhooks::Limits;
use crate::dev::{self, Options, Terminal};
use crate::program::Program;
use crate::server::{Signals, start_log};
use crate::units::Money;

const PORT: &str = "8000";
const RECORD: &str = "64";
const FILES: &str = "10240";

pub(super) fn command(program: &Program) -> Command {
    let app = &program.declaration;
    Command::new("dev")
        .about("The local marketplace: keys, prices, and a ledger of what each request cost")
        .args_override_self(true)
        .args([
            Arg::new("port")
                .long("port")
                .value_name("PORT")
                .value_parser(value_parser!(u16))
                .default_value(PORT)
                .help("Where callers connect: 0 to 65535; 0 takes a free port"),
            Arg::new("host")
                .long("host")
                .value_name("ADDRESS")
                .value_parser(value_parser!(IpAddr))
                .help("The IP address of the port [default: 127.0.0.1]"),
            Arg::new("allow-remote")
                .long("allow-remote")
                .action(ArgAction::SetTrue)
                .help("Lets `--host` be an address that other machines reach"),
            Arg::new("unit-price")
                .long("unit-price")
                .value_name("DOLLARS")
                .allow_negative_numbers(true)
.value_parser(value_parser!(Money))
                .help("What a unit of every endpoint costs from now on, as 0.025"),
            Arg::new("files-mib")
                .long("files-mib")
                .value_name("MIB")
                .value_parser(value_parser!(u64).range(1..1 << 40))
                .default_value(FILES)
                .help("The most MiB of the files that callers and the app upload"),
            Arg::new("record")
                .long("record")
                .value_name("MIB")
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value(RECORD)
                .value_parser(value_parser!(u64).range(1..1 << 20))
                .help(format!(
                    "Keeps what callers send, for `dev replay`: the newest {}\nbodies, in so many MiB [without a number: {RECORD}]",
                    bodies::MOST
                )),
            Arg::new("scenario")
                .long("scenario")
                .value_name("FILE")
                .conflicts_with_all(["db", "port", "host"])
                .help("Plays the calls of this file on a ledger of their own, and says which do not hold"),
            Arg::new("webhook-delay")
                .long("webhook-delay")
                .value_name("SECONDS")
                .value_parser(webhooks::delay)
                .help("How long the first of ten retries of a webhook waits; each waits twice as long\n[default: 7, so that they take two hours]"),
            Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .global(true)
                .help("Prints JSON"),
            Arg::new("db")
                .long("db")
                .value_name("FILE")
                .global(true)
                .help(format!(
                    "The SQLite file of the ledger; `:memory:` ends with the marketplace
[default: {}]",
                    default_file(app)
                )),
        ])
        .subcommands(
            [
                usage::command(),
                margin::command(),
                replay::command(),
                keys::command(),
                keys::credit(),
                price::command(program),
                price::refund(),
                webhooks::command(),
            ]
            .map(|subcommand| subcommand.next_line_help(true)),
        )
        .after_help(help::after(&[
            DETAILS,
            scenario::GRAMMAR,
            &help::examples(&[
                ("dev --unit-price 0.025", "starts it"),
                ("dev --scenario bill.fal", "tests what calls cost"),
                ("dev price 0.03", "changes the price while it runs"),
                ("dev usage", "what was used, and what is left"),
                ("dev margin", "what was earned, beside what the machine cost"),
                ("dev replay --against HEAD~1", "who would pay more than before"),
            ]),
        ]))
}

const DETAILS: &str = "\
It serves the app behind a gateway that speaks the platform's inference API:
POST /run/OWNER/APP/PATH with `Authorization: Key …`, by the app's declared `auth`. What a
request may cost is reserved before it runs. What it cost is in the ledger before its answer
leaves. POST /queue/OWNER/APP/PATH submits a request, as on queue.fal.run. GET
/v1/models/pricing, GET /v1/models/usage and POST /v1/models/pricing/estimate answer as the
platform's.

Each start makes a key for each of owner, alice and bob, who begin with 100 dollars; older
keys stay valid. Then it prints one line for each request. The app's log is on stderr. With
`--json` the first line on stdout is {\"url\": …, \"app\": …, \"keys\": {\"owner\": …}}, and each
request is an object.

Nothing leaves this machine. With the feature `https` the app has a key of the marketplace as
FAL_KEY: it reports the units of deferred streams to it, and uploads its media to it. Files
are in FILE-files beside the ledger, those of `:memory:` in a temporary folder. The prices of
machine seconds are examples, not the platform's.";

pub(super) fn run(program: Program, arguments: &ArgMatches) -> Result<(), Failed> {
    match arguments.subcommand() {
        Some(("usage", arguments)) => usage::run(&program, arguments),
        Some(("margin", arguments)) => margin::run(&program, arguments),
        Some(("replay", arguments)) => replay::run(&program, arguments),
        Some(("keys", arguments)) => keys::run(&program, arguments),
        Some(("credit", arguments)) => keys::run_credit(&program, arguments),
        Some(("price", arguments)) => price::run(&program, arguments),
        Some(("webhooks", arguments)) => webhooks::run(&program, arguments),
        Some((_, arguments)) => price::run_refund(&program, arguments),
        None => start(&program, arguments),
    }
}

fn start(program: &Program, arguments: &ArgMatches) -> Result<(), Failed> {
    let as_json = arguments.get_flag("json");
    let path = arguments.get_one::<String>("scenario");
    let scenario = path
        .map(|path| Scenario::read(program, path, as_json))
        .transpose()?;
    let app = program.declaration;
    let largest = program
        .endpoints
        .iter()
        .map(|endpoint| endpoint.largest_body_mib(&app))
        .max();
    let host = arguments.get_one("host").copied();
    let options = Options {
        app,
        endpoints: program.endpoints.clone(),
        health_check: program.health_check_or_default(),
        largest_body: (largest.unwrap_or_default() as usize) << 20,
        address: SocketAddr::new(
            host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            match scenario {
                Some(_) => 0,
                None => arguments.get_one("port").copied().unwrap_or_default(),
            },
        ),
        allow_remote: arguments.get_flag("allow-remote"),
        file: match scenario {
            Some(_) => LedgerFile::at(":memory:"),
            None => file(program, arguments),
        },
        files: arguments
            .get_one::<u64>("files-mib")
            .copied()
            .unwrap_or_default()
            << 20,
        unit_price: arguments.get_one("unit-price").copied(),
        webhook_delay: arguments
            .get_one("webhook-delay")
            .copied()
            .unwrap_or(Limits::DELAY),
        record: arguments.get_one::<u64>("record").map(|mib| mib << 20),
        credit: scenario.as_ref().map(Scenario::credit).unwrap_or_default(),
        json: as_json,
    };
    let terminal = match scenario {
        // What it prints is all that is on stdout.
        Some(_) => Terminal::without_out()?,
        None => Terminal::start(options.json)?,
    };
    let log = terminal.err.clone();
    start_log(move || log.clone());
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(async {
        let mut signals = Signals::listen()?;
        let (stop, stopped) = oneshot::channel();
        let impatience = async {
            signals.wait().await;
            let _ = stop.send(());
            signals.interrupt().await;
        };
        let running = async {
            match &scenario {
                Some(scenario) => played(scenario, options, terminal.clone(), stopped).await,
                None => dev::run(options, terminal.clone(), None, stopped).await,
            }
        };
        // A Ctrl-C while it stops ends it at once, and the app with it.
        match select(pin!(running), pin!(impatience)).await {
            Either::Left((ended, _)) => ended,
            Either::Right(_) => Err("stopped before the requests in flight were finished".into()),
        }
    });
    terminal.finish();
    ended
}

/// Runs a marketplace until a scenario is played.
async fn played(
    scenario: &Scenario,
    options: Options,
    terminal: Terminal,
    stopped: impl Future,
) -> Result<(), Failed> {
    let (sender, started) = oneshot::channel();
    let mut outcome = None;
    let end = async {
        if let Either::Left((played, _)) = select(pin!(scenario.play(started)), pin!(stopped)).await
        {
            outcome = played;
        }
    };
    dev::run(options, terminal, Some(sender), end).await?;
    outcome.unwrap_or_else(|| Err("the scenario was stopped before its end".into()))
}
