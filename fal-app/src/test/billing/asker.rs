//! Asks an endpoint as its callers do, and sees what it costs.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use crate::billing::Bounds;
use crate::call::told_of_metering;
use crate::declare::EndpointDeclaration;
use crate::error::Result;
use crate::program::Calls;
use crate::test::reply::Reply;
use crate::units::BillableUnits;

/// Why the last success could not be billed: a caller sees a 500 without its cause.
#[derive(Clone, Default)]
pub(super) struct Told(Arc<Mutex<Option<String>>>);

impl Told {
    /// Listens to the calls of all endpoints.
    pub(super) fn listen(&self, calls: &mut Calls) {
        for (quote, run) in &mut calls.requests {
            for call in [&mut quote.call, run] {
                let told = self.clone();
                *call = told_of_metering(call.clone(), move |why| drop(told.put(Some(why))));
            }
        }
    }

    fn put(&self, why: Option<String>) -> Option<String> {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut told, why)
    }
}

/// Posts a body to a path.
pub(super) type Send<'t> = dyn Fn(&str, String) -> Result<Reply> + 't;

/// What came of a request.
pub(super) enum Ran {
    /// `None` for `per_compute_second`.
    Success(Option<BillableUnits>, Reply),
    /// A stream without an item, which costs 0 whatever is quoted.
    Empty(Option<BillableUnits>),
    Failure(Reply),
    /// The method succeeded, and the units could not be computed.
    Unbilled(String),
    /// A stream that failed after its first item.
    BrokeOff,
}

/// What a quote said.
pub(super) enum Quoted {
    /// `None` for `per_compute_second`.
    Units(Option<Bounds>),
    Refused(Reply),
    /// No success could be billed.
    Unbilled(String),
    /// Not a quote.
    Unread(String),
}

/// Asks one endpoint.
pub(super) struct Asker<'t> {
    endpoint: &'t EndpointDeclaration,
    told: &'t Told,
    send: &'t Send<'t>,
}

impl<'t> Asker<'t> {
    pub(super) fn new(
        endpoint: &'t EndpointDeclaration,
        told: &'t Told,
        send: &'t Send<'t>,
    ) -> Self {
        Self {
            endpoint,
            told,
            send,
        }
    }

    /// Where it is quoted.
    pub(super) fn quote_path(&self) -> String {
        self.endpoint.quote_path().unwrap_or_default()
    }

    pub(super) fn quote(&self, body: String) -> Quoted {
        self.told.put(None);
        let reply = match (self.send)(&self.quote_path(), body) {
            Ok(reply) => reply,
            Err(why) => return Quoted::Unread(why.to_string()),
        };
        if let Some(why) = self.told.put(None) {
            return Quoted::Unbilled(why);
        }
        if reply.status() != 200 {
            return Quoted::Refused(reply);
        }
        let read = reply
            .json()
            .ok()
            .and_then(|quote| bounds(&quote["billable_units"]));
        match read {
            Some(units) if reply.units() == Some(BillableUnits::ZERO) => Quoted::Units(units),
            _ => Quoted::Unread(shown(&reply)),
        }
    }

    pub(super) fn run(&self, body: String) -> Ran {
        self.told.put(None);
        let reply = (self.send)(self.endpoint.path, body);
        if let Some(why) = self.told.put(None) {
            return Ran::Unbilled(why);
        }
        let Ok(reply) = reply else {
            return Ran::BrokeOff;
        };
        if reply.status() != 200 {
            return Ran::Failure(reply);
        }
        let units = reply.deferred_units().or_else(|| reply.units());
        match self.endpoint.stream && reply.body().is_empty() {
            true => Ran::Empty(units),
            false => Ran::Success(units, reply),
        }
    }
}

/// `{"min": "4", "max": null}`; `None` where it is something else.
fn bounds(quoted: &Value) -> Option<Option<Bounds>> {
    let units = |units: &Value| units.as_str()?.parse().ok();
    match quoted {
        Value::Null => Some(None),
        quoted => Some(Some(Bounds {
            min: units(&quoted["min"])?,
            max: match &quoted["max"] {
                Value::Null => None,
                most => Some(units(most)?),
            },
        })),
    }
}

/// A reply, as people read it: its status, its units and the beginning of its body.
pub(super) fn shown(reply: &Reply) -> String {
    const MOST: usize = 300;
    let body = String::from_utf8_lossy(reply.body());
    let mut shown: String = body.chars().take(MOST).collect();
    if shown.len() < body.len() {
        shown.push('…');
    }
    let units = reply
        .units()
        .map_or("no".to_owned(), |units| units.to_string());
    format!(
        "{} with {units} units: {}",
        reply.status(),
        crate::one_line::OneLine(&shown)
    )
}
