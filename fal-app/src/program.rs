//! An app without its type: all that the server and the commands know of it.

use std::sync::Arc;

use serde_json::Value;

use crate::app::{App, Endpoints};
use crate::call::{Endpoint, EndpointFn, Fake, Run, endpoint_fn, fake_fn, quote_fn};
#[cfg(feature = "realtime")]
use crate::call::{SessionFn, session_fn};
use crate::declare::{AppDeclaration, EndpointDeclaration, HEALTH_PATH, HealthCheck};
use crate::error::Result;
#[cfg(feature = "realtime")]
use crate::fields::check_session_example;
use crate::fields::{Shape, check_defaults, check_example, check_examples, walk};
use crate::net::Failure;
use crate::openapi;
use crate::task::BoxFuture;
use crate::thread_safe::ThreadSafe;

/// An app before its setup.
pub(crate) struct Program {
    pub(crate) declaration: AppDeclaration,
    pub(crate) endpoints: Vec<EndpointDeclaration>,
    /// Their quotes, which need no app.
    pub(crate) quotes: Vec<Quote>,
    setup: fn() -> BoxFuture<Result<Live>>,
}

/// An app after its setup.
pub(crate) struct Live {
    /// Its endpoints.
    pub(crate) calls: Calls,
    /// The app itself, for the teardown.
    pub(crate) app: Box<dyn SharedApp>,
}

/// The code behind the endpoints of an app, in the order of declaration.
#[derive(Default)]
pub(crate) struct Calls {
    pub(crate) requests: Vec<(Quote, EndpointFn)>,
    #[cfg(feature = "realtime")]
    pub(crate) sessions: Vec<(&'static EndpointDeclaration, SessionFn)>,
}

impl Calls {
    /// What all of them declare.
    pub(crate) fn declarations(&self) -> Vec<EndpointDeclaration> {
        let requests = self.requests.iter().map(|(quote, _)| *quote.endpoint);
        #[cfg(feature = "realtime")]
        let requests = requests.chain(self.sessions.iter().map(|(declared, _)| **declared));
        requests.collect()
    }
}

/// How an endpoint quotes what a request would cost.
pub(crate) struct Quote {
    pub(crate) endpoint: &'static EndpointDeclaration,
    pub(crate) call: EndpointFn,
}

/// An app that its requests may still use.
pub(crate) trait SharedApp: Send + Sync {
    /// Whether a request still uses it.
    fn in_use(&self) -> bool;

    /// Takes the app down; `None` where a request still uses it.
    fn teardown(self: Box<Self>) -> Option<BoxFuture<()>>;
}

impl Program {
    pub(crate) fn of<A: App>() -> Self {
        let endpoints = A::endpoints();
        Self {
            declaration: A::DECLARATION,
            endpoints: endpoints
                .list
                .iter()
                .map(|endpoint| endpoint.declared)
                .collect(),
            quotes: endpoints.list.iter().filter_map(Quote::of).collect(),
            setup: || {
                Box::pin(async {
                    let endpoints = A::endpoints();
                    let app = (endpoints.setup)().await?;
                    Ok(Live::of(app, &endpoints))
                })
            },
        }
    }

    /// The calls of those endpoints that a test asks, some with a fake in the place of their method. The app is set up where one
    /// has none.
    pub(crate) fn calls_with<A: App>(
        is_tested: impl Fn(&EndpointDeclaration) -> bool,
        fake_of: impl Fn(&EndpointDeclaration) -> Option<Arc<dyn Fake>>,
    ) -> BoxFuture<Result<Calls>> {
        let endpoints = A::endpoints();
        let tested = endpoints.list.iter().filter(|one| is_tested(&one.declared));
        let faked: Vec<_> = tested
            .map(|endpoint| (endpoint, fake_of(&endpoint.declared)))
            .collect();
        Box::pin(async move {
            let app = match faked.iter().all(|(_, fake)| fake.is_some()) {
                true => None,
                false => Some(Arc::new((endpoints.setup)().await?)),
            };
            let requests = faked.into_iter().filter_map(|(endpoint, fake)| {
                let quote = Quote::of(endpoint)?;
                let call = match (&endpoint.run, fake, &app) {
                    (Run::Call(run), Some(fake), _) => fake_fn(*run, fake),
                    (Run::Call(run), None, Some(app)) => endpoint_fn(app.clone(), *run),
                    _ => return None,
                };
                Some((quote, call))
            });
            Ok(Calls {
                requests: requests.collect(),
                #[cfg(feature = "realtime")]
                sessions: Vec::new(),
            })
        })
    }

