//! The parameters of a URL.

use http::Request;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;

use super::asked::{Refused, invalid};
use crate::dev::ledger::usage;

/// Names and values, as they were sent.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn of<B>(request: &Request<B>) -> Self {
        let decoded = |text: &str| {
            percent_decode_str(&text.replace('+', " "))
                .decode_utf8_lossy()
                .into_owned()
        };
        let query = request.uri().query().unwrap_or_default();
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (decoded(name), decoded(value))
                })
                .collect(),
        )
    }

    pub(super) fn one(&self, name: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(given, _)| given == name)
            .map(|(_, value)| value.clone())
    }

    /// Repeated, or with commas.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let given = self.0.iter().filter(|(given, _)| given == name);
        let values = given.flat_map(|(_, values)| values.split(','));
        values
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
            .collect()
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<usize>, Refused> {
        let read = |text: String| {
            text.parse()
                .map_err(|_| invalid(&format!("`{name}` is a whole number")))
        };
        self.one(name).map(read).transpose()
    }

    pub(super) fn time(&self, name: &str) -> Result<Option<Timestamp>, Refused> {
        let read = |text: String| {
            usage::time(&text).ok_or_else(|| {
                invalid(&format!(
                    "`{name}` is a date or a time in UTC, as `2026-11-28T00:00:00Z`"
                ))
            })
        };
        self.one(name).map(read).transpose()
    }
}
