//! One declaration has many readers: decoding, refusal, schema, quote and bill. Over a grid of declared types and
//! generated bodies they agree.
#![allow(clippy::expect_used, clippy::panic)]

mod bodies;
mod grid;
mod schema;

use fal_app::BillableUnits;
use fal_app::test::Reply;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use grid::App;
use schema::Schema;

/// Bodies for each type of the grid.
const CASES: u32 = 300;

#[test]
fn decoding_refusal_schema_quote_and_bill_agree() {
    for app in grid::apps() {
        let schema = Schema::of(&app);
        let mut runner = TestRunner::new(ProptestConfig {
            cases: CASES,
            failure_persistence: None,
            ..ProptestConfig::default()
        });
        runner
            .run(&bodies::body(), |body| agree(&app, &schema, &body))
            .unwrap_or_else(|error| panic!("`{}`: {error}", app.name));
    }
}

/// A test that accepts nothing, or refuses nothing, shows nothing.
#[test]
fn every_type_of_the_grid_accepts_some_bodies_and_refuses_some() {
    for app in grid::apps() {
        let (mut accepted, mut refused) = (0, 0);
        let mut runner = TestRunner::deterministic();
        for _ in 0..CASES {
            let body = bodies::body()
                .new_tree(&mut runner)
                .expect("a body")
                .current();
            match app.post(&body).status() {
                200 => accepted += 1,
                _ => refused += 1,
            }
        }
        assert!(
            accepted > 0 && refused > 0,
            "`{}` accepts {accepted} and refuses {refused}",
            app.name
        );
    }
}

fn agree(app: &App, schema: &Schema, body: &Value) -> Result<(), TestCaseError> {
    let reply = app.post(body);
    let quote = app.quote(body);
    match reply.status() {
        200 => accepted(app, schema, &reply, &quote),
        422 => refused(schema, body, &reply, &quote),
        other => Err(TestCaseError::fail(format!(
            "{other} for {body}: {}",
            String::from_utf8_lossy(reply.body())
        ))),
    }
}

/// What was decoded is what the schema describes, what is decoded again, and what is billed.
fn accepted(app: &App, schema: &Schema, reply: &Reply, quote: &Reply) -> Result<(), TestCaseError> {
    let decoded = reply.json().expect("JSON");
    prop_assert!(
        schema.describes(&decoded),
        "decoded, but not as the schema says: {decoded}"
    );

    let again = app.post(&decoded);
    prop_assert_eq!(again.status(), 200, "canonical, but refused: {}", decoded);
    prop_assert_eq!(again.body(), reply.body());

    // Each type of the grid charges twice its `num_images`.
    let images = decoded["num_images"].as_u64().expect("a count");
    let units = 2 * u32::try_from(images).expect("at most 4");
    prop_assert_eq!(reply.units(), Some(BillableUnits::from(units)));
    prop_assert_eq!(again.units(), reply.units());

    prop_assert_eq!(quote.status(), 200);
    prop_assert_eq!(quote.units(), Some(BillableUnits::ZERO));
    let quoted = serde_json::json!({ "min": units.to_string(), "max": units.to_string() });
    prop_assert_eq!(&quote.json().expect("JSON")["billable_units"], &quoted);
    Ok(())
}

/// What is refused costs nothing, is refused by the quote in the same words, and is not what the schema describes.
fn refused(
    schema: &Schema,
    body: &Value,
    reply: &Reply,
    quote: &Reply,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(reply.units(), Some(BillableUnits::ZERO));
    prop_assert!(
        !schema.describes(body),
        "the schema describes {}, which is refused: {}",
        body,
        String::from_utf8_lossy(reply.body())
    );
    prop_assert_eq!(quote.status(), 422);
    prop_assert_eq!(quote.units(), Some(BillableUnits::ZERO));
    prop_assert_eq!(quote.body(), reply.body());

    let answer = reply.json().expect("JSON");
    let errors = answer["detail"].as_array().expect("a list of errors");
    prop_assert!(!errors.is_empty());
    for error in errors {
        prop_assert_eq!(&error["loc"][0], "body", "{}", error);
        prop_assert!(error["type"].is_string() && error["msg"].is_string());
    }
    Ok(())
}
