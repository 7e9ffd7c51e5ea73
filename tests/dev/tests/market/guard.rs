//! What is refused before anything is looked at.

use std::io::Write as _;
use std::net::TcpStream;

use fal_app_tests::http::Connection;
use fal_app_tests::server::Process;

use crate::support::{Folder, Market};

#[test]
fn other_hosts_and_other_sites_are_refused() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let port = market.address.port();
    let status = |host: &str, headers: &str| {
        let key = market.key("alice");
        let request = format!(
            "POST /run/owner/market/see HTTP/1.1\r\n{host}authorization: Key {key}\r\n{headers}content-length: 0\r\n\r\n"
        );
        Connection::open(market.address)
            .send(request)
            .answer()
            .status
    };
    for host in [
        "localhost",
        "127.0.0.1",
        "app.localhost",
        "[::1]",
        "LOCALHOST.",
    ] {
        assert_eq!(
            status(&format!("host: {host}:{port}\r\n"), ""),
            200,
            "{host}"
        );
    }
    for host in [
        "evil.example",
        "localhost.evil.example",
        "fal.run",
        "evil.example@localhost",
    ] {
        assert_eq!(status(&format!("host: {host}\r\n"), ""), 403, "{host}");
    }
    assert_eq!(status("", ""), 403);
    let host = format!("host: 127.0.0.1:{port}\r\n");
    for origin in [
        "https://evil.example",
        "null",
        "http://localhost.evil.example:8000",
        // An address that is not this machine's.
        "http://93.184.216.34",
    ] {
        assert_eq!(
            status(&host, &format!("origin: {origin}\r\n")),
            403,
            "{origin}"
        );
    }
    assert_eq!(status(&host, "sec-fetch-site: cross-site\r\n"), 403);
    assert_eq!(
        status(
            &host,
            "sec-fetch-site: same-origin\r\norigin: http://localhost:3000\r\n"
        ),
        200
    );
}

#[test]
fn another_app_is_not_here() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    for path in [
        "/run/owner/other",
        "/run/alice/market/see",
        "/run/owner/marketplace",
        "/run/owner",
        "/run/",
    ] {
        let answer = market.get(path);
        assert_eq!((answer.status, answer.units()), (404, Some("0")), "{path}");
    }
    assert_eq!(
        market.get("/run/owner/other/x").detail(),
        "Application \"owner/other\" not found"
    );
    assert_eq!(market.get("/nothing").status, 404);
}

#[test]
fn a_body_is_bounded() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = market.key("alice");
    let head = |length: &str| {
        format!(
            "POST /run/owner/market HTTP/1.1\r\nhost: localhost\r\nauthorization: Key {key}\r\n{length}\r\n\r\n"
        )
    };
    let said = Connection::open(market.address)
        .send(head("content-length: 33554433"))
        .answer();
    assert_eq!(said.status, 413);
    // One that does not say how long it is.
    let mut stream = TcpStream::connect(market.address).unwrap();
    stream
        .write_all(head("transfer-encoding: chunked").as_bytes())
        .unwrap();
    let chunk = [b"100000\r\n".as_slice(), &[b' '; 0x10_0000], b"\r\n"].concat();
    let mut sent = 0;
    while sent < 40 && stream.write_all(&chunk).is_ok() {
        sent += 1;
    }
    let mut answer = Vec::new();
    let _ = std::io::Read::read_to_end(&mut stream, &mut answer);
    let answer = String::from_utf8_lossy(&answer);
    assert!(sent < 40 || answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert_eq!(market.call("/see", "{}").status, 200);
}

#[test]
fn only_loopback_without_a_word() {
    let folder = Folder::new();
    let refused = Process::start(&mut folder.command(&["--port", "0", "--host", "0.0.0.0"])).end();
    assert_eq!(refused.code, Some(1));
    assert_eq!(
        refused
            .count_lines(|line| line.contains("help: leave `--host` out, or add `--allow-remote`")),
        1
    );
    let allowed = Market::start_with(&folder, &["--host", "0.0.0.0", "--allow-remote"], "shared");
    assert_eq!(allowed.call("/see", "{}").status, 200);
}

#[test]
fn tags_that_are_wrong_are_refused() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = format!("authorization: Key {}", market.key("alice"));
    let many: Vec<String> = (0..11).map(|number| format!("t{number}=x")).collect();
    let long = format!("a={}", "x".repeat(257));
    for wrong in ["a", "A=1", "=1", "fal.x=1", &many.join(","), &long] {
        let answer = market.call_with("/see", "{}", &[&key, &format!("x-fal-tags: {wrong}")]);
        assert_eq!(answer.status, 400, "{wrong}");
        assert_eq!(answer.json()["error_type"], "bad_request");
    }
}
