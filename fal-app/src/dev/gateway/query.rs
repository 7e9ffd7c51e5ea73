//! The parameters of a URL.

use http::{Request, Uri};
use percent_encoding::percent_decode_str;

/// Names and values, as they were sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn of<B>(request: &Request<B>) -> Self {
        Self::of_uri(request.uri())
    }

    pub(crate) fn of_uri(uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        Self(pairs.map(pair).collect())
    }

    pub(crate) fn one(&self, name: &str) -> Option<String> {
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
}

/// The name and the value of `name=value`.
pub(crate) fn pair(pair: &str) -> (String, String) {
    let decoded = |text: &str| {
        percent_decode_str(&text.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned()
    };
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    (decoded(name), decoded(value))
}