    /// Its OpenAPI document.
    pub(crate) fn document(&self) -> Value {
        openapi::document(&self.declaration, &self.endpoints)
    }

    /// The endpoints that may cost something. The platform asks health checks, and they cost nothing.
    pub(crate) fn charged(&self) -> impl Iterator<Item = &EndpointDeclaration> {
        let endpoints = self.endpoints.iter();
        endpoints.filter(|endpoint| endpoint.health_check.is_none())
    }

    /// The endpoints that the Marketplace lists.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &EndpointDeclaration> {
        let endpoints = self.endpoints.iter();
        endpoints.filter(|endpoint| endpoint.is_listed())
    }

    /// The path of the health check, and how the platform asks it; `None` where none is declared, and the server answers at
    /// [`HEALTH_PATH`].
    pub(crate) fn health_check(&self) -> Option<(&'static str, HealthCheck)> {
        let mut endpoints = self.endpoints.iter();
        endpoints.find_map(|endpoint| Some((endpoint.path, endpoint.health_check?)))
    }

    /// As [`Self::health_check`]; where none is declared, the one of the server.
    pub(crate) fn health_check_or_default(&self) -> (&'static str, HealthCheck) {
        let declared = self.health_check();
        declared.unwrap_or((HEALTH_PATH, HealthCheck::default()))
    }

    /// Sets the app up. [`Self::check_declared`] comes before.
    pub(crate) fn setup(&self) -> BoxFuture<Result<Live>> {
        (self.setup)()
    }

    /// What this app cannot do, where it was built without the feature `https` and needs it.
    pub(crate) fn lost_without_https(&self, uploads: bool) -> Option<String> {
        let lost = self.needs_https(uploads)?;
        cfg!(not(feature = "https")).then(|| format!("{lost}: {}", Failure::NoFeature))
    }

    /// What does not work without the feature `https`: its inputs and outputs show what it should do. Where nothing is
    /// uploaded anyway, that is not told.
    fn needs_https(&self, uploads: bool) -> Option<&'static str> {
        let (mut is_sent, mut is_made) = (false, false);
        for endpoint in &self.endpoints {
            if let Some(input) = &endpoint.input {
                walk(input, &mut |shape| {
                    is_sent |= matches!(shape, Shape::MediaUrl(_) | Shape::Medium(..));
                });
            }
            walk(&endpoint.output, &mut |shape| {
                is_made |= matches!(shape, Shape::Object(table) if table().medium.is_some());
            });
        }
        match (is_sent, is_made && uploads) {
            (false, false) => None,
            (true, false) => Some("media at URLs in requests are not fetched"),
            (false, true) => Some("media in answers are not uploaded"),
            (true, true) => Some(
                "media at URLs in requests are not fetched, and media in answers are not uploaded",
            ),
        }
    }

    /// Evaluates every default and every example: one that a caller may not send is found before anybody calls.
    pub(crate) fn check_declared(&self) -> std::result::Result<(), String> {
        for endpoint in &self.endpoints {
            for shape in endpoint.input.iter().chain([&endpoint.output]) {
                check_defaults(shape)?;
            }
            let Some(input) = &endpoint.input else {
                continue;
            };
            check_examples(input)?;
            let mut examples = endpoint.examples.iter();
            let check = match endpoint.realtime {
                #[cfg(feature = "realtime")]
                Some(_) => check_session_example,
                _ => check_example,
            };
            examples.try_for_each(|write| check(endpoint.name, *write, input))?;
        }
        Ok(())
    }
}

