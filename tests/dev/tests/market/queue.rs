//! The queue, as a caller of the platform sees it.

use std::thread;

use fal_app::Value;
use fal_app_tests::http::Connection;
use fal_app_tests::server::eventually;

use crate::support::{Folder, Market};

const LONG: u32 = 600_000;

fn sleep(name: &str, milliseconds: u32) -> String {
    format!(r#"{{"name": "{name}", "milliseconds": {milliseconds}}}"#)
}

/// Submits two requests that take both places of the app, and waits until it is at them.
fn take_places(market: &Market) -> [String; 2] {
    ["one", "two"].map(|name| {
        let id = market.submit("/sleep", &sleep(name, LONG));
        market.log_line(|line| line == format!("began {name}"));
        id
    })
}

/// The cancel must not be lost where the app hears of it before it has the request.
#[test]
fn who_cancels_right_after_the_submission_is_heard() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    for number in 0..30 {
        let body = format!(r#"{{"name": "long {number}", "milliseconds": 600000}}"#);
        let id = market.submit("/sleep", &body);
        market.cancel(&id);
        market.completed(&id);
        assert_eq!(market.result(&id).status, 499);
    }
    assert_eq!(folder.balance("alice")["charged"], "0");
}

#[test]
fn a_request_goes_through_the_queue_and_is_billed_once() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let submitted = market.queue(
        "POST",
        "/film?fal_max_queue_length=9&size=1",
        r#"{"seconds": 2}"#,
        &[],
    );
    assert_eq!((submitted.status, submitted.units()), (200, Some("0")));
    let said = submitted.json();
    let id = said["request_id"].as_str().unwrap();
    assert_eq!(submitted.header("x-fal-request-id"), Some(id));
    assert_eq!(
        (&said["status"], &said["queue_position"]),
        (&"IN_QUEUE".into(), &0.into())
    );
    // By the address that the caller used.
    let url = format!("http://localhost/queue/owner/market/requests/{id}");
    for (name, end) in [
        ("response_url", ""),
        ("status_url", "/status"),
        ("cancel_url", "/cancel"),
    ] {
        assert_eq!(said[name], format!("{url}{end}"), "{name}");
    }
    let status = market.completed(id);
    assert_eq!(
        (&status["request_id"], &status["logs"]),
        (&id.into(), &Value::Null)
    );
    assert!(status["metrics"]["inference_time"].is_number(), "{status}");
    assert_eq!(
        (&status["error"], &status["status_url"]),
        (&Value::Null, &said["status_url"])
    );
    for path in ["", "/", "/response", "/response/"] {
        for sub_path in ["", "/film"] {
            let path = format!("{sub_path}/requests/{id}{path}");
            let result = market.queue("GET", &path, "", &[]);
            assert_eq!((result.status, result.units()), (200, Some("2")), "{path}");
            assert_eq!(result.header("x-fal-request-id"), Some(id));
            assert_eq!(result.header("content-type"), Some("application/json"));
            assert_eq!(result.json()["duration"], 2.0);
        }
    }
    for path in ["status", "status/", "status?logs=1"] {
        let status = market.queue("GET", &format!("/film/requests/{id}/{path}"), "", &[]);
        assert_eq!((status.status, status.units()), (200, Some("0")), "{path}");
        assert_eq!(status.header("x-fal-request-id"), Some(id));
    }
    let line = market.line(id);
    assert_eq!(
        (&line["caller"], &line["endpoint"], &line["cost_nano_usd"]),
        (&"alice".into(), &"/film".into(), &50_000_000.into())
    );
    let balance = folder.balance("alice");
    assert_eq!(
        (&balance["charged"], &balance["reserved"]),
        (&"0.05".into(), &"0".into())
    );
}

