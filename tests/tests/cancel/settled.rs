//! After the method has returned, a cancel changes nothing.

use std::sync::{Mutex, mpsc};

use fal_app_tests::http::Connection;
use fal_app_tests::loopback::{Loopback, Reply};
use fal_app_tests::server::{Server, command};

use super::{JSON, cancel};

#[test]
fn a_request_whose_media_are_uploaded_is_completed() {
    // The store answers once the sender is dropped.
    let (answers, waits) = mpsc::channel::<()>();
    let waits = Mutex::new(waits);
    let store = Loopback::start(move |request, own| {
        let _ = waits.lock().unwrap().recv();
        match request.target.starts_with("/storage/upload/initiate") {
            true => Reply::new(
                200,
                format!(
                    r#"{{"upload_url": "http://{own}/put", "file_url": "https://v3.fal.media/files/one.png"}}"#
                ),
            ),
            false => Reply::new(200, ""),
        }
    });
    let store = store.unwrap();
    let mut app = command(env!("CARGO_BIN_EXE_media-app"));
    let server = Server::start(app.envs([
        ("FAL_KEY", "id:secret".to_owned()),
        ("FAL_REST_HOST", store.authority()),
        ("FAL_CDN_V3_HOST", store.url("")),
        ("ISOLATE_TEST_MODE", "1".to_owned()),
    ]));
    let id = "x-fal-request-id: one";
    let mut connection = Connection::open(server.address);
    connection.request("POST /", &[JSON, id], b"{}");
    store.wait_for("POST /storage/upload/initiate?storage_type=fal-cdn-v3");
    let completed = (400, "ALREADY_COMPLETED".to_owned());
    assert_eq!(cancel(&server, "/", &[id]), completed);
    drop(answers);
    let answer = connection.answer();
    assert_eq!((answer.status, answer.units()), (200, Some("1")));
    assert_eq!(cancel(&server, "/", &[id]), (404, "NOT_FOUND".to_owned()));
}
