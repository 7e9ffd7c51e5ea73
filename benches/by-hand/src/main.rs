//! The painter of `declared`, as one writes it by hand on axum: what fal-app is measured against.
//! It decodes, validates, bills, sends CORS headers and catches panics; it has no metrics, document,
//! request ids, cancellation or places.

mod input;
mod refused;

use std::env;
use std::error::Error;
use std::net::Ipv4Addr;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::map_response;
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, extract::rejection::JsonRejection};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::CorsLayer;

use crate::input::PaintInput;
use crate::refused::Refused;

const UNITS: HeaderName = HeaderName::from_static("x-fal-billable-units");
const BODY_LIMIT: usize = 32 * 1024 * 1024;
const PIXELS_OF_A_UNIT: u64 = 1024 * 1024;

#[derive(Serialize)]
struct PaintOutput {
    prompt: String,
    width: u32,
    height: u32,
}

async fn paint(
    body: Result<Json<PaintInput>, JsonRejection>,
) -> Result<impl IntoResponse, Refused> {
    let Json(input) = body.map_err(Refused::body)?;
    input.check()?;
    let (width, height) = (input.image_size.width(), input.image_size.height());
    let megapixels = (u64::from(width) * u64::from(height)).div_ceil(PIXELS_OF_A_UNIT);
    let units = megapixels * u64::from(input.num_images);
    let output = PaintOutput {
        prompt: input.prompt,
        width,
        height,
    };
    Ok((
        AppendHeaders([(UNITS, HeaderValue::from(units))]),
        Json(output),
    ))
}

/// Whatever says no units costs none.
async fn free_unless_billed(mut response: Response) -> Response {
    response
        .headers_mut()
        .entry(UNITS)
        .or_insert(HeaderValue::from_static("0"));
    response
}

fn router() -> Router {
    Router::new()
        .route("/", post(paint))
        .route("/health", get(StatusCode::OK))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::new())
        .layer(CorsLayer::very_permissive())
        .layer(map_response(free_unless_billed))
}

async fn terminated() {
    if let Ok(mut signal) = signal(SignalKind::terminate()) {
        signal.recv().await;
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let port = env::var("PORT")
        .ok()
        .map_or(Ok(8080), |port| port.parse())?;
    Runtime::new()?.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).await?;
        axum::serve(listener, router())
            .with_graceful_shutdown(terminated())
            .await?;
        Ok(())
    })
}
