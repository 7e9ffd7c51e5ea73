//! Over HTTP/2 a caller cancels on the connection of the request itself.

use bytes::Bytes;
use fal_app_tests::server::Server;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

use super::{LONG, sleeper};

async fn connect(server: &Server) -> SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(server.address).await.unwrap();
    let connected = handshake(TokioExecutor::new(), TokioIo::new(stream)).await;
    let (http, connection) = connected.unwrap();
    tokio::spawn(connection);
    http
}

fn request(path: &str, id: &str, body: String) -> http::Request<Full<Bytes>> {
    http::Request::post(format!("http://localhost{path}"))
        .header("content-type", "application/json")
        .header("x-fal-request-id", id)
        .body(Full::new(Bytes::from(body)))
        .unwrap()
}

/// A status with its units.
fn status<B>(answer: &http::Response<B>) -> (u16, &[u8]) {
    let units = answer.headers().get("x-fal-billable-units");
    (answer.status().as_u16(), units.unwrap().as_bytes())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_cancels_and_asks_on_one_connection() {
    let server = sleeper();
    let mut http = connect(&server).await;
    for (turn, path) in ["/sleep", "/stream", "/stream-on-a-thread", "/sleep"]
        .into_iter()
        .enumerate()
    {
        let id = format!("number {turn}");
        let body = format!(r#"{{"name": "{id}", {LONG}}}"#);
        let cancelled = tokio::spawn(http.send_request(request(path, &id, body)));
        // The app says that it began; the cancel does not depend on it.
        let cancel = || request(&format!("{path}/cancel"), &id, String::new());
        while status(&http.send_request(cancel()).await.unwrap()) != (200, b"0") {}
        let answer = cancelled.await.unwrap().unwrap();
        assert_eq!(status(&answer), (499, &b"0"[..]), "{path}");
        let next = request("/sleep", "next", r#"{"name": "next"}"#.to_owned());
        let answer = http.send_request(next).await.unwrap();
        assert_eq!(status(&answer), (200, &b"0"[..]), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_nobody_reads_is_cancelled_and_reset() {
    let server = sleeper();
    let mut http = connect(&server).await;
    let flood = http.send_request(request("/flood", "one", r#"{"name": "one"}"#.to_owned()));
    let flood = flood.await.unwrap();
    assert_eq!(flood.status(), 200);
    let cancel = request("/flood/cancel", "one", String::new());
    assert_eq!(http.send_request(cancel).await.unwrap().status(), 200);
    let next = request("/sleep", "next", r#"{"name": "next"}"#.to_owned());
    assert_eq!(http.send_request(next).await.unwrap().status(), 200);
    assert!(flood.into_body().collect().await.is_err());
}
