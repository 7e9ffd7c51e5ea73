#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

// Generated code names this crate by its path from outside; inside, the path must resolve too.
extern crate self as fal_app;

mod app;
mod billing;
mod context;
mod endpoint;
mod error;
mod fields;
mod media;
mod openapi;

pub use app::App;
pub use billing::{Amount, BillableUnits, Billed, Count, Dimensions, Seconds, Text};
pub use context::RequestContext;
pub use error::{Error, Result};
pub use fal_app_macros::{
    billable, endpoint, endpoints, example, fal_app, input, output, setup, teardown,
};
pub use fields::{ImageSize, Input, Output};
pub use media::{Audio, File, Image, Video};
pub use serde_json::Value;

/// What generated code names and people do not.
#[doc(hidden)]
pub mod __private {
    pub use crate::app::*;
    pub use crate::billing::*;
    pub use crate::context::*;
    pub use crate::endpoint::*;
    pub use crate::error::*;
    pub use crate::fields::*;
    pub use serde::de::{Deserializer, MapAccess};
}
