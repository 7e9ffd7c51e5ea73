//! Refuses a wrong modifier.

use proc_macro2::Ident;
use syn::Expr;

use super::operand::{constant_out_of_range, expression};
use crate::attribute::{Given, Operand as Written, Text};
use crate::billing::args::ModifierArgs;
use crate::billing::model::{Expression, Modifiers, Operand, Side, Subject, UnitBounds};
use crate::errors::{Errors, error, refuse};
use crate::units::{NoUnits, Units, constant};

/// The modifiers that are right.
pub(super) fn modifiers(
    written: &ModifierArgs,
    subject: &Subject<'_>,
    errors: &mut Errors,
) -> Modifiers {
    let times = written.times.as_ref();
    let times = times.and_then(|times| errors.take(times_operand(&times.at, subject)));
    let min = written.min.as_ref();
    let least = min.and_then(|min| errors.take(bound_not_a_number(min)));
    let max = written.max.as_ref();
    let most = max.and_then(|max| errors.take(max_zero(max)));
    let bounds = errors.take(min_above_max(least, most, min.map(|min| &min.at)));
    let unit = written.unit.as_ref();
    let unit = unit.and_then(|unit| errors.take(unit_without_name(unit)));
    if let Some(deferred) = &written.deferred {
        errors.take(deferred_outside_a_stream(&deferred.0, subject));
    }
    Modifiers {
        times,
        round: written.round.as_ref().map(|round| round.value.value),
        bounds: bounds.unwrap_or_default(),
        unit,
        deferred: written.deferred.is_some(),
    }
}

/// Any other answer is sent when its units are known.
fn deferred_outside_a_stream(deferred: &Ident, subject: &Subject<'_>) -> syn::Result<()> {
    refuse(
        !subject.is_stream,
        deferred,
        format_args!(
            "`deferred` is for a stream, and `{}` is not a `#[stream]`",
            subject.endpoint
        ),
        "remove `deferred`",
    )
}

fn times_operand(times: &Expr, subject: &Subject<'_>) -> syn::Result<Operand> {
    match constant(times) {
        Some(units) => times_zero(times, units).map(Operand::Constant),
        None => {
            let times = expression("times", times, subject)?;
            deferred_times_over_output(&times, subject)?;
            Ok(Operand::Expression(times))
        }
    }
}

/// The factor applies once, to all items together.
fn deferred_times_over_output(times: &Expression, subject: &Subject<'_>) -> syn::Result<()> {
    match &times.side {
        Side::Output(output) if subject.is_stream => Err(error(
            output,
            "`times` is one factor for all items, and `output` is one of them",
            "read `input`, or write the product in the meter, as in `units(output.a * output.b)`",
        )),
        Side::Input(_) | Side::Output(_) => Ok(()),
    }
}

fn times_zero(times: &Expr, units: Result<Units, NoUnits>) -> syn::Result<Units> {
    let units = constant_out_of_range("times", times, units)?;
    if units.is_zero() {
        return Err(error(
            times,
            "`times = 0` bills nothing",
            "write `#[billable(free)]`",
        ));
    }
    Ok(units)
}

fn max_zero(max: &Given<Written>) -> syn::Result<Units> {
    let units = bound_not_a_number(max)?;
    if units.is_zero() {
        return Err(error(
            &max.at,
            "`max = 0` bills nothing",
            "write `#[billable(free)]`",
        ));
    }
    Ok(units)
}

fn bound_not_a_number(bound: &Given<Written>) -> syn::Result<Units> {
    let name = &bound.word;
    match constant(&bound.at) {
        Some(units) => constant_out_of_range(name, &bound.at, units),
        None => Err(error(
            &bound.at,
            format_args!("`{name}` takes a number"),
            format_args!("write a literal: `{name} = 2.5`"),
        )),
    }
}

fn min_above_max(
    min: Option<Units>,
    max: Option<Units>,
    at: Option<&Expr>,
) -> syn::Result<UnitBounds> {
    UnitBounds::new(min, max).ok_or_else(|| {
        error(
            &at,
            "`min` is above `max`",
            "write a `min` that is at most `max`",
        )
    })
}

fn unit_without_name(unit: &Given<Text>) -> syn::Result<String> {
    let name = unit.value.value();
    if name.trim().is_empty() {
        return Err(error(
            &unit.at,
            "`unit` names nothing",
            "write what one unit is: `unit = \"1000 tokens\"`",
        ));
    }
    Ok(name)
}
