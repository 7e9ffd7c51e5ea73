//! What is seen of an app that runs.

use fal_app_tests::server::Process;

use crate::{app, check};

#[test]
fn a_good_app_holds_and_runs() {
    let checked = check("good", &["--json"]);
    assert_eq!(checked.failures(), [""; 0], "{:#}", checked.json());
    assert_eq!(checked.code, Some(0));
    let seen = |path, name| -> Vec<String> {
        let items = checked.items(path, name);
        let seen = items
            .iter()
            .map(|item| item["seen"].as_str().unwrap().to_owned());
        seen.collect()
    };
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
fn what_was_charged_is_delivered() {
    let checked = check("delivers", &["--json"]);
    checked.fail(&[
        (
            "/fewer",
            "delivers",
            "example 2, before `times`, charged 2 pictures and delivered 1",
            "`images = output.images`",
        ),
        (
            "/smaller",
            "delivers",
            "example 1 charged 4 megapixels for 1 picture and delivered 1 megapixel: 64×64",
            "`pictures = output.images`",
        ),
        (
            "/larger",
            "delivers",
            "example 1 charged 2 megapixels for 2 pictures and delivered 2 megapixels: 2048×1024",
            "answer an error where pictures are missing",
        ),
        (
            "/shorter",
            "delivers",
            "example 2 charged 5.00 s and delivered 0.50 s",
            "as `seconds = output.audio`, or answer an error where it is shorter",
        ),
        (
            "/shorter/stream",
            "delivers",
            "example 1 charged 4.00 s and delivered 0.50 s",
            "answer an error where it is shorter",
        ),
        (
            "/bytes/stream",
            "delivers",
            "example 1 charged 4.00 s and delivered 0.50 s",
            "answer an error where it is shorter",
        ),
        (
            "/fewer/stream",
            "delivers",
            "example 1 charged 2 pictures and delivered 1",
            "answer an error where pictures are missing",
        ),
    ]);
    // The first example of each of these got what it paid for, whatever the factor of its bill.
    for path in ["/fewer", "/shorter"] {
        assert_eq!(checked.items(path, "delivers")[0]["holds"], true, "{path}");
    }
    assert_eq!(
        checked.items("/shorter/stream", "delivers")[1]["holds"],
        true
    );
    for (path, what) in [
        ("/links", "its output has no `Image`"),
        ("/links/stream", "its items hold no `Image`"),
    ] {
        let unseen = checked.item(path, "delivers");
        assert!(unseen["holds"].is_null());
        assert!(unseen["seen"].as_str().unwrap().contains(what), "{unseen}");
        let to_do = unseen["to_do"].as_str().unwrap();
        assert!(to_do.contains("compare by hand"), "{unseen}");
    }
    // The items of a stream have no schema that they could fit.
    assert!(
        checked
            .items("/shorter/stream", "fits its schema")
            .is_empty()
    );
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

#[test]
fn a_deferred_stream_costs_what_it_reports() {
    let checked = check("deferred", &["--json"]);
    let cost: Vec<String> = checked
        .items("/stream", "costs as quoted")
        .iter()
        .map(|item| item["seen"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        cost,
        [
            "example 1 cost 10 units of number, quoted 0 to 100 units of number",
            "example 2 cost 1 unit of number, quoted 0 to 100 units of number",
        ]
    );
    // The least is that of a success, and nothing delivered is none.
    checked.fail(&[(
        "/less/stream",
        "costs as quoted",
        "example 1 delivered nothing, and so it cost nothing",
        "write an example that delivers something",
    )]);
    // Its report must not be lost when the app stops.
    checked.fail(&[(
        "",
        "grace period",
        "is not said, and is 5 s",
        "at least 15 s, or a report is lost",
    )]);
}

#[test]
fn the_examples_of_sessions_are_sent_in_sessions() {
    let checked = check("sessions", &["--json"]);
    let seen = |path, name| -> Vec<String> {
        let items = checked.items(path, name);
        let seen = items
            .iter()
            .map(|item| item["seen"].as_str().unwrap().to_owned());
        seen.collect()
    };
    let ran = seen("/realtime", "runs");
    assert!(ran[0].ends_with(", with 1 output"), "{ran:?}");
    assert!(seen("/count/realtime", "runs")[0].ends_with(", with 3 outputs"));
    // Its bytes are sent as they are, and not as the text that shows them.
    assert!(seen("/echo/realtime", "runs")[0].ends_with(", with 1 output"));
    assert!(seen("/sum", "runs")[0].ends_with(", with 1 output"));
    assert!(seen("/realtime", "costs as quoted")[0].contains("a session has no quote"));
    assert!(seen("", "multiplexing")[0].starts_with("2 requests at once"));
    assert_eq!(
        seen("/realtime", "refusals are free"),
        ["a request that asks for no session"]
    );
    checked.fail(&[
        (
            "/realtime",
            "fits its schema",
            "example 2: `number`: Input should be less than or equal to 10",
            "declare what is answered",
        ),
        (
            "/realtime",
            "runs",
            "example 3: the session failed: Internal Server Error",
            "an example is to succeed",
        ),
        (
            "/sum",
            "path",
            "where no client looks for sessions",
            "`#[realtime(\"/sum/realtime\")]`",
        ),
    ]);
    let asked = checked.json()["for_the_fal_team"].to_string();
    for words in [
        "`/realtime` by compute seconds: its sessions tell theirs",
        "`/sum` by compute seconds: its sessions are free",
        "`/count/realtime`: $____ for one `request`",
    ] {
        assert!(asked.contains(words), "{words}\n{asked}");
    }
}
