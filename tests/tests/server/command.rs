//! The options of an app's command, and what it prints.

use std::net::TcpListener;
use std::process::{Command, Output};

use fal_app_tests::http::post;
use fal_app_tests::server::{Process, Server, command};

use crate::sleeper::{APP, start};

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    for option in ["--port", "--metrics-port"] {
        // An option that is given twice counts as it was given last.
        let mut command = Command::new(APP);
        command.args(["--host", "127.0.0.1", "--port", "0", "--metrics-port", "0"]);
        let app = Process::start(command.args([option, &address.port().to_string()]));
        let ended = app.end();
        assert_eq!(ended.code, Some(1));
        for says in [
            format!("error: cannot listen on {address}: another program listens there"),
            format!("help: choose another port with `{option}`"),
        ] {
            assert!(ended.lines.contains(&says), "{ended:#?}");
        }
    }
}

#[test]
fn the_environment_may_say_the_ports() {
    let mut command = Command::new(APP);
    command.args(["serve", "--host", "127.0.0.1"]);
    Server::start(command.env("PORT", "0").env("METRICS_PORT", "0"));
    let ended = Process::start(command.env("PORT", "many")).end();
    assert_eq!(ended.code, Some(1));
    let says = "error: the environment's `PORT` is \"many\", not a port";
    assert_eq!(ended.count_lines(|line| line == says), 1, "{ended:#?}");
}

#[test]
fn a_secret_that_is_missing_is_named() {
    let server = start();
    server.log_line(|line| line.contains("the secret `SERVER_APP_SECRET` is declared but not set"));
    let server = Server::start(command(APP).env("SERVER_APP_SECRET", "s"));
    let ended = server.stop();
    assert_eq!(ended.count_lines(|line| line.contains("the secret")), 0);
}

#[test]
fn a_success_leaves_no_line_at_the_default_level() {
    let server = Server::start(command(APP).env_remove("RUST_LOG"));
    post(server.address, "/see", "");
    post(server.address, "/see", "{");
    let mut lines = server.stop().lines;
    lines.retain(|line| !line.contains("secret") && !line.starts_with("help: "));
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines[0].contains("serves on"));
    assert!(lines[1].contains("stops"));
    assert_eq!(lines[2], "torn down");
}

#[test]
fn help_says_what_there_is() {
    let help = |arguments: &[&str]| {
        let output: Output = Command::new(APP).args(arguments).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let all = help(&["--help"]);
    for word in [
        "Sleeps, and says so.",
        "serve",
        "openapi",
        "--port",
        "--metrics-port",
        "--host",
        "RUST_LOG",
    ] {
        assert!(all.contains(word), "no {word} in\n{all}");
    }
    assert!(help(&["serve", "--help"]).contains("--metrics-port"));
}
