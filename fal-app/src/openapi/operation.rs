//! One operation of the document.

use serde_json::{Map, Value, json};

use super::billing::billing;
use super::definitions::Definitions;
use crate::declare::EndpointDeclaration;
use crate::fields::Shape;
use crate::fields::schema::{self, title};

/// The path item of an endpoint: GET for a health check, POST for all others.
pub(super) fn path_item(endpoint: &EndpointDeclaration, definitions: &Definitions) -> Value {
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
