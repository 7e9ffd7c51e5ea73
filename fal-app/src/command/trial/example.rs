//! The examples of an app, and what came of running them.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::super::output::Failed;
use super::caller::{Caller, Reply};
#[cfg(feature = "realtime")]
use super::session;
use crate::billing::Bounds;
use crate::declare::EndpointDeclaration;
use crate::fields::Writer;
use crate::program::Program;
use crate::units::BillableUnits;

/// One `#[example]` of an endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub(crate) endpoint: EndpointDeclaration,
    /// Counts the examples of the endpoint, from 1.
    pub(crate) number: usize,
    /// The request, as JSON; null where the endpoint has no input.
    pub(crate) input: Value,
    /// The same as it is sent.
    pub(crate) body: Bytes,
    #[cfg_attr(
        not(feature = "realtime"),
        allow(dead_code, reason = "only sessions send another form")
    )]
    write: Option<fn(&mut Writer)>,
}

/// What came of an example.
#[derive(Clone, Debug)]
pub(crate) struct ExampleRun {
    pub(crate) example: Example,
    /// What the endpoint's quote says of the same body. The error says why there is none.
    pub(crate) quote: Result<Quoted, String>,
    /// What the endpoint answered, of any status. The error says why there is no answer.
    pub(crate) reply: Result<Reply, String>,
    /// What a deferred stream reported at its end.
    pub(crate) reported: Option<BillableUnits>,
    /// The seconds that a session told.
    pub(crate) seconds: Option<f64>,
}

impl ExampleRun {
    /// What an answer cost: what was reported, else what its header says; of a session, what the platform counts. `None` for
    /// `per_compute_second`.
    ///
    /// # Errors
    /// The header is there more than once, or is not a number of units; a deferred stream reported nothing here.
    pub(crate) fn units(&self, reply: &Reply) -> Result<Option<BillableUnits>, String> {
        let endpoint = &self.example.endpoint;
        if endpoint.realtime.is_some() {
            return Ok(endpoint.bounds().map(|bounds| bounds.min));
        }
        match self.reported {
            Some(units) => Ok(Some(units)),
            None if endpoint.billing.deferred => {
                Err("its units are reported to the platform alone".to_owned())
            }
            None => reply.units(),
        }
    }
}

/// What a quote says that a success costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quoted {
    /// `None` for `per_compute_second`.
    pub(crate) units: Option<Bounds>,
}

/// The examples of all endpoints, in the order of declaration.
///
/// # Errors
/// An example holds a value that JSON cannot hold.
pub(crate) fn examples(program: &Program) -> Result<Vec<Example>, Failed> {
    let mut list = Vec::new();
    for endpoint in program.charged() {
        if endpoint.input.is_none() {
            list.push(Example {
                endpoint: *endpoint,
                number: 1,
                input: Value::Null,
                body: Bytes::new(),
                write: None,
            });
        }
        for (number, write) in (1..).zip(endpoint.examples) {
            let body = Bytes::from(endpoint.example_json(*write)?);
            list.push(Example {
                endpoint: *endpoint,
                number,
                input: serde_json::from_slice(&body)?,
                body,
                write: Some(*write),
            });
        }
    }
    Ok(list)
}

impl Example {
    /// What it is called: `example 2`; `the call` where the endpoint has no input.
    pub(crate) fn shown(&self) -> String {
        match self.input.is_null() {
            true => "the call".to_owned(),
            false => format!("example {}", self.number),
        }
    }

    /// Asks what it costs, and runs it.
    pub(crate) async fn run(&self, caller: &Caller, limit: Duration) -> ExampleRun {
        #[cfg(feature = "realtime")]
        if self.endpoint.realtime.is_some() {
            return self.run_session(caller, limit).await;
        }
        let quote = self.quote(caller, limit).await;
        let path = self.endpoint.path;
        ExampleRun {
            example: self.clone(),
            quote,
            reply: caller.post(path, self.body.clone(), limit).await,
            reported: None,
            seconds: None,
        }
    }

    #[cfg(feature = "realtime")]
    async fn run_session(&self, caller: &Caller, limit: Duration) -> ExampleRun {
        let session = async {
            let realtime = self.endpoint.realtime.ok_or("it has no sessions")?;
            let messages = vec![self.message()?];
            session::talk(caller, self.endpoint.path, realtime, messages, limit).await
        };
        let (reply, seconds) = match session.await {
            Ok(session) if session.reply.is_success() => (Ok(session.reply), Some(session.seconds)),
            Ok(session) => {
                let status = session.reply.status;
                (Err(format!("there is no session: {status}")), None)
            }
            Err(why) => (Err(why), None),
        };
        ExampleRun {
            example: self.clone(),
            quote: Err("sessions have no quote".to_owned()),
            reply,
            reported: None,
            seconds,
        }
    }

    /// As a session is sent it.
    ///
    /// # Errors
    /// It holds what no message can.
    #[cfg(feature = "realtime")]
    pub(crate) fn message(&self) -> Result<Vec<u8>, String> {
        session::message(self.write.ok_or("it has no input")?)
    }

    async fn quote(&self, caller: &Caller, limit: Duration) -> Result<Quoted, String> {
        let path = self.endpoint.quote_path().ok_or("it has no quote")?;
        let reply = caller.post(&path, self.body.clone(), limit).await?;
        if reply.status != 200 {
            return Err(format!("`POST {path}` answered {}", reply.status));
        }
        let said: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        Quoted::read(&said).ok_or_else(|| format!("`POST {path}` answered what is not a quote"))
    }
}

impl Quoted {
    fn read(said: &Value) -> Option<Self> {
        let units = match &said["billable_units"] {
            Value::Null => None,
            bounds => Some(Bounds {
                min: bounds["min"].as_str()?.parse().ok()?,
                max: match &bounds["max"] {
                    Value::Null => None,
                    max => Some(max.as_str()?.parse().ok()?),
                },
            }),
        };
        said["unit"].is_string().then_some(Self { units })
    }
}
