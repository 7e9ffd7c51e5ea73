//! `dev --scenario`: calls, what each must answer and cost, and faults on purpose.

use std::process::Output;

use fal_app::Value;

use crate::support::Folder;

/// Plays a scenario.
fn play(folder: &Folder, text: &str, arguments: &[&str]) -> Output {
    let path = folder.path().join("a.fal");
    std::fs::write(&path, text).unwrap();
    let arguments = [&["--scenario", "a.fal"], arguments].concat();
    folder.command(&arguments).output().unwrap()
}

/// It must hold, each line of it.
fn holds(text: &str) {
    let folder = Folder::new();
    let output = play(&folder, text, &[]);
    let said = String::from_utf8(output.stdout).unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}\n{log}");
    assert!(said.ends_with(" lines hold\n"), "{said}");
    // It leaves nothing behind.
    let left = std::fs::read_dir(folder.path()).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["a.fal"]);
}

#[test]
fn calls_streams_the_queue_and_money() {
    holds(
        r#"
        # What comes before a price costs nothing.
        alice POST / {"units": 2.5} -> 200, 2.5 units, $0
        price $0.025
        price /flat $0.5        # of one endpoint
        alice POST / {"units": 4} -> 200, 4 units, $0.10
        alice POST / {
            "units":
                "x"
        } -> 422, 0 units
        alice POST / {
            "units":
                0.5
        }
            -> 200, 0.5 units,  # half of one
               $0.0125
        alice POST /flat {} -> 200, $0.5
        alice POST /stream {"items": 3} -> 200, 3 items, 2 units, $0.05,
            [{"number": 0}, {"number": 1}, {"number": 2}]
        alice POST /deferred {"items": 3} -> 200, 3 items, 3 units, $0.075
        alice QUEUE /deferred {"items": 2} -> 200, 2 items, 2 units, $0.05
        alice POST /seconds {"milliseconds": 20} -> 200, 0.02 to 10 units, $0 to $0.02
        alice POST /seconds {"milliseconds": "x"} -> 422, 0 units, $0, {"detail": [{"loc": ["body", "milliseconds"]}]}
        alice WS /realtime/flat {"text": "a"} {"text": "b"} -> 101, 2 items, 1 unit, $0.025, [{"text": "a"}, {"text": "b"}]
        alice POST / {"units": 3} with x-max-billable-units: 2 -> 412, 0 units, $0
        nobody POST / {"units": 1} -> 401, 0 units, $0
        alice GET /health -> 200, 0 units, $0

        # Credit.
        carol has $0.10
        carol POST / {"units": 5} -> 403, 0 units, $0
        carol gets $0.025
        carol POST / {"units": 5} -> 200, 5 units, $0.125
        carol has $0 left
        refund 2 units -> 2 units, $0.05
        refund -> refused
        carol has $0.05 left

        # A price change.
        price $1
        bob POST / {"units": 1} -> 200, $1
        bob has $99 left
        "#,
    );
}

#[test]
fn faults_on_purpose() {
    holds(
        r#"
        price $0.025
        alice POST / {"units": 4} but the app fails -> 500, 0 units, $0, {"detail": "Internal Server Error"}
        alice POST / {"units": 4} but the app fails but the app sends x-fal-billable-units: 3
          -> 500, 0 units, $0, flag unbilled_status
        # From 500 on nothing is billed, also where the status has no name.
        alice POST / {"units": 4} but the app fails with 600 but the app sends x-fal-billable-units: 3
          -> 600, 0 units, $0, flag unbilled_status
        alice QUEUE / {"units": 4} but the app fails with 999 but the app sends x-fal-billable-units: 3
          -> 999, 0 units, $0, flag unbilled_status
        alice POST / {"units": 4} but the app is killed -> 503, 0 units, $0
        # It was started again.
        alice POST / {"units": 4} -> 200, 4 units, $0.1
        alice POST / {"units": 4} but the app sends x-fal-billable-units: -1 -> 200, 0 units, $0, flag malformed_units
        alice POST / {"units": 4} but the app sends x-fal-billable-units: 7 -> 200, 7 units, $0.175
        alice POST / {"units": 4} but the app sends no x-fal-billable-units -> 200, 0 to 5 units
        alice POST /flat {} but the app answers after 300 ms with x-fal-request-timeout: 10 -> 200, 1 unit
        alice QUEUE / {"units": 4} but the app is killed -> 200, 2 attempts, 4 units, $0.1
        alice QUEUE / {"units": 4} but 2 times the app fails with 503 -> 200, 3 attempts, 4 units, $0.1
        alice QUEUE / {"units": 4} with x-fal-no-retry: 1 but 2 times the app fails with 503 -> 503, 1 attempt, 0 units, $0
        # What was left of that meets nobody else.
        alice POST / {"units": 1} -> 200, 1 unit
        alice POST /stream {"items": 2, "pause": 200, "dies": true} -> 200, broken off, 2 units, $0.05
        "#,
    );
}

