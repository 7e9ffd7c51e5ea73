//! The copier of `declared-media`, as one writes it by hand on axum, serde_json and base64: it takes a picture as a data
//! URI, and answers it as one, billed by its size.

use std::env;
use std::error::Error;
use std::net::Ipv4Addr;

use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::CorsLayer;

const UNITS: HeaderName = HeaderName::from_static("x-fal-billable-units");
const BODY_LIMIT: usize = 32 * 1024 * 1024;
const PIXELS_OF_A_UNIT: u64 = 1024 * 1024;

#[derive(Deserialize)]
struct CopyInput {
    image: String,
}

#[derive(Serialize)]
struct CopyOutput {
    image: Image,
}

#[derive(Serialize)]
struct Image {
    url: String,
    content_type: &'static str,
    file_name: &'static str,
    file_size: usize,
    width: usize,
    height: usize,
}

async fn copy(body: Bytes) -> Response {
    match copied(&body) {
        Ok((units, output)) => {
            let content_type = HeaderValue::from_static("application/json");
            let headers = [(header::CONTENT_TYPE, content_type), (UNITS, units.into())];
            (headers, output).into_response()
        }
        Err(error) => {
            let headers = [(UNITS, HeaderValue::from_static("0"))];
            (StatusCode::UNPROCESSABLE_ENTITY, headers, error.to_string()).into_response()
        }
    }
}

fn copied(body: &[u8]) -> Result<(u64, Vec<u8>), Box<dyn Error>> {
    let input: CopyInput = serde_json::from_slice(body)?;
    let data = input
        .image
        .strip_prefix("data:image/png;base64,")
        .ok_or("no data URI of a PNG")?;
    let bytes = BASE64_STANDARD.decode(data)?;
    let size = imagesize::blob_size(&bytes)?;
    let units = (size.width as u64 * size.height as u64).div_ceil(PIXELS_OF_A_UNIT);
    let output = CopyOutput {
        image: Image {
            url: format!("data:image/png;base64,{}", BASE64_STANDARD.encode(&bytes)),
            content_type: "image/png",
            file_name: "copy.png",
            file_size: bytes.len(),
            width: size.width,
            height: size.height,
        },
    };
    Ok((units, serde_json::to_vec(&output)?))
}

fn main() -> Result<(), Box<dyn Error>> {
    let port = env::var("PORT")
        .ok()
        .map_or(Ok(8080), |port| port.parse())?;
    let router = Router::new()
        .route("/", post(copy))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::new())
        .layer(CorsLayer::very_permissive());
    Runtime::new()?.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).await?;
        axum::serve(listener, router).await?;
        Ok(())
    })
}
