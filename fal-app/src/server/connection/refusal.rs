//! The answer to a head that hyper could not read.
//!
//! Hyper would refuse it by itself, without saying what that costs. So nothing is written without a request: hyper fails
//! instead, and a request that stands in for the unreadable one is answered.

use std::convert::Infallible;
use std::future::ready;

use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;

use super::socket::Socket;
use crate::server::answer::answer;
use crate::server::head;
use crate::server::log::LOG;
use crate::server::pending_request::PendingRequest;

/// The answer is the last one.
const STAND_IN: &[u8] = b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n";

/// Answers, if hyper refused a head. It reads nothing more.
pub(super) async fn answer_refused(socket: Socket) -> Socket {
    let Some((status, head)) = socket.refused() else {
        return socket;
    };
    let fault = head::fault(status, head);
    let service = service_fn(move |request: Request<Incoming>| {
        let (request, _) = request.into_parts();
        let asked = PendingRequest::new(request, None, None);
        ready(Ok::<_, Infallible>(answer(fault.into(), asked)))
    });
    let mut serving = http1::Builder::new()
        // The caller may have shut down its side by now, and still reads.
        .half_close(true)
        .serve_connection(TokioIo::new(socket.stands_in(STAND_IN)), service);
    if let Err(error) = (&mut serving).await {
        tracing::debug!(target: LOG, "an odd head could not be answered: {error}");
    }
    serving.into_parts().io.into_inner()
}
