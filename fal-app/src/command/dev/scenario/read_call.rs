//! Reads what a caller does.

use std::str::FromStr;

use bytes::Bytes;
use http::header::{HeaderMap, HeaderName};
use http::{Method, StatusCode};

use super::super::super::trial::Example;
use super::file::{NOBODY, Reader};
use super::scan::Wrong;
use super::steps::{Call, Way};
use crate::dev::Fault;

/// The most attempts of a request that meet a fault.
const MOST_ATTEMPTS: u32 = 100;

impl Reader<'_> {
    /// What follows the name: `POST / {"prompt": "a fox"} with x-max-billable-units: 4 but the app is killed`
    pub(super) fn call(&mut self, name: &str) -> Result<Call, Wrong> {
        let word = self.scan.word();
        let path = self.scan.next_word();
        let way = match word {
            "QUEUE" => Way::Queue,
            "WS" => {
                let found = self.endpoints.iter().find(|endpoint| endpoint.path == path);
                let realtime = found.and_then(|endpoint| endpoint.realtime);
                Way::Session(realtime.ok_or_else(|| {
                    self.scan.wrong(format!(
                        "`WS` begins a session, and the app has none at `{path}`"
                    ))
                })?)
            }
            "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" => {
                Way::Http(Method::from_str(word).unwrap_or_default())
            }
            _ => {
                return Err(self.scan.wrong(format!(
                    "`{word}` is not what `{name}` can do: write `has`, `gets`, `POST`, `QUEUE` or `WS`, or another method of HTTP"
                )));
            }
        };
        let path = self.scan.word();
        if !path.starts_with('/') {
            return Err(self.scan.wrong(format!(
                "the path of the endpoint follows `{word}`, as `/`, not `{path}`"
            )));
        }
        let mut call = Call {
            caller: (name != NOBODY).then(|| name.to_owned()),
            way,
            path: path.to_owned(),
            headers: HeaderMap::new(),
            sent: Vec::new(),
            example: None,
            faults: Vec::new(),
        };
        self.sent(&mut call)?;
        loop {
            let after = self.scan;
            self.scan.pass_lines();
            if self.scan.passes("with") {
                let (name, value) = self.scan.header()?;
                call.headers.append(name, value);
            } else if self.scan.passes("but") {
                self.fault(&mut call)?;
            } else {
                self.scan = after;
                return Ok(call);
            }
        }
    }

    /// What is sent: JSON, an example, or nothing.
    fn sent(&mut self, call: &mut Call) -> Result<(), Wrong> {
        if self.scan.passes("example") {
            let number = match self.scan.next_word().parse() {
                Ok(number) => {
                    self.scan.word();
                    number
                }
                Err(_) => 1_usize,
            };
            let is_it =
                |example: &&Example| example.endpoint.path == call.path && example.number == number;
            let Some(example) = self.examples.iter().find(is_it) else {
                return Err(self.scan.wrong(format!(
                    "`{}` has no `#[example]` with the number {number}",
                    call.path
                )));
            };
            call.sent = vec![example.body.clone()];
            call.example = Some(example.clone());
            return Ok(());
        }
        while self.scan.is_at_json() {
            if !call.sent.is_empty() && !matches!(call.way, Way::Session(_)) {
                return Err(self
                    .scan
                    .wrong("a request has one body: only `WS` sends several messages"));
            }
            let json = self.scan.json()?;
            call.sent.push(Bytes::copy_from_slice(json.as_bytes()));
        }
        Ok(())
    }

    /// `but the app fails with 503`, `but 2 times the app is killed`
    fn fault(&mut self, call: &mut Call) -> Result<(), Wrong> {
        let mut times = 1;
        if let Ok(number) = self.scan.next_word().parse::<u32>() {
            self.scan.word();
            if !(1..=MOST_ATTEMPTS).contains(&number)
                || !(self.scan.passes("times") || self.scan.passes("time"))
            {
                return Err(self.scan.wrong(format!(
                    "write `but 2 times the app …`, at most {MOST_ATTEMPTS}"
                )));
            }
            times = number as usize;
        }
        let fault = if self.scan.passes("the app fails with") {
            Fault::Fails(self.scan.status()?)
        } else if self.scan.passes("the app fails") {
            Fault::Fails(StatusCode::INTERNAL_SERVER_ERROR)
        } else if self.scan.passes("the app is killed") {
            if cfg!(not(unix)) {
                return Err(self.scan.wrong("only on Unix is the app killed"));
            }
            Fault::Dies
        } else if self.scan.passes("the app answers after") {
            Fault::Late(self.scan.time()?)
        } else if self.scan.passes("the app sends no") {
            let name = self.scan.word();
            let name = HeaderName::from_str(name).map_err(|_| {
                self.scan
                    .wrong(format!("`{name}` is not the name of a header"))
            })?;
            Fault::Sends(name, None)
        } else if self.scan.passes("the app sends") {
            let (name, value) = self.scan.header()?;
            Fault::Sends(name, Some(value))
        } else {
            return Err(self.scan.wrong(
                "after `but` stands what goes wrong: `the app fails`, `the app fails with 503`, `the app is killed`, `the app answers after 2 s`, `the app sends NAME: VALUE` or `the app sends no NAME`",
            ));
        };
        if call.faults.len() < times {
            call.faults.resize(times, Vec::new());
        }
        for attempt in call.faults.iter_mut().take(times) {
            attempt.push(fault.clone());
        }
        Ok(())
    }
}
