//! Holds the values of a declaration against its rules, before the app starts. The compiler has done so for literals and
//! constants.

use serde_json::Value;

#[cfg(feature = "realtime")]
use super::accepted::accepted_in_a_session;
use super::accepted::{accepted, canonical};
use super::table::{Default, Field, Rules, Shape, Table};
use super::walk::walk;
use super::writer::Writer;

/// Evaluates every default of a shape.
///
/// # Errors
/// The first that is refused, and why.
pub(crate) fn check_defaults(shape: &Shape) -> Result<(), String> {
    each_field(shape, |_, field| match field.default {
        Some(Default::Value(default)) => default().evaluated().map(drop).map_err(str::to_owned),
        Some(Default::Factory) | None => Ok(()),
    })
}

/// Evaluates every example of the fields of a shape.
///
/// # Errors
/// The first that is refused, and why.
pub(crate) fn check_examples(shape: &Shape) -> Result<(), String> {
    each_field(shape, |table, field| {
        let Some(write) = field.examples else {
            return Ok(());
        };
        let mut writer = Writer::request();
        write(&mut writer);
        let written = writer.finish().map_err(|why| why.to_string())?;
        let examples: Vec<Value> = serde_json::from_slice(&written).unwrap_or_default();
        examples.iter().try_for_each(|example| {
            let sent = example.to_string();
            let accepted = canonical(sent.as_bytes(), None, &field.shape, &field.rules);
            accepted.map(drop).map_err(|why| {
                format!(
                    "the example {sent} of `{}.{}` is refused: {why}\nhelp: write an example that a caller may send",
                    table.name, field.ident
                )
            })
        })
    })
}

/// Evaluates an `#[example]` of the endpoint `name`, whose input has this shape.
///
/// # Errors
/// It is refused, and why.
pub(crate) fn check_example(
    name: &str,
    write: fn(&mut Writer),
    shape: &Shape,
) -> Result<(), String> {
    accepted(write, shape, &Rules::NONE)
        .map(drop)
        .map_err(|why| refused(name, &why))
}

/// Evaluates an `#[example]` of a `#[realtime]`, which is sent in MessagePack.
///
/// # Errors
/// As [`check_example`].
#[cfg(feature = "realtime")]
pub(crate) fn check_session_example(
    name: &str,
    write: fn(&mut Writer),
    shape: &Shape,
) -> Result<(), String> {
    accepted_in_a_session(write, shape).map_err(|why| refused(name, &why))
}

fn refused(name: &str, why: &str) -> String {
    format!(
        "an example of endpoint `{name}` is refused: {why}\nhelp: write an example that a caller may send"
    )
}

/// Holds an answer against the shape and the rules that the document promises to callers. The types of its values are right
/// because the compiler says so; rules of fields and `skip_serializing_if` are what an answer may break.
///
/// # Errors
/// The first value that is not as promised, and why.
pub(crate) fn check_answer(answer: &Value, shape: &Shape) -> Result<(), String> {
    canonical(answer.to_string().as_bytes(), None, shape, &Rules::NONE).map(drop)
}

/// Looks at each field of a shape, at any depth, until something is wrong with one.
fn each_field(
    shape: &Shape,
    look: impl Fn(&'static Table, &'static Field) -> Result<(), String>,
) -> Result<(), String> {
    let mut found = Ok(());
    walk(shape, &mut |shape| {
        if let (Shape::Object(table), Ok(())) = (shape, &found) {
            let table = table();
            found = table.fields.iter().try_for_each(|field| look(table, field));
        }
    });
    found
}
