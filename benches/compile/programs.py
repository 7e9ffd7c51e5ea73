"""The two programs, each with a health check and as many billed endpoints as asked."""

BY_HAND_DEPENDENCIES = """\
axum = "0.8"
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", features = ["net", "rt-multi-thread"] }
tower-http = { version = "0.7", features = ["catch-panic", "cors"] }"""

DECLARED = """\
//! Generated: declared endpoints.

use fal_app::prelude::*;

/// Paints pictures.
#[fal_app(auth = "shared")]
#[derive(Default)]
struct Painter;
{types}
#[endpoints]
impl Painter {{
    /// Is ready.
    #[endpoint("/ready", health_check())]
    async fn ready(&self) -> Result<()> {{
        Ok(())
    }}
{methods}}}

fn main() -> ExitCode {{
    fal_app::main::<Painter>()
}}
"""

DECLARED_TYPES = """
#[input]
struct PaintInput{i} {{
    /// What to paint.
    #[field(min_length = 1, max_length = 5000)]
    prompt: String,
    /// How many pictures.
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
    /// What makes it repeatable.
    seed: Option<u64>,
}}

#[output]
struct PaintOutput{i} {{
    prompt: String,
    num_images: u32,
    seed: u64,
}}
"""

DECLARED_METHOD = """
    /// Paints.
    #[endpoint("/paint/{i}")]
    #[billable(per_image)]
    async fn paint_{i}(&self, input: PaintInput{i}) -> Result<PaintOutput{i}> {{
        let seed = input.seed.unwrap_or({i});
        Ok(PaintOutput{i} {{ prompt: input.prompt, num_images: input.num_images, seed }})
    }}
"""

BY_HAND = """\
//! Generated: the same endpoints by hand.
#![allow(dead_code, unused_imports)]

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::JsonRejection;
use axum::extract::{{Json, State}};
use axum::http::{{HeaderName, HeaderValue, StatusCode}};
use axum::response::{{IntoResponse, Response}};
use axum::routing::{{get, post}};
use serde::{{Deserialize, Serialize}};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::CorsLayer;

const UNITS: HeaderName = HeaderName::from_static("x-fal-billable-units");

struct Painter;

struct Billed<T>(u64, T);

impl<T: Serialize> IntoResponse for Billed<T> {{
    fn into_response(self) -> Response {{
        ([(UNITS, HeaderValue::from(self.0))], Json(self.1)).into_response()
    }}
}}

struct Refused(String);

impl IntoResponse for Refused {{
    fn into_response(self) -> Response {{
        (StatusCode::UNPROCESSABLE_ENTITY, [(UNITS, HeaderValue::from_static("0"))], self.0).into_response()
    }}
}}

impl From<JsonRejection> for Refused {{
    fn from(rejection: JsonRejection) -> Self {{
        Self(rejection.body_text())
    }}
}}

fn check_length(field: &str, text: &str, min: usize, max: usize) -> Result<(), Refused> {{
    let length = text.chars().count();
    if length < min || length > max {{
        return Err(Refused(format!("`{{field}}` has {{length}} characters, not {{min}} to {{max}}")));
    }}
    Ok(())
}}

fn check_range(field: &str, number: u32, min: u32, max: u32) -> Result<(), Refused> {{
    if number < min || number > max {{
        return Err(Refused(format!("`{{field}}` is {{number}}, not {{min}} to {{max}}")));
    }}
    Ok(())
}}

fn one() -> u32 {{
    1
}}

type Body<T> = Result<Json<T>, JsonRejection>;
{types}
fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let router = Router::new()
        .route("/ready", get(StatusCode::OK)){routes}
        .layer(CatchPanicLayer::new())
        .layer(CorsLayer::very_permissive())
        .with_state(Arc::new(Painter));
    Runtime::new()?.block_on(async {{
        axum::serve(TcpListener::bind("0.0.0.0:8080").await?, router).await?;
        Ok(())
    }})
}}
"""

BY_HAND_TYPES = """
#[derive(Deserialize)]
struct PaintInput{i} {{
    /// What to paint.
    prompt: String,
    /// How many pictures.
    #[serde(default = "one")]
    num_images: u32,
    /// What makes it repeatable.
    seed: Option<u64>,
}}

#[derive(Serialize)]
struct PaintOutput{i} {{
    prompt: String,
    num_images: u32,
    seed: u64,
}}

/// Paints.
async fn paint_{i}(
    State(_painter): State<Arc<Painter>>,
    body: Body<PaintInput{i}>,
) -> Result<Billed<PaintOutput{i}>, Refused> {{
    let Json(input) = body?;
    check_length("prompt", &input.prompt, 1, 5000)?;
    check_range("num_images", input.num_images, 1, 4)?;
    let units = u64::from(input.num_images);
    let seed = input.seed.unwrap_or({i});
    Ok(Billed(units, PaintOutput{i} {{ prompt: input.prompt, num_images: input.num_images, seed }}))
}}
"""

BY_HAND_ROUTE = """
        .route("/paint/{i}", post(paint_{i}))"""


def repeated(template, count):
    return "".join(template.format(i=i) for i in range(count))


def declared(count):
    return DECLARED.format(types=repeated(DECLARED_TYPES, count), methods=repeated(DECLARED_METHOD, count))


def by_hand(count):
    return BY_HAND.format(types=repeated(BY_HAND_TYPES, count), routes=repeated(BY_HAND_ROUTE, count))
