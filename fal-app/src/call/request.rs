//! A request for an endpoint, whatever the type of the app.

use bytes::Bytes;
use http::header;

use super::input::InputReader;
use super::outcome::{EndedEarly, Failure, Finished, Outcome, Value};
use crate::billing::Operands;
use crate::context::RequestContext;
use crate::declare::EndpointDeclaration;
use crate::error::Error;
use crate::fields::{Undecoded, Writer};
use crate::media::upload::Destination;
use crate::task::{Permit, Permits};
use crate::units::BillableUnits;

/// A request for an endpoint, whose body has been read.
pub(crate) struct EndpointRequest {
    pub(crate) endpoint: &'static EndpointDeclaration,
    pub(crate) context: RequestContext,
    pub(crate) mode: CallMode,
    /// `None` where the call needs no permit.
    pub(crate) permits: Option<Permits>,
    pub(crate) body: Bytes,
    /// Where the media of the answer go.
    pub(crate) media: Destination,
}

/// What a caller wants of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallMode {
    /// Its answer.
    Run,
    /// What its answer would cost; the method does not run.
    Quote,
}

impl EndpointRequest {
    pub(super) fn decode<I>(&self, reader: &InputReader<I>) -> Result<I, EndedEarly> {
        let content_type = self.context.headers().get(header::CONTENT_TYPE);
        let content_type = content_type.map(|value| value.as_bytes());
        (reader.decode)(&self.body, content_type).map_err(|undecoded| {
            EndedEarly::new(match undecoded {
                Undecoded::Refused(refusal) => Outcome::Refused(refusal),
                Undecoded::Failed(why) => Outcome::DecodingFailed(why),
            })
        })
    }

    /// What a success would cost.
    pub(super) fn quote(&self, read: &Operands) -> EndedEarly {
        match self.endpoint.billing.quote(read, &self.endpoint.output) {
            Ok(bounds) => EndedEarly::new(Outcome::Quoted(bounds)),
            Err(error) => EndedEarly::metering(error),
        }
    }

    /// Waits for a permit, unless what the input costs cannot be charged anyway.
    pub(super) async fn permit(&self, read: &Operands) -> Result<Option<Permit>, EndedEarly> {
        let EndpointDeclaration {
            billing, output, ..
        } = self.endpoint;
        billing.quote(read, output).map_err(EndedEarly::metering)?;
        match &self.permits {
            Some(permits) => Ok(Some(permits.take().await)),
            None => Ok(None),
        }
    }

    /// The units of a success; `None` for `per_compute_second`.
    pub(super) fn units(&self, read: &Operands) -> Result<Option<BillableUnits>, EndedEarly> {
        let EndpointDeclaration {
            billing, output, ..
        } = self.endpoint;
        billing.settle(read, output).map_err(EndedEarly::metering)
    }

    /// The method returned a value.
    pub(super) fn finish(&self, read: &Operands, json: Writer) -> Result<Finished, EndedEarly> {
        let units = self.units(read)?;
        let (json, holes) = json
            .finish_with_holes()
            .map_err(|not_json| EndedEarly::new(Outcome::NotJson(not_json)))?;
        Ok(Finished(Outcome::Value(Value {
            json,
            holes,
            media: self.media.clone(),
            units,
            headers: self.context.take_added(),
        })))
    }

    /// The method returned an `Err`.
    pub(super) fn fail(&self, error: Error) -> EndedEarly {
        fail(self.endpoint, &self.context, error)
    }
}

/// An `Err` of the method, or of an item of its stream.
pub(super) fn fail(
    endpoint: &EndpointDeclaration,
    context: &RequestContext,
    error: Error,
) -> EndedEarly {
    let told = error.answer();
    let units = endpoint.billing.settle_failure(told.status, told.billed);
    EndedEarly::new(Outcome::Failed(Failure {
        told,
        units,
        headers: context.take_added(),
    }))
}
