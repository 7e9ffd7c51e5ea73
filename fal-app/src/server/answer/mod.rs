//! The one function through which every response leaves.

mod draft;

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Response, StatusCode};
use http_body_util::{Either, Full};

use super::cors;
use super::pending_request::PendingRequest;
#[cfg(feature = "realtime")]
use super::session::PendingSession;
use super::stream_body::StreamBody;
use crate::call::Outcome;
use crate::units::BillableUnits;
use draft::{Draft, StreamDraft};

/// The body of an answer: in one piece, or made while it is sent.
pub(crate) type Content = Either<Full<Bytes>, StreamBody>;

/// What the answer costs. Nothing else writes this header.
pub(crate) const UNITS: HeaderName = HeaderName::from_static("x-fal-billable-units");

/// Says that the units are reported later.
const REPORTED: HeaderName = HeaderName::from_static("x-fal-billable-units-webhook");

/// Makes the response of an outcome, counts it, and writes what it costs: one header, last.
pub(crate) fn answer(outcome: Outcome, mut pending: PendingRequest) -> Response<Content> {
    let kind = outcome.kind();
    let Draft {
        status,
        body,
        mut headers,
        units,
        stream,
        #[cfg(feature = "realtime")]
        session,
    } = Draft::of(outcome, &pending);
    cors::allow_origin(pending.headers(), &mut headers);
    if pending.method() == Method::HEAD {
        headers.insert(header::CONTENT_LENGTH, body.len().into());
    }
    // A deferred stream that has not begun says its units itself.
    let deferral = match stream {
        Some(_) => pending.take_deferral(),
        None => None,
    };
    match (&deferral, units) {
        (Some(deferral), _) if deferral.is_reported() => {
            headers.insert(REPORTED, HeaderValue::from_static("1"));
            headers.remove(UNITS)
        }
        (_, Some(units)) => headers.insert(UNITS, header_value(units)),
        (_, None) => headers.remove(UNITS),
    };
    // The request ends with its session.
    #[cfg(feature = "realtime")]
    if let Some(start) = session {
        let mut response = response(status, headers, Either::Left(Full::default()));
        PendingSession::new(start, pending).attach(response.extensions_mut());
        return response;
    }
    // The request ends with its stream.
    if let Some(StreamDraft { items, is_events }) = stream {
        let stream = match deferral {
            Some(deferral) => StreamBody::deferred(items, is_events, pending, deferral),
            None => StreamBody::new(items, is_events, units, pending),
        };
        return response(status, headers, Either::Right(stream));
    }
    let content = match *pending.method() {
        Method::HEAD => Full::default(),
        _ => Full::new(pending.count(body)),
    };
    let content = Either::Left(content);
    pending.end(kind, status, units);
    response(status, headers, content)
}

fn response(status: StatusCode, headers: HeaderMap, content: Content) -> Response<Content> {
    let mut response = Response::new(content);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// The units as `docs/billing.md` §1.1 writes them.
fn header_value(units: BillableUnits) -> HeaderValue {
    // Most bills are small and whole, and their headers need no memory.
    const SMALL: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let Some(whole) = units.to_whole() else {
        // Digits and a point are always a valid header.
        return HeaderValue::try_from(units.to_string()).unwrap_or(HeaderValue::from_static("0"));
    };
    let small = usize::try_from(whole).ok().and_then(|at| SMALL.get(at));
    small.map_or_else(|| whole.into(), |digit| HeaderValue::from_static(digit))
}
