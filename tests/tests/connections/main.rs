//! What connections do to requests: broken ones, silent ones, odd heads, HTTP/2, and the end of the server.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod drain;
mod ends;
mod frames;
mod handles;
mod heads;
mod lost;
mod streams;

use std::net::SocketAddr;

use bytes::Bytes;
use fal_app_tests::server::{Server, command};
use http_body_util::Full;
use hyper::client::conn::http2::SendRequest;
use hyper_util::rt::{TokioExecutor, TokioIo};

/// The app whose requests end in every way.
fn exits() -> Server {
    Server::start(&mut command(env!("CARGO_BIN_EXE_exits-app")))
}

/// The app whose methods sleep, and which says that it is torn down.
fn sleeper() -> Server {
    Server::start(&mut command(env!("CARGO_BIN_EXE_server-app")))
}

/// A connection that speaks HTTP/2 as it should.
async fn http2(address: SocketAddr) -> SendRequest<Full<Bytes>> {
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let http = hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream));
    let (http, connection) = http.await.unwrap();
    tokio::spawn(connection);
    http
}
