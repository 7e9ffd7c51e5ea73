//! Refuses a wrong `amount` of a choice.

use syn::{Meta, Variant};

use crate::attribute::{Given, Operand};
use crate::errors::{Errors, error, refuse};
use crate::fields::args::VariantArgs;
use crate::units::{Units, constant};

/// What each variant counts as in an operand; nothing where no variant says it.
pub(super) fn amounts<'a>(
    variants: impl Iterator<Item = (&'a Variant, &'a VariantArgs)> + Clone,
    errors: &mut Errors,
) -> Vec<Units> {
    if variants.clone().all(|(_, args)| args.amount.is_none()) {
        return Vec::new();
    }
    errors.take(amount_on_some_variants(variants.clone()));
    let amount = |(_, args): (_, &VariantArgs)| {
        let written = args.amount.as_ref()?;
        errors.take(amount_not_a_number(written))
    };
    // A wrong one is reported. Any number takes its place, so that operands have no further errors.
    let amounts = variants.map(amount);
    amounts.map(|amount| amount.unwrap_or(Units::ONE)).collect()
}

fn amount_on_some_variants<'a>(
    mut variants: impl Iterator<Item = (&'a Variant, &'a VariantArgs)>,
) -> syn::Result<()> {
    match variants.find(|(_, args)| args.amount.is_none()) {
        None => Ok(()),
        Some((variant, _)) => Err(error(
            &variant.ident,
            format_args!(
                "`{}` has no `amount`, and other variants have one",
                variant.ident
            ),
            "write `#[field(amount = …)]` on each variant, or on none",
        )),
    }
}

fn amount_not_a_number(amount: &Given<Operand>) -> syn::Result<Units> {
    match constant(&amount.at) {
        Some(units) => units.map_err(|reason| {
            let (message, help) = reason.said("amount");
            error(&amount.at, message, help)
        }),
        None => Err(error(
            &amount.at,
            "`amount` takes a number",
            "write a literal: `amount = 2.5`",
        )),
    }
}

/// On a field of a struct.
pub(super) fn amount_on_a_field(word: &Meta) -> syn::Result<()> {
    refuse(
        word.path().is_ident("amount"),
        word.path(),
        "`amount` is what a variant counts as, not a field",
        "write it on each variant of the enum that is the field's type",
    )
}

pub(super) fn amount_of_a_union_variant(args: &VariantArgs) -> syn::Result<()> {
    match &args.amount {
        None => Ok(()),
        Some(amount) => Err(error(
            &amount.word,
            "only a plain name has an amount",
            "remove `amount`, or let no variant hold a type",
        )),
    }
}
