//! One operation of the document.

use serde_json::{Map, Value, json};

use super::billing::billing;
use super::definitions::Definitions;
use crate::declare::{EndpointDeclaration, Realtime};
use crate::fields::Shape;
use crate::fields::schema::{self, title};

/// The path item of an endpoint: GET for a health check, `x-fal-protocol` for sessions, POST for all others.
pub(super) fn path_item(endpoint: &EndpointDeclaration, definitions: &Definitions) -> Value {
    if let Some(realtime) = &endpoint.realtime {
        return session(endpoint, realtime, definitions);
    }
    let method = if endpoint.health_check.is_some() {
        "get"
    } else {
        "post"
    };
    json!({method: operation(endpoint, method, definitions)})
}

/// The title of an endpoint, or its name in words.
pub(crate) fn endpoint_title(endpoint: &EndpointDeclaration) -> String {
    let title = endpoint.title.map(str::to_owned);
    title.unwrap_or_else(|| schema::title(endpoint.name))
}

/// The path item of sessions (`docs/platform.md` §3). The `post` is there for the playground, and answers nothing; where
/// anything is taken, there is none.
fn session(
    endpoint: &EndpointDeclaration,
    realtime: &Realtime,
    definitions: &Definitions,
) -> Value {
    let mut item = Map::new();
    item.insert(
        "x-fal-protocol".to_owned(),
        json!({
            "type": "realtime",
            "operationId": endpoint.name,
            "config": {
                "buffering": realtime.buffering,
                "sessionTimeout": realtime.session_timeout,
                "maxBatchSize": realtime.max_batch_size.unwrap_or(1),
            },
            "contentType": "application/msgpack",
            "realtimeMode": realtime.mode.name(),
        }),
    );
    item.insert("x-fal-billing".to_owned(), billing(endpoint));
    let Some(input) = endpoint.input.filter(|input| !matches!(input, Shape::Any)) else {
        return Value::Object(item);
    };
    let mut post = Map::new();
    post.insert(
        "operationId".to_owned(),
        json!(format!("{}_post", endpoint.name)),
    );
    let summary = endpoint.title.map_or_else(
        || format!("Realtime endpoint: {}", endpoint.name),
        str::to_owned,
    );
    post.insert("summary".to_owned(), json!(summary));
    if !endpoint.doc.is_empty() {
        post.insert("description".to_owned(), json!(endpoint.doc));
    }
    let content = json!({"application/json": {"schema": definitions.value(&input)}});
    post.insert("requestBody".to_owned(), json!({"content": content}));
    let answered = match endpoint.output {
        Shape::Null => json!({"204": {"description": "No message is answered"}}),
        output => json!({"200": response(
            "WebSocket message response",
            Value::Object(definitions.value(&output)),
        )}),
    };
    post.insert("responses".to_owned(), answered);
    item.insert("post".to_owned(), Value::Object(post));
    Value::Object(item)
}

/// The server's own `/health`, where the app declares none.
pub(super) fn default_health() -> Value {
    json!({"get": {
        "summary": "Health",
        "operationId": "health_health_get",
        "responses": {"200": response("Successful Response", json!({}))},
    }})
}

fn operation(endpoint: &EndpointDeclaration, method: &str, definitions: &Definitions) -> Value {
    let id = operation_id(endpoint, method);
    let mut operation = Map::new();
    operation.insert("summary".to_owned(), endpoint_title(endpoint).into());
    if !endpoint.doc.is_empty() {
        operation.insert("description".to_owned(), json!(endpoint.doc));
    }
    let output = answer(&endpoint.output, &id, definitions);
    operation.insert("operationId".to_owned(), Value::String(id));
    let mut responses =
        Map::from_iter([("200".to_owned(), response("Successful Response", output))]);
    if let Some(input) = &endpoint.input {
        let content = json!({"application/json": {"schema": definitions.value(input)}});
        operation.insert(
            "requestBody".to_owned(),
            json!({"content": content, "required": true}),
        );
        let refused = json!({"$ref": "#/components/schemas/HTTPValidationError"});
        responses.insert("422".to_owned(), response("Validation Error", refused));
    }
    operation.insert("responses".to_owned(), Value::Object(responses));
    if endpoint.health_check.is_none() {
        operation.insert("x-fal-billing".to_owned(), billing(endpoint));
    }
    Value::Object(operation)
}

/// As FastAPI's `generate_unique_id`: the name of the method and the path, with `_` for each letter that no name can have.
fn operation_id(endpoint: &EndpointDeclaration, method: &str) -> String {
    let plain = |letter: char| {
        if letter.is_alphanumeric() {
            letter
        } else {
            '_'
        }
    };
    let name: String = endpoint
        .name
        .chars()
        .chain(endpoint.path.chars())
        .map(plain)
        .collect();
    format!("{name}_{method}")
}

/// The schema of an answer. As in FastAPI, it has a title unless it is a reference, and `()` has no schema.
fn answer(output: &Shape, operation_id: &str, definitions: &Definitions) -> Value {
    if matches!(output, Shape::Null) {
        return json!({});
    }
    let mut schema = definitions.value(output);
    if !schema.contains_key("$ref") {
        let title = title(&format!("response_{operation_id}"));
        schema.insert("title".to_owned(), Value::String(title));
    }
    Value::Object(schema)
}

fn response(description: &str, schema: Value) -> Value {
    json!({"description": description, "content": {"application/json": {"schema": schema}}})
}
