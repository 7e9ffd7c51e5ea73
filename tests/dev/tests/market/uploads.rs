//! Files: as the clients and the app upload them, and as they are served.

use std::fs;

use fal_app::Value;
use fal_app_tests::http::{Answer, Connection};
use fal_app_tests::server::eventually;

use crate::support::{Folder, Market};

const JSON: &str = "content-type: application/json";

/// Sends a request to a path or to a URL of the marketplace, by the name that the URL has for it.
fn ask(market: &Market, method: &str, url: &str, headers: &[&str], body: &[u8]) -> Answer {
    let mut connection = Connection::open(market.address);
    let named = url
        .strip_prefix("http://")
        .and_then(|url| url.split_once('/'));
    let (host, path) = match named {
        Some((host, path)) => (host.to_owned(), format!("/{path}")),
        None => (market.address.to_string(), url.to_owned()),
    };
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\n");
    for header in headers {
        head += &format!("{header}\r\n");
    }
    head += &format!("content-length: {}\r\n\r\n", body.len());
    connection.send([head.as_bytes(), body].concat());
    match method {
        "HEAD" => connection.answer_to_head(),
        _ => connection.answer(),
    }
}

fn key(market: &Market) -> String {
    format!("authorization: Key {}", market.key("alice"))
}

/// The header with a token for the files, as the Python client gets it.
fn token(market: &Market) -> String {
    let got = ask(
        market,
        "POST",
        "/rest/storage/auth/token?storage_type=fal-cdn-v3",
        &[&key(market), JSON],
        b"{}",
    );
    let token = got.json();
    assert_eq!(token["base_url"], format!("http://{}/cdn", market.address));
    assert!(token["expires_at"].as_str().unwrap().ends_with("+00:00"));
    format!(
        "authorization: {} {}",
        token["token_type"].as_str().unwrap(),
        token["token"].as_str().unwrap()
    )
}

/// Uploads in one piece as the Python client does, and returns the URL.
fn upload(market: &Market, name: &str, content_type: &str, bytes: &[u8]) -> String {
    let headers = [
        &*token(market),
        &format!("content-type: {content_type}"),
        &format!("x-fal-file-name: {name}"),
        r#"x-fal-object-lifecycle: {"expiration_duration_seconds": 3600}"#,
    ];
    let answer = ask(market, "POST", "/cdn/files/upload", &headers, bytes);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["access_url"].as_str().unwrap().to_owned()
}

/// Initiates an upload as the JavaScript client does: where to put it, and where it will be.
fn initiate(market: &Market, how: &str, name: &str, content_type: &str) -> [String; 2] {
    let body = serde_json::json!({"file_name": name, "content_type": content_type});
    let answer = ask(
        market,
        "POST",
        &format!("/rest/storage/upload/{how}?storage_type=fal-cdn-v3"),
        &[&key(market), JSON, "x-fal-object-lifecycle-preference: {}"],
        body.to_string().as_bytes(),
    );
    assert_eq!(answer.status, 200, "{}", answer.text());
    let urls = answer.json();
    ["upload_url", "file_url"].map(|url| urls[url].as_str().unwrap().to_owned())
}

#[test]
fn a_file_is_uploaded_as_the_python_client_does() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let url = upload(&market, "a fox.txt", "text/plain", b"a fox");
    assert!(url.ends_with("/a%20fox.txt"), "{url}");
    // Who gets it needs no key.
    let got = ask(&market, "GET", &url, &[], b"");
    assert_eq!((got.status, got.text()), (200, "a fox"));
    assert_eq!(got.header("content-type"), Some("text/plain"));
    // The app reads it, by either name of this machine.
    let localhost = url.replace("127.0.0.1", "localhost");
    for url in [url, localhost] {
        let read = market.call("/read", &format!(r#"{{"letter_url": "{url}"}}"#));
        assert_eq!(read.json()["text"], "a fox", "{}", read.text());
        assert_eq!(read.json()["content_type"], "text/plain");
    }
}

#[test]
fn a_file_is_uploaded_as_the_javascript_client_does() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let [upload_url, file_url] = initiate(&market, "initiate", "fox.txt", "text/plain");
    assert_eq!(ask(&market, "GET", &file_url, &[], b"").status, 404);
    // Whoever has the URL may upload. A second time replaces the first.
    for text in ["a cat", "a fox"] {
        let put = ask(
            &market,
            "PUT",
            &upload_url,
            &["content-type: text/plain"],
            text.as_bytes(),
        );
        assert_eq!(put.status, 200, "{}", put.text());
        assert_eq!(ask(&market, "GET", &file_url, &[], b"").text(), text);
    }
}