#[test]
fn who_waits_sees_how_many_are_before_and_low_priority_is_behind_all() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let [first, second] = take_places(&market);
    let low = market.submit_with("/sleep", &sleep("low", 0), &["x-fal-queue-priority: low"]);
    let normal = market.submit_with(
        "/sleep",
        &sleep("normal", LONG),
        &["x-fal-queue-priority: normal"],
    );
    let last = market.submit("/sleep", &sleep("last", LONG));
    for (id, position) in [(&low, 2), (&normal, 0), (&last, 1)] {
        let (code, status) = market.status(id);
        assert_eq!((code, &status["status"]), (202, &"IN_QUEUE".into()));
        assert_eq!(status["queue_position"], position);
    }
    let (code, status) = market.status(&first);
    assert_eq!(
        (code, &status["status"], &status["logs"]),
        (202, &"IN_PROGRESS".into(), &Value::Null)
    );
    // Two wait in all besides: the limit is of those who wait, of whomever.
    let too_long = market.queue("POST", "/flat?fal_max_queue_length=2", "{}", &[]);
    assert_eq!((too_long.status, too_long.units()), (429, Some("0")));
    let as_wanted = market.queue("POST", "/flat?fal_max_queue_length=3", "{}", &[]);
    assert_eq!(
        (as_wanted.status, &as_wanted.json()["queue_position"]),
        (200, &2.into())
    );
    market.cancel(&first);
    market.log_line(|line| line == "began normal");
    assert_eq!(market.status(&last).1["queue_position"], 0);
    assert_eq!(market.status(&low).1["queue_position"], 2);
    market.cancel(&second);
    market.log_line(|line| line == "began last");
    market.cancel(&last);
    market.completed(&low);
    assert_eq!(market.status(&normal).1["status"], "IN_PROGRESS");
}

#[test]
fn the_logs_are_what_the_app_printed_for_this_request() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let id = market.submit("/sleep", &sleep("alone", LONG));
    let logs = |id: &str, how: &str| {
        let status = market.queue("GET", &format!("/requests/{id}/status?logs={how}"), "", &[]);
        status.json()["logs"].clone()
    };
    let began = |entry: &Value| {
        entry["message"] == "began alone" && entry["level"] == "STDOUT" && entry["source"] == "USER"
    };
    eventually("its first line is seen while it runs", || {
        logs(&id, "1")
            .as_array()
            .is_some_and(|logs| logs.iter().any(began))
    });
    assert!(
        logs(&id, "1")[0]["timestamp"]
            .as_str()
            .unwrap()
            .contains('T')
    );
    market.cancel(&id);
    market.completed(&id);
    for how in ["true", "1"] {
        let kept = logs(&id, how);
        let messages: Vec<&str> = kept
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["message"].as_str().unwrap())
            .collect();
        assert_eq!(messages, ["began alone", "ended alone"]);
    }
    for how in ["false", "0", ""] {
        assert_eq!(logs(&id, how), Value::Null, "{how}");
    }
    // Of two at once it cannot be told whose a line is: it might be the other caller's.
    let _bob = market.begin("secret", LONG);
    let beside = market.submit("/sleep", &sleep("beside", 0));
    market.completed(&beside);
    assert_eq!(logs(&beside, "1"), serde_json::json!([]));
    // A line with the request's id is its own. The app logs each failure so.
    let failed = market.submit("/fail", r#"{"status": 500, "billed": -1}"#);
    assert_eq!(market.completed(&failed)["error"], "Internal Server Error");
    let logs = logs(&failed, "1");
    assert!(
        logs.as_array()
            .unwrap()
            .iter()
            .any(|entry| entry["message"].as_str().unwrap().contains(&failed)),
        "{logs}"
    );
}

#[test]
fn private_logs_are_for_the_owner() {
    let folder = Folder::new();
    let market = Market::start_with(&folder, &[], "public");
    let id = market.submit_with("/sleep", &sleep("hidden", 0), &[]);
    market.completed(&id);
    let status = market.queue("GET", &format!("/requests/{id}/status?logs=1"), "", &[]);
    assert_eq!(status.json()["logs"], serde_json::json!([]));
    let market = {
        market.stop();
        Market::start_with(&folder, &[], "private")
    };
    let key = format!("authorization: Key {}", market.key("owner"));
    let status = market.queue_as(
        &key,
        "GET",
        &format!("/requests/{id}/status?logs=1"),
        "",
        &[],
    );
    assert_eq!(status.json()["logs"][0]["message"], "began hidden");
}

