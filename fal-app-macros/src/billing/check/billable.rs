//! Refuses wrong words of a `#[billable]`, and a wrong meter.

use darling::FromMeta;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, LitStr, Meta, Token};

use super::modifiers::modifiers;
use super::operand::operand;
use crate::attribute::{Nested, arguments, knows, read_word, read_words, word_unknown, words};
use crate::billing::args::{Meter, MeterArgs, ModifierArgs, is_operand, operand_names};
use crate::billing::model::{Billing, Operand, Subject};
use crate::errors::{Errors, error, refuse};
use crate::syntax::method_attribute::MethodAttribute;
use crate::syntax::text::text;

const ATTRIBUTE: &str = "`#[billable]`";

/// The billing, unless something in it is wrong.
pub(crate) fn check(
    attribute: &MethodAttribute,
    subject: &Subject<'_>,
    errors: &mut Errors,
) -> Option<Billing> {
    let args = errors.take(arguments(&attribute.attr))?;
    if args.is_empty() {
        errors.push(without_meter(attribute.attr.path()));
    }
    errors.take(meter_as_a_string(&args))?;
    let mut words = words(args, errors);
    let has_meter = words
        .first()
        .is_some_and(|first| !knows::<ModifierArgs>(first));
    let meter = match words.first() {
        Some(_) if has_meter => meter(&words.remove(0), errors),
        Some(first) => {
            errors.push(without_meter(first.path()));
            None
        }
        None => None,
    };
    let word = meter.as_ref().map(|meter| &meter.word);
    words.retain(|modifier| {
        errors.take(two_meters(modifier)).is_some()
            && errors
                .take(operand_outside_its_meter(word, modifier))
                .is_some()
    });
    let written: Vec<Ident> = words
        .iter()
        .filter_map(|word| word.path().get_ident().cloned())
        .collect();
    let modifier_args: ModifierArgs = read_words(ATTRIBUTE, words, errors);
    let subject = &Subject {
        is_deferred: modifier_args.deferred.is_some(),
        ..*subject
    };
    let meter = meter?;
    if subject.is_session {
        errors.take(session_meter_of_units(&meter))?;
        errors.take(session_flat_of_other_units(&meter))?;
        errors.take(session_with_a_modifier(&meter.word, &written))?;
    }
    if !meter.has_units {
        errors.take(modifier_of_no_units(&meter.word, written.first()))?;
    }
    errors.take(pictures_beside_size_or_images(&meter));
    let operands = operands(&meter, subject, errors);
    let modifiers = modifiers(&modifier_args, subject, errors);
    Some(Billing {
        meter: meter.meter,
        operands: operands?,
        modifiers,
    })
}

fn meter(word: &Meta, errors: &mut Errors) -> Option<MeterArgs> {
    errors.take(operand_outside_its_meter(None, word))?;
    let name = word.path().to_token_stream().to_string();
    let meter = Meter::from_string(&name).map_err(|reason| word_unknown(ATTRIBUTE, word, &reason));
    let meter = errors.take(meter)?;
    let written: Nested = errors.take(read_word(word))?;
    let words = match meter {
        Meter::Units => vec![],
        Meter::Custom | Meter::Free | Meter::PerComputeSecond => {
            errors.take(meter_takes_no_operands(&written))?;
            vec![]
        }
        _ => {
            errors.take(operand_without_its_name(meter, &written))?;
            let mut words = words(written.tokens.clone(), errors);
            words.retain(|word| errors.take(modifier_inside_the_meter(word)).is_some());
            words
        }
    };
    Some(MeterArgs::read(meter, &written, words, errors))
}

fn without_meter(at: &impl ToTokens) -> syn::Error {
    error(
        at,
        "`#[billable]` names no meter",
        "begin with one: `#[billable(per_image)]`",
    )
}

fn meter_as_a_string(args: &TokenStream) -> syn::Result<()> {
    let Some(TokenTree::Literal(first)) = args.clone().into_iter().next() else {
        return Ok(());
    };
    let name = syn::parse2::<LitStr>(first.to_token_stream());
    let name = name.map_or_else(|_| String::new(), |name| name.value());
    let meter = match Meter::from_string(&name) {
        Ok(_) => &name,
        Err(_) => "per_image",
    };
    Err(error(
        &first,
        "a meter is a word, not a value",
        format_args!("write `#[billable({meter})]`"),
    ))
}

