//! Which path does what.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Uri, header};

use super::metrics::{Metrics, RouteMetrics};
use crate::call::{CallMode, EndpointFn, Outcome};
use crate::declare::{AppDeclaration, EndpointDeclaration};
use crate::net::Platform;
use crate::openapi;
use crate::task::Permits;

/// One path.
pub(crate) struct Route {
    pub(crate) path: Cow<'static, str>,
    /// Its methods, as the `allow` header lists them.
    pub(crate) allow: &'static str,
    pub(crate) does: Does,
    /// None for what is not counted.
    pub(crate) metrics: Option<RouteMetrics>,
}

/// What a path does.
pub(crate) enum Does {
    Endpoint {
        declared: &'static EndpointDeclaration,
        run: EndpointFn,
        mode: CallMode,
        /// A health check takes no place: it is asked while requests are at work. Nor does a quote.
        permits: Option<Permits>,
    },
    Health,
    Document(Document),
    Metrics(Metrics),
}

impl Route {
    /// Whether it answers a method.
    pub(crate) fn allows(&self, method: &Method) -> bool {
        self.allow.split(", ").any(|allowed| method == allowed)
    }
}

/// The OpenAPI document. Made when it is first asked for: most servers never are, and it would be a third of each
/// start.
pub(crate) type Document = LazyLock<Bytes, Box<dyn FnOnce() -> Bytes + Send>>;

fn document(app: AppDeclaration, endpoints: Vec<EndpointDeclaration>) -> Document {
    LazyLock::new(Box::new(move || {
        openapi::document(&app, &endpoints).to_string().into()
    }))
}

/// All paths of a server.
#[derive(Default)]
pub(crate) struct Routes {
    paths: HashMap<Cow<'static, str>, Arc<Route>>,
    platform: Option<Arc<Platform>>,
}

impl Routes {
    /// Those of an app: its endpoints, and the server's own.
    pub(crate) fn of_app(
        app: &AppDeclaration,
        runs: Vec<(&'static EndpointDeclaration, EndpointFn)>,
        metrics: &Metrics,
        platform: Option<Platform>,
    ) -> Self {
        // The platform's default is one request at a time (`docs/platform.md` §2.6).
        let permits = Permits::new(app.max_multiplexing.unwrap_or(1));
        let mut routes = Self {
            platform: platform.map(Arc::new),
            ..Self::default()
        };
        let endpoints = runs.iter().map(|(declared, _)| **declared).collect();
        for (declared, run) in runs {
            let is_check = declared.health_check.is_some();
            if let Some(path) = declared.quote_path() {
                let does = Does::Endpoint {
                    declared,
                    run: run.clone(),
                    mode: CallMode::Quote,
                    permits: None,
                };
                routes.add(path, "POST", does, Some(metrics));
            }
            let does = Does::Endpoint {
                declared,
                run,
                mode: CallMode::Run,
                permits: (!is_check).then(|| permits.clone()),
            };
            let allow = if is_check { "GET" } else { "POST" };
            routes.add(declared.path, allow, does, Some(metrics));
        }
        routes.add("/health", "GET", Does::Health, Some(metrics));
        let document = Does::Document(document(*app, endpoints));
        routes.add("/openapi.json", "GET, HEAD", document, Some(metrics));
        routes
    }

    /// Those of the metrics' port.
    pub(crate) fn of_metrics(metrics: Metrics) -> Self {
        let mut routes = Self::default();
        routes.add("/metrics", "GET, HEAD", Does::Metrics(metrics), None);
        routes
    }

    /// Adds a route, unless its path is taken: a health check may stand where the server's own would.
    fn add(
        &mut self,
        path: impl Into<Cow<'static, str>>,
        allow: &'static str,
        does: Does,
        metrics: Option<&Metrics>,
    ) {
        let path = path.into();
        self.paths.entry(path.clone()).or_insert_with(|| {
            let metrics = metrics.map(|metrics| metrics.route(path.clone(), allow));
            Arc::new(Route {
                path,
                allow,
                does,
                metrics,
            })
        });
    }

    /// What the platform tells the app.
    pub(crate) fn platform(&self) -> Option<Arc<Platform>> {
        self.platform.clone()
    }

    /// The route of a request, or why there is none.
    #[allow(
        clippy::result_large_err,
        reason = "it leaves as the answer, and is not passed on"
    )]
    pub(crate) fn find(&self, uri: &Uri, headers: &HeaderMap) -> Result<Arc<Route>, Outcome> {
        let path = decoded(uri.path());
        if let Some(route) = self.paths.get(&*path) {
            return Ok(route.clone());
        }
        let shorter = path.trim_end_matches('/');
        if shorter.len() < path.len()
            && self.paths.contains_key(shorter)
            && let Some(to) = without_slash(uri, headers)
        {
            return Err(Outcome::Redirected { to });
        }
        Err(Outcome::NotFound {
            path: path.into_owned(),
        })
    }
}

/// The address without its last slashes: absolute where the request names its host, as starlette says it.
fn without_slash(uri: &Uri, headers: &HeaderMap) -> Option<HeaderValue> {
    let host = match headers.get(header::HOST) {
        Some(host) => host.to_str().ok(),
        None => uri.authority().map(|authority| authority.as_str()),
    };
    let mut to = host.map_or_else(String::new, |host| format!("http://{host}"));
    to.push_str(uri.path().trim_end_matches('/'));
    if let Some(query) = uri.query() {
        to.push('?');
        to.push_str(query);
    }
    HeaderValue::try_from(to).ok()
}

/// A path with its `%XX` read.
fn decoded(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = match after {
            [high, low, beyond @ ..] if byte == b'%' => hex(*high)
                .zip(hex(*low))
                .map(|(high, low)| (high << 4 | low, beyond)),
            _ => None,
        };
        let (byte, after) = escaped.unwrap_or((byte, after));
        bytes.push(byte);
        rest = after;
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}
