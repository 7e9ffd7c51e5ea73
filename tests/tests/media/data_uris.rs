//! A data URI has the bytes that Python's `urllib` reads from it, which fetches them for apps on fal's SDK.

use fal_app::prelude::*;
use fal_app::test::Client;
use serde_json::json;

/// Reads files.
#[fal_app]
#[derive(Default)]
struct Reader;

#[input]
struct Read {
    file: FileInput,
}

#[output]
struct Content {
    content_type: String,
    bytes: Vec<u8>,
}

#[endpoints]
impl Reader {
    #[endpoint("/")]
    async fn read(&self, input: Read, context: &RequestContext) -> Result<Content> {
        let file = input.file.fetch(context).await?;
        Ok(Content {
            content_type: file.content_type().to_owned(),
            bytes: file.into_bytes().to_vec(),
        })
    }
}

/// The content type and the bytes, or the type of the error.
fn read(client: &Client<Reader>, uri: &str) -> Result<(String, Vec<u8>), String> {
    // An object's URL is not written anew, as a string's is.
    let body = json!({"file": {"url": uri}}).to_string();
    let reply = client.post_json("/", body).unwrap();
    let answer = reply.json().unwrap();
    match reply.status() {
        200 => Ok((
            answer["content_type"].as_str().unwrap().to_owned(),
            serde_json::from_value(answer["bytes"].clone()).unwrap(),
        )),
        _ => Err(answer["detail"][0]["type"].as_str().unwrap().to_owned()),
    }
}

#[test]
fn a_data_uri_is_read_as_python_reads_it() {
    let client = Client::<Reader>::start().unwrap();
    // What `urllib.request.urlopen` of Python 3.11 reads.
    for (uri, bytes) in [
        ("data:,hi", "hi"),
        ("data:,a%20b", "a b"),
        ("data:,%", "%"),
        ("data:,%zz", "%zz"),
        ("data:,a%20b%2", "a b%2"),
        ("DATA:,x", "x"),
        (" data:,x", "x"),
        ("data:text/html;charset=x,é", "é"),
        ("data:;base64,aGk=", "hi"),
        ("data:;base64,aGk==", "hi"),
        ("data:;base64,aGkh=", "hi!"),
        ("data:;base64,aGkh====", "hi!"),
        ("data:;base64,=aGkh", "hi!"),
        ("data:;base64,aG%6b%3D", "hi"),
        ("data:;base64,aG\nkh", "hi!"),
        ("data:;base64,a*G k!h", "hi!"),
        ("data:;base64,%aGkh", "hi!"),
        ("data:;base64,-_aGkh", "hi!"),
        ("data:;base64,é=aGkh", "hi!"),
        ("data:;base64,aGk=aGkh", "hi"),
        ("data:;base64,aG=kh", "hi!"),
        ("data:;base64,aGl=", "hi"),
        ("data:;base64,***", ""),
        ("data:;base64,", ""),
        ("data:;Base64,aGkh", "aGkh"),
        ("data:a/b;base64;x,aGkh", "aGkh"),
    ] {
        let read = read(&client, uri).map(|(_, bytes)| bytes);
        assert_eq!(read, Ok(bytes.as_bytes().to_vec()), "{uri:?}");
    }
}

#[test]
fn padding_may_be_missing() {
    let client = Client::<Reader>::start().unwrap();
    let read = read(&client, "data:;base64,aGk").map(|(_, bytes)| bytes);
    assert_eq!(read, Ok(b"hi".to_vec()));
}

#[test]
fn what_is_no_data_uri_is_a_download_error() {
    let client = Client::<Reader>::start().unwrap();
    for uri in [
        "data:",
        "data:x",
        "data:image/png;base64",
        "data:;base64,aGkha",
    ] {
        assert_eq!(
            read(&client, uri),
            Err("file_download_error".to_owned()),
            "{uri:?}"
        );
    }
}

#[test]
fn a_data_uri_says_its_content_type() {
    let client = Client::<Reader>::start().unwrap();
    for (uri, content_type) in [
        ("data:image/png;base64,AAAA", "image/png"),
        (
            "data:text/plain;charset=utf-8,a",
            "text/plain;charset=utf-8",
        ),
        ("data:,a", "text/plain"),
        ("data:;base64,AAAA", "text/plain"),
    ] {
        let read = read(&client, uri).map(|(content_type, _)| content_type);
        assert_eq!(read, Ok(content_type.to_owned()), "{uri:?}");
    }
}

#[test]
fn a_data_uri_of_any_length_comes_back_whole() {
    let client = Client::<Reader>::start().unwrap();
    // Vectors of the processor, what is left of them, and more than one piece.
    for length in (0..200).chain([4095, 6144, 6145, 100_000]) {
        let bytes: Vec<u8> = (0..length).map(|index: usize| (index * 7) as u8).collect();
        let file = File::from_bytes(bytes.clone(), "a/b");
        let context = RequestContext::default();
        let uploaded = block_on(context.upload(file));
        let read = read(&client, uploaded.unwrap().url().unwrap());
        assert_eq!(read, Ok(("a/b".to_owned(), bytes)), "{length}");
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(work)
}
