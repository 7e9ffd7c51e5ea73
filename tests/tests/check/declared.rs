//! What is declared.

use crate::check;

#[test]
fn a_good_app_holds_without_running() {
    let checked = check("good", &["--static", "--json"]);
    assert_eq!(checked.failures(), [""; 0], "{:#}", checked.json());
    assert_eq!(checked.code, Some(0));
    assert_eq!(checked.json()["holds"], true);
    // Nothing of the model was needed.
    assert!(!checked.stderr.contains("the setup prints"));
    assert!(checked.items("/", "runs").is_empty());
}

#[test]
fn an_app_that_says_nothing_is_told_what_to_say() {
    let checked = check("silent", &["--static", "--json"]);
    checked.fail(&[
        ("", "shared mode", "`auth` is \"private\"", "write `auth = \"shared\"`"),
        ("", "description", "the struct has no doc comment", "`/// Paints"),
        (
            "",
            "scaling",
            "nothing is said; the platform's own numbers are 0, 2, 10 and 1",
            "write `min_concurrency = …`, `max_concurrency = …`, `keep_alive = …`, `max_multiplexing = …`",
        ),
        ("", "startup timeout", "is not said, and is 600 s", "write `startup_timeout = …`"),
        ("", "request timeout", "is not said, and is 3600 s", "write `request_timeout = …`"),
        ("/", "billing", "nothing says what a request costs", "`#[billable(free)]`"),
        ("/", "description", "the method `say` has no doc comment", "above the method"),
        ("/", "category", "there is none", "`category = \"text-to-image\"`"),
        ("/", "example", "0 examples", "`#[example(Words { …, .. })]`"),
        (
            "/",
            "fields",
            "`Words.prompt`, `Words.strength`, `Said.answer`",
            "above each field",
        ),
    ]);
    assert_eq!(checked.failures().len(), 10, "{:?}", checked.failures());
    // What has no meter has no price yet.
    assert!(checked.items("/", "price").is_empty());
}

#[test]
fn a_price_without_a_most_fails_unless_it_is_meant_so() {
    let checked = check("open", &["--static", "--json"]);
    checked.fail(&[
        (
            "/",
            "price",
            "one request costs 0 or more units: no caller knows the most",
            "`--open-price /`",
        ),
        ("/", "unit", "one `unit`", "write `unit = \"…\"`"),
    ]);
    // `max` bounds the other.
    assert_eq!(checked.item("/count", "price")["holds"], true);
    // No field says how long what is made may be.
    let made = check("delivers", &["--static", "--json"]).item("/made", "price");
    let to_do = made["to_do"].as_str().unwrap();
    assert!(
        to_do.starts_with("bound the bill, as `max = 10`; or"),
        "{to_do}"
    );
    // Where there is a most, the option says nothing.
    let closed = check("open", &["--static", "--json", "--open-price", "/count"]);
    let price = closed.item("/count", "price");
    let seen = price["seen"].as_str().unwrap();
    assert!(
        seen.ends_with("`--open-price` is not needed: there is a most"),
        "{seen}"
    );
    let meant = check("open", &["--static", "--json", "--open-price", "/"]);
    let price = meant.item("/", "price");
    assert_eq!(price["holds"], true);
    assert!(
        price["seen"]
            .as_str()
            .unwrap()
            .contains("open, as `--open-price` allows")
    );
    // A path that the app has not is wrong.
    let wrong = check("open", &["--static", "--open-price", "/cuont"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.stderr.contains("/count"), "{}", wrong.stderr);
}

#[test]
fn a_stream_is_where_clients_look_and_nothing_else_is() {
    check("open", &["--static", "--json"]).fail(&[
        (
            "/count",
            "path",
            "where no client looks for a stream",
            "`#[stream(\"/count/stream\")]`",
        ),
        (
            "/stream",
            "path",
            "where clients look for a stream",
            "give it another path",
        ),
    ]);
}

#[test]
fn a_thumbnail_is_a_url() {
    check("delivers", &["--static", "--json"]).fail(&[(
        "",
        "thumbnail",
        "`nope`",
        "write the `https` URL of a picture",
    )]);
}

#[test]
fn two_endpoints_with_one_title_are_one_too_many() {
    let titles = [(
        "",
        "title",
        "two endpoints have the title `Make`",
        "title = \"…\"",
    )];
    check("open", &["--static", "--json"]).fail(&titles);
}

#[test]
fn callers_do_not_see_the_lines_of_others() {
    check("open", &["--static", "--json"]).fail(&[(
        "",
        "logs",
        "several requests at once share a log",
        "write `private_logs = true`",
    )]);
    // One at a time has its own.
    let alone = check("delivers", &["--static", "--json"]);
    assert_eq!(alone.item("", "logs")["holds"], true);
}

#[test]
fn the_seconds_of_the_machine_cannot_be_quoted() {
    let checked = check("good", &["--static", "--json"]);
    let price = checked.item("/train", "price");
    assert!(price["holds"].is_null());
    assert!(price["seen"].as_str().unwrap().contains("nobody can quote"));
}

#[test]
fn the_fal_team_is_asked_for_what_only_they_can_do() {
    let json = check("good", &["--static", "--json"]).json();
    let asked: Vec<&str> = json["for_the_fal_team"]
        .as_array()
        .unwrap()
        .iter()
        .map(|words| words.as_str().unwrap())
        .collect();
    assert_eq!(
        asked,
        [
            "Please enable the auth mode `shared` for our account: we publish the app `good`.",
            "Please set the price of the endpoint `/`: $____ for one `megapixel`. One request costs 2 to 32 megapixels.",
            "Please set the price of the endpoint `/stream`: $____ for one `number`. One request costs 1 to 10 units of number.",
            "Please bill the endpoint `/train` by compute seconds: it says no units, and else each request would count as one.",
            "Please make visible on the Marketplace: `/`, `/stream`.",
            "Please leave off the Marketplace: `/train`.",
        ]
    );
}
