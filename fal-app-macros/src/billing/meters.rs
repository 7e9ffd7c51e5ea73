//! The meters: the operands of each, what they read where they are not written, and which constants they take.

use darling::FromMeta;
use syn::{Expr, Ident, Meta};

use crate::attribute::{Given, Nested, Operand, knows, read_words};
use crate::errors::Errors;

/// The meters by their words; the runtime's have the same names.
#[derive(Clone, Copy, Debug, FromMeta, PartialEq, Eq)]
#[darling(rename_all = "snake_case")]
pub(super) enum Meter {
    PerImage,
    PerMegapixel,
    /// `per_megapixel(pictures = …)`
    #[darling(skip)]
    PerMegapixelOfPictures,
    PerVideoSecond,
    PerAudioSecond,
    PerTextChunk,
    Flat,
    Units,
    Custom,
    Free,
    PerComputeSecond,
}

/// An operand of a meter.
pub(super) struct MeterOperand {
    pub(super) name: &'static str,
    /// As it is written; the expression of `units(…)` is its operand `units`.
    pub(super) written: Option<Given<Operand>>,
    /// The expression that stands in for one that is not written.
    pub(super) default: &'static str,
    pub(super) takes: Takes,
}

/// What an operand may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// An expression that reads the request.
    Expression,
    /// The same, or a constant.
    Amount,
    /// The same, or a whole constant.
    Count,
    /// A constant amount.
    Constant,
    /// A whole constant of at least 1.
    Chars,
}

/// What a unit of a meter is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// The meter's name says it.
    Named,
    /// `unit = "…"` may say it.
    Unnamed,
    /// The meter has no units.
    None,
}

/// A meter with what stands in its parentheses.
pub(super) struct MeterArgs {
    pub(super) meter: Meter,
    /// The meter's word.
    pub(super) word: Ident,
    pub(super) unit: Unit,
    pub(super) operands: Vec<MeterOperand>,
    /// An operand that says the same as one of these.
    pub(super) beside: Option<Ident>,
    /// Whether every word in the parentheses is right: no default stands in for one that is misspelt.
    pub(super) is_whole: bool,
}

#[derive(Default, FromMeta)]
struct Images {
    images: Option<Given<Operand>>,
}

#[derive(Default, FromMeta)]
struct Megapixels {
    size: Option<Given<Operand>>,
    images: Option<Given<Operand>>,
    pictures: Option<Given<Operand>>,
}

#[derive(Default, FromMeta)]
struct Seconds {
    seconds: Option<Given<Operand>>,
}

#[derive(Default, FromMeta)]
struct Chunks {
    text: Option<Given<Operand>>,
    chars: Option<Given<Operand>>,
}

#[derive(Default, FromMeta)]
struct Amount {
    units: Option<Given<Operand>>,
}

/// The operands of a receiver: `NAME: WHAT IT TAKES = DEFAULT`.
macro_rules! operands {
    ($written:expr => $($name:ident: $takes:ident = $default:literal),*) => {{
        let written = $written;
        vec![$(MeterOperand {
            name: stringify!($name),
            written: written.$name,
            default: $default,
            takes: Takes::$takes,
        }),*]
    }};
}

impl MeterArgs {
    /// Reads a meter by its word. This is the table of the meters.
    ///
    /// `words` are those in its parentheses, but for `units(…)`, which holds an expression.
    pub(super) fn read(
        meter: Meter,
        written: &Nested,
        words: Vec<Meta>,
        errors: &mut Errors,
    ) -> Self {
        let before = errors.count();
        let name = format!("`{}`", written.word);
        let (mut meter, mut beside) = (meter, None);
        let (unit, operands) = match meter {
            Meter::PerImage => (
                Unit::Named,
                operands!(read_words::<Images>(&name, words, errors) => images: Count = "input.num_images"),
            ),
            Meter::PerMegapixel | Meter::PerMegapixelOfPictures => {
                let written: Megapixels = read_words(&name, words, errors);
                let operands = if written.pictures.is_some() {
                    meter = Meter::PerMegapixelOfPictures;
                    beside = written
                        .size
                        .as_ref()
                        .or(written.images.as_ref())
                        .map(|beside| beside.word.clone());
                    operands!(written => pictures: Expression = "")
                } else {
                    operands!(written =>
                        size: Expression = "input.image_size",
                        images: Count = "input.num_images")
                };
                (Unit::Named, operands)
            }
            Meter::PerVideoSecond => (
                Unit::Named,
                operands!(read_words::<Seconds>(&name, words, errors) => seconds: Amount = "output.video"),
            ),
            Meter::PerAudioSecond => (
                Unit::Named,
                operands!(read_words::<Seconds>(&name, words, errors) => seconds: Amount = "output.audio"),
            ),
            Meter::PerTextChunk => (
                Unit::Named,
                operands!(read_words::<Chunks>(&name, words, errors) =>
                    text: Expression = "input.prompt",
                    chars: Chars = "1000"),
            ),
            Meter::Flat => (
                Unit::Unnamed,
                operands!(read_words::<Amount>(&name, words, errors) => units: Constant = "1"),
            ),
            Meter::Units => {
                let units = expression(written, errors);
                (
                    Unit::Unnamed,
                    operands!(Amount { units } => units: Amount = ""),
                )
            }
            Meter::Custom => (Unit::Unnamed, vec![]),
            Meter::Free | Meter::PerComputeSecond => (Unit::None, vec![]),
        };
        Self {
            meter,
            word: written.word.clone(),
            unit,
            beside,
            operands,
            is_whole: errors.count() == before,
        }
    }
}

/// The expression in `units(…)`.
fn expression(written: &Nested, errors: &mut Errors) -> Option<Given<Operand>> {
    if written.tokens.is_empty() {
        return None;
    }
    let at: Expr = errors.take(syn::parse2(written.tokens.clone()))?;
    Some(Given {
        word: written.word.clone(),
        value: Operand(at.clone()),
        at,
    })
}

/// Whether the word is an operand of a meter.
pub(super) fn is_operand(word: &Meta) -> bool {
    knows::<Megapixels>(word)
        || knows::<Seconds>(word)
        || knows::<Chunks>(word)
        || knows::<Amount>(word)
}
