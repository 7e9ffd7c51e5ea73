//! The OpenAPI 3.1 document of an app: the same as FastAPI makes for the SDK's app (`docs/platform.md` §3).

mod billing;
mod definitions;
mod operation;

use serde_json::{Map, Value, json};

use crate::declare::{AppDeclaration, EndpointDeclaration, HEALTH_PATH};
use crate::fields::schema;
pub(crate) use billing::billing;
use definitions::Definitions;
pub(crate) use operation::endpoint_title;

/// The document, made from the declarations alone.
pub(crate) fn document(app: &AppDeclaration, endpoints: &[EndpointDeclaration]) -> Value {
    let definitions = Definitions::collect(endpoints);
    let (paths, order) = paths(endpoints, &definitions);
    json!({
        "openapi": "3.1.0",
        "info": {"title": app_title(app), "version": app.version},
        "paths": paths,
        "components": {"schemas": definitions.schemas()},
        "x-fal-order-paths": order,
    })
}

/// The title of the app, or its name in words.
pub(crate) fn app_title(app: &AppDeclaration) -> String {
    app.title
        .map_or_else(|| schema::title(&app.name.replace('-', "_")), str::to_owned)
}

/// The path items, and their order: sorted, then `/health` and the sessions.
fn paths(
    endpoints: &[EndpointDeclaration],
    definitions: &Definitions,
) -> (Map<String, Value>, Vec<&'static str>) {
    let mut sorted: Vec<&EndpointDeclaration> = endpoints.iter().collect();
    sorted.sort_by_key(|endpoint| (endpoint.realtime.is_some(), endpoint.path));
    let mut paths: Map<String, Value> = sorted
        .iter()
        .map(|endpoint| {
            (
                endpoint.path.to_owned(),
                operation::path_item(endpoint, definitions),
            )
        })
        .collect();
    let mut order: Vec<&'static str> = sorted.iter().map(|endpoint| endpoint.path).collect();
    if !paths.contains_key(HEALTH_PATH) {
        let mut others = sorted.iter();
        let sessions = others.position(|endpoint| endpoint.realtime.is_some());
        let at = sessions.unwrap_or(order.len());
        paths.shift_insert(at, HEALTH_PATH.to_owned(), operation::default_health());
        order.insert(at, HEALTH_PATH);
    }
    (paths, order)
}
