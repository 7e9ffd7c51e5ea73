//! Every way in which a request can end, over a real connection: its status, and the one header with its units.

mod cancelled;
mod left;
mod sessions;
mod table;

use std::thread;

use fal_app::__private::OutcomeKind;
use fal_app::Value;
use fal_app_tests::http::{Answer, Connection, get, post};
use fal_app_tests::server::{Ended, Server, command};

use crate::sleeper::JSON;
use table::{Exit, Request, exits};

#[test]
fn every_exit() {
    let server = Server::start(&mut command(env!("CARGO_BIN_EXE_exits-app")));
    // A body that is never finished takes a minute. The other requests do not wait for it.
    thread::scope(|scope| {
        for &outcome in OutcomeKind::ALL {
            let server = &server;
            scope.spawn(move || {
                for exit in exits(outcome) {
                    drive(server, outcome, &exit);
                }
            });
        }
        scope.spawn(|| metrics(&server));
        scope.spawn(|| left::before_settlement(&server));
        scope.spawn(|| left::after_settlement(&server));
        scope.spawn(|| left::a_stream(&server));
        scope.spawn(|| cancelled::before_settlement(&server));
        scope.spawn(|| cancelled::a_stream(&server));
        scope.spawn(|| sessions::each_end(&server));
    });
    let session = sessions::stays(&server);
    let stopped = thread::spawn(|| sessions::is_stopped(session));
    let ended = server.stop();
    stopped.join().unwrap();
    causes(&ended);
    left::each_request_ended_once(&ended);
    for &outcome in OutcomeKind::ALL {
        let seen = format!("request ended outcome={outcome:?} ");
        assert!(
            ended.count_lines(|line| line.contains(&seen)) >= exits(outcome).len().max(1),
            "{outcome:?} was not seen as often as it was driven"
        );
    }
}

/// Sends a request, and reads its answer.
fn ask(server: &Server, request: &Request) -> Answer {
    let mut connection = Connection::open(server.address);
    match request {
        Request::Post(path, json) => post(server.address, path, json),
        Request::Bare("HEAD", path) => connection
            .request(&format!("HEAD {path}"), &[], b"")
            .answer_to_head(),
        Request::Bare(method, path) => connection
            .request(&format!("{method} {path}"), &[], b"")
            .answer(),
        Request::Headers(head, headers) => connection.request(head, headers, b"").answer(),
        Request::Raw(bytes) => connection.send(bytes).answer(),
        Request::Bytes(path, body) => connection
            .request(&format!("POST {path}"), &[JSON], body)
            .answer(),
    }
}

fn drive(server: &Server, outcome: OutcomeKind, exit: &Exit) {
    let Exit {
        name,
        request,
        status,
        units,
    } = exit;
    let answer = ask(server, request);
    assert_eq!(answer.status, *status, "{outcome:?}, {name}: {answer:?}");
    assert_eq!(answer.units(), *units, "{outcome:?}, {name}: {answer:?}");
    let breaks_off = outcome == OutcomeKind::StreamBrokeOff;
    assert_eq!(
        answer.is_whole, !breaks_off,
        "{outcome:?}, {name}: {answer:?}"
    );
    if breaks_off {
        let items = "data: {\"number\": 0.0}\n\ndata: {\"number\": 1.0}\n\n";
        assert_eq!(answer.text(), items, "{name}");
    }
}

fn metrics(server: &Server) {
    for (path, status) in [("/metrics", 200), ("/nope", 404)] {
        let answer = get(server.metrics, path);
        assert_eq!(answer.status, status);
        assert_eq!(answer.units(), Some("0"));
    }
}

/// The log has each cause that the caller is not told, as one line of JSON.
fn causes(ended: &Ended) {
    for (path, cause) in [
        ("/panics", ": oh"),
        ("/panics-on-a-thread", ": oh"),
        ("/panics-in-input-operand", ": cannot read oh"),
        ("/panics-in-output-operand", ": cannot read "),
        ("/panics-in-writing", ": cannot write 1"),
        ("/fails-with-cause", "no disk"),
        ("/stream", "no disk"),
        ("/stream-on-a-thread", "no disk"),
        ("/stream", ": oh"),
        ("/stream-on-a-thread", ": oh"),
        ("/stream", "field `number` is not JSON"),
        ("/value", "metering failed: "),
        (
            "/unreadable",
            "an accepted body could not be decoded: not canonical",
        ),
        (
            "/not-a-number",
            "field `number` is not JSON: JSON has no NaN",
        ),
    ] {
        let found = ended.count_lines(|line| {
            let line: Value = serde_json::from_str(line).unwrap_or_default();
            let said = line["traceback"].as_str().unwrap_or_default();
            let located =
                !path.starts_with("/panics") || said.contains("tests/src/bin/exits-app.rs:");
            line["path"] == path && said.contains(cause) && located
        });
        assert!(found > 0, "no `{cause}` of {path} in {ended:#?}");
    }
}
