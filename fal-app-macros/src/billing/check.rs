//! The only file that refuses billing: one rule, one function, one program of its name in `tests/ui`.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{Expr, ExprLit, Lit};

use super::model::{Billing, Expression, Formula, Modifiers, Operand, Side, UnitBounds};
use super::parse::{BillableArgs, FormulaKind, MeterArgs, MeterKind, ModifierArgs};
use super::reads::reads;
use super::units::{NoUnits, Units, constant};
use crate::errors::{Errors, error};
use crate::values::Text;
use crate::words::ungrouped;

/// The endpoint whose billing is checked.
pub(crate) struct Subject<'a> {
    pub(crate) endpoint: &'a Ident,
    pub(crate) has_input: bool,
    /// Its units leave before its first item.
    pub(crate) is_stream: bool,
}

/// The billing, unless something in it is wrong.
pub(super) fn check(
    args: &BillableArgs,
    subject: &Subject<'_>,
    errors: &mut Errors,
) -> Option<Billing> {
    let BillableArgs {
        meter,
        modifiers: modifier_args,
    } = args;
    match meter.kind {
        MeterKind::Free => {
            errors.take(billable_modifier_of_no_units(meter, modifier_args))?;
            Some(Billing::Free)
        }
        MeterKind::PerComputeSecond => {
            errors.take(billable_modifier_of_no_units(meter, modifier_args))?;
            Some(Billing::PerComputeSecond)
        }
        MeterKind::Formula(kind) => {
            let formula = formula(kind, meter, subject, errors).filter(|_| meter.is_whole);
            let modifiers = modifiers(kind, args, subject, errors);
            Some(Billing::Metered {
                formula: formula?,
                modifiers,
            })
        }
    }
}

fn billable_modifier_of_no_units(meter: &MeterArgs, modifiers: &ModifierArgs) -> syn::Result<()> {
    match modifiers.words.first() {
        None => Ok(()),
        Some(word) => Err(error(
            word,
            format_args!("`{word}` changes nothing: `{}` has no units", meter.name),
            format_args!("remove `{word}`"),
        )),
    }
}

fn formula(
    kind: FormulaKind,
    meter: &MeterArgs,
    subject: &Subject<'_>,
    errors: &mut Errors,
) -> Option<Formula> {
    let mut operand = |name, default| errors.take(operand(meter, name, default, subject));
    Some(match kind {
        FormulaKind::PerImage => Formula::PerImage {
            images: operand("images", "input.num_images")?,
        },
        FormulaKind::PerMegapixel if meter.operand("pictures").is_some() => {
            let pictures = operand("pictures", "output.images");
            errors.take(billable_pictures_beside_size_or_images(meter))?;
            Formula::PerMegapixelOfPictures {
                pictures: pictures?,
            }
        }
        FormulaKind::PerMegapixel => {
            let (size, images) = (
                operand("size", "input.image_size"),
                operand("images", "input.num_images"),
            );
            Formula::PerMegapixel {
                size: size?,
                images: images?,
            }
        }
        FormulaKind::PerVideoSecond => Formula::PerVideoSecond {
            seconds: operand("seconds", "output.video")?,
        },
        FormulaKind::PerAudioSecond => Formula::PerAudioSecond {
            seconds: operand("seconds", "output.audio")?,
        },
        FormulaKind::PerTextChunk => {
            let text = operand("text", "input.prompt");
            let chars = errors.take(billable_chars_not_a_count(meter));
            Formula::PerTextChunk {
                text: text?,
                chars: chars?,
            }
        }
        FormulaKind::Flat => Formula::Flat {
            units: errors.take(billable_flat_not_a_number(meter))?,
        },
        FormulaKind::Units => Formula::Units {
            units: operand("units", "")?,
        },
        FormulaKind::Custom => Formula::Custom,
    })
}

