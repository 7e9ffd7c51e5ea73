//! The platform's API of prices and usage, under `/v1/models/` (`docs/platform.md` §1.6).

mod asked;
mod pricing;
mod usage;

use std::sync::Arc;

use http::{Method, Request, Response, StatusCode};
use serde_json::json;

use super::market::Market;
use super::refusal::{Content, Sent, json_response};
use asked::Refused;

/// Answers a request of this API. `path` is what follows `/v1/models/`.
pub(super) async fn answer(
    market: &Arc<Market>,
    path: &str,
    request: Request<Sent>,
) -> Response<Content> {
    let answered = match (path.trim_end_matches('/'), request.method()) {
        ("pricing", &Method::GET) => pricing::pricing(market, &request).await,
        ("pricing/estimate", &Method::POST) => pricing::estimate(market, request).await,
        ("usage", &Method::GET) => usage::usage(market, &request).await,
        _ => Err(Refused(
            StatusCode::NOT_FOUND,
            "not_found",
            format!("there is no `/v1/models/{path}`"),
        )),
    };
    match answered {
        Ok(body) => json_response(StatusCode::OK, &body),
        Err(Refused(status, error_type, message)) => json_response(
            status,
            &json!({"error": {"type": error_type, "message": message}}),
        ),
    }
}
