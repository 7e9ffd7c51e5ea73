//! Requests made of the table of fields: those that an endpoint accepts, those that break one of its rules, and the simplest
//! one that still shows something.
//!
//! The same seed makes the same requests. Nothing here knows HTTP, or what a request costs.

mod broken;
mod declared;
mod ladder;
mod media;
mod numbers;
mod random;
mod simpler;
mod spelled;
#[cfg(test)]
mod tests;
mod texts;

use serde_json::Value;

use crate::checksum::fnv1a;
use crate::declare::EndpointDeclaration;
use crate::fields::{Field, Shape};
use declared::Declared;
use random::Random;

pub(crate) use broken::Broken;

/// How often chance is asked for a request that is accepted.
const TRIES: usize = 8;

/// The requests of one endpoint.
pub(crate) struct Requests {
    input: Declared,
    /// The simplest, then the author's examples. Others are these with something else in one field.
    bases: Vec<Value>,
    random: Random,
}

impl Requests {
    /// Those of an endpoint; `None` where it takes no input.
    pub(crate) fn of(endpoint: &EndpointDeclaration, seed: u64) -> Option<Self> {
        let input = Declared::of(endpoint.input?);
        let examples = endpoint.examples.iter().filter_map(|write| {
            let json = endpoint.example_json(*write).ok()?;
            serde_json::from_slice(&json).ok()
        });
        let examples = input.without_network(examples.collect());
        let mut bases: Vec<Value> = input.simplest().into_iter().chain(examples).collect();
        bases.retain(|base| input.accepts(base));
        Some(Self {
            input,
            bases,
            random: Random::of_seed(seed),
        })
    }

    /// Whether a request is accepted.
    pub(crate) fn accepts(&self, request: &Value) -> bool {
        self.input.accepts(request)
    }

    /// The simplest request, the author's examples, and each of these with one field at each edge of its rules. All are
    /// accepted, and no two are the same. None, where no text is known that matches a pattern.
    pub(crate) fn edges(&self) -> Vec<Value> {
        let mut edges: Vec<Value> = Vec::new();
        let made = self.bases.iter().flat_map(|base| match self.input.shape {
            Shape::Object(table) => self.input.edges_of_object(table(), base),
            _ => vec![base.clone()],
        });
        for edge in self.bases.iter().cloned().chain(made) {
            if !edges.contains(&edge) && self.accepts(&edge) {
                edges.push(edge);
            }
        }
        edges
    }

    /// What the author gives as examples.
    pub(crate) fn examples(&self) -> Vec<Value> {
        let simplest = usize::from(self.input.simplest().is_some());
        self.bases.iter().skip(simplest).cloned().collect()
    }

    /// The simplest request, with each of these numbers in each field that takes numbers, and texts of so many letters. All are
    /// accepted.
    pub(crate) fn with_numbers(&self, numbers: &[f64]) -> Vec<Value> {
        let (Shape::Object(table), Some(Value::Object(base))) =
            (self.input.shape, self.bases.first())
        else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for field in table().fields {
            let mut shape = field.shape;
            while let Shape::Optional(of) = shape {
                shape = *of;
            }
            for number in numbers {
                let value: Value = match shape {
                    Shape::Integer { .. } => numbers::json(*number as i128),
                    Shape::Number { .. } => (*number).into(),
                    Shape::Text => texts::letters("a", *number as u64).into(),
                    _ => break,
                };
                let mut with = base.clone();
                with.insert(field.name.to_owned(), value);
                all.push(Value::Object(with));
            }
        }
        all.retain(|request| self.accepts(request));
        all
    }

    /// Another request that is accepted, by chance.
    pub(crate) fn any(&mut self) -> Option<Value> {
        (0..TRIES).find_map(|_| {
            let mut request = self.input.any(&mut self.random)?;
            // What only the author knows how to write comes from an example.
            if let Some(Value::Object(base)) = self.random.pick(&self.bases)
                && let Value::Object(members) = &mut request
                && self.random.once_in(2)
            {
                let random = &mut self.random;
                for (name, value) in base {
                    if random.once_in(2) {
                        members.insert(name.clone(), value.clone());
                    }
                }
            }
            Some(request).filter(|request| self.accepts(request))
        })
    }

    /// Requests that break one rule each.
    pub(crate) fn broken(&self) -> Vec<Broken> {
        self.bases
            .first()
            .map_or_else(Vec::new, |base| broken::each_rule(self.input, base))
    }

    /// The same request as another caller writes it: its fields in another order and by other names, numbers in strings, what it
    /// leaves out said. `None` where that would be another request. The same request is always written in the same way.
    pub(crate) fn spelled(&self, request: &Value) -> Option<String> {
        let mut random = Random::of_seed(fnv1a(request.to_string().bytes()));
        let text = self.input.spelled(request, &mut random);
        let read = |value: &Value| Some(self.input.complete(self.input.read(value)?));
        let same = read(&serde_json::from_str(&text).ok()?)? == read(request)?;
        same.then_some(text)
    }

    /// The same request with less and more at a path of fields, from the least to the most, by small steps or only near the
    /// edges and the request itself. Empty where nothing there has an order.
    pub(crate) fn ladder(
        &self,
        request: &Value,
        path: &[&'static Field],
        is_fine: bool,
    ) -> Vec<Value> {
        let Some(declared) = self.input.at_path(path) else {
            return Vec::new();
        };
        let value = ladder::get(request, path);
        let rungs = declared.ladder(value, is_fine).into_iter();
        let requests = rungs.filter_map(|rung| ladder::with(request, path, rung));
        requests.filter(|request| self.accepts(request)).collect()
    }

    /// The request half way between two of a ladder; `None` where there is none.
    pub(crate) fn between(
        &self,
        path: &[&'static Field],
        less: &Value,
        more: &Value,
    ) -> Option<Value> {
        let declared = self.input.at_path(path)?;
        let value = ladder::get(less, path)?;
        let amount = |request| declared.amount(ladder::get(request, path)?);
        let (least, most) = (amount(less)?, amount(more)?);
        let middle = (least as i128).midpoint(most as i128);
        let is_between = least < middle as f64 && (middle as f64) < most;
        let middle = declared
            .with_amount(Some(value), middle)
            .filter(|_| is_between)?;
        ladder::with(less, path, middle).filter(|request| self.accepts(request))
    }

    /// The simplest request that still shows what `shows` asks for, found step by step from one that does.
    pub(crate) fn simplest(&self, request: Value, shows: impl FnMut(&Value) -> bool) -> Value {
        simpler::simplest(self.input, request, shows)
    }
}
