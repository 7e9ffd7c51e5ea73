//! `serve`: serves the app. It is the default command.

use std::io;
use std::net::{IpAddr, Ipv4Addr};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use tokio::runtime::Builder;

use super::help;
use super::output::Failed;
use crate::program::Program;
use crate::server::{self, Ports, start_log};

/// The platform's ports (`docs/platform.md` §2.1).
pub(super) const PORT: u16 = 8080;
pub(super) const METRICS_PORT: u16 = 9090;

/// The environment variables that set the ports where the arguments do not.
const PORT_VARIABLE: &str = "PORT";
const METRICS_PORT_VARIABLE: &str = "METRICS_PORT";

pub(super) fn command() -> Command {
    Command::new("serve")
        .about("Serves the app (the default): HTTP/1.1 and HTTP/2 for callers, and metrics")
        .args_override_self(true)
        .args(arguments())
        .after_help(help::after(&[
            DETAILS,
            &help::examples(&[
                ("", "serves where the platform looks"),
                (
                    "--port 0 --host 127.0.0.1",
                    "on a free port of this machine",
                ),
            ]),
        ]))
}

pub(super) const DETAILS: &str = "\
It sets the app up, opens its ports, and answers each endpoint by POST with JSON, each
POST PATH/quote with what a request would cost, GET /health, and GET /openapi.json. Each
answer says in the header `x-fal-billable-units` what it costs.

SIGTERM or Ctrl-C stops it: what is in flight is finished, then the app is torn down. A second
Ctrl-C waits for nothing.

It logs on stdout. It reads from the environment:
  PORT, METRICS_PORT  the ports, where no option says them
  RUST_LOG            what is logged: `warn`, or by crate `info,my_app=debug` [default: info]
  FAL_KEY             the platform's key: with it and the feature `https`, media are uploaded and
                      deferred units reported
  FAL_APP_NAME        the platform sets it: deferred units are reported there, else only logged
and the secrets that the app declares.";

pub(super) fn arguments() -> [Arg; 4] {
    [
        Arg::new("port")
            .long("port")
            .value_name("PORT")
            .value_parser(value_parser!(u16))
            .help("Where callers connect: 0 to 65535; 0 takes a free port\n[default: the environment's PORT, or 8080]"),
        Arg::new("metrics-port")
            .long("metrics-port")
            .value_name("PORT")
            .value_parser(value_parser!(u16))
            .help("Where GET /metrics is served: 0 to 65535; 0 takes a free port\n[default: the environment's METRICS_PORT, or 9090]"),
        Arg::new("host")
            .long("host")
            .value_name("ADDRESS")
            .value_parser(value_parser!(IpAddr))
            .help("The IP address of both; 127.0.0.1 is this machine alone [default: 0.0.0.0]"),
        Arg::new("until-stdin-ends")
            .long("until-stdin-ends")
            .action(ArgAction::SetTrue)
            .hide(true)
            .help("Stops at the end of stdin too, as at SIGTERM: `dev` holds its other end"),
    ]
}

/// Without arguments, the environment and the defaults say where.
pub(super) fn run(program: Program, arguments: Option<&ArgMatches>) -> Result<(), Failed> {
    let ports = ports(arguments)?;
    let until_stdin_ends =
        arguments.is_some_and(|arguments| arguments.get_flag("until-stdin-ends"));
    start_log(io::stdout);
    let build = |mut builder: Builder| {
        let built = builder.enable_all().build();
        built.map_err(|error| format!("the server could not start its threads: {error}"))
    };
    let work = build(Builder::new_multi_thread())?;
    // Signals and time have a thread of their own. A method that blocks can keep all others.
    let life = build(Builder::new_current_thread())?;
    let served = life.block_on(server::serve(
        program,
        ports,
        work.handle(),
        until_stdin_ends,
    ));
    // A blocking method that still runs after the grace period is not waited for.
    work.shutdown_background();
    served
}

fn ports(arguments: Option<&ArgMatches>) -> Result<Ports, Failed> {
    Ok(Ports {
        host: *arguments
            .and_then(|arguments| arguments.get_one("host"))
            .unwrap_or(&IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
        port: port(arguments, "port", PORT_VARIABLE)?.unwrap_or(PORT),
        metrics_port: port(arguments, "metrics-port", METRICS_PORT_VARIABLE)?
            .unwrap_or(METRICS_PORT),
    })
}

fn port(arguments: Option<&ArgMatches>, name: &str, variable: &str) -> Result<Option<u16>, Failed> {
    if let Some(port) = arguments.and_then(|arguments| arguments.get_one(name)) {
        return Ok(Some(*port));
    }
    // Empty, it says nothing: shells and containers set variables so.
    let Some(port) = std::env::var_os(variable).filter(|port| !port.is_empty()) else {
        return Ok(None);
    };
    let read = port.to_str().and_then(|port| port.parse().ok());
    let refused = || {
        format!(
            "the environment's `{variable}` is {port:?}, not a port\nhelp: a number from 0 to 65535"
        )
    };
    Ok(Some(read.ok_or_else(refused)?))
}
