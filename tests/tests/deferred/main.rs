//! Streams that are charged for what was delivered: over real connections, and with a platform on loopback that is told.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod delivered;
mod end;
mod faults;
mod formula;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../connections/frames.rs"]
mod frames;
mod ids;
mod start;

use fal_app::Value;
use fal_app_tests::http::{Answer, Connection};
use fal_app_tests::loopback::{Loopback, Reply, Request};
use fal_app_tests::server::{Server, command};

/// An app on a platform that is told its units.
struct Platform {
    app: Server,
    told: Loopback,
}

/// The id of a request, by its last digit.
fn id(digit: u32) -> String {
    format!("123e4567-e89b-12d3-a456-42661417400{digit}")
}

/// The header with the id of a request.
fn with_id(digit: u32) -> String {
    format!("x-fal-request-id: {}", id(digit))
}

const JSON: &str = "content-type: application/json";

impl Platform {
    /// It takes every report.
    fn start() -> Self {
        Self::answering(|_| Reply::new(200, ""))
    }

    /// What it answers to each report.
    fn answering(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let told = Loopback::start(move |request, _| answer(request)).unwrap();
        let mut app = command(env!("CARGO_BIN_EXE_deferred-app"));
        app.env("FAL_APP_NAME", "deferred")
            .env("FAL_KEY", "key:secret")
            .env("FAL_REST_HOST", told.authority())
            .env("ISOLATE_TEST_MODE", "1");
        Self {
            app: Server::start(&mut app),
            told,
        }
    }

    /// Sends a request with the id of a digit.
    fn request(&self, path: &str, digit: u32, json: &str) -> Connection {
        let mut connection = Connection::open(self.app.address);
        let head = format!("POST {path}");
        connection.request(&head, &[JSON, &with_id(digit)], json.as_bytes());
        connection
    }

    /// The whole answer to a request.
    fn ask(&self, path: &str, digit: u32, json: &str) -> Answer {
        self.request(path, digit, json).answer()
    }

    /// Waits for the report of a request, and gives its units.
    fn units(&self, digit: u32) -> String {
        let line = format!("POST /requests/billable-units/{}", id(digit));
        self.told.wait_for(&line);
        let requests = self.told.requests();
        let report = requests.iter().find(|request| request.line() == line);
        units(report.unwrap())
    }
}

/// The units that a report says.
fn units(report: &Request) -> String {
    assert_eq!(report.header("authorization"), Some("Key key:secret"));
    assert_eq!(report.header("content-type"), Some("application/json"));
    let body: Value = serde_json::from_slice(&report.body).unwrap();
    let members: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(members, ["billable_units"]);
    body["billable_units"].as_str().unwrap().to_owned()
}

/// An answer says that its units are reported, and no units.
fn is_deferred(answer: &Answer) -> bool {
    answer.header("x-fal-billable-units-webhook") == Some("1") && answer.units().is_none()
}
