//! The listing of one endpoint: what is declared, and what its examples did.

use std::time::Duration;

use serde_json::Value;

use super::super::check;
use super::super::trial::{ExampleRun, Trial};
use super::media::{Made, take};
use crate::billing::Bounds;
use crate::declare::EndpointDeclaration;
use crate::program::Quote;
use crate::units::{BillableUnits, Money};

/// One endpoint.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) endpoint: EndpointDeclaration,
    pub(super) price: Option<Money>,
    /// The least and the most units of a success; `None` for `per_compute_second`.
    pub(super) bounds: Option<Bounds>,
    pub(super) examples: Vec<ShownExample>,
}

/// An example that has run.
#[derive(Debug)]
pub(super) struct ShownExample {
    /// `example 2`, or `the call`.
    pub(super) name: String,
    /// Null where the endpoint has no input.
    pub(super) input: Value,
    /// The error says why it failed.
    pub(super) outcome: Result<Answered, String>,
}

/// What a success answered.
#[derive(Debug)]
pub(super) struct Answered {
    /// As the app answered it, media as data URIs; null where the answer is not JSON. One value, or the items of a stream.
    pub(super) output: Value,
    /// The same with the names of files in the place of data URIs.
    pub(super) shown: Value,
    pub(super) made: Vec<Made>,
    /// `None` for `per_compute_second`.
    pub(super) units: Option<BillableUnits>,
    pub(super) took: Duration,
}

impl Listing {
    pub(super) fn new(endpoint: EndpointDeclaration, price: Option<Money>) -> Self {
        Self {
            bounds: endpoint.bounds(),
            endpoint,
            price,
            examples: Vec::new(),
        }
    }

    pub(super) async fn run_examples(&mut self, trial: &Trial, quotes: &[Quote]) {
        let path = self.endpoint.path;
        for example in trial.examples() {
            if example.endpoint.path == path {
                let run = trial.run(example).await;
                let failures = check::failures(&run, quotes).await;
                self.examples.push(ShownExample {
                    name: example.shown(),
                    input: example.input.clone(),
                    outcome: match failures.is_empty() {
                        true => self.answered(run),
                        false => Err(failures.join("; ")),
                    },
                });
            }
        }
    }

    /// What a success answered.
    fn answered(&self, run: ExampleRun) -> Result<Answered, String> {
        let reply = run.reply.as_ref().map_err(String::clone);
        let units = reply.and_then(|reply| run.units(reply))?;
        let reply = run.reply?;
        let name = format!("{}-{}", self.slug(), run.example.number);
        let mut made = Vec::new();
        let values = reply.values();
        let output = match reply.is_events() {
            true => Value::Array(values),
            false => values.into_iter().next().unwrap_or_default(),
        };
        let mut shown = output.clone();
        take(&mut shown, &name, &mut made);
        if self.endpoint.stream && !reply.is_events() {
            // The bytes of a stream are one medium.
            let content_type = reply.content_type();
            made.push(Made::new(&name, content_type, reply.body.clone()));
        }
        Ok(Answered {
            output,
            shown,
            made,
            units,
            took: reply.took,
        })
    }

    /// The path as a part of names of files.
    fn slug(&self) -> String {
        let path = self.endpoint.path.trim_matches('/');
        let plain = |letter: char| {
            if letter.is_alphanumeric() {
                letter
            } else {
                '-'
            }
        };
        match path {
            "" => "example".to_owned(),
            path => path.chars().map(plain).collect(),
        }
    }

    /// Every medium of the examples.
    pub(super) fn made(&self) -> impl Iterator<Item = &Made> {
        let answered = self.examples.iter().flat_map(|example| &example.outcome);
        answered.flat_map(|answered| &answered.made)
    }

    /// So many units, in words: `4 megapixels`.
    pub(super) fn in_units(&self, units: BillableUnits) -> String {
        match units {
            BillableUnits::ZERO => "nothing".to_owned(),
            units => self.endpoint.billing.price_of(units).to_string(),
        }
    }

    /// What so many units cost, where a price is proposed.
    pub(super) fn cost(&self, units: BillableUnits) -> Option<Money> {
        self.price?.times(units)
    }
}