#[test]
fn files_come_in_parts_as_both_clients_send_them() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let token = token(&market);
    let begun = ask(
        &market,
        "POST",
        "/cdn/files/upload/multipart",
        &[
            &token,
            "content-type: text/plain",
            "x-fal-file-name: long.txt",
        ],
        b"",
    );
    let begun = begun.json();
    let python = begun["access_url"].as_str().unwrap().to_owned();
    let python_parts = format!("{python}/multipart/{}", begun["uploadId"].as_str().unwrap());
    let [script_parts, script] = initiate(&market, "initiate-multipart", "long.txt", "text/plain");
    for (parts, url, headers) in [
        (python_parts, python, vec![&*token]),
        (script_parts, script, Vec::new()),
    ] {
        // They come in any order, and one of them twice.
        let parts_sent =
            [(2, "two "), (1, "wrong "), (3, "three"), (1, "one ")].map(|(number, text)| {
                let url = format!("{parts}/{number}");
                let put = ask(&market, "PUT", &url, &headers, text.as_bytes());
                assert_eq!(put.status, 200, "{}", put.text());
                assert_eq!(put.json()["etag"], put.header("etag").unwrap());
                (number, put.json()["etag"].clone())
            });
        assert_eq!(ask(&market, "GET", &url, &[], b"").status, 404);
        let [two, _, three, one] = parts_sent;
        let complete = |parts_listed: &[&(i32, Value)]| {
            let listed: Vec<Value> = parts_listed
                .iter()
                .map(|(number, tag)| serde_json::json!({"partNumber": number, "etag": tag}))
                .collect();
            let body = serde_json::json!({"parts": listed}).to_string();
            let headers = [&headers[..], &[JSON]].concat();
            ask(
                &market,
                "POST",
                &format!("{parts}/complete"),
                &headers,
                body.as_bytes(),
            )
        };
        let missing = (4, one.1.clone());
        assert_eq!(complete(&[]).status, 400);
        assert_eq!(complete(&[&one, &missing]).status, 400);
        for _ in 0..2 {
            let completed = complete(&[&two, &three, &one]);
            assert_eq!(completed.status, 200, "{}", completed.text());
        }
        assert_eq!(ask(&market, "GET", &url, &[], b"").text(), "one two three");
        for wrong in ["0", "x", "10001"] {
            let put = ask(&market, "PUT", &format!("{parts}/{wrong}"), &headers, b"a");
            assert_eq!(put.status, 404, "{wrong}");
        }
    }
}

#[test]
fn what_the_app_makes_is_uploaded_too() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let drawn = market.call("/draw", "{}").json();
    let url = drawn["drawing"]["url"].as_str().unwrap();
    assert!(
        url.starts_with(&format!("http://{}/cdn/files/", market.address)),
        "{url}"
    );
    assert_eq!(ask(&market, "GET", url, &[], b"").text(), "a fox");
}

