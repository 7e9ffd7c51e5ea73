//! The command `card`: the listing to send to the fal team.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::{env, fs, process};

use fal_app::image;
use serde_json::{Value, json};

fn card(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_card-app"));
    command.arg("card").args(arguments).env_remove("RUST_LOG");
    command
}

fn ran(command: &mut Command) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

fn as_json(arguments: &[&str]) -> Value {
    let (code, stdout, stderr) = ran(&mut card(&[&["--json"], arguments].concat()));
    assert_eq!(code, Some(0), "{stderr}");
    serde_json::from_str(&stdout).unwrap()
}

/// A folder that is removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        Self(env::temp_dir().join(format!("fal-app-card-{}-{name}", process::id())))
    }

    fn arguments(&self) -> [&str; 2] {
        ["--out", self.0.to_str().unwrap()]
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_listing_says_what_is_declared_and_what_the_examples_did() {
    let (code, stdout, stderr) = ran(&mut card(&["--unit-price", "0.025", "--owner", "you"]));
    assert_eq!(code, Some(0), "{stderr}");
    let root = stdout.split("\n# ").next().unwrap();
    for part in [
        "# Squares\n\nPaints squares in one colour.\n\nEach megapixel of each picture is charged.\n",
        "\n![thumbnail](https://fal.media/squares.png)\n",
        "\n| endpoint | `you/squares` |\n| category | text-to-image |\n| license | MIT |\n| tags | stylized, fast |\n",
        "\n| machine | 2 × GPU-H100, else GPU-A100 |\n| regions | us-east |\n",
        "\nOne unit is one megapixel. The units of a request: the megapixels of `input.image_size`, rounded up, times the count of `input.num_images`. They are charged when the answer is made. A request that is refused costs nothing.\n",
        "\nProposed price of one megapixel: **$0.025**\n",
        "\n| the least | 1 megapixel | $0.025 |\n| the most | 16 megapixels | $0.40 |\n| example 1 | 1 megapixel | $0.025 |\n| example 2 | 4 megapixels | $0.10 |\n",
        "\n### Example 1\n\n```json\n{\n  \"prompt\": \"red\"\n}\n```\n\nAnswered in ",
        " s, for 4 megapixels ($0.10):\n",
        "\n`example-2-2.png`: picture of 2048 × 1024, ",
        "\n- A body has at most 8 MiB.\n- A request takes at most 90 s.\n- A runner works on at most 3 requests at once.\n",
        "\n- Media that callers send, `image_url`: at most 10 MB, at most 4096 pixels wide.\n",
    ] {
        // A time may be in ms.
        let part = part.strip_prefix(" s, for").unwrap_or(part);
        assert!(root.contains(part), "no {part:?} in\n{root}");
    }
    // What the app prints and logs is not part of the card.
    assert!(
        stderr.contains("paints red\n") && !stdout.contains("paints"),
        "{stderr}"
    );
}

#[test]
fn each_endpoint_that_is_listed_has_a_listing() {
    let (_, stdout, stderr) = ran(&mut card(&[
        "--unit-price",
        "3",
        "--unit-price",
        "/count=0.000000003",
    ]));
    let names: Vec<&str> = stdout
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .collect();
    let listed = [
        "Squares",
        "Exact Counter",
        "Squares: Words",
        "Squares: Sound",
        "Squares: Raw",
    ];
    assert_eq!(names, listed);
    let listings: Vec<&str> = stdout
        .split("# ")
        .filter(|part| part.contains("| endpoint |"))
        .collect();
    assert_eq!(listings.len(), listed.len());
    for part in [
        "| endpoint | `OWNER/squares/count` |\n| category | utility |\n",
        "One unit is 1000 tokens. The units of a request: `input.units`.",
        // Money is exact, and rounded once.
        "| the least | 0.5 units of 1000 tokens | $0.000000002 |\n",
        "| example 2 | 8.04166667 units of 1000 tokens | $0.000000024 |\n",
        // What looks like the end of a block is in a longer one.
        "````json\n{\n  \"text\": \"```764|\"\n}\n````\n",
        "They are charged at the first item.",
        // The headings of a comment are below those of the card.
        "\nSays words.\n\n### How many\n\nAs many as units.\n",
        "Answered in ",
        ", for nothing:\n",
        "| any | 1 request | $3.00 |\n",
        "Answered with 3 items in ",
        "It is free: a request costs 0 units.\n",
        "`sound-1.wav`: audio/wav, 8 bytes.",
        "Please let the price of this endpoint count compute seconds.\n\nProposed price of one compute second: **$3.00**\n",
        "Proposed price of 1000 tokens: **$0.000000003**\n",
        ", for the seconds of the machine.\n",
    ] {
        assert!(stdout.contains(part), "no {part:?} in\n{stdout}");
    }
    let note = "note: `--unit-price 3` is the price of each of these: one megapixel (`/`), one request (`/words/each`), one compute second (`/raw`); `--unit-price PATH=DOLLARS` gives an endpoint its own\n";
    assert!(stderr.contains(note), "{stderr}");
    assert!(
        !stdout.contains("hidden") && !stdout.contains("/health"),
        "{stdout}"
    );
}

#[test]
fn programs_are_told_in_the_words_of_the_platform() {
    let told = as_json(&["--unit-price", "0.025", "--owner", "you"]);
    assert_eq!(
        (&told["app"], &told["auth"], &told["failures"]),
        (&json!("squares"), &json!("shared"), &json!([]))
    );
    let root = &told["models"][0];
    assert_eq!(root["endpoint_id"], "you/squares");
    assert_eq!(
        root["metadata"],
        json!({
            "display_name": "Squares",
            "category": "text-to-image",
            "description": "Paints squares in one colour.",
            "tags": ["stylized", "fast"],
            "thumbnail_url": "https://fal.media/squares.png",
            "license_type": "MIT",
        })
    );
    assert_eq!(
        root["pricing"],
        json!({"unit_price": 0.025, "unit": "megapixels", "currency": "USD", "least": 0.025, "most": 0.4})
    );
    let document = Command::new(env!("CARGO_BIN_EXE_card-app"))
        .arg("openapi")
        .output()
        .unwrap();
    let document: Value = serde_json::from_slice(&document.stdout).unwrap();
    assert_eq!(
        root["billing"],
        document["paths"]["/"]["post"]["x-fal-billing"]
    );
    assert_eq!(
        root["limits"],
        json!({
            "max_body_mib": 8,
            "request_timeout": 90,
            "max_multiplexing": 3,
            "media": [{
                "field": "image_url", "max_file_size": 10_000_000, "max_width": 4096,
                "min_width": null, "min_height": null, "max_height": null, "max_area": null,
            }],
        })
    );
    assert_eq!(
        root["machine"],
        json!({"machine_types": ["GPU-H100", "GPU-A100"], "num_gpus": 2, "regions": ["us-east"]})
    );
    let example = &root["examples"][1];
    assert_eq!(example["input"]["prompt"], "blue");
    assert_eq!(
        (&example["billable_units"], &example["cost"]),
        (&json!("4"), &json!(0.1))
    );
    assert!(example["seconds"].as_f64().unwrap() > 0.0);
    // Without files, the pictures are where the app answered them.
    let url = example["output"]["images"][1]["url"].as_str().unwrap();
    assert!(url.starts_with("data:image/png;base64,"));
    assert_eq!(
        (
            &example["media"][1]["width"],
            &example["media"][1]["height"]
        ),
        (&json!(2048), &json!(1024))
    );

    let models = told["models"].as_array().unwrap();
    assert_eq!(models[1]["metadata"]["description"], "Counts, exactly.");
    assert_eq!(
        models[2]["examples"][0]["output"],
        json!([{"text": "0"}, {"text": "1"}, {"text": "2"}])
    );
    assert_eq!(models[3]["pricing"]["unit_price"], Value::Null);
    let raw = &models[4];
    assert_eq!(raw["pricing"]["unit_price"], json!(0.025));
    assert_eq!(
        (
            &raw["examples"][0]["billable_units"],
            &raw["pricing"]["most"]
        ),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(raw["examples"][0]["input"], Value::Null);

    let told = as_json(&[]);
    assert_eq!(told["models"][0]["endpoint_id"], Value::Null);
    assert_eq!(told["models"][0]["pricing"]["unit_price"], Value::Null);
    assert_eq!(told["models"][0]["examples"][0]["cost"], Value::Null);
}

#[test]
fn the_media_are_files_beside_the_card() {
    let folder = Folder::new("media");
    let arguments = folder.arguments();
    let (code, stdout, stderr) = ran(&mut card(&arguments));
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(stdout, format!("wrote {}/card.md\n", folder.0.display()));
    let markdown = folder.read("card.md");
    for file in ["example-1-1.png", "example-2-1.png", "example-2-2.png"] {
        assert!(
            markdown.contains(&format!("]({file})\n")),
            "{file}: {markdown}"
        );
        let picture = image::open(folder.0.join(file)).unwrap();
        assert!(picture.width() >= 512);
    }
    assert!(
        markdown.contains("\n[sound-1.wav](sound-1.wav): audio/wav, 8 bytes\n"),
        "{markdown}"
    );
    assert_eq!(folder.read("sound-1.wav"), "RIFF....");
    assert!(folder.read("card.json").ends_with("}\n"));
    assert!(!markdown.contains("base64"), "{markdown}");

    let written: Value = serde_json::from_str(&folder.read("card.json")).unwrap();
    let images = &written["models"][0]["examples"][1]["output"]["images"];
    assert_eq!(images[1]["url"], "example-2-2.png");

    // Printed, it is the same as in the file, but for what differs from run to run.
    let mut printed = as_json(&arguments);
    let mut written: Value = serde_json::from_str(&folder.read("card.json")).unwrap();
    for told in [&mut printed, &mut written] {
        for model in told["models"].as_array_mut().unwrap() {
            for example in model["examples"].as_array_mut().unwrap() {
                example["seconds"].take();
            }
        }
    }
    assert_eq!(printed, written);
}

#[test]
fn a_card_with_an_example_that_fails_is_not_to_be_sent() {
    let folder = Folder::new("fails");
    let mut command = card(&folder.arguments());
    let (code, _, stderr) = ran(command.env("CARD_APP_FAILS", "1"));
    assert_eq!(code, Some(1), "{stderr}");
    let why = "`/count`: runs: example 2 answered 409 in ";
    let error = stderr
        .lines()
        .find(|line| line.starts_with("error: "))
        .unwrap();
    assert!(
        error.contains(why) && error.contains(r#"{"detail":"the counter is\nbusy"}"#),
        "{stderr}"
    );
    let markdown = folder.read("card.md");
    assert!(
        markdown.starts_with(&format!("> **Not to be sent: {why}")),
        "{markdown}"
    );
    assert!(
        markdown.contains("\n**It failed: runs: example 2 answered 409 in "),
        "{markdown}"
    );
    assert!(!markdown.contains("| example 2 | 8.04166667"), "{markdown}");
    let told: Value = serde_json::from_str(&folder.read("card.json")).unwrap();
    assert!(
        told["failures"][0].as_str().unwrap().starts_with(why),
        "{told}"
    );
    let example = &told["models"][1]["examples"][1];
    assert!(
        example["error"].is_string() && example.get("output").is_none(),
        "{example}"
    );
}

#[test]
fn a_price_is_decimal_text_for_a_listed_endpoint() {
    for (prices, says) in [
        (&["0.0000000001"] as &[&str], "more than nine decimals"),
        (&["1e-3"], "not an amount of dollars: write digits"),
        (&["$1"], "not an amount of dollars"),
        (&["-1"], "not an amount of dollars: write digits"),
        (&["9223372036.854775808"], "more money than can be counted"),
        (&["/count=x"], "not an amount of dollars"),
        (
            &["/cuont=1"],
            "`/cuont`, which is not a listed endpoint\nhelp: these are: `/`, `/count`, `/words/each`",
        ),
        (&["/hidden=1"], "`/hidden`, which is not a listed endpoint"),
        (
            &["/sound=1"],
            "`/sound`, which is free: it has no unit to price",
        ),
        (
            &["1", "2"],
            "`--unit-price` says the price of `all endpoints` twice",
        ),
        (
            &["/=1", "/=2"],
            "`--unit-price` says the price of `/` twice",
        ),
    ] {
        let options: Vec<&str> = prices
            .iter()
            .flat_map(|price| ["--unit-price", price])
            .collect();
        let (code, stdout, stderr) = ran(&mut card(&options));
        assert_eq!((code, &*stdout), (Some(2), ""), "{prices:?}: {stderr}");
        assert!(stderr.contains(says), "{prices:?}: {stderr}");
    }
}

#[test]
fn an_owner_is_one_name() {
    for owner in ["", "a/b", "a b"] {
        let (code, _, stderr) = ran(&mut card(&["--owner", owner]));
        assert_eq!(code, Some(2), "{stderr}");
        assert!(stderr.contains("write your name on fal alone"), "{stderr}");
    }
}

#[test]
fn what_a_card_usually_has_is_missed() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_several-app"));
    let (code, stdout, stderr) = ran(command.arg("card"));
    assert_eq!(code, Some(0), "{stderr}");
    for note in [
        "note: the app says no license: `license = \"…\"` in `#[fal_app(…)]`\n",
        "note: the app says no thumbnail:",
        "note: the app has no tags:",
        "note: `/` has no category:",
        "note: `/` has no example: write `#[example(…)]` above its method\n",
        "note: `/stream` says nothing of billing: write `#[billable(…)]` above its method\n",
    ] {
        assert!(stderr.contains(note), "no {note:?} in\n{stderr}");
    }
    assert!(
        stdout.contains("## Examples\n\nThere is none.\n"),
        "{stdout}"
    );
}