#[test]
fn the_difference_is_shown_beside_its_line() {
    let folder = Folder::new();
    let text = "price $0.025\n\nalice POST / {\"units\": 2} -> 200, 4 units, $0.10\nalice POST / {\"units\": 2} -> 200\nalice POST /stream {\"items\": 2, \"pause\": 200, \"dies\": true} -> 200\nalice has $1 left\n";
    let output = play(&folder, text, &[]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        said,
        r#"ok       1  price $0.025
WRONG    3  alice POST / {"units": 2}
            expected  200, 4 units, $0.1
            got       200, 2 units, $0.05
ok       4  alice POST / {"units": 2} -> 200
WRONG    5  alice POST /stream {"items": 2, "pause": 200, "dies": true}
            expected  200
            got       200, broken off
WRONG    6  alice has $1 left
            expected  $1 left
            got       $99.85 left
"#
    );
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("error: 3 of 5 lines do not hold"), "{told}");
    let json = play(&folder, text, &["--json"]);
    assert_eq!(json.status.code(), Some(1));
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(
        (&json["holds"], &json["lines"][1]["line"]),
        (&false.into(), &3.into())
    );
    assert_eq!(
        json["lines"][1]["got"],
        serde_json::json!(["200", "2 units", "$0.05"])
    );
    assert_eq!(json["lines"][2]["holds"], true);
}

/// Each mistake, its line, and what to write.
#[test]
fn a_wrong_file_says_where_and_what_to_write() {
    let folder = Folder::new();
    let mut wrong = Vec::new();
    for (text, line, says) in [
        (
            "alice POST / {}",
            1,
            "`->` and what is expected follow here",
        ),
        ("\n# x\nalice POST / {} => 200", 3, "not `=>`"),
        (
            "alice POST / {\n \"units\": ,\n} -> 200",
            2,
            "this JSON cannot be read",
        ),
        ("alice POST / {\"units\": 1", 1, "this JSON cannot be read"),
        (
            "alice SEND / {} -> 200",
            1,
            "`SEND` is not what `alice` can do: write `has`",
        ),
        (
            "alice POST {} -> 200",
            1,
            "the path of the endpoint follows `POST`",
        ),
        ("Alice POST / {} -> 200", 1, "`Alice` is not a caller"),
        ("alice POST / {} {} -> 200", 1, "a request has one body"),
        (
            "alice POST / {} -> 200 4 units",
            1,
            "`4` is too much on this line",
        ),
        (
            "alice POST / {} -> 200, 4 things",
            1,
            "`4 things` is not known",
        ),
        (
            "alice POST / {} -> 200, four units",
            1,
            "`four` is not a number",
        ),
        ("alice POST / {} -> 999999, $1", 1, "is not known"),
        ("alice POST / {} -> $x", 1, "not an amount of dollars"),
        (
            "alice POST / {} but the app explodes -> 200",
            1,
            "`the app is killed`",
        ),
        (
            "alice POST / {} but 0 times the app fails -> 200",
            1,
            "write `but 2 times the app …`",
        ),
        (
            "alice POST / {} but the app answers after 2 h -> 200",
            1,
            "write a time of at most an hour",
        ),
        (
            "alice POST / {} with nothing -> 200",
            1,
            "`nothing` is not a header",
        ),
        (
            "alice POST / example -> 200",
            1,
            "no `#[example]` with the number 1",
        ),
        ("alice WS /flat {} -> 101", 1, "the app has none at `/flat`"),
        ("price 0.025", 1, "`0.025`"),
        ("price /flatt $1", 1, "the app has no endpoint `/flatt`"),
        ("price $0.0000000001", 1, "more than nine decimals"),
        ("refund -> $1", 1, "`refund` is of the request before it"),
        (
            "alice POST / {} -> 200\nalice has $1",
            2,
            "`alice` has something already",
        ),
        ("nobody has $1", 1, "`nobody` calls without a key"),
        ("-> 200", 1, "nothing stands before it"),
    ] {
        let output = play(&folder, text, &[]);
        let told = String::from_utf8_lossy(&output.stderr);
        let is_right = output.status.code() == Some(2)
            && told.contains(&format!("a.fal:{line}: "))
            && told.contains(says);
        if !is_right {
            wrong.push(format!("{text}: {told}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let output = folder
        .command(&["--scenario", "nowhere.fal"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
}
