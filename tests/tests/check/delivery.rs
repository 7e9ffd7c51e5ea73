//! What an example charges, and what it delivers.

use crate::check;

#[test]
fn what_was_charged_is_delivered() {
    let checked = check("delivers", &["--json"]);
    checked.fail(&[
        (
            "/fewer",
            "delivers",
            "example 2, before `times`, charged 2 pictures and delivered 1",
            "`images = output.images`",
        ),
        (
            "/smaller",
            "delivers",
            "example 1 charged 4 megapixels for 1 picture and delivered 1 megapixel: 64×64",
            "`pictures = output.images`",
        ),
        (
            "/larger",
            "delivers",
            "example 1 charged 2 megapixels for 2 pictures and delivered 2 megapixels: 2048×1024",
            "answer an error where pictures are missing",
        ),
        (
            "/shorter",
            "delivers",
            "example 2 charged 5.00 s and delivered 0.50 s",
            "as `seconds = output.audio`, or answer an error where it is shorter",
        ),
        (
            "/shorter/stream",
            "delivers",
            "example 1 charged 4.00 s and delivered 0.50 s",
            "answer an error where it is shorter",
        ),
        (
            "/bytes/stream",
            "delivers",
            "example 1 charged 4.00 s and delivered 0.50 s",
            "answer an error where it is shorter",
        ),
        (
            "/fewer/stream",
            "delivers",
            "example 1 charged 2 pictures and delivered 1",
            "answer an error where pictures are missing",
        ),
    ]);
    // The first example of each of these got what it paid for, whatever the factor of its bill.
    for path in ["/fewer", "/shorter"] {
        assert_eq!(checked.items(path, "delivers")[0]["holds"], true, "{path}");
    }
    assert_eq!(
        checked.items("/shorter/stream", "delivers")[1]["holds"],
        true
    );
    for (path, what) in [
        ("/links", "its output has no `Image`"),
        ("/links/stream", "its items hold no `Image`"),
    ] {
        let unseen = checked.item(path, "delivers");
        assert!(unseen["holds"].is_null(), "{unseen}");
        assert!(unseen["seen"].as_str().unwrap().contains(what), "{unseen}");
        let to_do = unseen["to_do"].as_str().unwrap();
        assert!(to_do.contains("compare by hand"), "{unseen}");
    }
    // The items of a stream have no schema that they could fit.
    assert!(
        checked
            .items("/shorter/stream", "fits its schema")
            .is_empty()
    );
}

#[test]
fn a_deferred_stream_costs_what_it_reports() {
    let checked = check("deferred", &["--json"]);
    assert_eq!(
        checked.seen("/stream", "costs as quoted"),
        [
            "example 1 cost 10 units of number, quoted 0 to 100 units of number",
            "example 2 cost 1 unit of number, quoted 0 to 100 units of number",
        ]
    );
    // The least is that of a success, and nothing delivered is none.
    checked.fail(&[(
        "/less/stream",
        "costs as quoted",
        "example 1 delivered nothing, and so it cost nothing",
        "write an example that delivers something",
    )]);
    // Its report must not be lost when the app stops.
    checked.fail(&[(
        "",
        "grace period",
        "is not said, and is 5 s",
        "at least 15 s, or a report is lost",
    )]);
}
