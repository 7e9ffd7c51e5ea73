//! The command as a user meets it.

use serde_json::{Value, json};

use crate::{File, contract, ran};

#[test]
fn a_file_that_is_missing_broken_or_newer_is_told_with_what_to_do() {
    let file = File::new();
    let check = || {
        let (code, stdout, stderr) = ran(&mut contract("twice.new", &file.0, &["--check"]));
        assert_eq!((code, &*stdout), (Some(1), ""));
        stderr
    };
    let missing = check();
    assert!(
        missing.contains("there is no contract")
            && missing.contains("help: write it with `contract`"),
        "{missing}"
    );
    file.write("{\"format\": 1,");
    let broken = check();
    assert!(
        broken.contains("is not JSON: EOF while parsing a value at line 1")
            && broken.contains("help: take it from git again"),
        "{broken}"
    );
    file.write("{\"format\": 2}");
    let newer = check();
    assert!(
        newer.contains("has the format 2")
            && newer.contains("help: build the app with the newer `fal-app`"),
        "{newer}"
    );
    for other in ["{}", "[]", "7", "{\"format\": \"1\"}"] {
        file.write(other);
        let other = check();
        assert!(other.contains("is not a contract"), "{other}");
    }
    // It is written anew whatever it was.
    let (code, stdout, _) = ran(&mut contract("twice.new", &file.0, &[]));
    assert_eq!(code, Some(0), "{stdout}");
    // What is left of a contract, by hand, is compared as far as it goes, and never panics.
    let whole: Value = serde_json::from_str(&file.read()).unwrap();
    for name in ["app", "auth", "endpoints", "types"] {
        let mut part = whole.clone();
        part[name] = json!(3);
        file.write(&part.to_string());
        let (code, _, stderr) = ran(&mut contract("twice.new", &file.0, &["--check"]));
        assert!(matches!(code, Some(0 | 1)), "{name}: {stderr}");
    }
}

#[test]
fn the_file_is_sorted_and_reads_well() {
    let file = File::of("twice.old");
    let text = file.read();
    let contract: Value = serde_json::from_str(&text).unwrap();
    let mut sorted = contract.clone();
    sorted.sort_all_objects();
    assert_eq!(contract.to_string(), sorted.to_string());
    assert_eq!(
        (&contract["format"], &contract["app"], &contract["auth"]),
        (&json!(1), &json!("painter"), &json!("shared"))
    );
    for line in [
        r#"    "In": {"n": {"default": 1, "ge": 1, "le": 4, "type": "integer"}},"#,
        r#"          {"costs": "1", "request": {}},"#,
        r#"          {"costs": "4", "request": {"n": 4}},"#,
        r#"        "formula": "the count of `input.n`","#,
        r#"        "billed_statuses": ["200", "400-407", "410-424", "426-428", "430-498"],"#,
    ] {
        assert!(
            text.lines()
                .any(|found| found.trim_end_matches(',') == line.trim_end_matches(',')),
            "no {line} in\n{text}"
        );
    }
    assert!(text.lines().all(|line| line.len() <= 120), "{text}");
}

#[test]
fn what_is_written_again_says_what_has_changed() {
    let file = File::of("twice.old");
    let (code, stdout, stderr) = ran(&mut contract("twice.new", &file.0, &[]));
    assert_eq!((code, &*stderr), (Some(0), ""));
    assert!(stdout.ends_with(": 1 breaking\n"), "{stdout}");
}

#[test]
fn a_rise_is_shown_as_json_with_its_request_and_both_prices() {
    let file = File::of("threshold_lowered.old");
    let mut command = contract("threshold_lowered.new", &file.0, &["--check", "--json"]);
    let (code, stdout, _) = ran(&mut command);
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, &report["breaking"]), (Some(1), &json!(1)));
    let change = &report["changes"][0];
    assert_eq!(
        (&change["class"], &change["name"], &change["allowed"]),
        (&json!("breaking"), &json!("/:price"), &json!(false))
    );
    let steps = change["request"]["steps"].as_u64().unwrap();
    assert!((31..=50).contains(&steps), "{change}");
    assert_eq!(
        (&change["was"], &change["is"]),
        (
            &json!({"min": "1", "max": "1"}),
            &json!({"min": "2", "max": "2"})
        )
    );

    let mut command = contract(
        "threshold_lowered.new",
        &file.0,
        &["--check", "--json", "--allow", "/:price"],
    );
    let (code, stdout, _) = ran(&mut command);
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(
        (code, &report["breaking"], &report["changes"][0]["allowed"]),
        (Some(0), &json!(0), &json!(true))
    );

    // Without `--check` it is the contract, and no file is written.
    let none = File::new();
    let (code, stdout, _) = ran(&mut contract("twice.old", &none.0, &["--json"]));
    assert_eq!((code, none.0.exists()), (Some(0), false));
    assert_eq!(serde_json::from_str::<Value>(&stdout).unwrap()["format"], 1);
}

#[test]
fn a_name_that_is_no_change_is_a_wrong_argument() {
    let file = File::of("twice.old");
    let mut command = contract("twice.new", &file.0, &["--check", "--allow", "/:prices"]);
    let (code, stdout, stderr) = ran(&mut command);
    assert_eq!((code, &*stdout), (Some(2), ""));
    assert!(
        stderr.contains("no breaking change has the name `/:prices`\nhelp: did you mean `/:price`"),
        "{stderr}"
    );
    // One that was taken, and is in the contract by now, is no mistake.
    let file = File::of("twice.new");
    let mut command = contract("twice.new", &file.0, &["--check", "--allow", "/:price"]);
    assert_eq!(ran(&mut command).0, Some(0));
    // `--allow` belongs to `--check`.
    let (code, _, stderr) = ran(&mut contract("twice.new", &file.0, &["--allow", "/:price"]));
    assert_eq!(code, Some(2), "{stderr}");
}

#[test]
fn the_file_is_that_of_the_package() {
    let folder =
        std::env::temp_dir().join(format!("fal-app-contract-package-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("Cargo.toml"), "").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_contract-apps"));
    command
        .env("APP", "twice.old")
        .env("CARGO_MANIFEST_DIR", &folder)
        .arg("contract");
    let (code, _, stderr) = ran(&mut command);
    let is_there = folder.join("fal-app.contract.json").exists();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!((code, is_there), (Some(0), true), "{stderr}");
}
