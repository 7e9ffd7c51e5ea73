//! What is said at start: where it is, who may call, what a request costs, and how to send one.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::net::SocketAddr;

use serde_json::{Value, json};

use super::app::Failed;
use super::app::document::{Bounds, Endpoint};
use super::gateway::Market;
use super::ledger::{Result, bodies, prices};
use crate::declare::Auth;
use crate::units::{BillableUnits, Money};

/// A new key for each user that there is from the start, by name.
pub(super) struct Keys(pub(super) Vec<(String, String)>);

/// What is printed at start, once the app listens.
pub(super) struct Announcement {
    url: String,
    app: String,
    keys: Keys,
    file: String,
    auth: Auth,
    /// The most bytes of the bodies that are kept, where any are.
    record: Option<u64>,
    endpoints: Vec<(Endpoint, String)>,
}

impl Announcement {
    pub(super) async fn of(
        market: &Market,
        address: SocketAddr,
        file: &str,
        keys: Keys,
    ) -> std::result::Result<Self, Failed> {
        let document = market.app.document();
        let endpoints = document.endpoints.iter().map(|endpoint| {
            let price = market.ledger.read(|file| price(market, endpoint, file))?;
            Ok((endpoint.clone(), price))
        });
        Ok(Self {
            url: format!("http://{address}"),
            app: market.listing.id(),
            keys,
            file: file.to_owned(),
            auth: market.listing.auth,
            record: market.limits.record,
            endpoints: endpoints.collect::<Result<_>>()?,
        })
    }

    pub(super) fn print(&self, as_json: bool) -> io::Result<()> {
        let text = match as_json {
            true => format!("{}\n", self.json()),
            false => self.for_people(),
        };
        let mut out = io::stdout();
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    fn json(&self) -> Value {
        let keys = self.keys.0.iter();
        let keys: serde_json::Map<_, _> =
            keys.map(|(name, key)| (name.clone(), json!(key))).collect();
        let mut json = json!({"url": self.url, "app": self.app, "keys": keys});
        if let Some(bytes) = self.record {
            json["record"] = json!({"requests": bodies::MOST, "bytes": bytes});
        }
        json
    }

    fn for_people(&self) -> String {
        let Self { url, app, file, .. } = self;
        let mut text = format!("{app} is on {url}/run/{app}, its ledger in {file}\n\n");
        if let Some(bytes) = self.record {
            let (most, mib) = (bodies::MOST, bytes >> 20);
            let _ = writeln!(
                text,
                "the bodies of requests are kept in it (`--record`): the newest {most}, at most {mib} MiB\n"
            );
        }
        for (name, key) in &self.keys.0 {
            let _ = writeln!(text, "  {name:<6} {key}");
        }
        text.push('\n');
        let width = self
            .endpoints
            .iter()
            .map(|(endpoint, _)| endpoint.path.len())
            .max();
        let width = width.unwrap_or_default();
        for (endpoint, price) in &self.endpoints {
            let method = if endpoint.is_session { "WS" } else { "POST" };
            let _ = writeln!(text, "  {method:<4} {:<width$}  {price}", endpoint.path);
        }
        let mut endpoints = self.endpoints.iter();
        if let Some((endpoint, _)) = endpoints.find(|(endpoint, _)| !endpoint.is_session) {
            let _ = writeln!(text, "\n{}\n", self.curl(endpoint));
        }
        text
    }

    /// A request to paste into a shell.
    fn curl(&self, endpoint: &Endpoint) -> String {
        let path = endpoint.path.trim_end_matches('/');
        let user = match self.auth {
            Auth::Public => None,
            Auth::Private => Some("owner"),
            Auth::Shared => Some("alice"),
        };
        let key = user.and_then(|user| self.keys.0.iter().find(|(name, _)| name == user));
        let key = key.map_or(String::new(), |(_, key)| {
            format!(" -H 'Authorization: Key {key}'")
        });
        let body = endpoint.example.to_string().replace('\'', r"'\''");
        format!(
            "curl -si '{}/run/{}{path}'{key} -H 'content-type: application/json' -d '{body}'",
            self.url, self.app
        )
    }
}

/// What a request of an endpoint costs, before any call.
fn price(market: &Market, endpoint: &Endpoint, file: &rusqlite::Connection) -> Result<String> {
    let version = prices::version(file)?;
    let listing = &market.listing;
    match endpoint.bounds {
        Bounds::MachineSeconds => {
            let (machine, number) = (&listing.machine, listing.machines);
            let all = prices::of_machines(file, machine, number, version)?.unwrap_or_default();
            let machines = match number {
                1 => machine.clone(),
                number => format!("{number} {machine}"),
            };
            Ok(format!(
                "the seconds of {machines} at ${all}: an example, not the platform's price (`dev price`)"
            ))
        }
        Bounds::Units { min, max } => {
            let unit = &endpoint.unit;
            let range = match max {
                Some(max) if max == min => min.short(),
                Some(max) => format!("{} to {}", min.short(), max.short()),
                None => format!("{} or more", min.short()),
            };
            if max == Some(BillableUnits::ZERO) {
                return Ok("free".to_owned());
            }
            Ok(match prices::of_endpoint(file, &endpoint.path, version)? {
                None => format!("{range} × {unit}, which has no price yet: `--unit-price 0.025`"),
                Some(price) => format!("{range} × {unit} at ${price}: {}", cost(price, min, max)),
            })
        }
    }
}

fn cost(price: Money, min: BillableUnits, max: Option<BillableUnits>) -> String {
    let cost = |units| {
        price
            .times(units)
            .map_or("more than can be counted".to_owned(), |cost| {
                format!("${cost}")
            })
    };
    match max {
        Some(max) if max == min => cost(max),
        Some(max) => format!("{} to {}", cost(min), cost(max)),
        None => format!("{} or more", cost(min)),
    }
}
