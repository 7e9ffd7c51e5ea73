//! What is behind each path.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Uri, header};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::body;
#[cfg(feature = "realtime")]
use super::handshake;
use super::in_progress::InProgress;
use super::metrics::{Metrics, RouteMetrics};
use super::reports::Reports;
#[cfg(feature = "realtime")]
use crate::call::SessionFn;
use crate::call::{EndpointFn, Outcome};
use crate::declare::{AppDeclaration, EndpointDeclaration, HEALTH_PATH, MAX_BODY_MIB};
use crate::net::Platform;
use crate::openapi;
use crate::program::Calls;
use crate::task::{Permits, Room, Undelivered};

/// One path.
pub(crate) struct Route {
    pub(crate) path: Cow<'static, str>,
    /// Its methods, as the `allow` header lists them.
    allow: &'static str,
    pub(crate) behind: Behind,
    /// `None` for what is not counted.
    pub(crate) metrics: Option<RouteMetrics>,
}

impl Route {
    fn allows(&self, method: &Method) -> bool {
        let method = method.as_str();
        self.allow == method || self.allow.split(", ").any(|allowed| allowed == method)
    }
}

/// What is behind a path.
pub(crate) enum Behind {
    Endpoint {
        declared: &'static EndpointDeclaration,
        run: EndpointFn,
        /// `None` for a health check, which is asked while requests are at work, and for a quote.
        permits: Option<Permits>,
        /// The largest body, in MiB.
        max_body_mib: u32,
    },
    /// Cancels requests for an endpoint of this path.
    Cancel {
        path: &'static str,
    },
    #[cfg(feature = "realtime")]
    Session {
        declared: &'static EndpointDeclaration,
        code: SessionFn,
        permits: Permits,
    },
    Health,
    Document(Document),
    Metrics(Metrics),
}

/// The OpenAPI document, made when it is first asked for: few servers are asked, and making it would be a third of the
/// time of each start.
pub(crate) type Document = LazyLock<Bytes, Box<dyn FnOnce() -> Bytes + Send>>;

fn document(app: AppDeclaration, endpoints: Vec<EndpointDeclaration>) -> Document {
    LazyLock::new(Box::new(move || {
        openapi::document(&app, &endpoints).to_string().into()
    }))
}

/// All paths of a server.
pub(crate) struct Routes {
    /// A tree, which finds one of a few short paths faster than a hash does.
    paths: BTreeMap<Cow<'static, str>, Arc<Route>>,
    platform: Option<Arc<Platform>>,
    reports: Arc<Reports>,
    /// The memory for the bodies of all of them.
    room: Room,
    /// The memory for what sessions read ahead.
    #[cfg(feature = "realtime")]
    ahead: Room,
    in_progress: InProgress,
    /// The answers of all of them that are not taken.
    undelivered: Undelivered,
}

impl Routes {
    /// The paths of an app: its endpoints, and the server's own.
    pub(crate) fn of_app(
        app: &AppDeclaration,
        calls: Calls,
        metrics: &Metrics,
        platform: Option<Platform>,
        reports: Arc<Reports>,
    ) -> Self {
        // The platform's default is one request at a time (`docs/platform.md` §2.6).
        let permits = Permits::new(app.max_multiplexing.unwrap_or(1));
        let endpoints = calls.declarations();
        let most = |declared: &EndpointDeclaration| declared.largest_body_mib(app);
        let largest = endpoints.iter().map(most).max();
        let mut routes = Self::new(
            platform.map(Arc::new),
            reports,
            largest.unwrap_or(MAX_BODY_MIB),
        );
        routes.undelivered = permits.undelivered().clone();
        #[cfg(feature = "realtime")]
        for (declared, code) in calls.sessions {
            let behind = Behind::Session {
                declared,
                code,
                permits: permits.clone(),
            };
            routes.add_cancel(declared, metrics);
            routes.add(declared.path, "GET", behind, Some(metrics));
        }
        for (quote, run) in calls.requests {
            let declared = quote.endpoint;
            let is_check = declared.health_check.is_some();
            if let Some(path) = declared.quote_path() {
                let behind = Behind::Endpoint {
                    declared,
                    run: quote.call,
                    permits: None,
                    max_body_mib: most(declared),
                };
                routes.add(path, "POST", behind, Some(metrics));
            }
            routes.add_cancel(declared, metrics);
            let behind = Behind::Endpoint {
                declared,
                run,
                permits: (!is_check).then(|| permits.clone()),
                max_body_mib: most(declared),
            };
            let allow = if is_check { "GET" } else { "POST" };
            routes.add(declared.path, allow, behind, Some(metrics));
        }
        routes.add(HEALTH_PATH, "GET", Behind::Health, Some(metrics));
        let document = Behind::Document(document(*app, endpoints));
        routes.add("/openapi.json", "GET, HEAD", document, Some(metrics));
        routes
    }

