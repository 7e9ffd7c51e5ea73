//! An app in an author's tests: its endpoints without a port, through the same routes, decoding and billing as in
//! production.
//!
//! ```
//! # use fal_app::prelude::*;
//! # #[fal_app(auth = "shared")] #[derive(Default)] struct Painter;
//! # #[input] struct PaintInput { prompt: String, #[field(default = 1, ge = 1, le = 4)] num_images: u32 }
//! # #[endpoints] impl Painter {
//! #     #[endpoint("/")] #[billable(per_image)]
//! #     async fn paint(&self, input: PaintInput) -> Result<()> { let _ = input.prompt; Ok(()) }
//! # }
//! # fn main() -> Result<()> {
//! use fal_app::test::Client;
//!
//! let client = Client::<Painter>::start()?;
//! let reply = client.post("/", &PaintInput::required("a fox"))?;
//! assert_eq!(reply.status(), 200);
//! assert_eq!(reply.units(), Some(BillableUnits::from(1)));
//!
//! let refused = client.post_json("/", r#"{"prompt": "a fox", "num_images": 9}"#)?;
//! assert_eq!(refused.status(), 422);
//! assert_eq!(refused.units(), Some(BillableUnits::from(0)));
//! # Ok(()) }
//! ```

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, mpsc};

use bytes::Bytes;
use http::StatusCode;
use http::header::{self, HeaderMap};
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tracing_subscriber::fmt::TestWriter;

use crate::app::App;
use crate::error::Result;
use crate::fields::{Input, Writer};
use crate::program::{Live, Program};
use crate::server::{Metrics, Routes, UNITS, respond, start_log};
use crate::task::keep_causes;
use crate::units::BillableUnits;

/// An app that is set up, and its caller. Blocks until each reply is there, in tests with and without a runtime of
/// their own; may be shared between threads.
pub struct Client<A> {
    routes: Arc<Routes>,
    /// Its own, on threads of its own: a test that is `async` cannot wait on the one it runs on.
    runtime: Option<Runtime>,
    app: PhantomData<fn() -> A>,
}

impl<A: App> Client<A> {
    /// Sets the app up. What it logs is shown when the test fails.
    ///
    /// # Errors
    /// What the app's setup fails with.
    pub fn start() -> Result<Self> {
        keep_causes();
        start_log(TestWriter::new());
        let program = Program::of::<A>();
        let declaration = program.declaration;
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let Live { runs, .. } = wait(&runtime, program.setup())??;
        let metrics = Metrics::new(declaration.version)?;
        Ok(Self {
            routes: Arc::new(Routes::of_app(
                &declaration,
                runs,
                &metrics,
                // A test uploads nothing: media are answered as data URIs.
                None,
            )),
            runtime: Some(runtime),
            app: PhantomData,
        })
    }

    /// Posts an input.
    ///
    /// # Errors
    /// A path that is none, a value that is no JSON.
    pub fn post<I: Input>(&self, path: &str, input: &I) -> Result<Reply> {
        let mut json = Writer::request();
        input.write(&mut json);
        self.post_json(path, json.finish()?)
    }

    /// Posts a body as it stands, as `application/json`.
    ///
    /// # Errors
    /// A path that is none.
    pub fn post_json(&self, path: &str, body: impl Into<Bytes>) -> Result<Reply> {
        self.request("POST", path)
            .header(header::CONTENT_TYPE.as_str(), "application/json")
            .body(body)
            .send()
    }

    /// Gets a path.
    ///
    /// # Errors
    /// A path that is none.
    pub fn get(&self, path: &str) -> Result<Reply> {
        self.request("GET", path).send()
    }

    /// Any other request.
    pub fn request(&self, method: &str, path: &str) -> Request<'_, A> {
        Request {
            client: self,
            head: http::Request::builder().method(method).uri(path),
            body: Bytes::new(),
        }
    }
}

/// Runs a future on a runtime's own threads, and waits for it on this one.
fn wait<T: Send + 'static>(
    runtime: &Runtime,
    future: impl Future<Output = T> + Send + 'static,
) -> Result<T> {
    let (send, receive) = mpsc::channel();
    runtime.spawn(async move {
        let _ = send.send(future.await);
    });
    Ok(receive.recv()?)
}

impl<A> Drop for Client<A> {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl<A> fmt::Debug for Client<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

/// A request that is not sent yet.
#[derive(Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct Request<'c, A> {
    client: &'c Client<A>,
    head: http::request::Builder,
    body: Bytes,
}

impl<A: App> Request<'_, A> {
    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head = self.head.header(name, value);
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends it, and waits for the answer, a stream's to its end.
    ///
    /// # Errors
    /// A method, path or header that is none, and a stream that fails after its first item.
    pub fn send(self) -> Result<Reply> {
        let request = self.head.body(Full::new(self.body))?;
        let routes = self.client.routes.clone();
        let Some(runtime) = &self.client.runtime else {
            return Err("the client is stopped".into());
        };
        let whole = async move {
            let (head, body) = respond(&routes, request).await?.into_parts();
            body.collect().await.map(|body| (head, body.to_bytes()))
        };
        let (head, body) = wait(runtime, whole)??;
        Ok(Reply {
            status: head.status,
            headers: head.headers,
            body,
        })
    }
}

/// What the app answered.
#[derive(Clone, Debug)]
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Reply {
    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// A body that is none.
    pub fn json(&self) -> Result<Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }

    /// The values of a stream's events.
    ///
    /// # Errors
    /// A body that is no events.
    pub fn events(&self) -> Result<Vec<Value>> {
        let text = std::str::from_utf8(&self.body)?;
        let events = text.split_terminator("\n\n");
        events
            .map(|event| {
                let data = event.strip_prefix("data: ").ok_or("not an event")?;
                Ok(serde_json::from_str(data)?)
            })
            .collect()
    }

    /// What it costs, as `x-fal-billable-units` says it; `None` for a success of `per_compute_second`.
    #[must_use]
    pub fn units(&self) -> Option<BillableUnits> {
        self.headers.get(UNITS)?.to_str().ok()?.parse().ok()
    }
}
