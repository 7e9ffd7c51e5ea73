//! The four shapes, as an author's test sees them.

use fal_app::MessagePackValue;
use fal_app::test::Client;
use fal_app_tests::realtime_app::RealtimeApp;
use serde_json::json;

fn client() -> Client<RealtimeApp> {
    Client::start().unwrap()
}

#[test]
fn one_input_and_one_output() {
    let client = client();
    let mut session = client.realtime("/realtime/two").unwrap();
    for n in 1..4 {
        session.send_json(json!({"n": n})).unwrap();
        assert_eq!(session.receive().unwrap()["n"], n.into());
    }
    session.send_json(json!({"n": "many", "ms": -1})).unwrap();
    let refused = session.receive().unwrap_err().to_string();
    assert_eq!(refused.lines().count(), 2, "{refused}");
    assert!(refused.contains("`n`: Input should be a valid integer"));
    assert!(session.receive().is_err());
}

#[test]
fn one_input_and_many_outputs() {
    let client = client();
    for path in ["/realtime/frames", "/realtime/frames-blocking"] {
        let mut session = client.realtime(path).unwrap();
        session.send_json(json!({"count": 3})).unwrap();
        let items = session.finish().unwrap();
        let items: Vec<_> = items.iter().map(|item| item["n"].as_i64()).collect();
        assert_eq!(items, [Some(0), Some(1), Some(2)], "{path}");
    }
}

#[test]
fn many_inputs_and_one_output() {
    let client = client();
    let mut session = client.realtime("/realtime/collect").unwrap();
    for last in [false, true] {
        let chunk = [
            ("data".into(), MessagePackValue::Binary(vec![0, 255])),
            ("last".into(), last.into()),
        ];
        session
            .send_value(&MessagePackValue::Map(chunk.to_vec()))
            .unwrap();
    }
    let summary = session.receive().unwrap();
    assert_eq!(summary["bytes"], 4.into());
    assert_eq!(summary["ended"], "last".into());
}

#[test]
fn many_inputs_and_many_outputs() {
    let client = client();
    let mut session = client.realtime("/realtime/talk").unwrap();
    session
        .send_json(json!({"text": "a", "repeat": 2}))
        .unwrap();
    session
        .send_json(json!({"text": "b", "stop": true}))
        .unwrap();
    let said = session.finish().unwrap();
    let said: Vec<_> = said.iter().map(|said| said["text"].as_str()).collect();
    assert_eq!(said, [Some("a"), Some("a"), Some("b"), Some("bye")]);
}

#[test]
fn the_seconds_of_a_session_are_told() {
    let client = client();
    let mut session = client.realtime("/realtime/metered-idle").unwrap();
    session.send_json(json!({"n": 1, "ms": 2200})).unwrap();
    session.receive().unwrap();
    assert!((2.2..4.0).contains(&session.seconds()));
}

#[test]
fn a_path_without_sessions_is_told() {
    let client = client();
    let refused = client.realtime("/diary").unwrap_err().to_string();
    assert!(refused.contains("405"), "{refused}");
    let answer = client.post_json("/realtime", json!({})).unwrap();
    assert_eq!(answer.status(), 404);
}

/// The same fields in a request, where bytes are a text.
#[test]
fn bytes_in_json_are_a_text() {
    use fal_app::Bytes;
    use fal_app::prelude::*;

    #[fal_app]
    #[derive(Default)]
    struct Copier;

    #[input]
    struct Letter {
        data: Bytes,
    }

    #[output]
    struct Copy {
        data: Bytes,
    }

    #[endpoints]
    impl Copier {
        #[endpoint("/")]
        async fn copy(&self, letter: Letter) -> Result<Copy> {
            let not_text = letter.data.starts_with(b"?");
            Ok(Copy {
                data: match not_text {
                    true => Bytes::from_static(b"\xff"),
                    false => letter.data,
                },
            })
        }
    }

    let client = Client::<Copier>::start().unwrap();
    let copied = client.post_json("/", json!({"data": "hé"})).unwrap();
    assert_eq!(copied.json().unwrap(), json!({"data": "hé"}));
    let refused = client.post_json("/", json!({"data": 5})).unwrap();
    assert_eq!(refused.status(), 422);
    let refused = refused.json().unwrap();
    assert_eq!(refused["detail"][0]["type"], "bytes_type");
    // JSON cannot hold what is no text.
    assert_eq!(
        client
            .post_json("/", json!({"data": "?"}))
            .unwrap()
            .status(),
        500
    );
}