#[test]
fn what_waits_is_cancelled_at_once_and_what_runs_by_the_app() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let [first, second] = take_places(&market);
    let waits = market.submit("/flat", "{}");
    let put =
        |id: &str, end: &str| market.queue("PUT", &format!("/requests/{id}/cancel{end}"), "", &[]);
    let cancelled = put(&waits, "/");
    assert_eq!((cancelled.status, cancelled.units()), (202, Some("0")));
    assert_eq!(cancelled.json()["status"], "CANCELLATION_REQUESTED");
    let (code, status) = market.status(&waits);
    assert_eq!((code, &status["status"]), (200, &"COMPLETED".into()));
    assert_eq!(status["error_type"], "client_cancelled");
    assert_eq!(status["metrics"]["inference_time"], Value::Null);
    let result = market.result(&waits);
    assert_eq!((result.status, result.units()), (499, Some("0")));
    assert_eq!(market.line(&waits)["status"], 499);
    // The app ends it.
    assert_eq!(market.result(&first).status, 400);
    assert_eq!(
        market.result(&first).detail(),
        "Request is still in progress"
    );
    assert_eq!(put(&first, "").status, 202);
    market.log_line(|line| line == "ended one");
    assert_eq!(market.completed(&first)["status"], "COMPLETED");
    assert_eq!(
        (market.result(&first).status, market.result(&first).units()),
        (499, Some("0"))
    );
    let again = put(&first, "");
    assert_eq!(
        (again.status, &again.json()["status"]),
        (400, &"ALREADY_COMPLETED".into())
    );
    let nobody = put("01900000-0000-7000-8000-000000000000", "");
    assert_eq!(
        (nobody.status, &nobody.json()["status"]),
        (404, &"NOT_FOUND".into())
    );
    put(&second, "");
    market.completed(&second);
    let balance = folder.balance("alice");
    assert_eq!(
        (&balance["charged"], &balance["reserved"]),
        (&"0".into(), &"0".into())
    );
}

#[test]
fn nobody_sees_the_request_of_another() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let id = market.submit("/sleep", &sleep("mine", LONG));
    market.log_line(|line| line == "began mine");
    let bob = format!("authorization: Key {}", market.key("bob"));
    for (method, end) in [
        ("GET", "/status"),
        ("GET", "/status/stream"),
        ("GET", ""),
        ("GET", "/response"),
        ("PUT", "/cancel"),
    ] {
        let path = format!("/requests/{id}{end}");
        let unknown = market.queue_as(&bob, method, &path, "", &[]);
        assert_eq!(
            (unknown.status, &unknown.json()["status"]),
            (404, &"NOT_FOUND".into()),
            "{path}"
        );
        let nobody = market.queue_as("accept: */*", method, &path, "", &[]);
        assert_eq!(nobody.status, 401, "{path}");
    }
    assert_eq!(market.status(&id).1["status"], "IN_PROGRESS");
}

#[test]
fn the_status_is_followed_to_its_end() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let [first, second] = take_places(&market);
    let id = market.submit("/sleep", &sleep("followed", 0));
    let key = format!("authorization: Key {}", market.key("alice"));
    let mut stream = Connection::open(market.address);
    stream.request(
        &format!("GET /queue/owner/market/requests/{id}/status/stream?logs=1"),
        &[&key],
        b"",
    );
    let head = stream.answer_to_head();
    assert_eq!(head.status, 200);
    assert!(
        head.header("content-type")
            .unwrap()
            .starts_with("text/event-stream")
    );
    let mut event = || -> Value {
        serde_json::from_str(stream.event().strip_prefix("data: ").unwrap()).unwrap()
    };
    let waits = event();
    assert_eq!(
        (&waits["status"], &waits["queue_position"]),
        (&"IN_QUEUE".into(), &0.into())
    );
    market.cancel(&first);
    let statuses: Vec<Value> = std::iter::from_fn(|| Some(event()))
        .scan(false, |ended, event| {
            let is_over = std::mem::replace(ended, event["status"] == "COMPLETED");
            (!is_over).then_some(event)
        })
        .take_while(|event| event["status"] != "COMPLETED")
        .collect();
    assert!(
        statuses
            .iter()
            .all(|event| event["status"] == "IN_PROGRESS"),
        "{statuses:?}"
    );
    // It has ended after the last event.
    stream.read_until(b"0\r\n\r\n");
    market.cancel(&second);
}

