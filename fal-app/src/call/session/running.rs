//! A session, as its generated code sees it.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;

use futures_core::Stream;

use super::core::{Core, SessionEnd};
use super::exchange::Input;
use super::inputs::Inputs;
use crate::call::iterator::{IteratorSender, IteratorStream};
use crate::context::RequestContext;
use crate::error::Result;
use crate::fields::{Answer, Writer};
use crate::task::{run_blocking, unbox};

/// A session whose method runs.
pub struct Session<A: 'static> {
    app: Arc<A>,
    core: Arc<Core>,
}

/// For a batch whose method does not say which inputs go together.
#[must_use]
pub fn can_always_batch<I>(_: &I, _: &I, _: usize) -> bool {
    true
}

/// How the answers of a session are encoded.
///
/// A value of its own, so that a type that cannot be answered is reported once.
pub struct AnswerEncoding<T> {
    write: fn(T) -> Writer,
}

/// Each answer is the MessagePack of an `#[output]`.
#[must_use]
pub const fn packed_encoding<T: Answer>() -> AnswerEncoding<T> {
    AnswerEncoding {
        write: Writer::of_packed_answer,
    }
}

impl<T> fmt::Debug for AnswerEncoding<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerEncoding").finish_non_exhaustive()
    }
}

impl<A: Send + Sync + 'static> Session<A> {
    pub(super) fn new(app: Arc<A>, core: Arc<Core>) -> Self {
        Self { app, core }
    }

    /// The app.
    #[must_use]
    pub fn app(&self) -> &A {
        &self.app
    }

    /// The context of the session, which is that of the request that began it.
    #[must_use]
    pub fn context(&self) -> &RequestContext {
        &self.core.context
    }

    /// The next input, once there is a permit to work on it. `None` once there will be none.
    pub async fn next<I: Send + 'static>(&self) -> Option<I> {
        self.core.swap(None);
        let arrived = poll_fn(|cx| self.core.exchange.poll_input(cx)).await?;
        self.core.begin().await;
        Some(unbox(self.core.take(arrived).await))
    }

    /// The next input, and those that wait behind it: at most `most` together, as long as `can` takes the next one to the
    /// first, and to as many as are taken.
    pub async fn next_batch<I: Send + 'static>(
        &self,
        most: u32,
        can: fn(&I, &I, usize) -> bool,
    ) -> Option<Vec<I>> {
        let first: I = self.next().await?;
        let mut batch = vec![first];
        while batch.len() < most as usize {
            let Some(mut arrived) = self.core.exchange.waiting_input() else {
                break;
            };
            let next: I = unbox(self.core.read(arrived.input).await);
            let first = batch.first();
            if first.is_some_and(|first| can(first, &next, batch.len())) {
                batch.push(next);
            } else {
                arrived.input = Input::Read(Box::new(next));
                self.core.exchange.put_back(arrived);
                break;
            }
        }
        Some(batch)
    }

    /// All inputs.
    #[must_use]
    pub fn inputs<I: Send + 'static>(&self) -> Inputs<I> {
        Inputs::new(self.core.clone())
    }

    /// Runs a plain `fn` on a blocking thread. Its permit goes with it, and is kept until it returns, even when the caller has
    /// left.
    pub async fn blocking<R: Send + 'static>(
        &self,
        method: impl FnOnce(&A, &RequestContext) -> R + Send + 'static,
    ) -> R {
        let (app, context) = (self.app.clone(), self.core.context.clone());
        let permit = self.core.swap(None);
        run_blocking(move || {
            let returned = method(&app, &context);
            drop(permit);
            returned
        })
        .await
    }

    /// Runs a plain `fn` and its iterator on a blocking thread, as [`Session::blocking`].
    pub fn iterate<T: Send + 'static>(
        &self,
        method: impl FnOnce(&A, &RequestContext, IteratorSender<T>) + Send + 'static,
    ) -> IteratorStream<T> {
        let (app, context) = (self.app.clone(), self.core.context.clone());
        let permit = self.core.swap(None);
        IteratorStream::of_thread(move |each| {
            method(&app, &context, each);
            drop(permit);
        })
    }

    /// Sends the answer to an input.
    ///
    /// # Errors
    /// That of the method, of an upload, and a value that no message can hold.
    pub async fn answer<T>(
        &self,
        result: Result<T>,
        encoding: AnswerEncoding<T>,
    ) -> Result<(), SessionEnd> {
        let value = result.map_err(|error| SessionEnd::failed(&error))?;
        let message = self.core.message((encoding.write)(value)).await?;
        // Who takes nothing keeps nobody else waiting.
        self.core.swap(None);
        self.core.send(message).await;
        Ok(())
    }

    /// Sends each answer of a stream.
    ///
    /// # Errors
    /// As [`Session::answer`].
    pub async fn answer_all<T>(
        &self,
        stream: Result<impl Stream<Item = Result<T>>>,
        encoding: AnswerEncoding<T>,
    ) -> Result<(), SessionEnd> {
        let stream = stream.map_err(|error| SessionEnd::failed(&error))?;
        let mut stream = pin!(stream);
        while let Some(item) = poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
            let value = item.map_err(|error| SessionEnd::failed(&error))?;
            let message = self.core.message((encoding.write)(value)).await?;
            self.core.send(message).await;
        }
        Ok(())
    }
}

impl<A> fmt::Debug for Session<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}
