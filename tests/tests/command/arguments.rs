//! The help of each command, what wrong arguments are told, exit codes, and JSON.

use std::collections::BTreeMap;
use std::process::{Command, Output};

use serde_json::Value;

/// Several endpoints.
const SEVERAL: &str = env!("CARGO_BIN_EXE_several-app");
/// One endpoint.
const EVERY_KEY: &str = env!("CARGO_BIN_EXE_every-key-app");

/// An endpoint of each kind, whose examples hold.
const CARD: &str = env!("CARGO_BIN_EXE_card-app");

/// The widest line of a help. It is wrapped by hand.
const WIDEST: usize = 100;

fn ran(app: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(app);
    // A folder without a package, for `deploy`.
    command.args(arguments).current_dir(std::env::temp_dir());
    command.env_remove("CARGO_MANIFEST_DIR").output().unwrap()
}

fn out(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

fn err(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

fn help(arguments: &[&str]) -> String {
    let output = ran(SEVERAL, &[arguments, &["--help"]].concat());
    assert_eq!((output.status.code(), err(&output)), (Some(0), ""));
    out(&output).to_owned()
}

/// The names in the list of commands of the help.
fn commands() -> Vec<String> {
    let help = help(&[]);
    let list = help.split("Commands:\n").nth(1).unwrap();
    let list = list.split("\n\n").next().unwrap();
    let names = list
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    names
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// Each option of a help, and what is said of it.
fn options(help: &str) -> BTreeMap<String, String> {
    let list = help.split("Options:\n").nth(1).unwrap();
    let mut found = BTreeMap::new();
    let mut name = String::new();
    for line in list
        .lines()
        .take_while(|line| line.is_empty() || line.starts_with(' '))
    {
        if let Some(option) = line
            .trim_start()
            .split(' ')
            .find(|word| word.starts_with("--"))
            && line.trim_start().starts_with('-')
        {
            name = option.to_owned();
        }
        *found.entry(name.clone()).or_insert_with(String::new) += line;
    }
    found
}

#[test]
fn the_help_of_each_command_is_all_that_one_needs() {
    let commands = commands();
    for command in [
        "serve", "openapi", "billing", "check", "card", "contract", "deploy",
    ] {
        assert!(commands.iter().any(|name| name == command), "{commands:?}");
    }
    for command in &commands {
        let help = help(&[command]);
        for part in [
            "Usage: several-app ",
            "Options:\n",
            "\n\nExamples:\n  several-app ",
            "\n\nExit codes of all commands:\n",
        ] {
            assert!(help.contains(part), "`{command}` has no {part:?}: {help}");
        }
        for (option, says) in options(&help) {
            let words = says.split_whitespace().count();
            assert!(
                words > 3 || option == "--help" || option == "--json",
                "`{command} {option}`: {says}"
            );
        }
        let widest = help.lines().map(|line| line.chars().count()).max();
        assert!(
            widest <= Some(WIDEST),
            "`{command}` has a line of {widest:?} characters"
        );
        // `help COMMAND` says the same.
        assert_eq!(out(&ran(SEVERAL, &["help", command])), help);
    }
    let all = help(&[]);
    for part in [
        "Several: Counts.",
        "--port",
        "RUST_LOG",
        "Exit codes of all commands:\n",
        "FAL_KEY",
    ] {
        assert!(all.contains(part), "no {part:?}: {all}");
    }
}

#[test]
fn options_say_their_range_and_their_default() {
    for (command, option, says) in [
        ("serve", "--port", "0 to 65535; 0 takes a free port"),
        (
            "serve",
            "--port",
            "[default: the environment's PORT, or 8080]",
        ),
        (
            "serve",
            "--metrics-port",
            "[default: the environment's METRICS_PORT, or 9090]",
        ),
        ("serve", "--host", "[default: 0.0.0.0]"),
        ("billing", "--endpoint", "[possible values: /, /stream]"),
        ("billing", "--endpoint", "[default: the only one]"),
        (
            "deploy",
            "--auth",
            "[possible values: private, public, shared]",
        ),
        ("deploy", "--auth", "[default: what the code says]"),
    ] {
        let options = options(&help(&[command]));
        assert!(options[option].contains(says), "{options:#?}");
    }
}

#[test]
fn a_session_has_no_quote() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_checked-app"));
    command.env("CHECKED_APP", "sessions");
    command.args(["billing", "--endpoint", "/realtime", "--input", "{}"]);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let says = "`/realtime` is a session, and a session has no quote";
    assert!(err(&output).contains(says), "{}", err(&output));
}

#[test]
fn what_is_nearest_is_told() {
    for (wrong, tip) in [
        (
            &["opnapi"] as &[&str],
            "tip: a similar subcommand exists: 'openapi'",
        ),
        (&["dploy"], "tip: a similar subcommand exists: 'deploy'"),
        (
            &["price"],
            "tip: the commands are 'serve', 'openapi', 'billing', ",
        ),
        (
            &["help", "price"],
            "tip: the commands are 'serve', 'openapi', 'billing', ",
        ),
        (
            &["--prot", "80"],
            "tip: a similar argument exists: '--port'",
        ),
        (
            &["serve", "--hots=::1"],
            "tip: a similar argument exists: '--host'",
        ),
        (&["--dry-run"], "tip: '--dry-run' is an option of 'deploy'"),
        (
            &["openapi", "--input", "{}"],
            "tip: '--input' is an option of 'billing'",
        ),
        (
            &["openapi", "--jsn"],
            "tip: a similar argument exists: '--json'",
        ),
        (
            &["deploy", "--dryrun"],
            "tip: a similar argument exists: '--dry-run'",
        ),
        (
            &["deploy", "--auth", "shard"],
            "tip: a similar value exists: 'shared'",
        ),
        (
            &["billing", "--input", "{}", "--endpoint", "/strem"],
            "tip: a similar value exists: '/stream'",
        ),
    ] {
        let output = ran(SEVERAL, wrong);
        let says = err(&output);
        assert!(
            says.starts_with("error: ") && says.contains(tip),
            "{wrong:?}: {says}"
        );
        assert_eq!(
            (output.status.code(), out(&output)),
            (Some(2), ""),
            "{wrong:?}"
        );
    }
}

#[test]
fn exit_codes_mean_the_same_for_all_commands() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().port().to_string();
    let (holds, fails, wrong) = (0, 1, 2);
    for (code, app, arguments) in [
        (holds, SEVERAL, &["--help"] as &[&str]),
        (holds, SEVERAL, &["--version"]),
        (holds, SEVERAL, &["openapi"]),
        (holds, SEVERAL, &["openapi", "--json"]),
        (holds, SEVERAL, &["billing"]),
        (holds, EVERY_KEY, &["billing", "--input", "{}"]),
        (holds, SEVERAL, &["card"]),
        (holds, CARD, &["card", "--unit-price", "0.5", "--json"]),
        // Looked at, and it does not hold; or it cannot be done.
        (fails, SEVERAL, &["check", "--static"]),
        (fails, SEVERAL, &["card", "--out", "/dev/null"]),
        (fails, SEVERAL, &["--host", "127.0.0.1", "--port", &taken]),
        (
            fails,
            SEVERAL,
            &["billing", "--endpoint", "/", "--input", r#"{"to": 11}"#],
        ),
        (fails, SEVERAL, &["deploy", "--dry-run"]),
        (
            fails,
            SEVERAL,
            &["contract", "--check", "--file", "/no/such"],
        ),
        (fails, SEVERAL, &["contract", "--file", "/no/such"]),
        // The arguments are wrong.
        (wrong, SEVERAL, &["--port", "65536"]),
        (wrong, SEVERAL, &["--port"]),
        (wrong, SEVERAL, &["--host", "localhost"]),
        (wrong, SEVERAL, &["serve", "--port", "many"]),
        (wrong, SEVERAL, &["openapi", "--yaml"]),
        (wrong, SEVERAL, &["billing", "--input", "{}"]),
        (wrong, SEVERAL, &["billing", "--endpoint", "/"]),
        (
            wrong,
            SEVERAL,
            &["billing", "--endpoint", "/", "--input", "@/no/such"],
        ),
        (wrong, SEVERAL, &["deploy", "--dry-run", "--write-only"]),
        (wrong, SEVERAL, &["deploy", "--auth", "open"]),
        (
            wrong,
            SEVERAL,
            &["check", "--static", "--url", "http://localhost"],
        ),
        (
            wrong,
            SEVERAL,
            &["check", "--url", "http://localhost", "--calls", "0"],
        ),
        (wrong, SEVERAL, &["check", "--open-price", "/nope"]),
        (wrong, SEVERAL, &["card", "--unit-price", "cheap"]),
        (wrong, SEVERAL, &["contract", "--allow", "/:price"]),
    ] {
        let output = ran(app, arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {output:?}"
        );
        // An error is on stderr, and nothing else is said then. `check` says on stdout what does not hold.
        let is_error = err(&output).starts_with("error: ");
        assert!(code != wrong || is_error, "{arguments:?}: {output:?}");
        assert!(!is_error || code != holds, "{arguments:?}: {output:?}");
        assert_ne!(
            is_error,
            !out(&output).is_empty(),
            "{arguments:?}: {output:?}"
        );
    }
}

#[test]
fn json_is_one_value() {
    for arguments in [
        &["openapi", "--json"] as &[&str],
        &["billing", "--json"],
        &["billing", "--json", "--input", "{}", "--endpoint", "/"],
        &["check", "--static", "--json"],
        &["check", "--json"],
        &["card", "--json"],
        &["contract", "--json"],
    ] {
        let output = ran(SEVERAL, arguments);
        let value: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(value.is_object(), "{arguments:?}");
    }
    let (pretty, line) = (
        ran(SEVERAL, &["openapi"]),
        ran(SEVERAL, &["openapi", "--json"]),
    );
    let value = |output: &Output| serde_json::from_slice::<Value>(&output.stdout).unwrap();
    assert_eq!(value(&pretty), value(&line));
    assert_eq!(out(&line).lines().count(), 1);
    assert!(out(&pretty).lines().count() > 100);
}
