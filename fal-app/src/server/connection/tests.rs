//! What time does to a connection. The clock stands still while anybody works, and jumps while all wait.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep};

use super::activity::KEEP_ALIVE;
use super::{OpenConnections, PREFACE, serve};
use crate::server::metrics::Metrics;
use crate::server::route::Routes;
use crate::server::stalled::{STALLED, YIELDS};
use crate::server::stop::Stops;
use crate::task::Undelivered;

/// How much longer than declared anything may take: clocks count milliseconds.
const SLACK: Duration = Duration::from_secs(1);

/// The bytes of an answer, and more.
const ANSWER: usize = 100_000;

/// A caller, and its connection on the other side, which answers `GET /metrics`.
struct Caller {
    stream: TcpStream,
    undelivered: Undelivered,
    served: Stops,
    began: Instant,
}

impl Caller {
    async fn connect() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap())
            .await
            .unwrap();
        let (other_side, _) = listener.accept().await.unwrap();
        let metrics = Metrics::new(&"v".repeat(ANSWER)).unwrap();
        let served = Stops::new(Duration::MAX);
        let routes = Arc::new(Routes::of_metrics(metrics));
        let undelivered = routes.undelivered().clone();
        let connections = OpenConnections::default();
        tokio::spawn(serve(other_side, routes, connections, served.told()));
        Self {
            stream,
            undelivered,
            served,
            began: Instant::now(),
        }
    }

    /// Lets a method wait for memory, all of which is taken by an answer of another caller.
    fn others_wait(&self) {
        let undelivered = self.undelivered.clone();
        let other = undelivered.count(vec![0; 128 << 20].into());
        tokio::spawn(async move {
            undelivered.room().await;
            drop(other);
        });
    }

    async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    async fn frame(&mut self, kind: u8, flags: u8, stream: u8, payload: &[u8]) {
        let length = u8::try_from(payload.len()).unwrap();
        let head = [0, 0, length, kind, flags, 0, 0, 0, stream];
        self.send(&[&head, payload].concat()).await;
    }

    /// Speaks HTTP/2, with a window of so many bytes for each stream.
    async fn speak_http2(&mut self, window: u32) {
        self.send(PREFACE).await;
        let window = [&[0, 4][..], &window.to_be_bytes()].concat();
        self.frame(4, 0, 0, &window).await;
        // The connection's own window stands in nobody's way.
        self.frame(8, 0, 0, &(1_u32 << 24).to_be_bytes()).await;
    }

    /// Gets the metrics over HTTP/2.
    async fn get(&mut self, stream: u8) {
        let block = b"\x82\x86\x04\x08/metrics\x01\x01h";
        self.frame(1, 5, stream, block).await;
    }

    /// Reads frames until one of a kind and a stream; `None` at the end of the connection.
    async fn read_frame(&mut self, kind: u8, stream: u8) -> Option<Vec<u8>> {
        loop {
            let mut head = [0; 9];
            self.stream.read_exact(&mut head).await.ok()?;
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
            let mut payload = vec![0; usize::try_from(length).unwrap()];
            self.stream.read_exact(&mut payload).await.ok()?;
            if head[3] == kind && head[8] == stream {
                return Some(payload);
            }
        }
    }

    /// Waits until the last request is answered, or cut off.
    async fn is_served_after(&mut self, time: Duration) {
        self.served.closed().await;
        let took = self.began.elapsed();
        assert!(took >= time && took < time + SLACK, "{took:?}");
    }

    /// Waits for the end of the connection.
    async fn ends_after(&mut self, time: Duration) {
        let mut rest = Vec::new();
        let _ = self.stream.read_to_end(&mut rest).await;
        let took = self.began.elapsed();
        assert!(took >= time && took < time + SLACK, "{took:?}");
    }
}

const GET: &[u8] = b"GET /metrics HTTP/1.1\r\nhost: h\r\n\r\n";

#[tokio::test(start_paused = true)]
async fn a_connection_without_a_whole_request_is_closed() {
    for beginning in [
        &b""[..],
        b"POST / HTTP/1.1\r\nhost: ",
        &PREFACE[..10],
        PREFACE,
    ] {
        let mut caller = Caller::connect().await;
        caller.send(beginning).await;
        caller.ends_after(KEEP_ALIVE).await;
    }
}

