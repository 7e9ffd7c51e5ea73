//! A request for an endpoint, whatever the type of the app.

use std::num::NonZero;
use std::sync::LazyLock;
use std::thread::available_parallelism;

use bytes::Bytes;
use http::header;

use super::input::{ReadAnyInput, ReadInput};
use super::outcome::{EndedEarly, Finished, MethodError, Outcome, Value};
use crate::billing::{Bounds, Ceiling, Operands};
use crate::context::RequestContext;
use crate::declare::EndpointDeclaration;
use crate::error::Error;
use crate::fields::Writer;
use crate::media::upload::Destination;
use crate::task::{Permit, Permits, Share, run_blocking};
use crate::units::BillableUnits;

/// The largest body that is read on the thread that answers, in bytes. It takes less than a millisecond.
const LARGE: usize = 64 * 1024;

/// As many larger bodies are read at once as there are processors, in order of arrival.
static LARGE_READERS: LazyLock<Permits> = LazyLock::new(|| {
    let processors = available_parallelism().map_or(1, NonZero::get);
    Permits::new(u32::try_from(processors).unwrap_or(1))
});

/// A request for an endpoint, whose body has been read.
pub(crate) struct EndpointRequest {
    pub(crate) endpoint: &'static EndpointDeclaration,
    pub(crate) context: RequestContext,
    /// The most that the caller lets it cost.
    pub(crate) ceiling: Option<Ceiling>,
    /// `None` where the call needs no permit.
    pub(crate) permits: Option<Permits>,
    pub(crate) body: RequestBody,
    /// Where the media of the answer go.
    pub(crate) media: Destination,
}

/// The body of a request.
#[derive(Debug, Default)]
pub(crate) struct RequestBody {
    bytes: Bytes,
    /// Its share of the memory for bodies, until a method works on it. `None` for a small one.
    share: Option<Share>,
}

impl RequestBody {
    pub(crate) fn new(bytes: Bytes, share: Option<Share>) -> Self {
        Self { bytes, share }
    }
}

impl EndpointRequest {
    /// Decodes the input, and reads the operands over it. A large body is read on a blocking thread: on this one it
    /// would keep other requests waiting.
    pub(super) async fn read(
        &mut self,
        reader: Box<dyn ReadAnyInput>,
    ) -> Result<ReadInput, EndedEarly> {
        let body = std::mem::take(&mut self.body.bytes);
        let content_type = self.context.headers().get(header::CONTENT_TYPE).cloned();
        if body.len() <= LARGE {
            return reader.read(&body, content_type.as_ref());
        }
        let permit = LARGE_READERS.clone().take().await;
        let share = self.body.share.take();
        // The reader goes on when the caller leaves, and keeps what it takes: its permit, and its share of the memory.
        let work = move || {
            let read = reader.read(&body, content_type.as_ref());
            drop((body, permit));
            (read, share)
        };
        let (read, share) = run_blocking(work).await;
        self.body.share = share;
        read
    }

    /// What a success would cost.
    pub(super) fn quote(&self, read: &Operands) -> EndedEarly {
        match self.bounds(read) {
            Ok(bounds) => EndedEarly::new(Outcome::Quoted(self.endpoint.billing.price(bounds))),
            Err(failed) => failed,
        }
    }

    fn bounds(&self, read: &Operands) -> Result<Option<Bounds>, EndedEarly> {
        let EndpointDeclaration {
            billing, output, ..
        } = self.endpoint;
        billing.quote(read, output).map_err(EndedEarly::metering)
    }

    /// Waits for a permit, unless what the input costs cannot be charged anyway, or may be more than the caller allows.
    pub(super) async fn permit(&mut self, read: &Operands) -> Result<Option<Permit>, EndedEarly> {
        let bounds = self.bounds(read)?;
        if let Some(ceiling) = self.ceiling.take_if(|ceiling| !ceiling.admits(bounds)) {
            let price = self.endpoint.billing.price(bounds);
            return Err(EndedEarly::new(Outcome::AboveCeiling { price, ceiling }));
        }
        let permit = match self.permits.take() {
            Some(permits) => Some(permits.take().await),
            None => None,
        };
        self.body.share = None;
        Ok(permit)
    }

    /// The units of a success; `None` for `per_compute_second`.
    pub(super) fn units(&self, read: &Operands) -> Result<Option<BillableUnits>, EndedEarly> {
        let billing = &self.endpoint.billing;
        billing.settle(read).map_err(EndedEarly::metering)
    }

    /// The method returned a value.
    pub(super) fn finish(&self, read: &Operands, json: Writer) -> Result<Finished, EndedEarly> {
        let units = self.units(read)?;
        let (json, missing) = json
            .finish_with_media()
            .map_err(|not_json| EndedEarly::new(Outcome::NotJson(not_json)))?;
        Ok(Finished(Outcome::Value(Value {
            json,
            missing,
            media: self.media.clone(),
            units,
            headers: self.context.take_added(),
        })))
    }

    /// The method returned an `Err`.
    pub(super) fn fail(&self, error: Error) -> EndedEarly {
        fail(self.endpoint, &self.context, self.most(), error)
    }

    /// The most that the caller lets it cost.
    pub(super) fn most(&self) -> Option<BillableUnits> {
        self.ceiling.as_ref().map(|ceiling| ceiling.most)
    }
}

/// An `Err` of the method, or of an item of its stream.
pub(super) fn fail(
    endpoint: &EndpointDeclaration,
    context: &RequestContext,
    ceiling: Option<BillableUnits>,
    error: Error,
) -> EndedEarly {
    let answer = error.answer();
    let units = endpoint
        .billing
        .settle_failure(answer.status, answer.billed, ceiling);
    EndedEarly::new(Outcome::Failed(MethodError {
        answer,
        units,
        headers: context.take_added(),
    }))
}
