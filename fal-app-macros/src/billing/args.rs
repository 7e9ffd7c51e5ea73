//! The words of `#[billable(…)]` as they are written, and the table of the meters: their operands, what each operand reads
//! by default, and which constants it takes.

use darling::FromMeta;
use syn::{Expr, Ident, Meta};

use crate::attribute::{Choice, Flag, Given, Nested, Operand, Text, read_words};
use crate::errors::Errors;

/// The meters. The runtime's meters have the same names.
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
    /// As it is written. The expression in `units(…)` is the operand `units`.
    pub(super) written: Option<Given<Operand>>,
    /// The expression for an operand that is not written. Empty where it must be written.
    pub(super) default: &'static str,
    pub(super) takes: Takes,
}

/// What an operand may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// An expression that reads the request.
    Expression,
    /// An expression, or a constant.
    Amount,
    /// An expression, or a whole constant.
    Count,
    /// A constant amount.
    Constant,
    /// A whole constant of at least 1.
    Chars,
}

/// How units become whole. The runtime's have the same names.
#[derive(Clone, Copy, Debug, FromMeta)]
#[darling(rename_all = "snake_case")]
pub(super) enum Round {
    Up,
    Down,
    Nearest,
}

/// A meter with its operands.
pub(super) struct MeterArgs {
    pub(super) meter: Meter,
    /// The meter's word.
    pub(super) word: Ident,
    pub(super) has_units: bool,
    pub(super) operands: Vec<MeterOperand>,
    /// An operand that is written although these already say what is measured.
    pub(super) beside: Option<Ident>,
    /// Whether every word in the parentheses is right. If one is misspelt, its operand is not missing.
    pub(super) is_whole: bool,
}

/// The words behind the meter.
#[derive(Default, FromMeta)]
pub(super) struct ModifierArgs {
    pub(super) times: Option<Given<Operand>>,
    pub(super) round: Option<Given<Choice<Round>>>,
    pub(super) min: Option<Given<Operand>>,
    pub(super) max: Option<Given<Operand>>,
    pub(super) unit: Option<Given<Text>>,
    pub(super) deferred: Option<Flag>,
}

/// The operands of one meter: `NAME: WHAT IT TAKES = DEFAULT`, and how darling reads them.
macro_rules! operands {
    ($read:expr => $($name:ident: $takes:ident = $default:literal),*) => {{
        #[derive(Default, FromMeta)]
        struct Written {
            $($name: Option<Given<Operand>>),*
        }
        let written: Written = $read;
        vec![$(MeterOperand {
            name: stringify!($name),
            written: written.$name,
            default: $default,
            takes: Takes::$takes,
        }),*]
    }};
}

impl MeterArgs {
    /// Reads what is in the parentheses of a meter: words, but for `units(…)` an expression.
    pub(super) fn read(
        meter: Meter,
        written: &Nested,
        words: Vec<Meta>,
        errors: &mut Errors,
    ) -> Self {
        let before = errors.count();
        let expression = match meter {
            Meter::Units => expression(written, errors),
            _ => None,
        };
        let attribute = format!("`{}`", written.word);
        let operands = table(meter, &attribute, words, expression, errors);
        let args = Self {
            meter,
            word: written.word.clone(),
            has_units: !matches!(meter, Meter::Free | Meter::PerComputeSecond),
            operands,
            beside: None,
            is_whole: errors.count() == before,
        };
        if meter == Meter::PerMegapixel {
            args.with_pictures_or_without()
        } else {
            args
        }
    }

    /// `per_megapixel` measures `pictures`, or `size` × `images`.
    fn with_pictures_or_without(mut self) -> Self {
        let (pictures, others): (Vec<_>, Vec<_>) = self
            .operands
            .into_iter()
            .partition(|operand| operand.name == "pictures");
        if pictures.iter().any(|pictures| pictures.written.is_some()) {
            self.meter = Meter::PerMegapixelOfPictures;
            let mut beside = others.into_iter().filter_map(|operand| operand.written);
            self.beside = beside.next().map(|beside| beside.word);
            self.operands = pictures;
        } else {
            self.operands = others;
        }
        self
    }
}

/// The table of the meters. `expression` is that of `units(…)`.
fn table(
    meter: Meter,
    attribute: &str,
    words: Vec<Meta>,
    expression: Option<Given<Operand>>,
    errors: &mut Errors,
) -> Vec<MeterOperand> {
    match meter {
        Meter::PerImage => {
            operands!(read_words(attribute, words, errors) => images: Count = "input.num_images")
        }
        Meter::PerMegapixel | Meter::PerMegapixelOfPictures => {
            operands!(read_words(attribute, words, errors) =>
                size: Expression = "input.image_size",
                images: Count = "input.num_images",
                pictures: Expression = "")
        }
        Meter::PerVideoSecond => {
            operands!(read_words(attribute, words, errors) => seconds: Amount = "output.video")
        }
        Meter::PerAudioSecond => {
            operands!(read_words(attribute, words, errors) => seconds: Amount = "output.audio")
        }
        Meter::PerTextChunk => {
            operands!(read_words(attribute, words, errors) =>
                text: Expression = "input.prompt",
                chars: Chars = "1000")
        }
        Meter::Flat => {
            operands!(read_words(attribute, words, errors) => units: Constant = "1")
        }
        Meter::Units => operands!(Written { units: expression } => units: Amount = ""),
        Meter::Custom | Meter::Free | Meter::PerComputeSecond => vec![],
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

/// The names of the operands of a meter, in order.
pub(super) fn operand_names(meter: Meter) -> Vec<&'static str> {
    let operands = table(meter, "", vec![], None, &mut Errors::default());
    operands.iter().map(|operand| operand.name).collect()
}

/// Whether a meter takes the word as an operand.
pub(super) fn is_operand(word: &Meta) -> bool {
    let name = word.path();
    let meters = [
        Meter::PerMegapixel,
        Meter::PerVideoSecond,
        Meter::PerTextChunk,
        Meter::Flat,
    ];
    meters.into_iter().any(|meter| {
        let mut operands = operand_names(meter).into_iter();
        operands.any(|operand| name.is_ident(operand))
    })
}