#[test]
fn only_who_has_a_key_uploads() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let made = folder.run(&["keys", "create", "bob"]);
    let made = made.trim();
    let bob = format!("authorization: Key {made}");
    let got = ask(
        &market,
        "POST",
        "/rest/storage/auth/token",
        &[&bob, JSON],
        b"{}",
    );
    let token = format!(
        "authorization: Bearer {}",
        got.json()["token"].as_str().unwrap()
    );
    assert_eq!(
        ask(&market, "POST", "/cdn/files/upload", &[&token], b"a").status,
        200
    );
    for (method, path) in [
        ("POST", "/rest/storage/auth/token"),
        ("POST", "/rest/storage/upload/initiate"),
        ("POST", "/rest/storage/upload/initiate-multipart"),
        ("POST", "/cdn/files/upload"),
        ("POST", "/cdn/files/upload/multipart"),
    ] {
        for wrong in [
            "x: y",
            "authorization: Key alice",
            "authorization: Bearer a.b",
            &token.replace("Bearer ", "Key "),
            &format!("{token}A"),
        ] {
            let answer = ask(&market, method, path, &[wrong, JSON], b"{}");
            assert_eq!(
                (answer.status, answer.units()),
                (401, Some("0")),
                "{path} {wrong}"
            );
        }
    }
    // A token is no ticket, and a ticket no token.
    let sealed = token.split(' ').next_back().unwrap();
    assert_eq!(
        ask(&market, "PUT", &format!("/cdn/uploads/{sealed}"), &[], b"a").status,
        403
    );
    let [upload_url, _] = initiate(&market, "initiate", "a", "a/b");
    let ticket = upload_url.rsplit('/').next().unwrap();
    let as_token = format!("authorization: Bearer {ticket}");
    assert_eq!(
        ask(&market, "POST", "/cdn/files/upload", &[&as_token], b"a").status,
        401
    );
    // One for a file in one piece takes no parts, and the reverse.
    assert_eq!(
        ask(&market, "PUT", &format!("{upload_url}/1"), &[], b"a").status,
        404
    );
    let [in_parts, _] = initiate(&market, "initiate-multipart", "a", "a/b");
    assert_eq!(ask(&market, "PUT", &in_parts, &[], b"a").status, 400);
    // A token dies with its key.
    folder.run(&["keys", "revoke", made]);
    assert_eq!(
        ask(&market, "POST", "/cdn/files/upload", &[&token], b"a").status,
        401
    );
}

#[test]
fn what_is_uploaded_cannot_run_and_cannot_be_guessed() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let page = upload(
        &market,
        "../../page.html",
        "text/html",
        b"<script>alert(1)</script>",
    );
    let got = ask(&market, "GET", &page, &[], b"");
    assert_eq!(got.status, 200);
    assert!(page.ends_with("/page.html"), "{page}");
    assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
    let policy = got.header("content-security-policy").unwrap();
    assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"));
    let how = |url: &str| {
        let got = ask(&market, "HEAD", url, &[], b"");
        got.header("content-disposition")
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(how(&page), "attachment");
    assert_eq!(
        how(&upload(&market, "a.svg", "image/svg+xml", b"<svg/>")),
        "attachment"
    );
    assert_eq!(
        how(&upload(&market, "a.png", "image/png", b"png")),
        "inline"
    );
    let (folder_of, name) = page.rsplit_once('/').unwrap();
    let (files, id) = folder_of.rsplit_once('/').unwrap();
    for wrong in [
        format!("{files}/{id}/other.html"),
        format!("{files}/{id}"),
        format!("{files}/{}/{name}", "0".repeat(32)),
        format!("{files}/../{name}/x"),
        format!("{files}/..%2f..%2f{name}/{name}"),
        format!("{files}/unfinished/{name}"),
        format!("{files}/{id}.json/{name}"),
        format!("{files}/%2e%2e/market-dev.db"),
        files.to_owned(),
    ] {
        assert_eq!(ask(&market, "GET", &wrong, &[], b"").status, 404, "{wrong}");
    }
    // No header can be written into an answer.
    let strange = upload(&market, "a\"b", "text/plain; x=\"y\"", b"a");
    assert_eq!(ask(&market, "GET", &strange, &[], b"").status, 200);
}

