//! What a request of an endpoint may be, and how long it may take.

use serde_json::{Value, json};

use crate::declare::{AppDeclaration, EndpointDeclaration, MAX_MESSAGE_MIB};
use crate::fields::{Rules, Shape, rules_of_media, walk};

/// A limit, for people and for programs.
pub(super) struct Limit {
    /// Its key in JSON.
    pub(super) key: &'static str,
    pub(super) value: Value,
    pub(super) words: String,
}

/// The limits of any request.
pub(super) fn limits(app: &AppDeclaration, endpoint: &EndpointDeclaration) -> Vec<Limit> {
    let mut limits = Vec::new();
    let mut add = |key, value: Value, words: String| limits.push(Limit { key, value, words });
    let body = endpoint.largest_body_mib(app);
    match &endpoint.realtime {
        Some(_) => add(
            "max_message_mib",
            MAX_MESSAGE_MIB.into(),
            format!("A message has at most {MAX_MESSAGE_MIB} MiB."),
        ),
        None if endpoint.input.is_some() => add(
            "max_body_mib",
            body.into(),
            format!("A body has at most {body} MiB."),
        ),
        None => {}
    }
    let timeout = app.request_timeout().as_secs();
    add(
        "request_timeout",
        timeout.into(),
        format!("A request takes at most {timeout} s."),
    );
    if let Some(start) = app.request_start_timeout {
        add(
            "request_start_timeout",
            start.into(),
            format!("A request waits at most {start} s for its start."),
        );
    }
    let at_once = app.max_multiplexing.unwrap_or(1);
    add(
        "max_multiplexing",
        at_once.into(),
        match at_once {
            1 => "A runner works on one request at a time.".to_owned(),
            _ => format!("A runner works on at most {at_once} requests at once."),
        },
    );
    if let Some(seconds) = endpoint
        .realtime
        .and_then(|session| session.session_timeout)
    {
        add(
            "session_timeout",
            seconds.into(),
            format!("A session ends after {seconds} s without an input."),
        );
    }
    let media = media(endpoint);
    if !media.is_empty() {
        let words = media
            .iter()
            .map(|(field, rules)| format!("`{field}`: {}", rules_of_media(rules)));
        let words = words.collect::<Vec<_>>().join("; ");
        let value = media
            .iter()
            .map(|(field, rules)| json(field, rules))
            .collect();
        add("media", value, format!("Media that callers send, {words}."));
    }
    limits
}

/// The fields of the input that hold media, with their rules, where they have some.
fn media(endpoint: &EndpointDeclaration) -> Vec<(&'static str, &'static Rules)> {
    let mut found = Vec::new();
    let Some(input) = &endpoint.input else {
        return found;
    };
    walk(input, &mut |shape| {
        let Shape::Object(table) = shape else {
            return;
        };
        for field in table().fields {
            let rules = field.rules.of_scalars();
            if holds_medium(&field.shape) && !rules_of_media(rules).is_empty() {
                found.push((field.name, rules));
            }
        }
    });
    found
}

/// Whether a value of the field is a medium, or a list or map of media.
fn holds_medium(shape: &Shape) -> bool {
    match shape {
        Shape::MediaUrl(_) | Shape::Medium(..) => true,
        Shape::Optional(of) | Shape::List(of) | Shape::Map(of) => holds_medium(of),
        Shape::Tuple(items) => items.iter().any(holds_medium),
        _ => false,
    }
}

fn json(field: &str, rules: &Rules) -> Value {
    json!({
        "field": field,
        "max_file_size": rules.max_file_size,
        "min_width": rules.min_width,
        "max_width": rules.max_width,
        "min_height": rules.min_height,
        "max_height": rules.max_height,
        "max_area": rules.max_area,
    })
}