#[test]
fn a_failure_is_completed_and_its_result_is_the_answer_of_the_app() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let refused = market.submit("/film", r#"{"seconds": "long"}"#);
    let status = market.completed(&refused);
    assert_eq!(status["error"], "Invalid status code: 422");
    assert_eq!(status["error_type"], "float_parsing");
    let result = market.result(&refused);
    assert_eq!((result.status, result.units()), (422, Some("0")));
    assert_eq!(
        result.json()["detail"][0]["loc"],
        serde_json::json!(["body", "seconds"])
    );
    let billed = market.submit("/fail", r#"{"status": 422, "billed": 2.5}"#);
    assert_eq!(market.completed(&billed)["error"], "it failed");
    assert_eq!(market.result(&billed).units(), Some("2.50000000"));
    let unknown = market.submit("/nowhere", "{}");
    assert_eq!(
        market.completed(&unknown)["error"],
        "Path /nowhere not found"
    );
    assert_eq!(market.result(&unknown).status, 404);
    assert_eq!(folder.balance("alice")["charged"], "0.0625");
}

#[test]
fn a_stream_that_is_submitted_is_kept_whole() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let id = market.submit("/stream", r#"{"items": 3}"#);
    market.completed(&id);
    let result = market.result(&id);
    assert_eq!((result.status, result.units()), (200, Some("2")));
    assert!(
        result
            .header("content-type")
            .unwrap()
            .starts_with("text/event-stream")
    );
    assert_eq!(result.text().matches("data: ").count(), 3);
    let seconds = market.submit("/stream-seconds", r#"{"items": 2, "pause": 100}"#);
    market.completed(&seconds);
    let told: f64 = market.result(&seconds).units().unwrap().parse().unwrap();
    assert!(told >= 0.1, "{told}");
    // The report comes when it comes.
    let deferred = market.submit("/deferred", r#"{"items": 3}"#);
    market.completed(&deferred);
    let result = market.result(&deferred);
    assert_eq!((result.status, result.units()), (200, None));
    assert_eq!(result.header("x-fal-billable-units-webhook"), None);
    market.log_line(|line| line.contains(&deferred) && line.contains(r#""source":"report""#));
}

#[test]
fn what_cannot_be_taken_is_refused_and_costs_nothing() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    for path in ["", "/", "/flat", "/requests", "/requests/none/else"] {
        let wrong = market.queue("GET", path, "", &[]);
        assert_eq!(
            (wrong.status, wrong.header("allow")),
            (405, Some("POST")),
            "{path}"
        );
    }
    assert_eq!(
        market.queue("GET", "/requests/none/status", "", &[]).status,
        404
    );
    assert_eq!(
        market.queue("PUT", "/requests/none/cancel", "", &[]).status,
        404
    );
    let id = market.submit("/flat", "{}");
    market.completed(&id);
    let wrong = market.queue("POST", &format!("/requests/{id}/cancel"), "", &[]);
    assert_eq!((wrong.status, wrong.header("allow")), (405, Some("PUT")));
    for (path, header) in [
        ("/flat?fal_max_queue_length=many", "accept: */*"),
        ("/flat?fal_webhook=ftp%3A%2F%2Fa", "accept: */*"),
        ("/flat", "x-fal-queue-priority: high"),
        ("/flat", "x-fal-request-timeout: soon"),
    ] {
        let refused = market.queue("POST", path, "{}", &[header]);
        assert_eq!(
            (refused.status, refused.units()),
            (400, Some("0")),
            "{path} {header}"
        );
    }
    folder.run(&["keys", "create", "carol"]);
    let key = folder.run(&["keys", "create", "carol", "--label", "second"]);
    let key = format!("authorization: Key {}", key.trim());
    assert_eq!(
        market.queue_as(&key, "POST", "/flat", "{}", &[]).status,
        403
    );
    // What a request may cost is reserved once it is in the queue.
    folder.run(&["credit", "carol", "0.025"]);
    let _held = take_places(&market);
    assert_eq!(
        market.queue_as(&key, "POST", "/flat", "{}", &[]).status,
        200
    );
    assert_eq!(
        market.queue_as(&key, "POST", "/flat", "{}", &[]).status,
        403
    );
    assert_eq!(folder.balance("carol")["reserved"], "0.025");
}

#[test]
fn the_app_sees_the_request_as_a_direct_one() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let headers = [
        "x-fal-no-retry: 1",
        "x-fal-retry-config: {}",
        "x-fal-store-io: 0",
        "x-custom: yes",
        "x-fal-request-id: mine",
    ];
    let id = market.submit_with("/see", "{}", &headers);
    market.completed(&id);
    let seen = market.result(&id).json();
    assert_eq!(
        (&seen["request_id"], &seen["endpoint"]),
        (&(*id).into(), &"owner/market/see".into())
    );
    let headers: Vec<&str> = seen["headers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    assert!(headers.contains(&"x-custom"));
    for own in [
        "x-fal-no-retry",
        "x-fal-retry-config",
        "x-fal-store-io",
        "authorization",
    ] {
        assert!(!headers.contains(&own), "{own}");
    }
}

#[test]
fn who_does_not_start_in_time_does_not_start() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let held = take_places(&market);
    let id = market.submit_with("/flat", "{}", &["x-fal-request-timeout: 0.3"]);
    assert_eq!(market.completed(&id)["error_type"], "startup_timeout");
    let result = market.result(&id);
    assert_eq!((result.status, result.units()), (504, Some("0")));
    assert_eq!(result.header("x-fal-request-timeout-type"), Some("user"));
    for id in held {
        market.cancel(&id);
    }
    assert_eq!(folder.balance("alice")["reserved"], "0");
}

/// Places are given in the order of arrival, to those who wait for an answer and to those who do not.
#[test]
fn the_queue_and_direct_callers_are_served_in_turn() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let [first, second] = take_places(&market);
    let queued = market.submit("/sleep", &sleep("queued", LONG));
    thread::scope(|scope| {
        let direct = scope.spawn(|| market.call("/sleep", &sleep("direct", 0)).status);
        let before = market.submit("/flat", "{}");
        market.cancel(&first);
        market.log_line(|line| line == "began queued");
        // The only place that is free from now on goes around.
        market.cancel(&second);
        assert_eq!(direct.join().unwrap(), 200);
        market.completed(&before);
        market.cancel(&queued);
    });
}

#[test]
fn what_is_in_the_queue_survives_the_end_of_the_marketplace() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let [first, second] = take_places(&market);
    let waits = market.submit("/sleep", &sleep("waits", 0));
    let low = market.submit_with("/film", r#"{"seconds": 2}"#, &["x-fal-queue-priority: low"]);
    let cancelled = market.submit("/flat", "{}");
    market.cancel(&cancelled);
    market.kill();
    let market = Market::start(&folder);
    // Those that ran run again, those that waited wait again. Who asks has another key now.
    for name in ["one", "two"] {
        market.log_line(|line| line == format!("began {name}"));
    }
    assert_eq!(market.status(&waits).1["queue_position"], 0);
    assert_eq!(market.status(&low).1["queue_position"], 1);
    assert_eq!(market.result(&cancelled).status, 499);
    market.cancel(&first);
    for id in [&waits, &low] {
        market.completed(id);
        assert_eq!(market.result(id).status, 200);
    }
    // An orderly end leaves the rest for the next start too.
    let ended = market.stop();
    assert_eq!(ended.code, Some(0), "{:#?}", ended.lines);
    let market = Market::start(&folder);
    market.log_line(|line| line == "began two");
    market.cancel(&second);
    market.completed(&second);
    let balance = folder.balance("alice");
    assert_eq!(
        (&balance["charged"], &balance["reserved"]),
        (&"0.075".into(), &"0".into())
    );
}

/// Also of who leaves before the answer, everything that is let in is completed.
#[test]
fn who_submits_or_cancels_and_leaves_is_served_all_the_same() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = format!("authorization: Key {}", market.key("alice"));
    let send = |what: &str, body: &str| {
        let headers = [&*key, "content-type: application/json"];
        let head = format!(
            "{what} HTTP/1.1\r\nhost: localhost\r\n{}\r\n{}\r\n",
            headers[0], headers[1]
        );
        let mut stream = std::net::TcpStream::connect(market.address).unwrap();
        let request = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
        std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
    };
    let held = take_places(&market);
    for number in 0..40 {
        send("POST /queue/owner/market/flat", "{}");
        if number % 4 == 0 {
            let id = market.submit("/flat", "{}");
            send(&format!("PUT /queue/owner/market/requests/{id}/cancel"), "");
        }
    }
    for id in held {
        market.cancel(&id);
    }
    let file = rusqlite::Connection::open(folder.path().join("market-dev.db")).unwrap();
    let is_none = |select: &str| {
        let count: i64 = file.query_row(select, (), |row| row.get(0)).unwrap();
        count == 0
    };
    eventually("nothing is left", || {
        is_none("SELECT count(*) FROM queue WHERE state != 'completed'")
            && is_none("SELECT count(*) FROM in_flight")
    });
}

/// Their cancel may overtake the request, as that of the queue may.
#[test]
fn who_leaves_right_behind_their_request_keeps_no_place() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    for _ in 0..20 {
        drop(market.send("/sleep", &sleep("direct", LONG)));
    }
    assert_eq!(market.call("/see", "{}").status, 200);
    let file = rusqlite::Connection::open(folder.path().join("market-dev.db")).unwrap();
    eventually("nothing is at work", || {
        let select = "SELECT count(*) FROM in_flight";
        file.query_row(select, (), |row| row.get::<_, i64>(0)) == Ok(0)
    });
    let balance = folder.balance("alice");
    assert_eq!(
        (&balance["charged"], &balance["reserved"]),
        (&"0".into(), &"0".into())
    );
}

