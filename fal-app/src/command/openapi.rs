//! `openapi`: prints the document that the platform reads from the running app.

use super::output::{Failed, print};
use crate::program::Program;

pub(super) const ABOUT: &str =
    "Prints the app's OpenAPI document, which the server answers at /openapi.json";

pub(super) fn run(program: &Program) -> Result<(), Failed> {
    print(&serde_json::to_string_pretty(&program.document())?)
}
