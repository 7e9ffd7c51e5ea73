//! What the app says of itself in its OpenAPI document.

use serde_json::{Map, Value};

use crate::units::BillableUnits;

/// What the gateway needs of the document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    /// In the order in which the app shows them.
    pub(crate) endpoints: Vec<Endpoint>,
}

/// An endpoint that is called by POST, or in sessions.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    pub(crate) path: String,
    /// Whether it serves sessions over WebSockets.
    pub(crate) is_session: bool,
    /// The name of one unit.
    pub(crate) unit: String,
    pub(crate) bounds: Bounds,
    /// Where the cost of one request is asked.
    pub(crate) quote: Option<String>,
    /// A request that its input may be.
    pub(crate) example: Value,
}

/// What a success may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bounds {
    /// The seconds of the machine.
    MachineSeconds,
    Units {
        min: BillableUnits,
        /// `None` where there is no most.
        max: Option<BillableUnits>,
    },
}

/// How deep a schema is followed for an example.
const DEEPEST: usize = 8;

impl Document {
    pub(crate) fn read(document: &Value) -> Self {
        let mut endpoints: Vec<Endpoint> = document["paths"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(path, item)| endpoint(document, path, item))
            .collect();
        endpoints.sort_by(|one, other| one.path.cmp(&other.path));
        Self { endpoints }
    }

    /// The endpoint at a path.
    pub(crate) fn endpoint(&self, path: &str) -> Option<&Endpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.path == path)
    }
}

fn endpoint(document: &Value, path: &str, item: &Value) -> Option<Endpoint> {
    let operation = &item["post"];
    // What a session costs is said beside its operation, which is there for the form alone.
    let is_session = item["x-fal-protocol"]["type"] == "realtime";
    let billing = match is_session {
        true => item.get("x-fal-billing")?,
        false => operation.get("x-fal-billing")?,
    };
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    Some(Endpoint {
        path: path.to_owned(),
        is_session,
        unit: billing["unit"].as_str().unwrap_or("unit").to_owned(),
        bounds: Bounds::read(&billing["billable_units"]),
        quote: billing["quote"].as_str().map(str::to_owned),
        example: match schema {
            Value::Null => Value::Object(Map::new()),
            schema => example(document, schema, DEEPEST),
        },
    })
}

impl Bounds {
    /// As the document and a quote write them.
    pub(crate) fn read(bounds: &Value) -> Self {
        let units = |name: &str| bounds[name].as_str().and_then(|units| units.parse().ok());
        match bounds {
            Value::Null => Self::MachineSeconds,
            _ => Self::Units {
                min: units("min").unwrap_or_default(),
                max: units("max"),
            },
        }
    }
}

/// A value of a schema: what it shows as an example, else the least that it takes.
fn example(document: &Value, schema: &Value, deep: usize) -> Value {
    if let Some(shown) = schema["examples"].get(0).or_else(|| schema.get("default")) {
        return shown.clone();
    }
    if deep == 0 {
        return Value::Null;
    }
    if let Some(name) = schema["$ref"]
        .as_str()
        .and_then(|name| name.strip_prefix('#'))
    {
        return document
            .pointer(name)
            .map_or(Value::Null, |schema| example(document, schema, deep - 1));
    }
    if let Some(first) = schema["enum"].get(0).or_else(|| schema.get("const")) {
        return first.clone();
    }
    for several in ["anyOf", "oneOf", "allOf"] {
        if let Some(first) = schema[several].get(0) {
            return example(document, first, deep - 1);
        }
    }
    match schema["type"].as_str() {
        Some("string") => "a fox".into(),
        Some("integer") => schema["minimum"]
            .as_f64()
            .map_or(1, |least| least as i64)
            .into(),
        Some("number") => schema["minimum"].as_f64().unwrap_or(1.0).into(),
        Some("boolean") => false.into(),
        Some("array") => Value::Array(Vec::new()),
        _ => object(document, schema, deep),
    }
}

/// The fields that must be sent, and those of which an example is shown.
fn object(document: &Value, schema: &Value, deep: usize) -> Value {
    let required = schema["required"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let fields = schema["properties"].as_object().into_iter().flatten();
    let sent = fields.filter(|(name, field)| {
        let is_shown = field.get("examples").is_some() && field.get("default").is_none();
        is_shown || required.iter().any(|required| required == name.as_str())
    });
    Value::Object(
        sent.map(|(name, field)| (name.clone(), example(document, field, deep - 1)))
            .collect(),
    )
}
