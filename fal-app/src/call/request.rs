//! A request on its way through an endpoint: the generic shell that generated code calls, over what is the same for all.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header;

use super::input::Takes;
use super::outcome::{Done, Exit, Failure, Outcome, Value};
use crate::billing::{Billed, Operands, Read};
use crate::context::RequestContext;
use crate::declare::EndpointDeclaration;
use crate::error::{Error, Result};
use crate::fields::{Answer, Undecoded, Writer};
use crate::media::upload::Destination;
use crate::task::{Permit, Permits, run_blocking};
use crate::units::BillableUnits;

/// What is the same for all endpoints.
pub(crate) struct Task {
    pub(crate) endpoint: &'static EndpointDeclaration,
    pub(crate) context: RequestContext,
    pub(crate) purpose: Purpose,
    /// None where no place is needed.
    pub(crate) permits: Option<Permits>,
    pub(crate) body: Bytes,
    /// Where the media of its answer go.
    pub(crate) media: Destination,
}

/// What is asked of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Its answer.
    Run,
    /// What its answer would cost.
    Quote,
}

/// A request for an endpoint, whose body has been read.
pub struct Call<A: 'static> {
    app: Arc<A>,
    task: Task,
}

/// A request at work: decoded, metered over its input, in its place.
pub struct Work<A: 'static> {
    app: Arc<A>,
    task: Task,
    operands: Operands,
    _place: Option<Permit>,
}

impl<A: Send + Sync + 'static> Call<A> {
    pub(super) fn new(app: Arc<A>, task: Task) -> Self {
        Self { app, task }
    }

    /// Decodes the input, reads the operands over it, and waits for a place.
    ///
    /// # Errors
    /// Every refusal, units that could not be charged, and a quote, which ends here.
    pub async fn input<I: Send + 'static>(self, takes: Takes<I>) -> Result<(I, Work<A>), Exit> {
        let input = self.task.decode(&takes)?;
        let work = self.work(|read| (takes.operands)(&input, read)).await?;
        Ok((input, work))
    }

    /// The same for a method without an input.
    ///
    /// # Errors
    /// Units that could not be charged, and a quote.
    pub async fn no_input(self, operands: fn(&(), &mut Operands) -> Read) -> Result<Work<A>, Exit> {
        self.work(|read| operands(&(), read)).await
    }

    async fn work(self, read: impl FnOnce(&mut Operands) -> Read) -> Result<Work<A>, Exit> {
        let mut operands = Operands::default();
        read(&mut operands).map_err(Exit::metering)?;
        if self.task.purpose == Purpose::Quote {
            return Err(self.task.quoted(&operands));
        }
        let place = self.task.start(&operands).await?;
        Ok(Work {
            app: self.app,
            task: self.task,
            operands,
            _place: place,
        })
    }
}

impl<A: Send + Sync + 'static> Work<A> {
    /// The app.
    #[must_use]
    pub fn app(&self) -> &A {
        &self.app
    }

    /// The request's context.
    #[must_use]
    pub fn context(&self) -> &RequestContext {
        &self.task.context
    }

    /// Media are answered as data URIs where the caller wants it so.
    #[must_use]
    pub fn sync_mode<I>(mut self, input: &I, wanted: fn(&I) -> bool) -> Self {
        if wanted(input) {
            self.task.media = Destination::Answer;
        }
        self
    }

    /// What a stream needs to know of its request while the method's items borrow this.
    ///
    /// # Errors
    /// Units that cannot be charged.
    pub(crate) fn settled(&self) -> Result<Settled, Exit> {
        Ok(Settled {
            endpoint: self.task.endpoint,
            context: self.task.context.clone(),
            media: self.task.media.clone(),
            units: self.task.units(&self.operands)?,
        })
    }

    /// Runs a plain `fn` on a blocking thread, which takes the request with it: its place is kept until the method
    /// returns, even when nobody waits for it any more.
    pub async fn blocking<T: Send + 'static>(
        self,
        method: impl FnOnce(&A, &RequestContext) -> Result<T> + Send + 'static,
    ) -> (Result<T>, Self) {
        run_blocking(move || (method(&self.app, &self.task.context), self)).await
    }

    /// Settles the request: reads the operands over the output, computes the units, writes the JSON.
    /// An operand that reads nothing of the output is `|_, _| Ok(())`.
    ///
    /// # Errors
    /// The method's own, units that cannot be charged, a value that is no JSON.
    pub fn finish<T: Answer>(
        mut self,
        result: Result<T>,
        operands: fn(&T, &mut Operands) -> Read,
    ) -> Result<Done, Exit> {
        let value = result.map_err(|error| self.task.failed(error))?;
        operands(&value, &mut self.operands).map_err(Exit::metering)?;
        let mut json = Writer::answer();
        value.write(&mut json);
        self.task.settle(&self.operands, json)
    }

    /// The same for `custom`, whose method says the units.
    ///
    /// # Errors
    /// As [`Work::finish`].
    pub fn finish_billed<T: Answer>(
        mut self,
        result: Result<Billed<T>>,
        operands: fn(&T, &mut Operands) -> Read,
    ) -> Result<Done, Exit> {
        let billed = result.map_err(|error| self.task.failed(error))?;
        let value = billed.read(&mut self.operands).map_err(Exit::metering)?;
        operands(&value, &mut self.operands).map_err(Exit::metering)?;
        let mut json = Writer::answer();
        value.write(&mut json);
        self.task.settle(&self.operands, json)
    }
}

