//! The app, and a caller of it.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use http::header;
use http_body_util::Full;
use serde::Serialize;
use tokio::runtime::{Builder, Handle, Runtime};
use tracing_subscriber::fmt::TestWriter;

use super::reply::Reply;
#[cfg(feature = "realtime")]
use super::session::Session;
use super::stream_reply::{StreamReply, wait};
use crate::app::App;
use crate::error::Result;
use crate::fields::{Input, Writer};
use crate::media::IntoBytes;
use crate::program::{Calls, Program};
use crate::server::{Metrics, Reports, Routes, Stop, respond, start_log};
use crate::task::keep_causes;

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
        let program = Program::of::<A>();
        let setup = program.setup();
        Self::of_calls(&program, async { Ok(setup.await?.calls) })
    }

    /// A caller of some calls of an app.
    pub(super) fn of_calls(
        program: &Program,
        calls: impl Future<Output = Result<Calls>> + Send + 'static,
    ) -> Result<Self> {
        keep_causes();
        start_log(TestWriter::new());
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
        let calls = wait(runtime.handle(), calls)??;
        let metrics = Metrics::new(declaration.version)?;
        Ok(Self {
            routes: Arc::new(Routes::of_app(
                &declaration,
                calls,
                &metrics,
                // Without the platform nothing is uploaded: media are answered as data URIs.
                None,
                Reports::elsewhere(),
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
        self.post_bytes(path, json(input)?)
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
        self.posted(path, body).send()
    }

    /// Posts an input to a stream, and reads it item by item.
    ///
    /// ```
    /// # use fal_app::prelude::*;
    /// # #[fal_app(auth = "shared")] #[derive(Default)] struct Writer;
    /// # #[input] struct Story { chapters: u32 }
    /// # #[output] struct Chapter { pages: u32 }
    /// # #[endpoints] impl Writer {
    /// #     #[stream("/chapters")] #[billable(units(output.pages), deferred)]
    /// #     async fn chapters(&self, input: Story) -> impl Stream<Item = Result<Chapter>> {
    /// #         stream::iter((0..input.chapters).map(|_| Ok(Chapter { pages: 7 })))
    /// #     }
    /// # }
    /// # fn main() -> Result<()> {
    /// use fal_app::test::Client;
    /// use serde_json::json;
    ///
    /// let client = Client::<Writer>::start()?;
    /// let mut chapters = client.stream("/chapters", &Story { chapters: 10 })?;
    /// assert_eq!(chapters.status(), 200);
    /// assert_eq!(chapters.next().transpose()?, Some(json!({"pages": 7})));
    /// assert_eq!(chapters.next().transpose()?, Some(json!({"pages": 7})));
    ///
    /// // The caller is charged for what they got.
    /// assert_eq!(chapters.hang_up()?, Some(BillableUnits::from(14)));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The path is not valid, or the input has a value that JSON cannot hold.
    pub fn stream<I: Input>(&self, path: &str, input: &I) -> Result<StreamReply> {
        self.posted(path, json(input)?).open()
    }

    fn posted(&self, path: &str, body: impl IntoBytes) -> Request<'_, A> {
        self.request("POST", path)
            .header(header::CONTENT_TYPE.as_str(), "application/json")
            .body(body)
    }

    /// Gets a path.
    ///
    /// # Errors
    /// The path is not valid.
    pub fn get(&self, path: &str) -> Result<Reply> {
        self.request("GET", path).send()
    }

    /// Begins a session with a `#[realtime]`, over a connection in memory. Without a message it goes on as long as its
    /// `session_timeout` says.
    ///
    /// # Errors
    /// The app has no sessions at that path.
    #[cfg(feature = "realtime")]
    pub fn realtime(&self, path: &str) -> Result<Session<'_>> {
        Session::begin(self.runtime()?, self.routes.clone(), path)
    }

    fn runtime(&self) -> Result<&Handle> {
        // It is taken when the client is dropped.
        let runtime = self.runtime.as_ref().map(Runtime::handle);
        runtime.ok_or_else(|| "the client is stopped".into())
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
        self.open()?.whole()
    }

    /// Sends the request, and waits for the head of the reply. The body is read as far as the test reads it.
    ///
    /// # Errors
    /// The method, the path or a header is not valid.
    pub fn open(self) -> Result<StreamReply> {
        let request = self.head.body(Full::new(self.body))?;
        let routes = self.client.routes.clone();
        let runtime = self.client.runtime()?;
        let answer = wait(runtime, async move {
            respond(&routes, request, &Stop::never()).await
        })??;
        Ok(StreamReply::new(answer, runtime.clone()))
    }
}

/// An input as its caller sends it.
fn json(input: &impl Input) -> Result<Vec<u8>> {
    let mut json = Writer::request();
    input.write(&mut json);
    Ok(json.finish()?)
}
