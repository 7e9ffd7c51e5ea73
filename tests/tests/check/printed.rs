//! How it is printed.

use crate::check;

#[test]
fn stdout_has_the_report_alone() {
    let checked = check("good", &["--json"]);
    checked.json();
    for line in ["the setup prints", "the method", "the teardown prints"] {
        assert!(checked.stderr.contains(line), "{}", checked.stderr);
    }
}

#[test]
fn people_read_what_holds_and_what_to_do() {
    let checked = check("open", &["--static"]);
    for line in [
        "the app open",
        "  ok    shared mode        `auth` is \"shared\": callers pay, with their own keys",
        "  FAIL  logs               several requests at once share a log, which their callers see",
        "                           to do: write `private_logs = true` in `#[fal_app(…)]`, or `max_multiplexing = 1`",
        "the endpoint /count",
        "only the fal team can do this; send them:",
        "  1. Please enable the auth mode `shared` for our account: we publish the app `open`.",
    ] {
        assert!(
            checked.stdout.lines().any(|one| one == line),
            "{line}\n{}",
            checked.stdout
        );
    }
    let last = checked.stdout.lines().last().unwrap();
    assert!(
        last.contains(" items hold, ") && last.ends_with(" fail"),
        "{last}"
    );
    // Nothing of a terminal is in a pipe.
    assert!(!checked.stdout.contains('\u{1b}') && !checked.stderr.contains('\u{1b}'));
}

#[test]
fn the_help_is_the_documentation() {
    let help = check("good", &["--help"]);
    assert_eq!(help.code, Some(0));
    for says in [
        "--static",
        "--url",
        "--open-price",
        "--calls",
        "FAL_KEY",
        "130",
    ] {
        assert!(help.stdout.contains(says), "{says}\n{}", help.stdout);
    }
    let wrong = check("good", &["--statik"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.stderr.contains("--static"), "{}", wrong.stderr);
    // What would say nothing is refused.
    assert_eq!(
        check("good", &["--static", "--url", "http://localhost"]).code,
        Some(2)
    );
    assert_eq!(check("good", &["--calls", "2"]).code, Some(2));
}