/// The modifiers without those that are wrong.
fn modifiers(
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

fn billable_pictures_beside_size_or_images(meter: &MeterArgs) -> syn::Result<()> {
    match meter.operand("size").or(meter.operand("images")) {
        None => Ok(()),
        Some((name, _)) => Err(error(
            name,
            format_args!("`{name}` and `pictures` both say what is measured"),
            "keep `pictures`, or `size` and `images`",
        )),
    }
}

fn billable_chars_not_a_count(meter: &MeterArgs) -> syn::Result<u64> {
    let Some((_, value)) = meter.operand("chars") else {
        return Ok(1000);
    };
    let count = match ungrouped(value) {
        Expr::Lit(ExprLit {
            lit: Lit::Int(count),
            ..
        }) => count.base10_parse().ok().filter(|count| *count >= 1),
        _ => None,
    };
    count.ok_or_else(|| {
        error(
            value,
            "`chars` takes a whole number of at least 1",
            "write `chars = 1000`",
        )
    })
}

fn billable_flat_not_a_number(meter: &MeterArgs) -> syn::Result<Units> {
    let Some((name, value)) = meter.operand("units") else {
        return Ok(Units::ONE);
    };
    let Some(units) = constant(value) else {
        let help = format!(
            "write a number, or the expression in `units({})`",
            value.to_token_stream()
        );
        return Err(error(value, "`flat` takes a constant", help));
    };
    billable_constant_zero(value, billable_constant_out_of_range(name, value, units)?)
}

fn operand(
    meter: &MeterArgs,
    name: &'static str,
    default: &str,
    subject: &Subject<'_>,
) -> syn::Result<Operand> {
    let Some((written, value)) = meter.operand(name) else {
        return default_operand(meter, name, default, subject);
    };
    match constant(value) {
        Some(units) if matches!(name, "images" | "seconds" | "units") => {
            let units = billable_constant_zero(
                value,
                billable_constant_out_of_range(written, value, units)?,
            )?;
            billable_images_not_whole(name, value, units)?;
            Ok(Operand::Constant(units))
        }
        _ => expression(name, value, subject).map(Operand::Expression),
    }
}

/// A default is spanned at its meter: a field that is not there is told on the meter's name.
fn default_operand(
    meter: &MeterArgs,
    name: &'static str,
    default: &str,
    subject: &Subject<'_>,
) -> syn::Result<Operand> {
    let span = meter.name.span();
    let (side, field) = default.split_once('.').unwrap_or((default, ""));
    let (side, field) = (Ident::new(side, span), Ident::new(field, span));
    if side == "input" {
        billable_default_without_input(meter, name, default, subject)?;
    }
    let tokens = quote_spanned!(span=> #side.#field);
    let reads = if side == "input" {
        vec![field.clone()]
    } else {
        vec![]
    };
    let side = if side == "input" {
        Side::Input(Some(side))
    } else {
        billable_stream_reads_output(&meter.name, subject)?;
        Side::Output(side)
    };
    Ok(Operand::Expression(Expression {
        side,
        operand: name,
        tokens,
        text: default.to_owned(),
        field: true,
        reads,
    }))
}

fn billable_default_without_input(
    meter: &MeterArgs,
    name: &str,
    default: &str,
    subject: &Subject<'_>,
) -> syn::Result<()> {
    if subject.has_input || !meter.is_whole {
        return Ok(());
    }
    let message = format!(
        "`{}` reads `{default}`, and endpoint `{}` takes no input",
        meter.name, subject.endpoint
    );
    Err(error(
        &meter.name,
        message,
        format_args!("say what it reads: `{}({name} = …)`", meter.name),
    ))
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

fn billable_constant_out_of_range(
    name: impl std::fmt::Display,
    value: &Expr,
    units: Result<Units, NoUnits>,
) -> syn::Result<Units> {
    units.map_err(|reason| match reason {
        NoUnits::Negative => error(
            value,
            format_args!("`{name}` is negative"),
            "write a number of at least 0",
        ),
        NoUnits::TooFine => error(
            value,
            format_args!("`{name}` has more than 8 decimals"),
            "units have at most 8",
        ),
        NoUnits::TooLarge => error(
            value,
            format_args!("`{name}` is more units than can be billed"),
            "write at most 92233720368",
        ),
    })
}

fn billable_constant_zero(value: &Expr, units: Units) -> syn::Result<Units> {
    if units.is_zero() {
        Err(error(
            value,
            "0 units bill nothing",
            "write `#[billable(free)]`",
        ))
    } else {
        Ok(units)
    }
}

fn billable_images_not_whole(name: &str, value: &Expr, units: Units) -> syn::Result<()> {
    if name != "images" || units.is_whole() {
        return Ok(());
    }
    Err(error(
        value,
        "`images` takes a whole number",
        "write the fraction as `times = …`",
    ))
}

fn expression(
    operand: &'static str,
    value: &Expr,
    subject: &Subject<'_>,
) -> syn::Result<Expression> {
    let tokens = value.to_token_stream();
    let reads = reads(&tokens);
    billable_operand_reads_self(reads.receiver.as_ref())?;
    billable_operand_reads_input_and_output(value, reads.input.as_ref(), reads.output.as_ref())?;
    billable_operand_without_input(reads.input.as_ref(), subject)?;
    if let Some(output) = &reads.output {
        billable_stream_reads_output(output, subject)?;
    }
    Ok(Expression {
        side: reads.output.map_or(Side::Input(reads.input), Side::Output),
        operand,
        text: text(&tokens),
        tokens,
        field: is_field(value),
        reads: reads.input_fields,
    })
}

fn billable_operand_reads_self(receiver: Option<&Ident>) -> syn::Result<()> {
    match receiver {
        None => Ok(()),
        Some(receiver) => Err(error(
            receiver,
            "an operand cannot read `self`",
            "use a constant: `Self::RATE`",
        )),
    }
}

fn billable_operand_reads_input_and_output(
    value: &Expr,
    input: Option<&Ident>,
    output: Option<&Ident>,
) -> syn::Result<()> {
    if input.is_none() || output.is_none() {
        return Ok(());
    }
    let help = "read one of them here, and the other in an operand of its own or in `times`";
    Err(error(
        value,
        "one expression reads both `input` and `output`",
        help,
    ))
}

fn billable_stream_reads_output(at: &Ident, subject: &Subject<'_>) -> syn::Result<()> {
    if !subject.is_stream {
        return Ok(());
    }
    Err(error(
        at,
        format_args!(
            "the units of stream `{}` leave before its `output` is known",
            subject.endpoint
        ),
        "read `input`, or charge what it takes with `flat` or `per_compute_second`",
    ))
}

fn billable_operand_without_input(input: Option<&Ident>, subject: &Subject<'_>) -> syn::Result<()> {
    match input {
        Some(input) if !subject.has_input => {
            let message = format!("endpoint `{}` takes no input", subject.endpoint);
            Err(error(
                input,
                message,
                "read `output`, or give the method an input",
            ))
        }
        _ => Ok(()),
    }
}

/// Whether the expression is nothing but `input.field` or `output.field`.
fn is_field(value: &Expr) -> bool {
    let Expr::Field(field) = ungrouped(value) else {
        return false;
    };
    let named = matches!(field.member, syn::Member::Named(_));
    let variable = |path: &syn::Path| path.is_ident("input") || path.is_ident("output");
    named && matches!(ungrouped(&field.base), Expr::Path(path) if variable(&path.path))
}

/// The tokens as people write them.
fn text(tokens: &TokenStream) -> String {
    tokens
        .to_string()
        .replace(" . ", ".")
        .replace("r#", "")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