impl Task {
    fn decode<I>(&self, takes: &Takes<I>) -> Result<I, Exit> {
        let content_type = self.context.headers().get(header::CONTENT_TYPE);
        (takes.decode)(&self.body, content_type.map(|value| value.as_bytes())).map_err(
            |undecoded| {
                Exit::new(match undecoded {
                    Undecoded::Refused(refusal) => Outcome::Refused(refusal),
                    Undecoded::Failed(why) => Outcome::DecodingFailed(why),
                })
            },
        )
    }

    /// What a success would cost.
    fn quoted(&self, read: &Operands) -> Exit {
        match self.endpoint.billing.quote(read, &self.endpoint.output) {
            Ok(bounds) => Exit::new(Outcome::Quoted(bounds)),
            Err(error) => Exit::metering(error),
        }
    }

    /// Waits for a place, if what the input costs can be charged at all.
    async fn start(&self, read: &Operands) -> Result<Option<Permit>, Exit> {
        self.endpoint
            .billing
            .check_input(read)
            .map_err(Exit::metering)?;
        match &self.permits {
            Some(permits) => Ok(Some(permits.take().await)),
            None => Ok(None),
        }
    }

    fn failed(&self, error: Error) -> Exit {
        failed(self.endpoint, &self.context, error)
    }

    fn units(&self, read: &Operands) -> Result<Option<BillableUnits>, Exit> {
        let EndpointDeclaration {
            billing, output, ..
        } = self.endpoint;
        billing.settle(read, output).map_err(Exit::metering)
    }

    fn settle(&self, read: &Operands, json: Writer) -> Result<Done, Exit> {
        let units = self.units(read)?;
        let (json, holes) = json
            .finish_with_holes()
            .map_err(|not_json| Exit::new(Outcome::NotJson(not_json)))?;
        Ok(Done(Outcome::Value(Value {
            json,
            holes,
            media: self.media.clone(),
            units,
            headers: self.context.take_added(),
        })))
    }
}

/// A request whose units are known before its method runs.
#[derive(Debug)]
pub(crate) struct Settled {
    endpoint: &'static EndpointDeclaration,
    pub(crate) context: RequestContext,
    /// Where the media of its items go.
    pub(crate) media: Destination,
    /// None for `per_compute_second`.
    pub(crate) units: Option<BillableUnits>,
}

impl Settled {
    /// The ending of a method that fails after all.
    pub(crate) fn failed(&self, error: Error) -> Exit {
        failed(self.endpoint, &self.context, error)
    }
}

fn failed(endpoint: &EndpointDeclaration, context: &RequestContext, error: Error) -> Exit {
    let told = error.answer();
    let units = endpoint.billing.settle_failure(told.status, told.billed);
    Exit::new(Outcome::Failed(Failure {
        told,
        units,
        headers: context.take_added(),
    }))
}

impl<A> fmt::Debug for Call<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").finish_non_exhaustive()
    }
}

impl<A> fmt::Debug for Work<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Work").finish_non_exhaustive()
    }
}
