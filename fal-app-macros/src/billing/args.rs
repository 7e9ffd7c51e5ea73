//! The words of `#[billable(…)]` as they are written.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::Expr;

use crate::attribute::old_values::Text;
use crate::attribute::old_words::{self as read, Vocabulary, Word, listed};
use crate::errors::{Errors, error};
use crate::syntax::impl_block::Mark;

/// A meter and the operands it takes.
struct MeterWords {
    name: &'static str,
    kind: MeterKind,
    operands: Vocabulary,
}

/// Which meter.
#[derive(Clone, Copy)]
pub(super) enum MeterKind {
    Free,
    PerComputeSecond,
    Formula(FormulaKind),
}

/// Which meter, of those that have units.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FormulaKind {
    PerImage,
    PerMegapixel,
    PerVideoSecond,
    PerAudioSecond,
    PerTextChunk,
    Flat,
    Units,
    Custom,
}

impl FormulaKind {
    /// Whether the meter's name says what a unit is.
    pub(super) fn names_its_unit(self) -> bool {
        !matches!(self, Self::Flat | Self::Units | Self::Custom)
    }
}

const METERS: [MeterWords; 10] = {
    use FormulaKind::{
        Custom, Flat, PerAudioSecond, PerImage, PerMegapixel, PerTextChunk, PerVideoSecond, Units,
    };
    use MeterKind::{Formula, Free, PerComputeSecond};
    [
        meter_words(
            "per_image",
            Formula(PerImage),
            "operand of `per_image`",
            &["images"],
        ),
        meter_words(
            "per_megapixel",
            Formula(PerMegapixel),
            "operand of `per_megapixel`",
            &["size", "images", "pictures"],
        ),
        meter_words(
            "per_video_second",
            Formula(PerVideoSecond),
            "operand of `per_video_second`",
            &["seconds"],
        ),
        meter_words(
            "per_audio_second",
            Formula(PerAudioSecond),
            "operand of `per_audio_second`",
            &["seconds"],
        ),
        meter_words(
            "per_text_chunk",
            Formula(PerTextChunk),
            "operand of `per_text_chunk`",
            &["text", "chars"],
        ),
        meter_words("flat", Formula(Flat), "operand of `flat`", &["units"]),
        meter_words("units", Formula(Units), "", &[]),
        meter_words("custom", Formula(Custom), "", &[]),
        meter_words("free", Free, "", &[]),
        meter_words("per_compute_second", PerComputeSecond, "", &[]),
    ]
};

const METER_NAMES: Vocabulary = Vocabulary {
    kind: "meter",
    words: &meter_names(),
};
const MODIFIERS: Vocabulary = Vocabulary {
    kind: "modifier of `#[billable]`",
    words: &["times", "min", "max", "unit"],
};

const fn meter_words(
    name: &'static str,
    kind: MeterKind,
    operand: &'static str,
    operands: &'static [&'static str],
) -> MeterWords {
    MeterWords {
        name,
        kind,
        operands: Vocabulary {
            kind: operand,
            words: operands,
        },
    }
}

const fn meter_names() -> [&'static str; METERS.len()] {
    let mut names = [""; METERS.len()];
    let mut i = 0;
    while i < names.len() {
        names[i] = METERS[i].name;
        i += 1;
    }
    names
}

/// What is written; nothing is said of its values.
pub(super) struct BillableArgs {
    pub(super) meter: MeterArgs,
    pub(super) modifiers: ModifierArgs,
}

/// A meter and its operands.
pub(super) struct MeterArgs {
    pub(super) name: Ident,
    pub(super) kind: MeterKind,
    operands: Vec<OperandArg>,
    /// Whether all of them are known: no default stands in for one that is misspelt.
    pub(super) is_whole: bool,
}

/// `NAME = VALUE` in a meter's parentheses; the expression of `units(…)` is its operand `units`.
struct OperandArg {
    name: Ident,
    value: Expr,
}

/// What stands behind the meter.
#[derive(Default)]
pub(super) struct ModifierArgs {
    pub(super) times: Option<Expr>,
    pub(super) min: Option<Expr>,
    pub(super) max: Option<Expr>,
    pub(super) unit: Option<Text>,
    /// Their words.
    pub(super) words: Vec<Ident>,
}

impl MeterArgs {
    /// The name and the value of an operand that is written.
    pub(super) fn operand(&self, name: &str) -> Option<(&Ident, &Expr)> {
        self.operands
            .iter()
            .find(|operand| operand.name == name)
            .map(|operand| (&operand.name, &operand.value))
    }
}

pub(super) fn parse(mark: &Mark, errors: &mut Errors) -> Option<BillableArgs> {
    let args = errors.take(mark.args())?;
    errors.take(billable_without_meter(mark, &args))?;
    let mut words = read::parse(args, errors).into_iter();
    let first = words.next()?;
    if MODIFIERS.knows(&first.text()) {
        errors.push(meter_missing(&first.name));
        modifiers(std::iter::once(first).chain(words), errors);
        return None;
    }
    let meter = meter(&first, errors);
    let modifiers = modifiers(words, errors);
    Some(BillableArgs {
        meter: meter?,
        modifiers,
    })
}

