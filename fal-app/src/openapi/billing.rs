//! `x-fal-billing`: what an endpoint costs.

use serde_json::{Value, json};

use crate::billing::Bounds;
use crate::declare::EndpointDeclaration;

/// The meter, the unit, the formula in words, the least and the most units of one success, the name of the declaration, and
/// the path that quotes a request.
pub(crate) fn billing(endpoint: &EndpointDeclaration) -> Value {
    let billing = &endpoint.billing;
    let bounds = billing.bounds(endpoint.input.as_ref(), &endpoint.output);
    json!({
        "meter": billing.meter(),
        "unit": billing.unit_name(),
        "formula": billing.formula(),
        "billable_units": bounds.map(Bounds::json),
        "schema_id": billing.schema_id(),
        "quote": endpoint.quote_path(),
    })
}
