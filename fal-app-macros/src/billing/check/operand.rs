//! What refuses an operand: one rule, one function, one program of its name in `tests/ui`.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Expr;

use super::subject::Subject;
use crate::attribute::old_words::ungrouped;
use crate::billing::args::MeterArgs;
use crate::billing::model::{Expression, Operand, Side};
use crate::billing::operand_scan::reads;
use crate::billing::units::{NoUnits, Units, constant};
use crate::errors::error;

pub(super) fn operand(
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

pub(super) fn billable_constant_out_of_range(
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

pub(super) fn billable_constant_zero(value: &Expr, units: Units) -> syn::Result<Units> {
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

pub(super) fn expression(
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
