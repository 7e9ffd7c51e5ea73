//! The app's process, and the marketplace's own start and end.

use fal_app_tests::server::Process;

use crate::support::{Folder, Market};

#[test]
fn an_app_that_cannot_start_is_told_and_ends_the_command() {
    let folder = Folder::new();
    folder.write("no-model");
    let ended = Process::start(&mut folder.command(&["--port", "0"])).end();
    assert_eq!(ended.code, Some(1));
    for line in [
        "no model",
        "error: the app ended with exit status: 1 before it listened",
    ] {
        assert_eq!(
            ended.count_lines(|is| is.contains(line)),
            1,
            "{:#?}",
            ended.lines
        );
    }
}

#[test]
fn the_app_ends_with_the_marketplace_after_what_is_in_flight() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let mut connection = market.begin("last", 700);
    let ended = market.stop();
    assert_eq!(ended.code, Some(0));
    let at = |text: &str| {
        ended
            .lines
            .iter()
            .position(|line| line.contains(text))
            .unwrap()
    };
    assert!(at("ended last") < at("torn down"), "{:#?}", ended.lines);
    assert_eq!(connection.answer().status, 200);
    assert_eq!(folder.balance("alice")["charged"], "0.025");
}

#[test]
fn what_is_in_flight_at_the_end_is_uploaded_and_reported() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = format!("authorization: Key {}", market.key("alice"));
    let send = |path: &str, body: &str| {
        let mut connection = fal_app_tests::http::Connection::open(market.address);
        let head = format!("POST /run/owner/market{path}");
        let headers = [&*key, "content-type: application/json"];
        connection.request(&head, &headers, body.as_bytes());
        connection
    };
    let mut stream = send("/deferred", r#"{"items": 3, "pause": 400}"#);
    let id = stream.answer_to_head();
    let id = id.header("x-fal-request-id").unwrap();
    let mut drawing = send("/draw", r#"{"milliseconds": 700}"#);
    market.log_line(|line| line == "began drawing");
    let ended = market.stop();
    assert_eq!(ended.code, Some(0), "{:#?}", ended.lines);
    let drawn = drawing.answer();
    assert!(
        drawn.json()["drawing"]["url"]
            .as_str()
            .unwrap()
            .contains("/cdn/files/")
    );
    let reported = |line: &str| line.contains(id) && line.contains(r#""source":"report""#);
    assert_eq!(ended.count_lines(reported), 1, "{:#?}", ended.lines);
    assert_eq!(folder.balance("alice")["charged"], "0.075");
}

#[test]
fn the_file_survives_and_one_marketplace_runs_on_it() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let old_key = format!("authorization: Key {}", market.key("alice"));
    market.call("/flat", "{}");
    let second = Process::start(&mut folder.command(&["--port", "0"])).end();
    assert_eq!(second.code, Some(1));
    assert_eq!(
        second.count_lines(|line| line.contains("another marketplace runs on")),
        1
    );
    market.stop();
    let again = Market::start_with(&folder, &[], "shared");
    // Its price and its keys are those of before.
    assert_eq!(again.call_with("/flat", "{}", &[&old_key]).status, 200);
    assert_eq!(folder.balance("alice")["charged"], "0.05");
}

#[test]
fn a_ledger_in_memory_leaves_no_file() {
    let folder = Folder::new();
    let market = Market::start_with(
        &folder,
        &["--db", ":memory:", "--unit-price", "1"],
        "shared",
    );
    assert_eq!(market.call("/flat", "{}").status, 200);
    let usage = market.get("/v1/models/usage?expand=summary").json();
    assert_eq!(usage["summary"][0]["cost"], 1.0);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_file_of_something_else_is_left_alone() {
    let folder = Folder::new();
    let path = folder.path().join("notes.txt");
    std::fs::write(&path, "not a ledger, but somebody's notes").unwrap();
    let refused = Process::start(&mut folder.command(&["--port", "0", "--db", "notes.txt"])).end();
    assert_eq!(refused.code, Some(1));
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "not a ledger, but somebody's notes"
    );
}

#[test]
fn what_cannot_be_started_says_why_and_leaves_nothing() {
    let folder = Folder::new();
    for (arguments, code, why) in [
        (
            ["--db", "."],
            1,
            "error: `.` cannot be a ledger: `.` is a folder",
        ),
        (
            ["--db", "none/a.db"],
            1,
            "error: `none/a.db` cannot be a ledger: `none` is not a folder",
        ),
        (["--unit-price", "-1"], 2, "not an amount of dollars"),
        (["--host", "localhost"], 2, "invalid IP address syntax"),
    ] {
        let ended = Process::start(&mut folder.command(&arguments)).end();
        assert_eq!(ended.code, Some(code));
        assert!(ended.lines[0].contains(why), "{:#?}", ended.lines);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn people_see_keys_prices_a_curl_and_a_line_for_each_request() {
    let folder = Folder::new();
    let mut command = folder.command(&["--port", "0", "--unit-price", "0.025"]);
    let process = Process::start(&mut command);
    let curl = process.log_line(|line| line.starts_with("curl -si 'http://127.0.0.1:"));
    process.log_line(|line| line.trim_start().starts_with("alice") && line.contains(':'));
    process.log_line(|line| {
        line.contains("POST /flat") && line.contains("1 × request at $0.025: $0.025")
    });
    process.log_line(|line| line.contains("POST /see") && line.ends_with("free"));
    process.log_line(|line| {
        line.contains("POST /seconds") && line.contains("2 GPU-H100 at $0.001: an example")
    });
    let key = curl
        .split("Authorization: Key ")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap();
    let address = curl
        .split("http://")
        .nth(1)
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let headers = [
        &*format!("authorization: Key {key}"),
        "content-type: application/json",
    ];
    let body = curl.split("-d '").nth(1).unwrap().trim_end_matches('\'');
    let mut connection = fal_app_tests::http::Connection::open(address);
    let answer = connection
        .request("POST /run/owner/market", &headers, body.as_bytes())
        .answer();
    assert_eq!(answer.status, 200, "{}", answer.text());
    let line = process.log_line(|line| line.starts_with("alice"));
    assert!(
        line.contains(" 200 ") && line.ends_with("1 units  $0.025"),
        "{line}"
    );
    // What callers send is not in the log.
    let secret = r#"{"name": "a secret prompt", "milliseconds": "x"}"#;
    connection
        .request("POST /run/owner/market/sleep", &headers, secret.as_bytes())
        .answer();
    process.log_line(|line| line.contains(" 422 "));
    process.terminate();
    assert_eq!(process.end().count_lines(|line| line.contains("secret")), 0);
}
