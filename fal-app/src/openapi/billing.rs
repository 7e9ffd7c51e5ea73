//! `x-fal-billing`: what an endpoint costs.

use serde_json::{Value, json};

use crate::billing::{Bounds, CEILING};
use crate::declare::EndpointDeclaration;

/// The meter, the unit, the formula in words, the least and the most units of one success, whether they are charged after the
/// items of a stream, the name of the declaration, the path that quotes a request, and the header in which a caller caps it.
pub(crate) fn billing(endpoint: &EndpointDeclaration) -> Value {
    let billing = &endpoint.billing;
    let bounds = endpoint.bounds();
    json!({
        "meter": billing.meter(),
        "unit": billing.unit_name(),
        "formula": billing.formula(),
        "billable_units": bounds.map(Bounds::json),
        "deferred": billing.deferred,
        "schema_id": billing.schema_id(),
        "quote": endpoint.quote_path(),
        "ceiling": bounds.map(|_| CEILING),
    })
}
