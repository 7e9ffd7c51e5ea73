//! Examples that are sent in sessions.

use crate::check;

#[test]
fn the_examples_of_sessions_are_sent_in_sessions() {
    let checked = check("sessions", &["--json"]);
    let seen = |path, name| checked.seen(path, name);
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