/// Another process writes for longer than the marketplace waits at a time.
#[test]
fn what_ends_while_the_ledger_cannot_be_written_is_settled_as_soon_as_it_can() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let id = market.submit("/sleep", &sleep("queued", 2000));
    market.log_line(|line| line == "began queued");
    let mut waiting = market.begin("direct", 2000);
    let file = rusqlite::Connection::open(folder.path().join("market-dev.db")).unwrap();
    file.execute_batch("BEGIN IMMEDIATE").unwrap();
    market.log_line(|line| line.contains("database is locked: it is tried again until it can be"));
    file.execute_batch("ROLLBACK").unwrap();
    market.completed(&id);
    for answer in [market.result(&id), waiting.answer()] {
        assert_eq!((answer.status, answer.units()), (200, Some("1")));
    }
    let balance = folder.balance("alice");
    assert_eq!(
        (&balance["charged"], &balance["reserved"]),
        (&"0.05".into(), &"0".into())
    );
}

/// It waits for the quote no longer than for an answer.
#[test]
fn an_app_that_gives_no_quote_keeps_nobody_waiting() {
    let folder = Folder::new();
    // Its requests take a second at most.
    let market = Market::start_with(&folder, &["--unit-price", "1"], "private");
    let owner = format!("authorization: Key {}", market.key("owner"));
    let process = market.call_with("/process", "{}", &[&owner]).json()["process"].to_string();
    let signal = |name: &str| {
        let sent = std::process::Command::new("kill")
            .args([name, &process])
            .status();
        assert!(sent.unwrap().success());
    };
    signal("-STOP");
    // The signal takes its time.
    eventually("the process is stopped", || {
        let status = std::fs::read_to_string(format!("/proc/{process}/status"));
        status.unwrap().contains("State:\tT")
    });
    let body = r#"{"units": 1}"#;
    let direct = market.call_with("/", body, &[&owner]);
    assert_eq!((direct.status, direct.units()), (504, Some("0")));
    assert_eq!(direct.json()["error_type"], "startup_timeout");
    assert_eq!(folder.balance("owner")["reserved"], "0");
    // The queue takes it by what the app declares.
    let submitted = market.queue_as(&owner, "POST", "/", body, &[]);
    assert_eq!(submitted.status, 200, "{}", submitted.text());
    signal("-CONT");
    let id = submitted.json()["request_id"].as_str().unwrap().to_owned();
    market.completed_as(&owner, &id);
    assert_eq!(folder.balance("owner")["charged"], "1");
}
