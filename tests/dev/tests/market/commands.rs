//! What is asked of the ledger by commands, while the marketplace runs and after.

use serde_json::json;

use crate::support::{Folder, Market};

#[test]
fn usage_by_caller_endpoint_and_tag() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let as_user = |user: &str, tags: &str| {
        let key = format!("authorization: Key {}", market.key(user));
        market.call_with("/flat", "{}", &[&key, &format!("x-fal-tags: {tags}")])
    };
    as_user("alice", "team=red,run=1");
    as_user("alice", "team=blue");
    as_user("bob", "team=red");
    market.stop();
    let requests = |arguments: &[&str]| -> Vec<(String, String, u64)> {
        let usage = folder.json(&[&["usage"], arguments].concat());
        let rows = usage["usage"].as_array().unwrap().iter();
        rows.map(|row| {
            let text = |name: &str| row[name].as_str().unwrap_or("-").to_owned();
            (
                text("caller"),
                text("tag"),
                row["requests"].as_u64().unwrap(),
            )
        })
        .collect()
    };
    let row = |caller: &str, tag: &str, requests| (caller.to_owned(), tag.to_owned(), requests);
    assert_eq!(requests(&[]), [row("alice", "-", 2), row("bob", "-", 1)]);
    assert_eq!(
        requests(&["--tag", "team=red"]),
        [row("alice", "-", 1), row("bob", "-", 1)]
    );
    assert_eq!(
        requests(&["--caller", "bob", "--by-tag", "team"]),
        [row("bob", "red", 1)]
    );
    assert_eq!(
        requests(&["--by-tag", "run"]),
        [
            row("alice", "-", 1),
            row("alice", "1", 1),
            row("bob", "-", 1)
        ]
    );
    assert_eq!(requests(&["--endpoint", "/film"]), []);
    assert_eq!(requests(&["--end", "2020-01-01"]), []);
    assert_eq!(
        requests(&["--start", "2020-01-01", "--by-time", "week"]).len(),
        2
    );
    let csv = folder.run(&["usage", "--csv", "--caller", "bob"]);
    assert_eq!(
        csv,
        "caller,endpoint,requests,units,unit,unit_price,source,cost,refunded\nbob,/flat,1,1,request,0.025,header,0.025,0\n"
    );
    let people = folder.run(&["usage"]);
    assert!(people.contains("alice  $99.95 "), "{people}");
}

#[test]
fn a_refund_gives_back_and_changes_nothing() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let answer = market.call("", r#"{"units": 4}"#);
    let id = answer.header("x-fal-request-id").unwrap();
    let refunded = folder.json(&["refund", id, "--units", "1.5"]);
    assert_eq!(
        refunded,
        json!({"request_id": id, "units": "1.50000000", "cost_nano_usd": 37_500_000})
    );
    let balance = folder.balance("alice");
    assert_eq!(
        (&balance["charged"], &balance["refunded"]),
        (&"0.1".into(), &"0.0375".into())
    );
    assert_eq!(folder.json(&["usage"])["usage"][0]["cost"], "0.0625");
    let again = folder.command(&["refund", id]).output().unwrap();
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("was refunded before"));
    for (arguments, code) in [
        (&["refund", "not-an-id"][..], 2),
        (&["refund", "01a224b0-807e-7248-8e7f-ec4e8ea328db"], 1),
        (&["price", "0.0000000001"], 2),
        (&["price", "-1"], 2),
        (&["price", "1", "--endpoint", "/flatt"], 2),
        (&["keys", "revoke", "nobody"], 1),
        (&["keys", "create", "Not A Name"], 1),
        (&["usage", "--start", "soon"], 2),
    ] {
        let output = folder.command(arguments).output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn without_a_ledger_it_says_what_to_do() {
    let folder = Folder::new();
    let output = folder.command(&["usage"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("there is no ledger in `market-dev.db`") && said.contains("help: "),
        "{said}"
    );
}

#[test]
fn the_help_of_each_command_is_all_that_one_needs() {
    let folder = Folder::new();
    for command in [
        "", "usage", "margin", "replay", "keys", "credit", "price", "refund", "webhooks",
    ] {
        let arguments: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = folder.run(&arguments);
        for part in [
            "Usage: market-app dev",
            "Options:\n",
            "\n\nExamples:\n  market-app dev",
            "Exit codes of all commands:\n",
        ] {
            assert!(
                help.contains(part),
                "`dev {command}` has no {part:?}: {help}"
            );
        }
        let widest = help.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(100), "`dev {command}`: {widest:?}");
    }
}

#[test]
fn a_wrong_word_is_told_the_words_that_there_are() {
    let folder = Folder::new();
    for (wrong, tip) in [
        ("usge", "tip: a similar subcommand exists: 'usage'"),
        (
            "ledger",
            "tip: the commands are 'usage', 'margin', 'replay', 'keys', 'credit', 'price', 'refund', 'webhooks'",
        ),
        (
            "--reset-scale",
            "tip: '--reset-scale' is an option of 'deploy'",
        ),
    ] {
        let output = folder.command(&[wrong]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(tip), "{wrong}: {said}");
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}

/// A production build carries none of it.
#[test]
fn without_the_feature_nothing_of_it_is_built() {
    let tree = |features: &[&str]| {
        let arguments = [
            "tree",
            "--offline",
            "-p",
            "fal-app",
            "-e",
            "normal",
            "--prefix",
            "none",
        ];
        let mut cargo = std::process::Command::new(env!("CARGO"));
        let output = cargo
            .args(arguments)
            .args(features)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let tree = String::from_utf8(output.stdout).unwrap();
        tree.lines()
            .filter_map(|line| line.split(' ').next())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (without, with) = (tree(&[]), tree(&["--features", "dev"]));
    for own in ["rusqlite", "libsqlite3-sys", "jiff", "ring", "uuid"] {
        assert!(!without.iter().any(|name| name == own), "{own}");
        assert!(with.iter().any(|name| name == own), "{own}");
    }
}
