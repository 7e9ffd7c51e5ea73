//! A stream that fails: its head and what it made before reach the caller, over HTTP/1 and HTTP/2 alike.

use std::io::Write;
use std::net::TcpStream;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};

use super::{exits, http2};

const ITEMS: &str = "data: {\"number\": 0.0}\n\ndata: {\"number\": 1.0}\n\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_http_2_items_arrive_before_the_break() {
    let server = exits();
    let http = http2(server.address).await;
    let mut calls = Vec::new();
    for turn in 0..40 {
        let path = ["/stream", "/stream-on-a-thread"][turn % 2];
        let how = ["fails", "panics", "not_a_number", "fails_billed"][turn / 2 % 4];
        let body = format!(r#"{{"num_images": 2, "how": "{how}"}}"#);
        let request = http::Request::post(path)
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from(body)))
            .unwrap();
        let mut http = http.clone();
        calls.push(tokio::spawn(async move {
            let answer = http
                .send_request(request)
                .await
                .map_err(|error| format!("{how}: {error}"))?;
            let units = answer.headers().get("x-fal-billable-units").cloned();
            let mut body = answer.into_body();
            let mut read = Vec::new();
            loop {
                match body.frame().await {
                    Some(Ok(frame)) => {
                        read.extend_from_slice(&frame.into_data().unwrap_or_default())
                    }
                    Some(Err(_)) => break,
                    None => return Err(format!("{how}: it ended as if it were whole")),
                }
            }
            if units.is_none_or(|units| units != "2") || read != ITEMS.as_bytes() {
                return Err(format!("{how}: {}", String::from_utf8_lossy(&read)));
            }
            Ok(())
        }));
    }
    let mut failed = Vec::new();
    for call in calls {
        failed.extend(call.await.unwrap().err());
    }
    assert!(failed.is_empty(), "{} of 40: {failed:#?}", failed.len());
}

#[test]
fn over_http_1_items_arrive_before_the_break_at_a_caller_who_reads_late() {
    let server = exits();
    let mut stream = TcpStream::connect(server.address).unwrap();
    // More than what a socket takes at once.
    let body = r#"{"num_images": 150000, "how": "fails"}"#;
    write!(
        stream,
        "POST /stream HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(500));
    let mut read = String::new();
    std::io::Read::read_to_string(&mut stream, &mut read).unwrap();
    assert!(
        read.contains("{\"number\": 149999.0}"),
        "{} bytes",
        read.len()
    );
    assert!(!read.ends_with("0\r\n\r\n"));
}
