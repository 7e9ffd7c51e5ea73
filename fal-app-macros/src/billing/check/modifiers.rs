//! What refuses a modifier: one rule, one function, one program of its name in `tests/ui`.

use syn::Expr;

use super::operand::{billable_constant_out_of_range, expression};
use super::subject::Subject;
use crate::attribute::old_values::Text;
use crate::billing::args::{BillableArgs, FormulaKind, MeterArgs, ModifierArgs};
use crate::billing::model::{Modifiers, Operand, UnitBounds};
use crate::billing::units::{NoUnits, Units, constant};
use crate::errors::{Errors, error};

/// The modifiers without those that are wrong.
pub(super) fn modifiers(
    kind: FormulaKind,
    args: &BillableArgs,
    subject: &Subject<'_>,
    errors: &mut Errors,
) -> Modifiers {
    let BillableArgs { meter, modifiers } = args;
    let ModifierArgs {
        times,
        min,
        max,
        unit,
        ..
    } = modifiers;
    let times = times
        .as_ref()
        .and_then(|times| errors.take(times_operand(times, subject)));
    let least = min
        .as_ref()
        .and_then(|min| errors.take(billable_bound_not_a_number("min", min)));
    let most = max
        .as_ref()
        .and_then(|max| errors.take(billable_max_zero(max)));
    let bounds = errors.take(billable_min_above_max(least, most, min.as_ref()));
    let unit = unit
        .as_ref()
        .and_then(|unit| errors.take(billable_unit_already_named(kind, meter, unit)));
    Modifiers {
        times,
        bounds: bounds.unwrap_or_default(),
        unit,
    }
}

fn times_operand(times: &Expr, subject: &Subject<'_>) -> syn::Result<Operand> {
    match constant(times) {
        Some(units) => billable_times_zero(times, units).map(Operand::Constant),
        None => expression("times", times, subject).map(Operand::Expression),
    }
}

fn billable_times_zero(times: &Expr, units: Result<Units, NoUnits>) -> syn::Result<Units> {
    let units = billable_constant_out_of_range("times", times, units)?;
    if units.is_zero() {
        return Err(error(
            times,
            "`times = 0` bills nothing",
            "write `#[billable(free)]`",
        ));
    }
    Ok(units)
}

fn billable_max_zero(max: &Expr) -> syn::Result<Units> {
    let units = billable_bound_not_a_number("max", max)?;
    if units.is_zero() {
        return Err(error(
            max,
            "`max = 0` bills nothing",
            "write `#[billable(free)]`",
        ));
    }
    Ok(units)
}

fn billable_bound_not_a_number(name: &str, bound: &Expr) -> syn::Result<Units> {
    match constant(bound) {
        Some(units) => billable_constant_out_of_range(name, bound, units),
        None => Err(error(
            bound,
            format_args!("`{name}` takes a number"),
            format_args!("write a literal: `{name} = 2.5`"),
        )),
    }
}

fn billable_min_above_max(
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

fn billable_unit_already_named(
    kind: FormulaKind,
    meter: &MeterArgs,
    unit: &Text,
) -> syn::Result<String> {
    if !kind.names_its_unit() {
        return Ok(unit.value());
    }
    let help = "remove `unit`: it names the unit of `flat`, `units` and `custom`";
    Err(error(
        &unit.0,
        format_args!("`{}` names its unit itself", meter.name),
        help,
    ))
}
