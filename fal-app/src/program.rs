//! An app without its type: all that the server and the commands know of it.

use std::sync::Arc;

use serde_json::Value;

use crate::app::{App, Endpoints};
use crate::call::{EndpointFn, endpoint_fn};
use crate::declare::{AppDeclaration, EndpointDeclaration};
use crate::error::Result;
use crate::fields::{Shape, check_defaults, walk};
use crate::net::Failure;
use crate::openapi;
use crate::task::BoxFuture;

/// An app before its setup.
pub(crate) struct Program {
    pub(crate) declaration: AppDeclaration,
    pub(crate) endpoints: Vec<EndpointDeclaration>,
    setup: Box<dyn FnOnce() -> BoxFuture<Result<Live>> + Send>,
}

/// An app after its setup.
pub(crate) struct Live {
    /// The calls of its endpoints, in the order of declaration.
    pub(crate) calls: Vec<(&'static EndpointDeclaration, EndpointFn)>,
    /// The app itself, for the teardown.
    pub(crate) app: Box<dyn SharedApp>,
}

/// An app that its requests may still use.
pub(crate) trait SharedApp: Send {
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
            setup: Box::new(move || {
                Box::pin(async move {
                    let app = (endpoints.setup)().await?;
                    Ok(Live::of(app, &endpoints))
                })
            }),
        }
    }

    /// Its OpenAPI document.
    pub(crate) fn document(&self) -> Value {
        openapi::document(&self.declaration, &self.endpoints)
    }

    /// Sets the app up.
    pub(crate) fn setup(self) -> BoxFuture<Result<Live>> {
        match self.check_defaults() {
            Ok(()) => (self.setup)(),
            Err(why) => Box::pin(async { Err(why.into()) }),
        }
    }

    /// What this app cannot do without the feature `https`, where it was built so: its inputs and outputs show what it
    /// should do. Where nothing is uploaded anyway, that is not told.
    pub(crate) fn lost_without_https(&self, uploads: bool) -> Option<String> {
        if cfg!(feature = "https") {
            return None;
        }
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
        let lost = match (is_sent, is_made && uploads) {
            (false, false) => return None,
            (true, false) => "media at URLs in requests are not fetched",
            (false, true) => "media in answers are not uploaded",
            (true, true) => {
                "media at URLs in requests are not fetched, and media in answers are not uploaded"
            }
        };
        Some(format!("{lost}: {}", Failure::NoFeature))
    }

    /// Evaluates every default: one that a caller may not send is found before anybody calls.
    fn check_defaults(&self) -> std::result::Result<(), String> {
        let shapes =
            |endpoint: &EndpointDeclaration| endpoint.input.into_iter().chain([endpoint.output]);
        let mut shapes = self.endpoints.iter().flat_map(shapes);
        shapes.try_for_each(|shape| check_defaults(&shape))
    }
}

impl Live {
    fn of<A: App>(app: A, endpoints: &Endpoints<A>) -> Self {
        let app = Arc::new(app);
        Self {
            calls: endpoints
                .list
                .iter()
                .map(|endpoint| (&endpoint.declared, endpoint_fn(app.clone(), endpoint)))
                .collect(),
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

impl<A: App> SharedApp for Holder<A> {
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
