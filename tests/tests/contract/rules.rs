//! Each rule, by a pair of programs. `tests/src/bin/contract-apps` has them.

use crate::{File, contract, ran};

/// What `--check` says of the new one of a pair: the class, the name, and what is said.
#[rustfmt::skip]
const RULES: &[(&str, &[&str])] = &[
    ("same", &[]),
    ("gone", &[
        r#"breaking  /:input.a  the field is gone: what callers send in it is lost"#,
    ]),
    ("field_added", &[
        r#"new       /:input.a  the field is new"#,
    ]),
    ("required_added", &[
        r#"breaking  /:input.a.required  the field is new, and callers must send it"#,
    ]),
    ("required_now", &[
        r#"breaking  /:input.a.required  callers must send it now"#,
    ]),
    ("required_no_more", &[
        r#"new       /:input.a.required  callers may leave it out now"#,
    ]),
    ("renamed", &[
        r#"breaking  /:input.a  the field is gone: what callers send in it is lost"#,
        r#"new       /:input.b  the field is new"#,
    ]),
    ("renamed_with_alias", &[
        r#"new       /:input.b  the field is new"#,
    ]),
    ("alias_gone", &[
        r#"breaking  /:input.a.aliases  the name `x` is not taken any more"#,
    ]),
    ("default_changed", &[
        r#"new       /:input.a.default  `default` is 2, was 1"#,
    ]),
    ("null_no_more", &[
        r#"breaking  /:input.a.null  it may not be null any more"#,
        r#"new       /:input.a.default  `default` is 1, was none"#,
    ]),
    ("le_lowered", &[
        r#"breaking  /:input.a.le  `le` is 3, was 4"#,
    ]),
    ("le_raised", &[
        r#"new       /:input.a.le  `le` is 5, was 4"#,
    ]),
    ("ge_raised", &[
        r#"breaking  /:input.a.ge  `ge` is 2, was 1"#,
    ]),
    ("bounded_now", &[
        r#"breaking  /:input.a.ge  `ge` is 0, was none"#,
    ]),
    ("excluded_now", &[
        r#"breaking  /:input.a.lt  `lt` is 1, was `le = 1`"#,
    ]),
    ("included_now", &[
        r#"new       /:input.a.gt  `gt` is `ge = 0`, was 0"#,
    ]),
    ("smaller_type", &[
        r#"breaking  /:input.a.le  `le` is 255, was 4294967295"#,
    ]),
    ("single", &[
        r#"breaking  /:input.a.type  `type` is `f32`, was `f64`"#,
    ]),
    ("whole_now", &[
        r#"breaking  /:input.a.type  `type` is `integer`, was `number`"#,
    ]),
    ("fraction_now", &[
        r#"new       /:input.a.type  `type` is `number`, was `integer`"#,
    ]),
    ("text_now", &[
        r#"breaking  /:input.a.type  `type` is `string`, was `integer`"#,
    ]),
    ("list_now", &[
        r#"breaking  /:input.a.type  `type` is `list`, was `integer`"#,
    ]),
    ("any_no_more", &[
        r#"breaking  /:input.a.type  `type` is `integer`, was `any`"#,
    ]),
    ("multiple_of", &[
        r#"breaking  /:input.a.multiple_of  `multiple_of` is 8, was none"#,
    ]),
    ("multiple_of_less", &[
        r#"new       /:input.a.multiple_of  `multiple_of` is 8, was 16"#,
    ]),
    ("one_of_less", &[
        r#"breaking  /:input.a.one_of  not taken any more: 10"#,
    ]),
    ("one_of_now", &[
        r#"breaking  /:input.a.one_of  only these are taken now: 5, 10"#,
    ]),
    ("words_less", &[
        r#"breaking  /:input.a.one_of  not taken any more: `x`"#,
    ]),
    ("choice_gone", &[
        r#"breaking  /:input.a.one_of  not taken any more: `jpeg`"#,
    ]),
    ("choice_added", &[
        r#"new       /:input.a.one_of  may be sent now: `jpeg`"#,
    ]),
    ("choice_alias_gone", &[
        r#"breaking  /:input.a.one_of  not taken any more: `portable`"#,
    ]),
    ("any_text_now", &[
        r#"new       /:input.a.one_of  was one of `png`, and may be any"#,
    ]),
    ("min_length", &[
        r#"breaking  /:input.a.min_length  `min_length` is 1, was none"#,
    ]),
    ("max_length", &[
        r#"breaking  /:input.a.max_length  `max_length` is 8, was 9"#,
    ]),
    ("pattern_now", &[
        r#"breaking  /:input.a.pattern  `pattern` is `^a`, was none"#,
    ]),
    ("pattern_changed", &[
        r#"breaking  /:input.a.pattern  `pattern` is `^b`, was `^a`"#,
    ]),
    ("pattern_gone", &[
        r#"new       /:input.a.pattern  `pattern` is none, was `^a`"#,
    ]),
    ("items", &[
        r#"breaking  /:input.a[].le  `le` is 8, was 9"#,
    ]),
    ("fewer_items", &[
        r#"breaking  /:input.a.max_length  `max_length` is 8, was 9"#,
    ]),
    ("in_a_map", &[
        r#"breaking  /:input.a{}.le  `le` is 8, was 9"#,
    ]),
    ("in_a_list", &[
        r#"breaking  /:input.a[].scale.le  `le` is 2, was 4"#,
    ]),
    ("in_itself", &[
        r#"breaking  /:input.a.weight.le  `le` is 5, was 9"#,
    ]),
    ("tuple", &[
        r#"breaking  /:input.a.items  `items` is 3, was 2"#,
    ]),
    ("in_a_tuple", &[
        r#"breaking  /:input.a[1].type  `type` is `integer`, was `number`"#,
    ]),
    ("flattened", &[
        r#"breaking  /:input.strength.le  `le` is 8, was 9"#,
    ]),
    ("size", &[
        r#"breaking  /:input.a.max_width  `max_width` is 1024, was 2048"#,
    ]),
    ("area", &[
        r#"breaking  /:input.a.max_area  `max_area` is 1048576, was none"#,
    ]),
    ("file_size", &[
        r#"breaking  /:input.a.max_file_size  `max_file_size` is 1000000, was none"#,
    ]),
    ("medium_now", &[
        r#"new       /:input.a.type  `type` is `image`, was `image_url`"#,
    ]),
    ("url_now", &[
        r#"breaking  /:input.a.type  `type` is `image_url`, was `string`"#,
    ]),
    ("other_medium", &[
        r#"breaking  /:input.a.type  `type` is `video_url`, was `image_url`"#,
    ]),
    ("variant_gone", &[
        r#"breaking  /:input.a.brush.variant  not taken any more: `brush`"#,
    ]),
    ("union_less", &[
        r#"breaking  /:input.a.type  `type` is `number`, was `string`"#,
    ]),
    ("union_of_itself", &[
        r#"new       /:input.a.type  `type` is `string`, was `integer`"#,
        r#"new       /:input.a[].type  `type` is `string`, was `integer`"#,
    ]),
    ("union_of_itself_less", &[
        r#"breaking  /:input.a.type  `type` is `integer`, was `string`"#,
        r#"breaking  /:input.a[].type  `type` is `integer`, was `string`"#,
    ]),
    ("union_now", &[
        r#"new       /:input.a.type  `type` is `string`, was `number`"#,
    ]),
    ("answer_same", &[]),
    ("answer_gone", &[
        r#"breaking  /:output.b  the field is gone"#,
    ]),
    ("answer_added", &[
        r#"new       /:output.b  the field is new"#,
    ]),
    ("answer_null_now", &[
        r#"breaking  /:output.a.null  it may be null now"#,
    ]),
    ("answer_null_no_more", &[
        r#"new       /:output.a.null  it is never null any more"#,
    ]),
    ("answer_type", &[
        r#"breaking  /:output.a.type  `type` is `string`, was `integer`"#,
    ]),
    ("answer_wider", &[
        r#"breaking  /:output.a.le  `le` is 18446744073709551615, was 4294967295"#,
    ]),
    ("answer_fraction", &[
        r#"breaking  /:output.a.type  `type` is `number`, was `integer`"#,
    ]),
    ("answer_bound", &[
        r#"breaking  /:output.a.le  `le` is 10, was 9"#,
    ]),
    ("answer_bound_gone", &[
        r#"breaking  /:output.a.max_length  `max_length` is none, was 9"#,
    ]),
    ("answer_narrower", &[
        r#"new       /:output.a.le  `le` is 8, was 9"#,
    ]),
    ("answer_choice_added", &[
        r#"breaking  /:output.a.one_of  an answer may hold now: `jpeg`"#,
    ]),
    ("answer_choice_gone", &[
        r#"new       /:output.a.one_of  is not answered any more: `jpeg`"#,
    ]),
    ("answer_in_a_list", &[
        r#"breaking  /:output.a[].width  the field is gone"#,
    ]),
    ("answer_any", &[
        r#"breaking  /:output.a.type  `type` is `any`, was `integer`"#,
    ]),
    ("path_gone", &[
        r#"breaking  /more  the endpoint is gone: its callers get a 404"#,
    ]),
    ("path_added", &[
        r#"new       /more  the endpoint is new"#,
    ]),
    ("streamed", &[
        r#"breaking  /:kind  `kind` is `stream`, was `endpoint`"#,
    ]),
    ("session", &[
        r#"breaking  /:kind  `kind` is `realtime, server_streaming`, was `realtime, unary`"#,
    ]),
    ("session_price", &[
        r#"breaking  /:price.meter  `meter` is `flat`, was `free`"#,
        r#"breaking  /:price.billed_statuses  answers may be charged now whose status is 101; these were none"#,
        r#"breaking  /:price  a request costs 1 request, was 0 requests"#,
    ]),
    ("private", &[
        r#"breaking  auth  `auth` is `private`, was `shared`"#,
    ]),
    ("public", &[
        r#"new       auth  `auth` is `public`, was `private`"#,
    ]),
    ("app_renamed", &[
        r#"breaking  app  `app` is `b`, was `a`"#,
    ]),
    ("smaller_body", &[
        r#"breaking  /:max_body_mib  `max_body_mib` is 4, was 8"#,
    ]),
    ("input_added", &[
        r#"breaking  /:input.a.required  the field is new, and callers must send it"#,
    ]),
    ("deferred_no_more", &[
        r#"breaking  /:price.deferred  charged at the first item now, was for what was delivered"#,
    ]),
    ("price_same", &[]),
    ("twice", &[
        r#"breaking  /:price  {} costs 2 images, was 1 image"#,
    ]),
    ("half", &[
        r#"cheaper   /:price  {} costs 1 image, was 2 images"#,
    ]),
    ("more_allowed", &[
        r#"new       /:input.n.le  `le` is 8, was 4"#,
    ]),
    ("default_dearer", &[
        r#"breaking  /:price  {} costs 3 images, was 1 image"#,
        r#"new       /:input.n.default  `default` is 3, was 1"#,
    ]),
    ("dearer_and_cheaper", &[
        r#"breaking  /:price  {"n":8} costs 16 units, was 10 units"#,
        r#"cheaper   /:price  {} costs 2 units, was 3 units"#,
    ]),
    ("min_raised", &[
        r#"breaking  /:price  {} costs 2 images, was 1 image"#,
    ]),
    ("max_raised", &[
        r#"breaking  /:price.max  `max` is 3, was 2"#,
        r#"breaking  /:price  {"n":4} costs 3 images, was 2 images"#,
    ]),
    ("max_of_failures_gone", &[
        r#"breaking  /:price.max  `max` is none, was 2"#,
    ]),
    ("rounded_now", &[
        r#"breaking  /:price  {"n":1.0} costs 1 unit, was 0.5 units"#,
    ]),
    ("shorter_chunks", &[
        r#"breaking  /:price.unit  `unit` is `500 characters`, was `1000 characters`"#,
    ]),
    ("shorter_chunks_of_one_name", &[
        r#"breaking  /:price  {"prompt":{"letters":4999,"repeat":"a"}} costs 9 units of chunk, was 4 units of chunk"#,
    ]),
    ("other_meter", &[
        r#"breaking  /:price.meter  `meter` is `per_video_second`, was `per_image`"#,
        r#"breaking  /:price.unit  `unit` is `second`, was `image`"#,
    ]),
    ("other_unit", &[
        r#"breaking  /:price.unit  `unit` is `1000 tokens`, was `token`"#,
    ]),
    ("threshold_lowered", &[
        r#"breaking  /:price  {"steps":49} costs 2 requests, was 1 request"#,
    ]),
    ("read_now", &[
        r#"breaking  /:price  {"hd":true} costs 3 requests, was 1 request"#,
    ]),
    ("cannot_be_followed", &[
        r#"breaking  /:price  {"steps":99} costs 99 units, was 9 units"#,
    ]),
    ("written_otherwise", &[
        r#"new       /:price.formula  the formula is "`input.n + input.n`", was "`input.n * 2`": none of 5 requests costs another price"#,
    ]),
    ("dearer_in_a_method_of_the_input", &[
        r#"breaking  /:price  {"hd":true} costs 10 units, was 1 unit"#,
    ]),
    ("dearer_choice", &[
        r#"breaking  /:price  {"quality":"fine"} costs 4 requests, was 2 requests"#,
    ]),
    ("larger_area", &[
        r#"breaking  /:price  {} costs 2 megapixels, was 1 megapixel"#,
    ]),
    ("answer_twice", &[
        r#"breaking  /:price  {"n":0} costs 0 to 200 seconds, was 0 to 100 seconds"#,
    ]),
    ("answer_computed", &[
        r#"breaking  /:price  {"n":0} costs 0 to 150 seconds, was 0 to 100 seconds"#,
    ]),
    ("answer_half", &[
        r#"cheaper   /:price  {"n":0} costs 0 to 50 seconds, was 0 to 100 seconds"#,
    ]),
    ("answer_other_field", &[
        r#"breaking  /:price  {"n":0}, with `output.seconds` = 1000000 and `output.steps` = 1, costs 1000000 units, was 1 unit"#,
        r#"cheaper   /:price  {"n":0}, with `output.seconds` = 999 and `output.steps` = 1000000, costs 999 units, was 1000000 units"#,
    ]),
    ("answer_followed_by_nobody", &[
        r#"breaking  /:price.formula  the formula is "`output.steps.ilog2()`", was "`output.steps.isqrt()`": it reads something else, and no bound says that it is not more"#,
    ]),
    ("answer_bounded", &[
        r#"cheaper   /:price  {"n":0} costs 5 units, was 5 or more units"#,
    ]),
    ("answer_with_input", &[
        r#"breaking  /:price  {}, with `output.images` = 1, costs 1 to 3 images, was 1 to 2 images"#,
    ]),
    ("from_answer_to_request", &[
        r#"breaking  /:price  {} costs 1 image, was 0 or more images"#,
        r#"cheaper   /:price  {}, with `input.n` = 4 and `output.images` = 1000000, costs 4 images, was 1000000 images"#,
    ]),
    ("larger_flat", &[
        r#"breaking  /:price  {"n":0} costs 3 requests, was 2 requests"#,
    ]),
    ("charged_now", &[
        r#"breaking  /:price.meter  `meter` is `flat`, was `free`"#,
        r#"breaking  /:price.billed_statuses  answers may be charged now whose status is 200, 400-407, 410-424, 426-428, 430-498; these were none"#,
        r#"breaking  /:price  {"n":0} costs 1 request, was 0 requests"#,
    ]),
    ("free_now", &[
        r#"cheaper   /:price  {"n":0} costs 0 requests, was 1 request"#,
    ]),
    ("machine_seconds", &[
        r#"breaking  /:price.meter  `meter` is `flat`, was `per_compute_second`"#,
        r#"breaking  /:price.unit  `unit` is `request`, was `compute second`"#,
        r#"breaking  /:price.billed_statuses  answers may be charged now whose status is 200, 400-407, 410-424, 426-428, 430-498; these were 200"#,
    ]),
];