impl Quote {
    /// `None` for sessions, which carry no units.
    fn of<A: ThreadSafe>(endpoint: &'static Endpoint<A>) -> Option<Self> {
        match endpoint.run {
            Run::Call(run) => Some(Self {
                endpoint: &endpoint.declared,
                call: quote_fn(run),
            }),
            #[cfg(feature = "realtime")]
            Run::Session(_) => None,
        }
    }
}

impl Live {
    fn of<A: ThreadSafe>(app: A, endpoints: &Endpoints<A>) -> Self {
        let app = Arc::new(app);
        let mut calls = Calls::default();
        for endpoint in endpoints.list {
            match &endpoint.run {
                Run::Call(run) => {
                    let quote = Quote::of(endpoint);
                    let call = endpoint_fn(app.clone(), *run);
                    calls.requests.extend(quote.map(|quote| (quote, call)));
                }
                #[cfg(feature = "realtime")]
                Run::Session(code) => {
                    let session = session_fn(app.clone(), code);
                    calls.sessions.push((&endpoint.declared, session));
                }
            }
        }
        Self {
            calls,
            app: Box::new(Holder {
                app,
                teardown: endpoints.teardown,
            }),
        }
    }
}

struct Holder<A: 'static> {
    app: Arc<A>,
    teardown: Option<fn(A) -> BoxFuture<()>>,
}

impl<A: ThreadSafe> SharedApp for Holder<A> {
    fn in_use(&self) -> bool {
        Arc::strong_count(&self.app) > 1
    }

    fn teardown(self: Box<Self>) -> Option<BoxFuture<()>> {
        let app = Arc::into_inner(self.app)?;
        Some(match self.teardown {
            Some(teardown) => teardown(app),
            None => Box::pin(async move { drop(app) }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Program;
    use crate::prelude::*;

    /// The output of an endpoint, and its input.
    macro_rules! needs {
        ($output:ty, $($input:ty)?, $uploads:literal) => {{
            #[input]
            #[allow(dead_code, reason = "only its shape is looked at")]
            struct Sent {
                $(layers: Option<Vec<$input>>,)?
            }

            #[fal_app]
            #[derive(Default)]
            struct App;

            #[endpoints]
            impl App {
                #[endpoint("/")]
                async fn run(&self, _: Sent) -> Result<$output> {
                    Err("never asked".into())
                }
            }

            Program::of::<App>().needs_https($uploads)
        }};
    }

    #[input]
    #[allow(dead_code, reason = "only its shape is looked at")]
    struct Layer {
        sound: AudioUrl,
    }

    /// Holds itself.
    #[input]
    #[serde(untagged)]
    #[allow(dead_code, reason = "only its shape is looked at")]
    enum Tree {
        Leaf(FileInput),
        Node(Vec<Tree>),
    }

    #[output]
    struct Film {
        video: Option<Video>,
    }

    #[test]
    fn media_at_any_depth_need_the_network() {
        let (fetched, uploaded) = (
            "media at URLs in requests are not fetched",
            "media in answers are not uploaded",
        );
        assert_eq!(needs!((), , true), None);
        assert_eq!(needs!((), String, true), None);
        assert_eq!(needs!((), ImageUrl, true), Some(fetched));
        assert_eq!(needs!((), Layer, false), Some(fetched));
        assert_eq!(needs!((), Tree, true), Some(fetched));
        assert_eq!(needs!(Film, , true), Some(uploaded));
        assert_eq!(needs!(File, , true), Some(uploaded));
        // In a test of the app nothing is uploaded.
        assert_eq!(needs!(File, , false), None);
        let both = format!("{fetched}, and {uploaded}");
        assert_eq!(needs!(Film, Layer, true), Some(&*both));
    }
}
