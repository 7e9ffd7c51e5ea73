//! The command `billing`: what an app prints about its prices.

use std::process::Command;

use serde_json::{Value, json};

fn said(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_priced-app"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
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
  request   1 to 16 units
";
    assert!(said.starts_with(expected), "{said}");
    assert!(
        said.contains("  request   0.50000000 or more units\n"),
        "{said}"
    );
    assert!(
        said.contains("  unit      training\n  request   2 units\n"),
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