/// The lines about changes, without the last ones, which sum up. Of how many requests one stands for, nothing is said.
fn changes(stdout: &str) -> Vec<&str> {
    let lines = stdout.lines().filter(|line| {
        let mut classes = ["breaking", "cheaper ", "new     "].into_iter();
        classes.any(|class| line.starts_with(class))
    });
    let alone = |line| match str::rsplit_once(line, "; ") {
        Some((line, counted)) if counted.ends_with(" that were compared") => line,
        _ => line,
    };
    lines.map(alone).collect()
}

#[test]
fn each_pair_of_programs_says_what_has_changed() {
    let mut wrong = Vec::new();
    for (pair, expected) in RULES {
        let file = File::of(&format!("{pair}.old"));
        let (code, stdout, stderr) =
            ran(&mut contract(&format!("{pair}.new"), &file.0, &["--check"]));
        let found = changes(&stdout);
        let breaks = expected.iter().any(|line| line.starts_with("breaking"));
        if found != *expected || code != Some(i32::from(breaks)) {
            wrong.push(format!("{pair}: {code:?} {found:#?}{stderr}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        RULES.len(),
        wrong.join("\n")
    );
}

/// A contract says nothing against itself: once it is written again, nothing is left to say.
#[test]
fn a_contract_agrees_with_itself() {
    for (pair, _) in RULES {
        for side in ["old", "new"] {
            let app = format!("{pair}.{side}");
            let file = File::of(&app);
            let (code, stdout, stderr) = ran(&mut contract(&app, &file.0, &["--check"]));
            let held = "the contract holds: nothing has changed\n";
            assert_eq!((code, &*stdout, &*stderr), (Some(0), held, ""), "{app}");
        }
    }
}

#[test]
fn what_breaks_is_taken_by_its_name() {
    for (pair, expected) in RULES {
        let breaking = expected
            .iter()
            .filter_map(|line| line.strip_prefix("breaking  "));
        let names: Vec<&str> = breaking
            .filter_map(|line| line.split("  ").next())
            .collect();
        let file = File::of(&format!("{pair}.old"));
        let new = format!("{pair}.new");
        let allow: Vec<&str> = names.iter().flat_map(|name| ["--allow", *name]).collect();
        let arguments = [&["--check"], &allow[..]].concat();
        let (code, stdout, stderr) = ran(&mut contract(&new, &file.0, &arguments));
        assert_eq!(code, Some(0), "{pair}: {stdout}{stderr}");
        let allowed = stdout.lines().filter(|line| line.starts_with("allowed   "));
        assert_eq!(allowed.count(), names.len(), "{pair}: {stdout}");
    }
}