fn billable_without_meter(mark: &Mark, args: &TokenStream) -> syn::Result<()> {
    if args.is_empty() {
        Err(meter_missing(mark.attr.path()))
    } else {
        Ok(())
    }
}

fn meter_missing(at: &impl ToTokens) -> syn::Error {
    error(
        at,
        "`#[billable]` names no meter",
        format_args!("begin with one of {}", listed(METER_NAMES.words)),
    )
}

fn meter(word: &Word, errors: &mut Errors) -> Option<MeterArgs> {
    errors.take(billable_operand_outside_its_meter(word))?;
    let name = errors.take(METER_NAMES.find(&word.text(), &word.name))?;
    let meter = METERS.iter().find(|meter| meter.name == name)?;
    let before = errors.count();
    let operands = match meter.kind {
        MeterKind::Formula(FormulaKind::Units) => vec![errors.take(units(word))?],
        _ if meter.operands.words.is_empty() => {
            errors.take(word.flag())?;
            vec![]
        }
        _ => operands(
            errors.take(word.list_or_bare(&format!("{name}(…)")))?,
            &meter.operands,
            errors,
        ),
    };
    Some(MeterArgs {
        name: word.name.clone(),
        kind: meter.kind,
        operands,
        is_whole: errors.count() == before,
    })
}

/// The operands are read even where one of them is wrong: each tells its own mistake.
fn operands(args: TokenStream, vocabulary: &Vocabulary, errors: &mut Errors) -> Vec<OperandArg> {
    let words = read::parse(args, errors);
    let words = words.into_iter().filter(|word| {
        errors
            .take(billable_modifier_inside_the_meter(word))
            .is_some()
    });
    let words = words.collect();
    let known = read::known(words, vocabulary, errors);
    let mut value = |word: &Word| {
        errors
            .take(word.value(&format!("{} = …", word.text())))
            .cloned()
    };
    known
        .iter()
        .filter_map(|word| {
            Some(OperandArg {
                name: word.name.clone(),
                value: value(word)?,
            })
        })
        .collect()
}

fn units(word: &Word) -> syn::Result<OperandArg> {
    const EXAMPLE: &str = "units(input.tokens)";
    let value = word.list(EXAMPLE)?;
    if value.is_empty() {
        return Err(error(
            &word.name,
            "`units` has no expression",
            format_args!("write one: `{EXAMPLE}`"),
        ));
    }
    Ok(OperandArg {
        name: word.name.clone(),
        value: syn::parse2(value)?,
    })
}

fn modifiers(words: impl Iterator<Item = Word>, errors: &mut Errors) -> ModifierArgs {
    let words = words
        .filter(|word| {
            let placed =
                billable_two_meters(word).and_then(|()| billable_operand_outside_its_meter(word));
            errors.take(placed).is_some()
        })
        .collect();
    let mut modifiers = ModifierArgs::default();
    for word in read::known(words, &MODIFIERS, errors) {
        let read = modifiers.read(&word);
        errors.take(read);
        modifiers.words.push(word.name);
    }
    modifiers
}

impl ModifierArgs {
    fn read(&mut self, word: &Word) -> syn::Result<()> {
        match word.text().as_str() {
            "times" => self.times = Some(word.value("times = 2")?.clone()),
            "min" => self.min = Some(word.value("min = 1")?.clone()),
            "max" => self.max = Some(word.value("max = 100")?.clone()),
            _ => self.unit = Some(word.read("unit = \"1000 tokens\"")?),
        }
        Ok(())
    }
}

fn billable_two_meters(word: &Word) -> syn::Result<()> {
    let name = word.text();
    if !METER_NAMES.knows(&name) {
        return Ok(());
    }
    Err(error(
        &word.name,
        format_args!("`{name}` is a second meter"),
        "keep one of the two",
    ))
}

fn billable_operand_outside_its_meter(word: &Word) -> syn::Result<()> {
    let name = word.text();
    let owners: Vec<&MeterWords> = METERS
        .iter()
        .filter(|meter| meter.operands.knows(&name))
        .collect();
    let Some(owner) = owners.first().filter(|_| !METER_NAMES.knows(&name)) else {
        return Ok(());
    };
    let names: Vec<&str> = owners.iter().map(|meter| meter.name).collect();
    Err(error(
        &word.name,
        format_args!("`{name}` is an operand of {}", listed(&names)),
        format_args!(
            "write it in the meter's parentheses: `{}({name} = …)`",
            owner.name
        ),
    ))
}

fn billable_modifier_inside_the_meter(word: &Word) -> syn::Result<()> {
    let name = word.text();
    if !MODIFIERS.knows(&name) {
        return Ok(());
    }
    let help = format!("write it behind the meter's parentheses: `, {name} = …`");
    Err(error(
        &word.name,
        format_args!("`{name}` is a modifier, not an operand"),
        help,
    ))
}