/// What is in the parentheses of a meter has a name: `flat(units = 2)`.
fn operand_without_its_name(meter: Meter, written: &Nested) -> syn::Result<()> {
    let values = Punctuated::<Expr, Token![,]>::parse_terminated;
    let Ok(values) = values.parse2(written.tokens.clone()) else {
        return Ok(());
    };
    let is_named = |value: &Expr| match value {
        Expr::Assign(_) => true,
        Expr::Path(word) => word.path.get_ident().is_some(),
        Expr::Call(word) => {
            matches!(&*word.func, Expr::Path(word) if word.path.get_ident().is_some())
        }
        _ => false,
    };
    let mut values = values.iter().enumerate();
    let Some((place, value)) = values.find(|(_, value)| !is_named(value)) else {
        return Ok(());
    };
    let operands = operand_names(meter);
    let operand = operands.get(place).or(operands.first()).unwrap_or(&"units");
    let (meter, text) = (&written.word, text(&value.to_token_stream()));
    Err(error(
        value,
        format_args!("an operand of `{meter}` has its name before it"),
        format_args!("write `{meter}({operand} = {text})`"),
    ))
}

fn two_meters(word: &Meta) -> syn::Result<()> {
    let name = word.path().to_token_stream().to_string();
    // The word that names the unit is one letter shorter than the meter.
    let help = match word {
        Meta::NameValue(_) if name == "units" => {
            "write `unit = \"…\"` to name the unit, or keep one of the two meters"
        }
        _ => "keep one of the two",
    };
    refuse(
        Meter::from_string(&name).is_ok(),
        word.path(),
        format_args!("`{name}` is a second meter"),
        help,
    )
}

fn operand_outside_its_meter(meter: Option<&Ident>, word: &Meta) -> syn::Result<()> {
    let name = word.path().to_token_stream().to_string();
    let meter = meter.map_or_else(|| "METER".to_owned(), Ident::to_string);
    refuse(
        is_operand(word) && Meter::from_string(&name).is_err(),
        word.path(),
        format_args!("`{name}` is an operand of a meter"),
        format_args!("write it in the meter's parentheses: `{meter}({name} = …)`"),
    )
}

fn modifier_inside_the_meter(word: &Meta) -> syn::Result<()> {
    let name = word.path().to_token_stream();
    refuse(
        knows::<ModifierArgs>(word),
        word.path(),
        format_args!("`{name}` is a modifier, not an operand"),
        format_args!("write it behind the meter's parentheses: `, {name} = …`"),
    )
}

fn meter_takes_no_operands(meter: &Nested) -> syn::Result<()> {
    refuse(
        !meter.tokens.is_empty(),
        &meter.tokens,
        format_args!("`{}` takes no operands", meter.word),
        format_args!("write `{}` alone", meter.word),
    )
}

fn modifier_of_no_units(meter: &Ident, first: Option<&Ident>) -> syn::Result<()> {
    match first {
        None => Ok(()),
        Some(modifier) => Err(error(
            modifier,
            format_args!("`{modifier}` changes nothing: `{meter}` has no units"),
            format_args!("remove `{modifier}`"),
        )),
    }
}

fn session_meter_of_units(meter: &MeterArgs) -> syn::Result<()> {
    let is_known = matches!(
        meter.meter,
        Meter::Free | Meter::Flat | Meter::PerComputeSecond
    );
    refuse(
        !is_known,
        &meter.word,
        format_args!(
            "a session carries no units, so `{}` charges nothing",
            meter.word
        ),
        "write `per_compute_second` for its seconds, `flat` for one unit a session, or `free`",
    )
}

fn session_flat_of_other_units(meter: &MeterArgs) -> syn::Result<()> {
    let mut operands = meter.operands.iter();
    let is_flat = meter.meter == Meter::Flat;
    let given = operands.find_map(|operand| operand.written.as_ref().filter(|_| is_flat));
    match given {
        None => Ok(()),
        Some(given) => Err(error(
            &given.at,
            "the platform counts a session of `flat` as one unit",
            "write `flat` alone",
        )),
    }
}

/// A unit has a name, also where there is one.
fn session_with_a_modifier(meter: &Ident, written: &[Ident]) -> syn::Result<()> {
    let mut written = written.iter();
    match written.find(|modifier| *meter == "flat" && *modifier != "unit") {
        None => Ok(()),
        Some(modifier) => Err(error(
            modifier,
            format_args!("`{modifier}` changes nothing: the platform counts a session as one unit"),
            format_args!("remove `{modifier}`"),
        )),
    }
}

fn pictures_beside_size_or_images(meter: &MeterArgs) -> syn::Result<()> {
    match &meter.beside {
        None => Ok(()),
        Some(beside) => Err(error(
            beside,
            format_args!("`{beside}` and `pictures` both say what is measured"),
            "keep `pictures`, or `size` and `images`",
        )),
    }
}

/// The operands, unless one of them is wrong.
fn operands(
    meter: &MeterArgs,
    subject: &Subject<'_>,
    errors: &mut Errors,
) -> Option<Vec<(&'static str, Operand)>> {
    let checked: Vec<_> = meter
        .operands
        .iter()
        .map(|written| {
            let operand = operand(meter, written, subject, errors)?;
            Some((written.name, operand))
        })
        .collect();
    let operands: Option<Vec<_>> = checked.into_iter().collect();
    operands.filter(|_| meter.is_whole)
}
