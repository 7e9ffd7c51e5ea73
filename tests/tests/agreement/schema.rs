//! The schema of an app's input, read by a validator that knows nothing of the table.

use jsonschema::Validator;
use serde_json::{Value, json};

use super::grid::App;

/// What the app's document says of its input.
pub(crate) struct Schema(Validator);

impl Schema {
    /// Reads it of the served document.
    pub(crate) fn of(app: &App) -> Self {
        let document = app.document();
        let schema = json!({
            "$ref": "#/components/schemas/Body",
            "components": document["components"],
        });
        Self(jsonschema::validator_for(&schema).expect("a schema"))
    }

    /// Whether a body is as it says.
    pub(crate) fn describes(&self, body: &Value) -> bool {
        self.0.is_valid(body)
    }
}
