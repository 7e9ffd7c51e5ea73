//! The app whose methods sleep, and how tests call it.

use fal_app_tests::http::Connection;
use fal_app_tests::server::{Server, command};

pub(crate) const APP: &str = env!("CARGO_BIN_EXE_server-app");
pub(crate) const JSON: &str = "content-type: application/json";

pub(crate) fn start() -> Server {
    Server::start(&mut command(APP))
}

/// Sends a request whose method sleeps, and does not wait for the answer.
pub(crate) fn sleep(connection: &mut Connection, path: &str, name: &str, milliseconds: u64) {
    let body = format!(r#"{{"name": "{name}", "milliseconds": {milliseconds}}}"#);
    connection.request(&format!("POST {path}"), &[JSON], body.as_bytes());
}
