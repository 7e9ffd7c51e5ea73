//! The style sheet and the scripts, which are part of the program. Their addresses hold their hashes, so that they are cached
//! for ever.

use http::header::{self, HeaderValue};
use http::{Response, StatusCode};
use ring::digest::{SHA256, digest};

use super::answer;
use crate::dev::gateway::Content;
use crate::dev::ledger::keys::hex;

/// `assets/htmx.md` says where these two are from.
const HTMX: &str = concat!(
    include_str!("assets/htmx.min.js"),
    "\n",
    include_str!("assets/hx-sse.min.js")
);
const SCRIPT: &str = include_str!("assets/page.js");
const STYLE: &str = include_str!("assets/page.css");

/// The addresses of all.
pub(super) struct Assets {
    pub(super) style: String,
    pub(super) htmx: String,
    pub(super) script: String,
}

impl Assets {
    pub(super) fn new() -> Self {
        let address = |name: &str, text: &str| {
            let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
            let hash = hex(&digest(&SHA256, text.as_bytes()).as_ref()[..8]);
            format!("/assets/{stem}-{hash}.{extension}")
        };
        Self {
            style: address("page.css", STYLE),
            htmx: address("htmx.js", HTMX),
            script: address("page.js", SCRIPT),
        }
    }

    /// `name` is what follows `/assets/`.
    pub(super) fn answer(&self, name: &str) -> Response<Content> {
        let is = |address: &str| address.strip_prefix("/assets/") == Some(name);
        let (content_type, text) = if is(&self.style) {
            ("text/css; charset=utf-8", STYLE)
        } else if is(&self.htmx) {
            ("text/javascript; charset=utf-8", HTMX)
        } else if is(&self.script) {
            ("text/javascript; charset=utf-8", SCRIPT)
        } else {
            let mut missing = answer::text("text/plain; charset=utf-8", "not found");
            *missing.status_mut() = StatusCode::NOT_FOUND;
            return missing;
        };
        let mut response = answer::text(content_type, text);
        let for_ever = HeaderValue::from_static("public, max-age=31536000, immutable");
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, for_ever);
        headers.remove(header::VARY);
        response
    }
}