#[tokio::test(start_paused = true)]
async fn bytes_now_and_then_keep_no_connection_open() {
    let mut caller = Caller::connect().await;
    for byte in b"GET / HTTP/" {
        sleep(Duration::from_secs(25)).await;
        caller.send(&[*byte]).await;
    }
    caller.ends_after(KEEP_ALIVE).await;
}

#[tokio::test(start_paused = true)]
async fn a_kept_connection_is_closed_when_nothing_was_asked_for_long() {
    let mut caller = Caller::connect().await;
    for _ in 0..3 {
        sleep(Duration::from_secs(200)).await;
        caller.send(GET).await;
        let mut answer = vec![0; ANSWER];
        caller.stream.read_exact(&mut answer).await.unwrap();
    }
    caller
        .ends_after(Duration::from_secs(600) + KEEP_ALIVE)
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_of_http_2_is_told_and_closed() {
    let mut caller = Caller::connect().await;
    caller.speak_http2(1 << 20).await;
    sleep(Duration::from_secs(200)).await;
    caller.get(1).await;
    assert!(caller.read_frame(0, 1).await.is_some());
    // A PING is not a request.
    sleep(Duration::from_secs(200)).await;
    caller.frame(6, 0, 0, &[0; 8]).await;
    assert!(caller.read_frame(7, 0).await.is_some());
    caller
        .ends_after(Duration::from_secs(200) + KEEP_ALIVE)
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_takes_nothing_is_gone() {
    let mut caller = Caller::connect().await;
    // Far more than what the sockets hold.
    let asks = GET.repeat(1000);
    caller.send(&asks).await;
    caller.is_served_after(STALLED).await;
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_takes_nothing_while_others_wait_for_memory_is_gone_soon() {
    let mut caller = Caller::connect().await;
    caller.others_wait();
    caller.send(&GET.repeat(1000)).await;
    caller.is_served_after(YIELDS).await;

    let mut caller = Caller::connect().await;
    caller.speak_http2(1000).await;
    caller.get(1).await;
    caller.others_wait();
    assert!(caller.read_frame(3, 1).await.is_some());
    assert!(caller.began.elapsed() < YIELDS + SLACK);

    // At once when the others come late.
    let mut caller = Caller::connect().await;
    caller.send(&GET.repeat(1000)).await;
    sleep(5 * YIELDS).await;
    caller.others_wait();
    caller.is_served_after(5 * YIELDS).await;
}

/// Memory is short, and there is room for all who want some.
#[tokio::test(start_paused = true)]
async fn a_caller_who_takes_nothing_is_kept_while_nobody_waits() {
    let mut caller = Caller::connect().await;
    let _other = caller.undelivered.count(vec![0; 128 << 20].into());
    caller.send(&GET.repeat(1000)).await;
    caller.is_served_after(STALLED).await;
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_takes_a_little_now_and_then_is_not() {
    let mut caller = Caller::connect().await;
    caller.send(&GET.repeat(200)).await;
    let mut some = vec![0; 4 << 20];
    for _ in 0..3 {
        sleep(STALLED - SLACK).await;
        caller.stream.read_exact(&mut some).await.unwrap();
    }
    assert!(!caller.served.is_closed());
}

#[tokio::test(start_paused = true)]
async fn a_stream_of_http_2_that_takes_nothing_is_reset_and_the_others_go_on() {
    let mut caller = Caller::connect().await;
    caller.speak_http2(1000).await;
    caller.get(1).await;
    sleep(STALLED / 2).await;
    // Its window opens by a little, which is taken, and counts from there.
    caller.frame(8, 0, 1, &1000_u32.to_be_bytes()).await;
    assert!(caller.read_frame(3, 1).await.is_some());
    let took = caller.began.elapsed();
    assert!(
        took >= STALLED / 2 + STALLED && took < STALLED / 2 + STALLED + SLACK,
        "{took:?}"
    );
    caller.get(3).await;
    caller.frame(8, 0, 3, &1_000_000_u32.to_be_bytes()).await;
    assert!(caller.read_frame(0, 3).await.is_some());
}
