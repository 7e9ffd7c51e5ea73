//! The owner's terminal: nobody waits for who reads it.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::thread;

use fal_app::Value;
use fal_app_tests::http::Connection;

use crate::support::Folder;

/// More bytes than both a pipe and the marketplace hold.
const CALLS: usize = 400;
const LETTERS: usize = 4000;

/// A process that is killed when dropped.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// All lines of a pipe, read at last.
fn lines(pipe: impl Read + Send + 'static) -> thread::JoinHandle<Vec<String>> {
    thread::spawn(move || BufReader::new(pipe).lines().map(Result::unwrap).collect())
}

#[test]
fn callers_are_answered_while_nobody_reads_what_is_printed() {
    let folder = Folder::new();
    let mut command = folder.command(&["--json", "--port", "0"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut market = Killed(command.spawn().unwrap());
    let mut out = BufReader::new(market.0.stdout.take().unwrap());
    let err = market.0.stderr.take().unwrap();
    let mut said = String::new();
    out.read_line(&mut said).unwrap();
    let said: Value = serde_json::from_str(&said).unwrap();
    let address = said["url"]
        .as_str()
        .unwrap()
        .strip_prefix("http://")
        .unwrap();
    let key = format!(
        "authorization: Key {}",
        said["keys"]["alice"].as_str().unwrap()
    );
    // The app prints it twice.
    let body = format!(
        r#"{{"name": "{}", "milliseconds": 0}}"#,
        "a".repeat(LETTERS)
    );
    let mut connection = Connection::open(address.parse().unwrap());
    for _ in 0..CALLS {
        let headers = [&*key, "content-type: application/json"];
        connection.request("POST /run/owner/market/sleep", &headers, body.as_bytes());
        assert_eq!(connection.answer().status, 200);
    }
    let (out, err) = (lines(out), lines(err));
    let process = market.0.id().to_string();
    let told = Command::new("kill").args(["-TERM", &process]).status();
    assert!(told.unwrap().success());
    assert!(market.0.wait().unwrap().success());
    let (out, err) = (out.join().unwrap(), err.join().unwrap());
    // There was room for a line of each request, but not for all that the app prints. It is said how much is missing.
    assert_eq!(out.len(), CALLS);
    let left_out = err
        .iter()
        .filter(|line| line.contains("lines are not shown"));
    assert!(left_out.count() > 0);
}
