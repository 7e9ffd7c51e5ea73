//! What is seen of an app that runs.

use fal_app_tests::server::Process;

use crate::{app, check};

#[test]
fn a_good_app_holds_and_runs() {
    let checked = check("good", &["--json"]);
    assert_eq!(checked.failures(), [""; 0], "{:#}", checked.json());
    assert_eq!(checked.code, Some(0));
    let seen = |path, name| checked.seen(path, name);
    assert_eq!(seen("/", "runs").len(), 2);
    assert_eq!(
        seen("/", "costs as quoted"),
        ["example 1 cost 2 megapixels", "example 2 cost 8 megapixels"]
    );
    assert_eq!(
        seen("/", "delivers"),
        [
            "example 1, before `times`, charged 1 megapixel for 1 picture and delivered 1 megapixel: 1024×1024",
            "example 2, before `times`, charged 4 megapixels for 2 pictures and delivered 4 megapixels: 1025×1024, 1025×1024",
        ]
    );
    assert!(seen("/stream", "runs")[0].ends_with(", with 3 items"));
    assert!(seen("/train", "costs as quoted")[0].contains("no units"));
    assert_eq!(
        seen("/", "refusals are free"),
        ["an invalid body, a wrong method"]
    );
    assert_eq!(seen("", "refusals are free"), ["an unknown path"]);
    assert!(seen("", "multiplexing")[0].starts_with("3 requests at once"));
    assert!(seen("", "document served")[0].contains("the document of this binary"));
}

#[test]
fn an_example_that_does_not_succeed_fails() {
    let checked = check("runs", &["--json"]);
    checked.fail(&[
        (
            "/",
            "runs",
            "example 1 answered 500",
            "the log of the app says why",
        ),
        (
            "/",
            "runs",
            "example 2 answered 422",
            "an example is to succeed",
        ),
        (
            "/",
            "runs",
            "example 3: no whole answer within 1 s",
            "`request_timeout` longer",
        ),
        (
            "/stream",
            "runs",
            "with 1 item, and broke off",
            "an example is to succeed",
        ),
    ]);
    // The cause is in the log, which is on stderr.
    assert!(
        checked.stderr.contains("the weights are lost"),
        "{}",
        checked.stderr
    );
}

#[test]
fn an_answer_is_what_the_document_promises() {
    check("runs", &["--json"]).fail(&[
        (
            "/long",
            "fits its schema",
            "`text`: String should have at most 3 characters",
            "declare what is answered",
        ),
        (
            "/loose",
            "fits its schema",
            "`number`: Field required",
            "declare what is answered",
        ),
    ]);
}

#[test]
fn what_was_measured_fits_what_is_declared() {
    check("slow", &["--json"]).fail(&[
        (
            "",
            "startup timeout",
            "is 1 s; the setup took 1.",
            "`startup_timeout` longer",
        ),
        (
            "",
            "grace period",
            "is 1 s; the longest example took 1.",
            "`termination_grace_period_seconds = …`",
        ),
    ]);
}

#[test]
fn a_health_check_is_well() {
    check("unwell", &["--json"]).fail(&[(
        "",
        "health check",
        "`GET /ready` answered 500",
        "answer 200 within",
    )]);
}

#[test]
fn an_app_takes_as_many_requests_at_once_as_it_says() {
    check("crowded", &["--json"]).fail(&[(
        "",
        "multiplexing",
        "2 requests at once, where `max_multiplexing` is 2: the call of `/` answered 503",
        "take fewer at once",
    )]);
}

#[test]
fn a_setup_that_fails_is_an_error() {
    let checked = check("silent", &[]);
    assert_eq!(checked.code, Some(1));
    assert_eq!(checked.stdout, "");
    let says = "error: the setup failed: there are no weights";
    assert!(checked.stderr.contains(says), "{}", checked.stderr);
}

#[test]
fn a_check_that_is_stopped_tears_the_app_down() {
    let checking = Process::start(app("slow").arg("check"));
    checking.log_line(|line| line.contains("it takes its time"));
    checking.terminate();
    let ended = checking.end();
    assert_eq!(ended.code, Some(130), "{ended:#?}");
    assert_eq!(
        ended.count_lines(|line| line.contains("it is torn down")),
        1
    );
    assert_eq!(ended.count_lines(|line| line.contains("the app slow")), 0);
}

#[test]
fn an_app_that_blocks_keeps_nobody_waiting() {
    let mut command = app("blocking");
    command.arg("check").env("BLOCKS_SETUP", "yes");
    let checking = Process::start(&mut command);
    checking.log_line(|line| line.contains("it blocks its setup"));
    checking.terminate();
    assert_eq!(checking.end().code, Some(130));
    // Its method is given up at the end of its time, and the process ends although the method does not.
    check("blocking", &["--json"]).fail(&[(
        "/",
        "runs",
        "the call: no whole answer within 1 s",
        "`request_timeout` longer",
    )]);
}
