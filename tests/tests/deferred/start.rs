//! Where units can be reported, and where not.

use fal_app_tests::server::{Process, Server, command};

fn app() -> std::process::Command {
    let mut app = command(env!("CARGO_BIN_EXE_deferred-app"));
    for name in ["FAL_APP_NAME", "FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET"] {
        app.env_remove(name);
    }
    app
}

#[test]
fn on_the_platform_without_a_key_it_does_not_start() {
    let ended = Process::start(app().env("FAL_APP_NAME", "deferred")).end();
    assert_eq!(ended.code, Some(1));
    let said = ended.lines.join("\n");
    assert!(
        said.contains("the units of the deferred stream `/items` could not be reported: the environment has `FAL_APP_NAME`, and no `FAL_KEY`"),
        "{said}"
    );
    assert!(said.contains("help: give the app its key"), "{said}");
    assert!(!said.contains(" serves on "), "{said}");
}

/// Its grace period is 5 s.
#[test]
fn check_wants_time_for_reports() {
    let ended = Process::start(
        std::process::Command::new(env!("CARGO_BIN_EXE_deferred-app")).args(["check", "--static"]),
    )
    .end();
    let shows = |text: &str| ended.lines.iter().any(|line| line.contains(text));
    assert!(shows(
        "`termination_grace_period_seconds` is 5 s; `/items` reports its units after its end"
    ));
    assert!(shows("and at least 15 s, or a report is lost"));
    assert!(shows(
        "the units of `/items` are reported by the feature `https`"
    ));
}

#[test]
fn an_app_without_deferred_streams_needs_no_key() {
    let mut app = command(env!("CARGO_BIN_EXE_server-app"));
    app.env("FAL_APP_NAME", "sleeper").env_remove("FAL_KEY");
    assert_eq!(Server::start(&mut app).stop().code, Some(0));
}

#[test]
fn elsewhere_it_runs_and_the_log_says_the_units() {
    // A key alone is that of a laptop which uploads.
    let app = Server::start(app().env("FAL_KEY", "key:secret").env("RUST_LOG", "info"));
    let json = r#"{"items": 2, "images": 1.25}"#;
    let answer = fal_app_tests::http::post(app.address, "/items", json);
    assert_eq!((answer.status, answer.units()), (200, Some("0")));
    assert_eq!(answer.header("x-fal-billable-units-webhook"), None);
    app.log_line(|line| line.contains("the stream `/items` costs 2.5 units of image"));
}