    fn add_cancel(&mut self, declared: &'static EndpointDeclaration, metrics: &Metrics) {
        if let Some(path) = declared.cancel_path() {
            let behind = Behind::Cancel {
                path: declared.path,
            };
            self.add(path, "POST", behind, Some(metrics));
        }
    }

    /// The paths of the metrics' port.
    pub(crate) fn of_metrics(metrics: Metrics) -> Self {
        let mut routes = Self::new(None, Reports::elsewhere(), MAX_BODY_MIB);
        routes.add("/metrics", "GET, HEAD", Behind::Metrics(metrics), None);
        routes
    }

    /// Adds a route, unless its path is taken: an app may declare its own `/health`.
    fn add(
        &mut self,
        path: impl Into<Cow<'static, str>>,
        allow: &'static str,
        behind: Behind,
        metrics: Option<&Metrics>,
    ) {
        let path = path.into();
        self.paths.entry(path.clone()).or_insert_with(|| {
            let metrics = metrics.map(|metrics| metrics.route(path.clone(), allow));
            Arc::new(Route {
                path,
                allow,
                behind,
                metrics,
            })
        });
    }

    fn new(platform: Option<Arc<Platform>>, reports: Arc<Reports>, largest_body_mib: u32) -> Self {
        Self {
            paths: BTreeMap::new(),
            platform,
            reports,
            room: body::room(largest_body_mib),
            #[cfg(feature = "realtime")]
            ahead: body::ahead(),
            in_progress: InProgress::default(),
            undelivered: Undelivered::default(),
        }
    }

    /// The memory for bodies.
    pub(crate) fn room(&self) -> &Room {
        &self.room
    }

    /// The memory for what sessions read ahead.
    #[cfg(feature = "realtime")]
    pub(crate) fn ahead(&self) -> &Room {
        &self.ahead
    }

    /// The answers that are not taken.
    pub(crate) fn undelivered(&self) -> &Undelivered {
        &self.undelivered
    }

    /// The requests that can be cancelled.
    pub(crate) fn in_progress(&self) -> &InProgress {
        &self.in_progress
    }

    /// Where deferred streams are reported.
    pub(crate) fn reports(&self) -> &Arc<Reports> {
        &self.reports
    }

    /// What the platform tells the app.
    pub(crate) fn platform(&self) -> Option<Arc<Platform>> {
        self.platform.clone()
    }

    /// The route of a request, or the outcome where there is none.
    #[allow(
        clippy::result_large_err,
        reason = "the outcome is answered, not passed on"
    )]
    pub(crate) fn find(&self, request: &Parts) -> Result<&Arc<Route>, Outcome> {
        let Parts {
            method,
            uri,
            headers,
            ..
        } = request;
        let path = match uri.path() {
            plain if !plain.contains('%') => Cow::Borrowed(plain),
            escaped => percent_decode_str(escaped).decode_utf8_lossy(),
        };
        if let Some(route) = self.paths.get(&*path) {
            #[cfg(feature = "realtime")]
            if matches!(route.behind, Behind::Session { .. }) {
                // As with the SDK, only who asks for a session finds its path.
                return match handshake::is_asked(request) {
                    true => handshake::check(request).map(|()| route),
                    false => Err(Outcome::NotFound {
                        path: path.into_owned(),
                    }),
                };
            }
            return match route.allows(method) {
                true => Ok(route),
                false => Err(Outcome::WrongMethod { allow: route.allow }),
            };
        }
        let shorter = path.trim_end_matches('/');
        if shorter.len() < path.len()
            && self.paths.contains_key(shorter)
            && let Some(to) = address(shorter, uri, headers)
        {
            return Err(Outcome::Redirected { to });
        }
        Err(Outcome::NotFound {
            path: path.into_owned(),
        })
    }
}

/// What a path holds only with `%XX`.
const ESCAPED: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The address of a path, with the query of a request. It is absolute where the request names its host, as in starlette's
/// answers.
fn address(path: &str, uri: &Uri, headers: &HeaderMap) -> Option<HeaderValue> {
    let host = match headers.get(header::HOST) {
        Some(host) => host.to_str().ok(),
        None => uri.authority().map(|authority| authority.as_str()),
    };
    let mut to = host.map_or_else(String::new, |host| format!("http://{host}"));
    to.extend(utf8_percent_encode(path, &ESCAPED));
    if let Some(query) = uri.query() {
        to.push('?');
        to.push_str(query);
    }
    HeaderValue::try_from(to).ok()
}
