//! A client for the tests of an app. It needs no port, and a request takes the same way through routes, decoding and billing
//! as in production.
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
//! use serde_json::json;
//!
//! let client = Client::<Painter>::start()?;
//! let reply = client.post("/", &PaintInput::required("a fox"))?;
//! assert_eq!(reply.status(), 200);
//! assert_eq!(reply.units(), Some(BillableUnits::from(1)));
//!
//! let refused = client.post_json("/", json!({"prompt": "a fox", "num_images": 9}))?;
//! assert_eq!(refused.status(), 422);
//! assert_eq!(refused.units(), Some(BillableUnits::from(0)));
//!
//! // A string is the whole body, as it is.
//! let broken = client.post_json("/", r#"{"prompt": "#)?;
//! assert_eq!(broken.status(), 422);
//! # Ok(()) }
//! ```

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, mpsc};

use bytes::Bytes;
use http::StatusCode;
use http::header::{self, HeaderMap};
use http_body_util::{BodyExt, Full};
use serde::Serialize;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tracing_subscriber::fmt::TestWriter;

use crate::app::App;
use crate::error::Result;
use crate::fields::{Input, Writer};
use crate::media::IntoBytes;
use crate::program::{Live, Program};
use crate::server::{Metrics, Routes, UNITS, respond, start_log};
use crate::task::keep_causes;
use crate::units::BillableUnits;

/// An app that is set up, and a caller of it.
///
/// Each call blocks until the reply is there, in tests with and without a runtime of their own. Threads may share a client.
pub struct Client<A> {
    routes: Arc<Routes>,
    /// A runtime with its own threads: an `async` test cannot block on the runtime that it runs on.
    runtime: Option<Runtime>,
    app: PhantomData<fn() -> A>,
}

impl<A: App> Client<A> {
    /// Sets the app up. Its log is shown when the test fails.
    ///
    /// # Errors
    /// A default or an example of the app is refused, or its setup failed.
    pub fn start() -> Result<Self> {
        keep_causes();
        start_log(TestWriter::new());
        let program = Program::of::<A>();
        program.check_declared()?;
        // Nothing is uploaded here: media are answered as data URIs.
        if let Some(lost) = program.lost_without_https(false) {
            tracing::warn!("{lost}");
        }
        let declaration = program.declaration;
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let Live { calls, .. } = wait(&runtime, program.setup())??;
        let metrics = Metrics::new(declaration.version)?;
        Ok(Self {
            routes: Arc::new(Routes::of_app(
                &declaration,
                calls,
                &metrics,
                // Without the platform nothing is uploaded: media are answered as data URIs.
                None,
            )),
            runtime: Some(runtime),
            app: PhantomData,
        })
    }

    /// Posts an input to a path, which begins with a slash.
    ///
    /// # Errors
    /// The path is not valid, the input has a value that JSON cannot hold, or the reply is a stream that breaks off. A
    /// refusal of the app is a reply.
    pub fn post<I: Input>(&self, path: &str, input: &I) -> Result<Reply> {
        let mut json = Writer::request();
        input.write(&mut json);
        self.post_bytes(path, json.finish()?)
    }

    /// Posts JSON: `json!({…})`, a `&Value`, or anything else that serde writes. A string is the whole body, and need
    /// not be JSON.
    ///
    /// # Errors
    /// The path is not valid, the value is not one of JSON, or the reply is a stream that breaks off.
    pub fn post_json(&self, path: &str, body: impl Serialize) -> Result<Reply> {
        let json = serde_json::to_vec(&body)?;
        match serde_json::from_slice::<String>(&json) {
            Ok(text) => self.post_bytes(path, text),
            Err(_) => self.post_bytes(path, json),
        }
    }

    /// Posts a body of any bytes, with the content type `application/json`.
    ///
    /// # Errors
    /// The path is not valid, or the reply is a stream that breaks off.
    pub fn post_bytes(&self, path: &str, body: impl IntoBytes) -> Result<Reply> {
        self.request("POST", path)
            .header(header::CONTENT_TYPE.as_str(), "application/json")
            .body(body)
            .send()
    }

    /// Gets a path.
    ///
    /// # Errors
    /// The path is not valid.
    pub fn get(&self, path: &str) -> Result<Reply> {
        self.request("GET", path).send()
    }

    /// Makes any other request, with a method as `"PUT"`.
    pub fn request(&self, method: &str, path: &str) -> Request<'_, A> {
        Request {
            client: self,
            head: http::Request::builder().method(method).uri(path),
            body: Bytes::new(),
        }
    }
}

/// Runs a future on the threads of a runtime, and blocks this one until it is done.
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

/// A request that has not been sent.
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

    /// Sets the body, and no content type: an input is refused with a 422 without `.header("content-type", "application/json")`.
    /// [`Client::post_bytes`] and [`Client::post_json`] set it.
    pub fn body(mut self, body: impl IntoBytes) -> Self {
        self.body = body.into_bytes();
        self
    }

    /// Sends the request, and waits for the whole reply: that of a stream is there at its end.
    ///
    /// # Errors
    /// The method, the path or a header is not valid, or the reply is a stream that fails after its first item.
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

/// The answer of the app.
#[derive(Clone, Debug)]
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Reply {
    /// The HTTP status: 200 for a success.
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
    /// The body is not JSON.
    pub fn json(&self) -> Result<Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }

    /// The value of each event of a stream, in their order. A stream with a `content_type` has none: read its [`body`](Self::body).
    ///
    /// # Errors
    /// The body is not a series of events.
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

    /// The units of the header `x-fal-billable-units`; `None` for a success of `per_compute_second`.
    #[must_use]
    pub fn units(&self) -> Option<BillableUnits> {
        self.headers.get(UNITS)?.to_str().ok()?.parse().ok()
    }
}
