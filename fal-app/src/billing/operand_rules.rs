//! An operand over an output obeys the rules of the field that it reads. Else the bill could break its quote.

use super::meter::{Billing, Operand};
use super::operand_bounds::over_output;
use super::operand_kind::{OperandKind, Read};
use crate::fields::{Field, Rules, Shape, rules};
use crate::units::BillableUnits;

/// What is measured of an operand.
#[derive(Clone, Copy, Debug)]
pub(super) enum Measured<'a> {
    /// The number of a float.
    Float(f64),
    /// Widths and heights in pixels.
    Sizes(&'a [(u32, u32)]),
    /// A text.
    Text(&'a str),
    /// The number of any operand, as units.
    Units(BillableUnits),
    /// The number of any operand, where it is more units than can be billed.
    TooLarge,
}

/// Checks what was measured of an operand against the field of the output that it reads.
///
/// # Errors
/// It breaks a rule of the field: a metering failure.
pub(super) fn check(
    billing: &Billing,
    output: &Shape,
    kind: OperandKind,
    value: Measured<'_>,
) -> Read {
    let mut operands = billing.operands();
    let expression = match operands.find(|(of, _)| *of == kind) {
        // What a method says of its own units is not bounded by what it answers (`docs/billing.md` §4).
        Some((_, Operand::Output(expression))) if kind != OperandKind::Units => expression,
        _ => return Ok(()),
    };
    let is_allowed = match value {
        Measured::Units(units) => over_output(kind, expression, output).contains(units),
        Measured::TooLarge => over_output(kind, expression, output).max.is_none(),
        _ => true,
    };
    let field = expression.known.field(output);
    if is_allowed && field.is_none_or(|field| obeys(field, value)) {
        return Ok(());
    }
    let value = match value {
        Measured::Float(value) => format!(" is {value},"),
        Measured::Units(value) => format!(" is {value},"),
        Measured::TooLarge => " is more units than can be billed,".to_owned(),
        Measured::Sizes(_) | Measured::Text(_) => " is".to_owned(),
    };
    Err(format!(
        "`{}`{value} outside of what its `#[field]` allows",
        expression.text
    )
    .into())
}

fn obeys(field: &Field, value: Measured<'_>) -> bool {
    let rules = &field.rules;
    match (value, &field.shape) {
        (Measured::Float(value), _) => rules::number(rules, value).is_ok(),
        (Measured::Text(value), _) => rules::string(rules, value).is_ok(),
        (Measured::Sizes(sizes), shape) => sizes_obey(shape, rules, sizes),
        (Measured::Units(units), Shape::Integer { .. }) => {
            i128::try_from(units.floor()).is_ok_and(|value| rules::integer(rules, value).is_ok())
        }
        (Measured::Units(_) | Measured::TooLarge, _) => true,
    }
}

fn sizes_obey(shape: &Shape, rules: &Rules, sizes: &[(u32, u32)]) -> bool {
    let each = |shape: &Shape, rules: &Rules| {
        let mut sizes = sizes.iter();
        sizes.all(|size| sizes_obey(shape, rules, &[*size]))
    };
    match shape {
        // A list of media has no rules for their sizes.
        Shape::List(of) => rules::length(rules, sizes.len()).is_ok() && each(of, &rules.of_items()),
        // A pair of a width and a height.
        Shape::Tuple([Shape::Integer { .. }, ..]) => {
            let of_sides = rules.of_items();
            let side = |pixels: u32| rules::integer(&of_sides, pixels.into()).is_ok();
            sizes
                .iter()
                .all(|(width, height)| side(*width) && side(*height))
        }
        Shape::Tuple([of, ..]) => each(of, &rules.of_items()),
        _ => sizes
            .iter()
            .all(|(width, height)| rules::size(rules, *width, *height)),
    }
}
