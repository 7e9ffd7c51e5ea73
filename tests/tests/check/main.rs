//! The command `check`: what it looks at, and what it says where an item does not hold.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod declared;
mod delivery;
mod deployed;
mod printed;
mod ran;
mod sessions;

use std::process::Command;

use fal_app::Value;

/// What a check printed.
struct Checked {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// The command of one of the apps of `src/bin/checked-app`.
fn app(name: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_checked-app"));
    command
        .env("CHECKED_APP", name)
        .env_remove("FAL_KEY")
        .env_remove("FAL_KEY_ID");
    command
}

/// Checks one of them.
fn check(name: &str, arguments: &[&str]) -> Checked {
    let output = app(name).arg("check").args(arguments).output().unwrap();
    Checked {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Checked {
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| {
            panic!("{error}: {}\n{}", self.stdout, self.stderr);
        })
    }

    /// The items of that name, of an endpoint or, with an empty path, of the app.
    fn items(&self, path: &str, name: &str) -> Vec<Value> {
        let json = self.json();
        let items = json["items"].as_array().unwrap().iter();
        let is_it = |item: &&Value| {
            item["item"] == name && item["endpoint"].as_str().unwrap_or_default() == path
        };
        items.filter(is_it).cloned().collect()
    }

    /// The only item of that name.
    fn item(&self, path: &str, name: &str) -> Value {
        let items = self.items(path, name);
        let [item] = &items[..] else {
            panic!("not one `{name}` of `{path}`: {:#}", self.json());
        };
        item.clone()
    }

    /// What was seen of each item of that name.
    fn seen(&self, path: &str, name: &str) -> Vec<String> {
        let items = self.items(path, name);
        let seen = items.iter().map(|item| item["seen"].as_str().unwrap());
        seen.map(str::to_owned).collect()
    }

    /// Each of these fails, with these words of what was seen and of what is to do.
    fn fail(&self, items: &[(&str, &str, &str, &str)]) {
        assert_eq!(self.code, Some(1), "{}", self.stderr);
        assert_eq!(self.json()["holds"], false);
        for (path, name, seen, to_do) in items {
            let found = self.items(path, name);
            let is_it = |item: &Value| {
                item["holds"] == false
                    && item["seen"].as_str().unwrap().contains(seen)
                    && item["to_do"].as_str().unwrap().contains(to_do)
            };
            assert!(
                found.iter().any(is_it),
                "`{name}` of `{path}`: {seen}; {to_do}\n{found:#?}"
            );
        }
    }

    /// The names of all that fails, with their paths, in order.
    fn failures(&self) -> Vec<String> {
        let json = self.json();
        let items = json["items"].as_array().unwrap().iter();
        let failing = items.filter(|item| item["holds"] == false);
        let name = |item: &Value| {
            let path = item["endpoint"].as_str().unwrap_or_default();
            format!("{path} {}", item["item"].as_str().unwrap())
                .trim()
                .to_owned()
        };
        failing.map(name).collect()
    }
}
