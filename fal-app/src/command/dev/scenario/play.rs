//! Plays a scenario: each line is done and looked at before the next one.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use http::header::HeaderValue;
use http::{Method, StatusCode};
use serde_json::Value;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::super::super::output::Failed;
use super::super::super::trial::{Caller, Reply, ReplyEnd};
#[cfg(feature = "realtime")]
use super::super::super::trial::{packed, talk};
use super::expected::Seen;
use super::steps::{Call, Step, Way};
use crate::declare::Realtime;
use crate::dev::Started;
use crate::dev::ledger::requests::{self, State};
use crate::dev::ledger::{keys, prices, refunds};
use crate::units::{BillableUnits, Money};

/// How often it is looked whether the queue or a report is done.
const POLL: Duration = Duration::from_millis(10);

/// The header with the id of a request.
const REQUEST_ID: &str = "x-fal-request-id";

/// A marketplace in which a scenario is played.
pub(super) struct Stage<'s> {
    pub(super) market: &'s Started,
    /// The longest time for one answer.
    pub(super) limit: Duration,
    /// The last request that was accepted or refused.
    pub(super) last: Option<Uuid>,
}

impl Stage<'_> {
    /// Does what a line says, and says what came of it.
    pub(super) async fn play(&mut self, step: &Step) -> Seen {
        match self.try_to_play(step).await {
            Ok(seen) => seen,
            Err(why) => why.into(),
        }
    }

    async fn try_to_play(&mut self, step: &Step) -> Result<Seen, Failed> {
        let ledger = &self.market.ledger;
        match step.clone() {
            Step::Price(priced, price) => {
                ledger
                    .write(move |file| prices::add(file, &priced, price))
                    .await?;
                Ok(Seen::default())
            }
            // What users begin with is part of the start.
            Step::Has(..) => Ok(Seen::default()),
            Step::Gets(name, amount) => {
                let add = move |file: &rusqlite::Connection| {
                    let user = keys::user(file, &name, Money::ZERO)?;
                    keys::add_credit(file, &user, amount)
                };
                ledger.write(add).await?;
                Ok(Seen::default())
            }
            Step::Left(name) => {
                let users = ledger.read(keys::users)?;
                let balance = users.into_iter().find(|(user, _)| user.name == name);
                Ok(Seen {
                    left: balance.map(|(_, balance)| balance.available()),
                    ..Seen::default()
                })
            }
            Step::Refund(units) => {
                let id = self.last.ok_or("the request before it has no id")?;
                let refunded = ledger
                    .write(move |file| refunds::refund(file, &id, units))
                    .await?;
                Ok(Seen {
                    units: Some(refunded.units),
                    cost: Some(refunded.amount),
                    ..Seen::default()
                })
            }
            Step::Call(call) => self.call(&call).await,
        }
    }

    async fn call(&mut self, call: &Call) -> Result<Seen, Failed> {
        self.last = None;
        self.market.faults.set(call.faults.clone());
        let asked = match &call.way {
            Way::Http(method) => self.ask(call, "run", method.clone(), &call.path).await,
            Way::Queue => self.queue(call).await,
            Way::Session(realtime) => self.session(call, *realtime).await,
        };
        self.market.faults.set(Vec::new());
        let reply = asked?;
        let id = reply
            .headers
            .get(REQUEST_ID)
            .and_then(|id| id.to_str().ok());
        let id: Option<Uuid> = id.and_then(|id| id.parse().ok());
        self.last = id;
        let values = reply.values();
        let is_series = reply.is_events();
        let mut seen = Seen {
            status: StatusCode::from_u16(reply.status).ok(),
            items: is_series.then_some(values.len()),
            is_broken_off: reply.end == ReplyEnd::BrokenOff,
            json: match is_series {
                true => Some(Value::Array(values)),
                false => values.into_iter().next(),
            },
            ..Seen::default()
        };
        match self.settled(id).await? {
            State::Settled(attempt, charge) => {
                seen.attempts = Some(attempt);
                seen.flag = charge.flag.map(requests::Flag::as_str);
                seen.cost = Some(charge.amount);
                seen.units = Some(match charge.flag {
                    Some(_) => BillableUnits::ZERO,
                    None => charge.units,
                });
            }
            State::Unknown => {
                seen.units = reply.units()?;
                seen.cost = Some(Money::ZERO);
            }
            State::InFlight => return Err("its report did not come".into()),
        }
        Ok(seen)
    }

    /// Waits until a request is settled: a deferred one is when its report comes.
    async fn settled(&self, id: Option<Uuid>) -> Result<State, Failed> {
        let Some(id) = id else {
            return Ok(State::Unknown);
        };
        let late = Instant::now() + self.limit;
        loop {
            let state = self.market.ledger.read(|file| requests::state(file, &id))?;
            if state != State::InFlight || Instant::now() > late {
                return Ok(state);
            }
            sleep(POLL).await;
        }
    }

    /// Who calls the gateway under this name of its API.
    fn caller(&self, call: &Call, api: &str) -> Result<Caller, Failed> {
        let key = match &call.caller {
            None => None,
            Some(name) => {
                let keys: HashMap<_, _> = self
                    .market
                    .keys
                    .iter()
                    .map(|(name, key)| (name, key))
                    .collect();
                let key = keys.get(name).ok_or("there is no such caller")?;
                Some(HeaderValue::try_from(format!("Key {key}"))?)
            }
        };
        let path = format!("/{api}/{}", self.market.app);
        let caller = Caller::at(self.market.address, &path, key)?;
        Ok(caller.with_headers(call.headers.clone()))
    }

    async fn ask(
        &self,
        call: &Call,
        api: &str,
        method: Method,
        path: &str,
    ) -> Result<Reply, Failed> {
        let body = match method {
            Method::GET => Bytes::new(),
            _ => call.sent.first().cloned().unwrap_or_default(),
        };
        let caller = self.caller(call, api)?;
        Ok(caller.send(method, path, body, self.limit).await?)
    }

    /// Submits a request, waits until it is completed, and gets its result.
    async fn queue(&self, call: &Call) -> Result<Reply, Failed> {
        let submitted = self.ask(call, "queue", Method::POST, &call.path).await?;
        let said: Value = serde_json::from_slice(&submitted.body).unwrap_or_default();
        let Some(id) = said["request_id"]
            .as_str()
            .filter(|_| submitted.status == 200)
        else {
            return Ok(submitted);
        };
        let result = format!("/requests/{id}");
        let late = Instant::now() + self.limit;
        loop {
            let status = self
                .ask(call, "queue", Method::GET, &format!("{result}/status"))
                .await?;
            if status.status != 202 {
                return self.ask(call, "queue", Method::GET, &result).await;
            }
            if Instant::now() > late {
                return Err(format!("it is not completed after {} s", self.limit.as_secs()).into());
            }
            sleep(POLL).await;
        }
    }

    #[cfg(feature = "realtime")]
    async fn session(&self, call: &Call, realtime: Realtime) -> Result<Reply, Failed> {
        let caller = self.caller(call, "run")?;
        let messages = match &call.example {
            Some(example) => vec![example.message()?],
            None => packed(&call.sent)?,
        };
        let session = talk(&caller, &call.path, realtime, messages, self.limit);
        Ok(session.await?.reply)
    }

    #[cfg(not(feature = "realtime"))]
    async fn session(&self, _: &Call, _: Realtime) -> Result<Reply, Failed> {
        Err("this app has no sessions".into())
    }
}
