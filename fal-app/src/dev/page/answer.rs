//! What the page answers, and the headers of it.

use std::fmt;

use askama::Template;
use http::header::{self, HeaderName, HeaderValue};
use http::{Response, StatusCode};

use crate::dev::gateway::{Content, whole};
use crate::dev::ledger::LedgerError;

/// Nothing of the page comes from elsewhere, and nothing in it runs but its own two scripts.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
         media-src 'self' data: blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // With `no-referrer` a plain form would send `Origin: null`.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (header::CACHE_CONTROL, "no-store"),
    // A fragment and the page may have one address.
    (header::VARY, "hx-request, cookie"),
];

/// Rendered HTML. It is made by templates alone, which escape what stands in them.
#[derive(Clone, Debug, Default)]
pub(super) struct Markup(String);

impl Markup {
    pub(super) fn of(template: &impl Template) -> Self {
        let rendered = template.render();
        Self(rendered.unwrap_or_else(|error| {
            tracing::error!("a part of the page could not be rendered: {error}");
            String::new()
        }))
    }

    /// One behind the other.
    pub(super) fn and(mut self, other: &Self) -> Self {
        self.0 += &other.0;
        self
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A page or a fragment.
pub(super) fn html(markup: &Markup) -> Response<Content> {
    text("text/html; charset=utf-8", markup.as_str())
}

/// A text of some type, with the headers of the page.
pub(super) fn text(content_type: &'static str, text: &str) -> Response<Content> {
    let mut response = Response::new(whole(text.to_owned().into()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Leads a plain form on to a page.
pub(super) fn see_other(path: &str) -> Response<Content> {
    let mut response = html(&Markup::default());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(path) = HeaderValue::try_from(path) {
        response.headers_mut().insert(header::LOCATION, path);
    }
    response
}

/// What a route answers.
pub(super) type Answer = Result<Response<Content>, Refused>;

/// What a form answers that changes a section.
pub(super) enum Changed {
    /// Whole as it is.
    Response(Response<Content>),
    /// The section of that name, for a plain form: the rest of the page belongs around it.
    Section(&'static str, Markup),
}

impl From<Response<Content>> for Changed {
    fn from(response: Response<Content>) -> Self {
        Self::Response(response)
    }
}

pub(super) fn not_found() -> Refused {
    Refused::new(StatusCode::NOT_FOUND, "there is nothing at this address")
}

/// What is not answered, and why.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    pub(super) status: StatusCode,
    pub(super) why: String,
}

#[derive(Template)]
#[template(path = "refused.html")]
struct Shown<'a> {
    why: &'a str,
}

impl Refused {
    pub(super) fn new(status: StatusCode, why: impl Into<String>) -> Self {
        Self {
            status,
            why: why.into(),
        }
    }

    pub(super) fn answer(self) -> Response<Content> {
        let mut response = html(&Markup::of(&Shown { why: &self.why }));
        *response.status_mut() = self.status;
        response
    }
}

impl From<LedgerError> for Refused {
    fn from(error: LedgerError) -> Self {
        tracing::error!("{error}");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the ledger cannot be read: the log says why",
        )
    }
}
