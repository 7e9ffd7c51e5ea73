//! The answer to an input that breaks a rule.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

#[derive(Serialize)]
pub struct Refused {
    detail: [Detail; 1],
}

#[derive(Serialize)]
struct Detail {
    r#type: &'static str,
    loc: (&'static str, Option<&'static str>),
    msg: String,
}

impl Refused {
    pub fn field(name: &'static str, r#type: &'static str, msg: &str) -> Self {
        Self {
            detail: [Detail {
                r#type,
                loc: ("body", Some(name)),
                msg: msg.to_owned(),
            }],
        }
    }

    pub fn body(rejection: JsonRejection) -> Self {
        Self {
            detail: [Detail {
                r#type: "json_invalid",
                loc: ("body", None),
                msg: rejection.body_text(),
            }],
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (StatusCode::UNPROCESSABLE_ENTITY, Json(self)).into_response()
    }
}
