//! The command `billing`: what an app prints about its prices.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

fn said(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_priced-app"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// What is said on stdout and stderr, and the exit code.
fn ended(arguments: &[&str], stdin: &str) -> (String, String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_priced-app"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    command
        .stdin
        .take()
        .unwrap()
        .write_all(stdin.as_bytes())
        .unwrap();
    let output = command.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        text(output.stdout),
        text(output.stderr),
        output.status.code(),
    )
}

/// The app cannot be set up: a quote needs no setup.
#[test]
fn one_request_is_quoted_without_a_server() {
    let quoted =
        |endpoint: &str, input: &str| said(&["billing", "--input", input, "--endpoint", endpoint]);
    let size =
        r#"{"prompt": "a fox", "num_images": "2", "image_size": {"width": 2048, "height": 1024}}"#;
    assert_eq!(quoted("/", size), "4 megapixels\n");
    assert_eq!(quoted("/", r#"{"prompt": "a fox"}"#), "1 megapixel\n");
    let speak = r#"{"prompt": "a fox", "num_images": 2}"#;
    assert_eq!(quoted("/speak", speak), "2 units of 1000 characters\n");
    assert_eq!(
        quoted("/film", r#"{"prompt": "a fox"}"#),
        "0.5 or more seconds\n"
    );
    assert_eq!(quoted("/train", ""), "2 units of training\n");
    assert!(quoted("/raw", "{}").starts_with("no units"));

    let json = as_json(&["billing", "--json", "--endpoint", "/", "--input", size]);
    assert_eq!(
        json,
        json!({"billable_units": {"min": "4", "max": "4"}, "unit": "megapixels"})
    );
    let (stdout, _, code) = ended(&["billing", "--input", "-", "--endpoint", "/"], size);
    assert_eq!((&*stdout, code), ("4 megapixels\n", Some(0)));
    let file = std::env::temp_dir().join(format!("priced-{}.json", std::process::id()));
    std::fs::write(&file, size).unwrap();
    assert_eq!(
        quoted("/", &format!("@{}", file.display())),
        "4 megapixels\n"
    );
    std::fs::remove_file(&file).unwrap();
}

#[test]
fn a_request_that_would_be_refused_is_not_quoted() {
    let wrong = r#"{"num_images": 9, "image_size": "huge"}"#;
    let arguments = ["billing", "--endpoint", "/", "--input", wrong];
    let (stdout, stderr, code) = ended(&arguments, "");
    assert_eq!((&*stdout, code), ("", Some(1)));
    let lines: Vec<&str> = stderr.lines().collect();
    assert_eq!(
        lines[..2],
        [
            "error: the input is refused",
            "  `body.prompt`: Field required"
        ]
    );
    assert!(
        lines[2].starts_with("  `body.num_images`: Input should be less than or equal to 4"),
        "{stderr}"
    );

    // As the server answers it.
    let (stdout, _, code) = ended(&[&arguments[..], &["--json"]].concat(), "");
    let refusal: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(code, Some(1));
    assert_eq!(refusal["detail"][0]["loc"], json!(["body", "prompt"]));
    assert_eq!(refusal["detail"][1]["input"], 9);

    let (_, stderr, code) = ended(&["billing", "--endpoint", "/", "--input", "{"], "");
    assert!(
        stderr.contains("`body.1`: JSON decode error: Expecting property name"),
        "{stderr}"
    );
    assert_eq!(code, Some(1));
}

#[test]
fn the_endpoint_of_a_quote_is_named() {
    let (_, stderr, code) = ended(&["billing", "--input", "{}"], "");
    assert!(
        stderr.contains("several endpoints\nhelp: say which with `--endpoint`: `/`, `/speak`, `/film`, `/train`, `/raw`\n"),
        "{stderr}"
    );
    assert_eq!(code, Some(2));
    for unknown in ["/nope", "/ready"] {
        let (_, stderr, code) = ended(&["billing", "--input", "{}", "--endpoint", unknown], "");
        assert!(
            stderr.contains(&format!(
                "invalid value '{unknown}' for '--endpoint <PATH>'\n  [possible values: /, /speak, /film, /train, /raw]"
            )),
            "{stderr}"
        );
        assert_eq!(code, Some(2));
    }
    let (_, stderr, code) = ended(&["billing", "--endpoint", "/"], "");
    assert!(stderr.contains("--input"), "{stderr}");
    assert_eq!(code, Some(2));
    let (_, stderr, code) = ended(&["billing", "--input", "@/no/such", "--endpoint", "/"], "");
    assert!(stderr.contains("`/no/such` cannot be read"), "{stderr}");
    assert_eq!(code, Some(2));
}

fn as_json(arguments: &[&str]) -> Value {
    serde_json::from_str(&said(arguments)).unwrap()
}

#[test]
fn people_are_told_what_each_endpoint_costs() {
    let said = said(&["billing"]);
    let expected = "\
POST /
  meter     per_megapixel
  formula   the megapixels of `input.image_size`, rounded up, times the count of `input.num_images`
  unit      megapixel
  request   1 to 16 megapixels
";
    assert!(said.starts_with(expected), "{said}");
    assert!(
        said.contains(", at least 0.5\n  unit      second\n  request   0.5 or more seconds\n"),
        "{said}"
    );
    assert!(
        said.contains("  unit      training\n  request   2 units of training\n"),
        "{said}"
    );
    assert!(
        said.contains("  request   no units: the platform bills the seconds of the machine\n"),
        "{said}"
    );
    assert!(!said.contains("/ready"), "{said}");
}

#[test]
fn programs_are_told_the_same_as_in_the_document() {
    let (billing, document) = (as_json(&["billing", "--json"]), as_json(&["openapi"]));
    let endpoints = billing["endpoints"].as_object().unwrap();
    assert_eq!(
        endpoints.keys().collect::<Vec<_>>(),
        ["/", "/speak", "/film", "/train", "/raw"]
    );
    for (path, said) in endpoints {
        assert_eq!(&document["paths"][path]["post"]["x-fal-billing"], said);
    }
    let speak = &endpoints["/speak"];
    assert_eq!(
        (&speak["meter"], &speak["unit"], &speak["quote"]),
        (
            &json!("per_text_chunk"),
            &json!("1000 characters"),
            &json!("/speak/quote")
        )
    );
    assert_eq!(speak["billable_units"], json!({"min": "1", "max": "3"}));
    assert_eq!(endpoints["/raw"]["billable_units"], Value::Null);
    assert_eq!(endpoints["/"]["quote"], "/quote");
}

#[test]
fn declarations_have_the_shape_of_the_platforms() {
    let billing = as_json(&["billing", "--json"]);
    let components = billing["billing_components"].as_object().unwrap();
    for (path, declared) in components {
        assert_eq!(declared["version"], 1);
        assert_eq!(
            declared["schema_id"],
            billing["endpoints"][path]["schema_id"]
        );
        assert!(!declared["schema_id"].as_str().unwrap().is_empty());
        assert_eq!(declared["app"]["type"], "object");
        assert_eq!(declared.as_object().unwrap().len(), 3);
    }
    let metric =
        |path: &str, name: &str| components[path]["app"]["properties"][name]["type"].clone();
    assert_eq!(metric("/", "megapixel"), "number");
    assert_eq!(metric("/speak", "1000_characters"), "number");
    let ids: std::collections::HashSet<_> = components
        .values()
        .map(|declared| &declared["schema_id"])
        .collect();
    assert_eq!(ids.len(), components.len());
}
