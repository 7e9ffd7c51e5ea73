//! The painter of `declared`, as one writes it by hand on axum when every microsecond counts: what fal-app is measured
//! against. One handler reads the bytes; serde decodes, garde validates, two layers catch panics and send CORS headers.
//! It has no metrics, document, request ids, cancellation, permits or log.

mod events;
mod input;

use std::env;
use std::error::Error;
use std::net::Ipv4Addr;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::routing::{get, post};
use bytes::Bytes;
use futures_util::stream;
use garde::Validate;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::CorsLayer;

use crate::events::event;
use crate::input::{DescribeInput, PaintInput};

const UNITS: HeaderName = HeaderName::from_static("x-fal-billable-units");
const BODY_LIMIT: usize = 32 * 1024 * 1024;
const PIXELS_OF_A_UNIT: u64 = 1024 * 1024;

#[derive(Serialize)]
struct PaintOutput {
    prompt: String,
    width: u32,
    height: u32,
}

#[derive(Serialize)]
struct Token {
    index: u32,
    text: String,
}

#[derive(Serialize)]
struct Refusal {
    detail: String,
}

async fn paint(body: Bytes) -> Response<axum::body::Body> {
    let input: PaintInput = match serde_json::from_slice(&body) {
        Ok(input) => input,
        Err(error) => return refuse(error.to_string()),
    };
    if let Err(report) = input.validate() {
        return refuse(report.to_string());
    }
    let (width, height) = (input.image_size.width(), input.image_size.height());
    let megapixels = (u64::from(width) * u64::from(height)).div_ceil(PIXELS_OF_A_UNIT);
    let units = megapixels * u64::from(input.num_images);
    let output = PaintOutput {
        prompt: input.prompt,
        width,
        height,
    };
    answer(StatusCode::OK, HeaderValue::from(units), &output)
}

async fn describe(body: Bytes) -> Response<axum::body::Body> {
    let input: DescribeInput = match serde_json::from_slice(&body) {
        Ok(input) => input,
        Err(error) => return refuse(error.to_string()),
    };
    if let Err(report) = input.validate() {
        return refuse(report.to_string());
    }
    let tokens = stream::iter((0..input.tokens).map(|index| {
        event(&Token {
            index,
            text: "fox".to_owned(),
        })
    }));
    let mut response = Response::new(axum::body::Body::from_stream(tokens));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream; charset=utf-8"),
    );
    headers.insert(UNITS, HeaderValue::from_static("1"));
    response
}

fn refuse(detail: String) -> Response<axum::body::Body> {
    let free = HeaderValue::from_static("0");
    answer(StatusCode::UNPROCESSABLE_ENTITY, free, &Refusal { detail })
}

fn answer(
    status: StatusCode,
    units: HeaderValue,
    value: &impl Serialize,
) -> Response<axum::body::Body> {
    let body = serde_json::to_vec(value).unwrap_or_default();
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(UNITS, units);
    response
}

fn router() -> Router {
    Router::new()
        .route("/", post(paint))
        .route("/stream", post(describe))
        .route("/health", get(|| async { StatusCode::OK }))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::new())
        .layer(CorsLayer::very_permissive())
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