#[test]
fn ranges_are_served() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let url = upload(&market, "digits", "text/plain", b"0123456789");
    let get = |range: &str| ask(&market, "GET", &url, &[&format!("range: {range}")], b"");
    for (range, content, bytes) in [
        ("bytes=2-4", "bytes 2-4/10", "234"),
        ("bytes=7-", "bytes 7-9/10", "789"),
        ("bytes=-2", "bytes 8-9/10", "89"),
        ("bytes=8-99", "bytes 8-9/10", "89"),
        ("bytes=0-0", "bytes 0-0/10", "0"),
    ] {
        let got = get(range);
        assert_eq!((got.status, got.text()), (206, bytes), "{range}");
        assert_eq!(got.header("content-range"), Some(content));
    }
    for whole in ["bytes=0-1,3-4", "lines=1-2", "nothing"] {
        let got = get(whole);
        assert_eq!((got.status, got.text()), (200, "0123456789"), "{whole}");
    }
    let beyond = get("bytes=10-");
    assert_eq!(beyond.status, 416);
    assert_eq!(beyond.header("content-range"), Some("bytes */10"));
    let head = ask(&market, "HEAD", &url, &[], b"");
    assert_eq!(
        (head.status, head.header("content-length")),
        (200, Some("10"))
    );
    let put = ask(&market, "PUT", &url, &[], b"");
    assert_eq!((put.status, put.header("allow")), (405, Some("GET, HEAD")));
}

#[test]
fn one_file_and_all_of_them_are_bounded() {
    let folder = Folder::new();
    let market = Market::start_with(&folder, &["--files-mib", "1"], "shared");
    let token = token(&market);
    let send = |bytes: usize| {
        let body = vec![0; bytes];
        ask(&market, "POST", "/cdn/files/upload", &[&token], &body).status
    };
    assert_eq!(send((1 << 20) + 1), 413);
    assert_eq!(send(700 << 10), 200);
    assert_eq!(send(700 << 10), 507);
    // What is refused leaves nothing.
    assert_eq!(send(200 << 10), 200);
    let [parts, _] = initiate(&market, "initiate-multipart", "a", "a/b");
    assert_eq!(
        ask(
            &market,
            "PUT",
            &format!("{parts}/1"),
            &[],
            &vec![0; 200 << 10]
        )
        .status,
        507
    );
    market.stop();
    // The next start counts what is there.
    let again = Market::start_with(&folder, &["--files-mib", "1"], "shared");
    let [upload_url, _] = initiate(&again, "initiate", "a", "a/b");
    assert_eq!(
        ask(&again, "PUT", &upload_url, &[], &vec![0; 200 << 10]).status,
        507
    );
}

#[test]
fn a_file_appears_when_it_is_whole_and_stays() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let [upload_url, file_url] = initiate(&market, "initiate", "a.txt", "text/plain");
    let (_, path) = upload_url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let unfinished = folder.path().join("market-dev.db-files").join("unfinished");
    let count = || fs::read_dir(&unfinished).map_or(0, Iterator::count);
    let mut half = Connection::open(market.address);
    half.send(format!(
        "PUT /{path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n12345"
    ));
    eventually("the upload begins", || count() == 1);
    assert_eq!(ask(&market, "GET", &file_url, &[], b"").status, 404);
    drop(half);
    eventually("what was sent is removed", || count() == 0);
    assert_eq!(
        ask(&market, "PUT", &upload_url, &[], b"0123456789").status,
        200
    );
    // A kill leaves half a file behind, which the next start removes.
    let [second, _] = initiate(&market, "initiate", "b.txt", "text/plain");
    let (_, path) = second
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut half = Connection::open(market.address);
    half.send(format!(
        "PUT /{path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n12345"
    ));
    eventually("the upload begins", || count() == 1);
    market.kill();
    assert_eq!(count(), 1);
    let again = Market::start(&folder);
    assert_eq!(count(), 0);
    let (_, path) = file_url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    assert_eq!(
        ask(&again, "GET", &format!("/{path}"), &[], b"").text(),
        "0123456789"
    );
    // Tickets end with the marketplace.
    let (_, path) = upload_url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    assert_eq!(
        ask(&again, "PUT", &format!("/{path}"), &[], b"a").status,
        403
    );
}
