//! The options of an app's command, and what it prints.

use std::net::TcpListener;
use std::process::{Command, Stdio};

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
fn a_variable_that_is_empty_says_nothing() {
    let mut command = command(APP);
    command
        .env("PORT", "")
        .env("METRICS_PORT", "")
        .env("RUST_LOG", "");
    Server::start(&mut command);
    // It is asked only where no argument says the port.
    let mut bare = Command::new(APP);
    bare.args(["--host", "127.0.0.1", "--metrics-port", "0"]);
    let app = Process::start(bare.env("PORT", ""));
    // Another program may have the platform's port.
    let line =
        app.log_line(|line| line.contains(" serves on ") || line.contains("cannot listen on"));
    assert!(line.contains("127.0.0.1:8080"), "{line}");
}

#[test]
fn levels_that_are_not_valid_are_named_and_the_default_is_used() {
    for levels in ["[[", "info,my_app=loud", "[span{field=1}]=debug", "a=b=c"] {
        let server = Server::start(command(APP).env("RUST_LOG", levels));
        let ended = server.stop();
        let says =
            format!("WARN fal_app: the environment's `RUST_LOG` is {levels:?}, which is not valid");
        assert_eq!(
            ended.count_lines(|line| line.contains(&says)),
            1,
            "{ended:#?}"
        );
        assert_eq!(
            ended.count_lines(|line| line.contains(" stops")),
            1,
            "{ended:#?}"
        );
    }
}

#[test]
fn who_has_read_enough_ends_a_command_in_peace() {
    let (reader, writer) = std::io::pipe().unwrap();
    // Nobody reads: the pipe is closed before anything is written.
    drop(reader);
    for command in ["openapi", "billing"] {
        let output = Command::new(APP)
            .arg(command)
            .stdout(writer.try_clone().unwrap())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
            .wait_with_output()
            .unwrap();
        assert!(output.status.success(), "{command}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    }
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
fn no_command_runs_for_an_app_that_refuses_its_own_default() {
    for arguments in [
        &[] as &[&str],
        &["serve"],
        &["billing"],
        &["billing", "--json"],
        &["billing", "--input", "{}"],
        &["openapi"],
        &["deploy"],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_refused-app"));
        let output = command.args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            "error: the default of `FilmInput.num_images` is refused: Input should be less than or equal to 4\n\
             help: write a default that a caller may send\n",
            "{arguments:?}"
        );
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}
