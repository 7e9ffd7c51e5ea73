//! A local marketplace as a process, for the tests of `dev`.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use fal_app::Value;
use fal_app_tests::http::{Answer, Connection};
use fal_app_tests::server::{Ended, Process, eventually};

/// The app, which cargo builds beside the tests.
pub(crate) const APP: &str = env!("CARGO_BIN_EXE_market-app");

/// A folder of its own for each ledger.
pub(crate) struct Folder(PathBuf);

/// A marketplace that runs.
pub(crate) struct Market {
    process: Process,
    pub(crate) address: SocketAddr,
    keys: Value,
}

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("fal-app-dev-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// `dev` with these arguments on this folder's ledger.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(APP);
        command.current_dir(&self.0).arg("dev").args(arguments);
        command
    }

    /// What a subcommand prints. It must succeed.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {stderr}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a subcommand prints with `--json`.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let printed = self.run(&[arguments, &["--json"]].concat());
        serde_json::from_str(&printed).unwrap()
    }

    /// What `dev usage` says of a user.
    pub(crate) fn balance(&self, user: &str) -> Value {
        let usage = self.json(&["usage"]);
        let balances = usage["balances"].as_array().unwrap();
        balances
            .iter()
            .find(|balance| balance["user"] == user)
            .unwrap()
            .clone()
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Puts an empty file there, by which a test tells the app something.
    pub(crate) fn write(&self, name: &str) {
        std::fs::write(self.0.join(name), "").unwrap();
    }

    /// Takes it away.
    pub(crate) fn remove(&self, name: &str) {
        std::fs::remove_file(self.0.join(name)).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Market {
    /// Starts a shared app with its units at 0.025 dollars.
    pub(crate) fn start(folder: &Folder) -> Self {
        Self::start_with(folder, &["--unit-price", "0.025"], "shared")
    }

    pub(crate) fn start_with(folder: &Folder, arguments: &[&str], auth: &str) -> Self {
        let mut command = folder.command(&[&["--json", "--port", "0"], arguments].concat());
        Self::of(command.env("MARKET_AUTH", auth))
    }

    /// Starts a command of `dev` with `--json`.
    pub(crate) fn of(command: &mut Command) -> Self {
        let process = Process::start(command);
        let line = process.log_line(|line| line.starts_with(r#"{"url":"#));
        let said: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(said["app"], "owner/market");
        let url = said["url"].as_str().unwrap();
        Self {
            process,
            address: url.strip_prefix("http://").unwrap().parse().unwrap(),
            keys: said["keys"].clone(),
        }
    }

    /// A user's key.
    pub(crate) fn key(&self, user: &str) -> &str {
        self.keys[user].as_str().unwrap()
    }

    /// Posts JSON to the app, as alice.
    pub(crate) fn call(&self, path: &str, json: &str) -> Answer {
        self.call_with(
            path,
            json,
            &[&format!("authorization: Key {}", self.key("alice"))],
        )
    }

    /// Posts JSON to the app with these headers.
    pub(crate) fn call_with(&self, path: &str, json: &str, headers: &[&str]) -> Answer {
        let headers = [headers, &["content-type: application/json"]].concat();
        let head = format!("POST /run/owner/market{path}");
        Connection::open(self.address)
            .request(&head, &headers, json.as_bytes())
            .answer()
    }

    /// Sends a request to the app, as alice. Who drops this leaves.
    pub(crate) fn send(&self, path: &str, json: &str) -> Connection {
        let key = format!("authorization: Key {}", self.key("alice"));
        let mut connection = Connection::open(self.address);
        connection.request(
            &format!("POST /run/owner/market{path}"),
            &[&key, "content-type: application/json"],
            json.as_bytes(),
        );
        connection
    }

    /// Sends a request, as alice, that sleeps so long, and waits until the app is at it.
    pub(crate) fn begin(&self, name: &str, milliseconds: u32) -> Connection {
        let body = format!(r#"{{"name": "{name}", "milliseconds": {milliseconds}}}"#);
        let connection = self.send("/sleep", &body);
        self.log_line(|line| line == format!("began {name}"));
        connection
    }

    /// Gets a path of the gateway, as alice.
    pub(crate) fn get(&self, path: &str) -> Answer {
        let key = format!("authorization: Key {}", self.key("alice"));
        Connection::open(self.address)
            .request(&format!("GET {path}"), &[&key], b"")
            .answer()
    }

    /// Asks the queue, as alice. `path` is what follows the app's name.
    pub(crate) fn queue(&self, method: &str, path: &str, json: &str, headers: &[&str]) -> Answer {
        let key = format!("authorization: Key {}", self.key("alice"));
        self.queue_as(&key, method, path, json, headers)
    }

    /// Asks the queue with this key.
    pub(crate) fn queue_as(
        &self,
        key: &str,
        method: &str,
        path: &str,
        json: &str,
        headers: &[&str],
    ) -> Answer {
        let headers = [headers, &[key, "content-type: application/json"]].concat();
        Connection::open(self.address)
            .request(
                &format!("{method} /queue/owner/market{path}"),
                &headers,
                json.as_bytes(),
            )
            .answer()
    }

    /// Submits a request, as alice. Returns its id.
    pub(crate) fn submit(&self, path: &str, json: &str) -> String {
        self.submit_with(path, json, &[])
    }

    pub(crate) fn submit_with(&self, path: &str, json: &str, headers: &[&str]) -> String {
        let submitted = self.queue("POST", path, json, headers);
        assert_eq!(submitted.status, 200, "{}", submitted.text());
        submitted.json()["request_id"].as_str().unwrap().to_owned()
    }

    /// The status of a request of alice, and that of its answer.
    pub(crate) fn status(&self, id: &str) -> (u16, Value) {
        let status = self.queue("GET", &format!("/requests/{id}/status"), "", &[]);
        (status.status, status.json())
    }

    /// Waits until a request of alice is completed.
    pub(crate) fn completed(&self, id: &str) -> Value {
        let key = format!("authorization: Key {}", self.key("alice"));
        self.completed_as(&key, id)
    }

    pub(crate) fn completed_as(&self, key: &str, id: &str) -> Value {
        let status = RefCell::new(Value::Null);
        eventually("it is completed", || {
            let path = format!("/requests/{id}/status");
            let answer = self.queue_as(key, "GET", &path, "", &[]);
            assert!([200, 202].contains(&answer.status), "{}", answer.text());
            status.replace(answer.json());
            answer.status == 200
        });
        let status = status.into_inner();
        assert_eq!(status["status"], "COMPLETED");
        status
    }

    /// The result of a request of alice.
    pub(crate) fn result(&self, id: &str) -> Answer {
        self.queue("GET", &format!("/requests/{id}"), "", &[])
    }

    /// Cancels a request of alice that is not completed.
    pub(crate) fn cancel(&self, id: &str) {
        let cancelled = self.queue("PUT", &format!("/requests/{id}/cancel"), "", &[]);
        assert_eq!(cancelled.status, 202, "{}", cancelled.text());
    }

    /// Waits for the line of a request.
    pub(crate) fn line(&self, id: &str) -> Value {
        let line = self
            .process
            .log_line(|line| line.starts_with('{') && line.contains(id));
        serde_json::from_str(&line).unwrap()
    }

    /// Waits for a line that the app or the gateway writes.
    pub(crate) fn log_line(&self, is: impl Fn(&str) -> bool) -> String {
        self.process.log_line(is)
    }

    /// The process of the app that answers now.
    pub(crate) fn app_process(&self) -> u64 {
        let answer = self.call("/process", "{}");
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["process"].as_u64().unwrap()
    }

    /// Kills the app's process as a crash does.
    pub(crate) fn kill_app(&self) {
        let process = self.app_process().to_string();
        let killed = Command::new("kill").args(["-KILL", &process]).status();
        assert!(killed.unwrap().success());
    }

    /// Waits until it ends by itself.
    pub(crate) fn end(self) -> Ended {
        self.process.end()
    }

    /// Sends SIGTERM, and waits for the end.
    pub(crate) fn stop(self) -> Ended {
        self.process.terminate();
        self.process.end()
    }

    /// Kills it as a crash does, and waits for the end of its app, which holds the other end of the log too.
    pub(crate) fn kill(self) -> Ended {
        self.process.kill();
        self.process.end()
    }
}
