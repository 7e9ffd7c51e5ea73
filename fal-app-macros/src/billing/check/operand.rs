//! Refuses a wrong operand.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Expr, ExprLit, Lit};

use crate::billing::args::{MeterArgs, MeterOperand, Takes};
use crate::billing::known::known;
use crate::billing::model::{Expression, Operand, Side, Subject};
use crate::billing::operand_scan::reads;
use crate::errors::{Errors, error, refuse};
use crate::syntax::parts::ungrouped;
use crate::syntax::spans::respanned;
use crate::syntax::text::text;
use crate::units::{NoUnits, Units, constant};

/// The operand as it is written or by default, unless it is wrong.
pub(super) fn operand(
    meter: &MeterArgs,
    operand: &MeterOperand,
    subject: &Subject<'_>,
    errors: &mut Errors,
) -> Option<Operand> {
    let value = match &operand.written {
        Some(written) => written.at.clone(),
        // The misspelt word may be this operand.
        None if !meter.is_whole => return None,
        None => errors.take(default(meter, operand, subject))?,
    };
    errors.take(checked(operand, &value, subject))
}

/// The default has the place of its meter: there rustc reports a field that the input does not have.
fn default(meter: &MeterArgs, operand: &MeterOperand, subject: &Subject<'_>) -> syn::Result<Expr> {
    units_without_expression(meter, operand)?;
    let tokens = operand.default.parse::<TokenStream>()?;
    let value = respanned(tokens, meter.word.span());
    default_without_input(meter, operand, &value, subject)?;
    syn::parse2(value)
}

fn checked(operand: &MeterOperand, value: &Expr, subject: &Subject<'_>) -> syn::Result<Operand> {
    let name = operand.name;
    match (operand.takes, constant(value)) {
        (Takes::Chars, _) => chars_not_a_count(value).map(Operand::Chars),
        (Takes::Constant, units) => {
            let units = flat_not_a_number(value, units)?;
            amount(name, value, units).map(Operand::Units)
        }
        (Takes::Amount, Some(units)) => amount(name, value, units).map(Operand::Constant),
        (Takes::Count, Some(units)) => {
            let units = amount(name, value, units)?;
            images_not_whole(value, units).map(Operand::Constant)
        }
        (Takes::Expression, _) | (Takes::Amount | Takes::Count, None) => {
            expression(name, value, subject).map(Operand::Expression)
        }
    }
}

fn amount(name: &str, value: &Expr, units: Result<Units, NoUnits>) -> syn::Result<Units> {
    constant_zero(value, constant_out_of_range(name, value, units)?)
}

fn units_without_expression(meter: &MeterArgs, operand: &MeterOperand) -> syn::Result<()> {
    refuse(
        operand.default.is_empty(),
        &meter.word,
        format_args!("`{}` has no expression", meter.word),
        "write one: `units(input.tokens)`",
    )
}

fn default_without_input(
    meter: &MeterArgs,
    operand: &MeterOperand,
    value: &TokenStream,
    subject: &Subject<'_>,
) -> syn::Result<()> {
    let (meter, default) = (&meter.word, operand.default);
    refuse(
        !subject.has_input && reads(value).input.is_some(),
        meter,
        format_args!(
            "`{meter}` reads `{default}`, and endpoint `{}` takes no input",
            subject.endpoint
        ),
        format_args!("say what it reads: `{meter}({} = …)`", operand.name),
    )
}

fn chars_not_a_count(value: &Expr) -> syn::Result<u64> {
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

fn flat_not_a_number(
    value: &Expr,
    units: Option<Result<Units, NoUnits>>,
) -> syn::Result<Result<Units, NoUnits>> {
    units.ok_or_else(|| {
        let written = value.to_token_stream();
        error(
            value,
            "`flat` takes a constant",
            format_args!("write a number, or the expression in `units({written})`"),
        )
    })
}

pub(super) fn constant_out_of_range(
    name: impl std::fmt::Display,
    value: &Expr,
    units: Result<Units, NoUnits>,
) -> syn::Result<Units> {
    units.map_err(|reason| {
        let (message, help) = reason.said(name);
        error(value, message, help)
    })
}

fn constant_zero(value: &Expr, units: Units) -> syn::Result<Units> {
    if units.is_zero() {
        Err(error(
            value,
            "0 units cost nothing",
            "write `#[billable(free)]`",
        ))
    } else {
        Ok(units)
    }
}

fn images_not_whole(value: &Expr, units: Units) -> syn::Result<Units> {
    if units.is_whole() {
        return Ok(units);
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
    operand_reads_self(reads.receiver.as_ref())?;
    if reads.input.is_none() && reads.output.is_none() {
        operand_reads_the_parameter(&reads.others, subject)?;
    }
    operand_reads_input_and_output(value, reads.input.as_ref(), reads.output.as_ref())?;
    operand_without_input(reads.input.as_ref(), subject)?;
    if let Some(output) = &reads.output {
        stream_reads_output(output, subject)?;
    }
    Ok(Expression {
        side: reads.output.map_or(Side::Input(reads.input), Side::Output),
        operand,
        text: text(&tokens),
        tokens,
        known: known(value),
        paths: reads.paths,
    })
}

fn operand_reads_self(receiver: Option<&Ident>) -> syn::Result<()> {
    match receiver {
        None => Ok(()),
        Some(receiver) => Err(error(
            receiver,
            "an operand cannot read `self`",
            "use a constant: `Self::RATE`",
        )),
    }
}

/// Whatever the method calls its parameter, an operand calls it `input`. Beside `input` it may be the name of something
/// else, as of a closure's parameter.
fn operand_reads_the_parameter(variables: &[Ident], subject: &Subject<'_>) -> syn::Result<()> {
    let read = variables
        .iter()
        .find(|read| Some(*read) == subject.parameter);
    match read {
        None => Ok(()),
        Some(read) => Err(error(
            read,
            format_args!("here the input is called `input`, not `{read}`"),
            "write `input`, whatever the method calls it",
        )),
    }
}

fn operand_reads_input_and_output(
    value: &Expr,
    input: Option<&Ident>,
    output: Option<&Ident>,
) -> syn::Result<()> {
    let help = "read one of them here, and the other in an operand of its own or in `times`";
    refuse(
        input.is_some() && output.is_some(),
        value,
        "one expression reads both `input` and `output`",
        help,
    )
}

fn stream_reads_output(at: &Ident, subject: &Subject<'_>) -> syn::Result<()> {
    refuse(
        subject.is_stream && !subject.is_deferred,
        at,
        format_args!(
            "the units of stream `{}` are sent before its `output` is known",
            subject.endpoint
        ),
        "add `deferred`, which reports the units once the items are delivered; or read `input`",
    )
}

fn operand_without_input(input: Option<&Ident>, subject: &Subject<'_>) -> syn::Result<()> {
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
