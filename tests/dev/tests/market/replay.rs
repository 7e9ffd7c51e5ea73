//! What requests that were kept would cost otherwise.

use serde_json::{Value, json};

use crate::support::{APP, Folder, Market};

fn start(folder: &Folder) -> Market {
    Market::start_with(folder, &["--unit-price", "0.025", "--record"], "shared")
}

fn row<'r>(replay: &'r Value, endpoint: &str, caller: &str) -> &'r Value {
    let rows = replay["rows"].as_array().unwrap();
    let mut rows = rows.iter();
    let is_it = |row: &&Value| row["endpoint"] == endpoint && row["caller"] == caller;
    rows.find(is_it).unwrap()
}

/// A contract in which a unit of `/` costs twice as much now as before, and `/film` reads its answer.
fn contract(folder: &Folder) -> String {
    let path = folder.path().join("old.json");
    let contract = json!({"endpoints": {
        "/": {"price": {"bounds": {"min": "1", "max": "1"}, "unit": "thing"}},
        "/film": {"price": {"bounds": {"min": "0", "max": "5"}, "unit": "second"}},
    }});
    std::fs::write(&path, contract.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn who_pays_more_and_the_worst_request() {
    let folder = Folder::new();
    let market = start(&folder);
    let bob = format!("authorization: Key {}", market.key("bob"));
    market.call("", r#"{"units": 1}"#);
    let worst = market.call("", r#"{"units": 7.5}"#);
    market.call_with("/", r#"{"units": 0.5}"#, &[&bob]);
    market.call("/film", r#"{"seconds": 2}"#);
    market.call("/seconds", r#"{"milliseconds": 1}"#);
    // What did not succeed has no price.
    market.call("", r#"{"units": "x"}"#);
    market.call("/fail", r#"{"status": 422, "billed": 3}"#);
    let queued = market.submit("/", r#"{"units": 2}"#);
    market.completed(&queued);

    // Beside what was charged: nothing has changed, but what a film costs is open.
    let same = folder.json(&["replay"]);
    let of_alice = row(&same, "/", "alice");
    assert_eq!(
        (&of_alice["requests"], &of_alice["same"]),
        (&3.into(), &3.into())
    );
    assert_eq!(
        (&of_alice["was"], &of_alice["change"]),
        (&"0.2625".into(), &"0".into())
    );
    assert_eq!(row(&same, "/film", "alice")["may_be_dearer"], 1);
    assert_eq!(row(&same, "/seconds", "alice")["not_compared"], 1);

    // Beside a contract.
    let old = contract(&folder);
    let replay = folder.json(&["replay", "--against", &old, "--requests"]);
    let of_alice = row(&replay, "/", "alice");
    assert_eq!(
        (&of_alice["dearer"], &of_alice["same"]),
        (&2.into(), &1.into())
    );
    assert_eq!(
        (&of_alice["was"], &of_alice["is"], &of_alice["change"]),
        (&"0.075".into(), &"0.2625".into(), &"0.1875".into())
    );
    assert_eq!(row(&replay, "/", "bob")["cheaper"], 1);
    let named = &replay["worst"];
    assert_eq!(
        named["request_id"],
        worst.header("x-fal-request-id").unwrap()
    );
    assert_eq!(named["request"], json!({"units": 7.5}));
    assert_eq!(
        (&named["was"]["cost"]["max"], &named["is"]["cost"]["max"]),
        (&"0.025".into(), &"0.1875".into())
    );
    assert_eq!(replay["requests"].as_array().unwrap().len(), 6);
    // With another price of a unit.
    let dear = folder.json(&[
        "replay",
        "--unit-price",
        "1",
        "--endpoint",
        "/",
        "--caller",
        "bob",
    ]);
    assert_eq!(
        (
            &row(&dear, "/", "bob")["dearer"],
            &row(&dear, "/", "bob")["is"]
        ),
        (&1.into(), &"0.5".into())
    );

    // For people and as CSV.
    let people = folder.run(&["replay", "--against", &old]);
    for part in [
        "the worst: ",
        "was  1 units, $0.025",
        "is   7.5 units, $0.1875",
        r#"POST / {"units": 7.5}"#,
    ] {
        assert!(people.contains(part), "{people}");
    }
    let csv = folder.run(&["replay", "--against", &old, "--csv", "--endpoint", "/"]);
    assert_eq!(
        csv,
        "endpoint,caller,requests,dearer,may_be_dearer,same,cheaper,open,was,is,change\n\
         /,alice,3,2,0,1,0,0,0.075,0.2625,0.1875\n/,bob,1,0,0,0,1,0,0.025,0.0125,-0.0125\n"
    );
    let csv = folder.run(&["replay", "--requests", "--csv", "--endpoint", "/"]);
    assert_eq!(
        csv.lines().next(),
        Some("request,caller,endpoint,was,is,change,outcome")
    );
    assert_eq!(csv.lines().count(), 5);

    // An older build quotes each request itself; here it is the same.
    let program = folder.json(&["replay", "--against", APP]);
    assert_eq!(row(&program, "/", "alice")["same"], 3);
    assert_eq!(row(&program, "/film", "alice")["same"], 1);

    for (against, says) in [
        ("nowhere", "neither a file nor a revision"),
        ("--output=x", "no revision begins with `-`"),
    ] {
        let argument = format!("--against={against}");
        let output = folder.command(&["replay", &argument]).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(says), "{told}");
    }
    std::fs::write(folder.path().join("other.json"), "{}").unwrap();
    let output = folder
        .command(&["replay", "--against", "other.json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));

    assert_eq!(
        folder.json(&["replay", "--forget"]),
        json!({"forgotten": 8})
    );
    let output = folder.command(&["replay"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

/// What its formula reads of a request, and the requests that it holds; else its bounds, which is said.
#[test]
fn a_contract_says_what_a_request_cost() {
    let folder = Folder::new();
    let market = start(&folder);
    for units in ["2", "7.5", "0.5"] {
        market.call("", &format!(r#"{{"units": {units}}}"#));
    }
    // Twice the units, which were whole numbers.
    let contract = json!({
        "endpoints": {"/": {
            "input": {"fields": "Units", "type": "object"},
            "price": {
                "bounds": {"min": "0", "max": "100"},
                "meter": "per_image",
                "operands": {
                    "images": {
                        "bounds": {"min": "0", "max": "50"},
                        "computed": {"field": "input.units", "is": "whole", "least": 0, "most": 50},
                        "input": "input.units",
                    },
                    "times": {"constant": "2"},
                },
                "requests": [{"costs": "9", "request": {"units": 7.5}}],
                "unit": "image",
            },
        }},
        "types": {"Units": {"units": {"type": "integer"}}},
    });
    std::fs::write(folder.path().join("old.json"), contract.to_string()).unwrap();
    let replay = folder.json(&["replay", "--against", "old.json", "--requests"]);
    let was: Vec<&Value> = replay["requests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["was"]["billable_units"])
        .collect();
    let bounds = |min: &str, max: &str| json!({"min": min, "max": max});
    assert_eq!(
        was,
        [&bounds("4", "4"), &bounds("9", "9"), &bounds("0", "100")]
    );
    let note = replay["notes"][0].as_str().unwrap();
    assert!(
        note.starts_with("of 1 requests the contract does not say the price exactly"),
        "{note}"
    );
}

/// Bodies are kept where the owner says so, and then it is said.
#[test]
fn nothing_is_kept_unless_the_owner_says_so() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    market.call("", r#"{"units": 1}"#);
    market.stop();
    let output = folder.command(&["replay"]).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("`dev --record` keeps what callers send"),
        "{told}"
    );
    let ledger = std::fs::read(folder.path().join("market-dev.db")).unwrap();
    let sent = br#"{"units": 1}"#;
    assert!(!ledger.windows(sent.len()).any(|part| part == sent));
}

/// The newest stay.
#[test]
fn what_is_kept_is_bounded() {
    let folder = Folder::new();
    let market = Market::start_with(&folder, &["--record=1"], "shared");
    let call = |units: u32, length: usize| {
        let body = format!(
            r#"{{"units": {units}, "padding": "{}"}}"#,
            "p".repeat(length)
        );
        assert_eq!(market.call("", &body).status, 200);
    };
    for units in 1..=5 {
        call(units, 300_000);
    }
    // Longer than any body that is kept.
    call(6, 1 << 20);
    let replay = folder.json(&["replay", "--requests"]);
    let kept: Vec<&Value> = replay["requests"].as_array().unwrap().iter().collect();
    let units: Vec<&Value> = kept.iter().map(|one| &one["request"]["units"]).collect();
    assert_eq!(units, [&json!(3), &json!(4), &json!(5)]);
}
