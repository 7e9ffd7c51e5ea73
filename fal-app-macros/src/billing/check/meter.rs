//! What refuses a meter: one rule, one function, one program of its name in `tests/ui`.

use quote::ToTokens;
use syn::{Expr, ExprLit, Lit};

use super::modifiers::modifiers;
use super::operand::{billable_constant_out_of_range, billable_constant_zero, operand};
use super::subject::Subject;
use crate::attribute::old_words::ungrouped;
use crate::billing::args::{BillableArgs, FormulaKind, MeterArgs, MeterKind, ModifierArgs};
use crate::billing::model::{Billing, Formula};
use crate::billing::units::{Units, constant};
use crate::errors::{Errors, error};

/// The billing, unless something in it is wrong.
pub(crate) fn check(
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
