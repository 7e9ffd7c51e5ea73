//! The table of the meters: what each is called, what its unit is, and how its units are computed.

use super::meter::{Meter, Operand};
use super::operand_kind::OperandKind;
use crate::units::BillableUnits;

/// One meter, as everything reads it that charges, quotes or describes it.
pub(super) struct Row<'m> {
    /// The word in `#[billable]`; `None` where nothing is said.
    pub(super) name: Option<&'static str>,
    /// What one unit is, unless the author names it.
    pub(super) unit: Unit,
    pub(super) charged: Charged,
    pub(super) formula: Formula<'m>,
    /// The formula for people. Each `{}` stands for what [`Formula::terms`] gives next.
    pub(super) words: &'static str,
}

/// What one unit of a meter is, as the price names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Named(&'static str),
    /// So many characters of a text.
    Characters(u64),
}

/// What callers are charged for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charged {
    /// Nothing: each answer says `0`.
    Nothing,
    /// The units, which the answer says.
    Units,
    /// The seconds of the machine, which the platform counts: a success says no units.
    ComputeSeconds,
}

/// How units are computed from operands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Formula<'m> {
    Nothing,
    Constant(BillableUnits),
    /// The operand itself.
    Operand(Term<'m>),
    /// The one times the other.
    Product(Term<'m>, Term<'m>),
    /// How many whole chunks of so many code points a text has, but at least 1.
    Chunks(Term<'m>, u64),
}

/// An operand in a formula, and what is measured of it.
pub(super) type Term<'m> = (OperandKind, &'m Operand);

/// A term for people.
pub(super) enum Shown<'m> {
    Units(BillableUnits),
    Number(u64),
    Operand(&'m Operand),
}

/// What `custom` reads: the units that the method says.
const SAID: Operand = Operand::output("what the method says");

impl Meter {
    /// The table.
    pub(super) fn row(&self) -> Row<'_> {
        use Charged::{ComputeSeconds, Nothing, Units};
        use OperandKind::{Images, Pictures, Seconds, Size, Text};
        let row = |name, unit, charged, formula, words| Row {
            name: Some(name),
            unit: Unit::Named(unit),
            charged,
            formula,
            words,
        };
        match self {
            Self::Unstated => Row {
                name: None,
                ..row(
                    "",
                    "request",
                    Nothing,
                    Formula::Nothing,
                    "nothing: the app does not say what it costs",
                )
            },
            Self::Free => row("free", "request", Nothing, Formula::Nothing, "nothing"),
            Self::Flat { units } => row(
                "flat",
                "request",
                Units,
                Formula::Constant(*units),
                "{} for each request",
            ),
            Self::PerImage { images } => row(
                "per_image",
                "image",
                Units,
                Formula::Operand((Images, images)),
                "the count of {}",
            ),
            Self::PerMegapixel { size, images } => row(
                "per_megapixel",
                "megapixel",
                Units,
                Formula::Product((Size, size), (Images, images)),
                "the megapixels of {}, rounded up, times the count of {}",
            ),
            Self::PerMegapixelOfPictures { pictures } => row(
                "per_megapixel",
                "megapixel",
                Units,
                Formula::Operand((Pictures, pictures)),
                "the megapixels of each of {}, rounded up, added",
            ),
            Self::PerVideoSecond { seconds } => row(
                "per_video_second",
                "second",
                Units,
                Formula::Operand((Seconds, seconds)),
                "the seconds of {}",
            ),
            Self::PerAudioSecond { seconds } => row(
                "per_audio_second",
                "second",
                Units,
                Formula::Operand((Seconds, seconds)),
                "the seconds of {}",
            ),
            Self::PerTextChunk { text, chars } => Row {
                unit: Unit::Characters(*chars),
                ..row(
                    "per_text_chunk",
                    "",
                    Units,
                    Formula::Chunks((Text, text), *chars),
                    "one for each {} characters of {}, rounded down, but not less than one",
                )
            },
            Self::Units { units } => row(
                "units",
                "unit",
                Units,
                Formula::Operand((OperandKind::Units, units)),
                "{}",
            ),
            Self::Custom => row(
                "custom",
                "unit",
                Units,
                Formula::Operand((OperandKind::Units, &SAID)),
                "what the method says",
            ),
            Self::PerComputeSecond => row(
                "per_compute_second",
                "compute second",
                ComputeSeconds,
                Formula::Nothing,
                "the seconds of the machine, as the platform counts them",
            ),
        }
    }
}

impl<'m> Formula<'m> {
    /// The operands that it reads.
    pub(super) fn operands(self) -> impl Iterator<Item = Term<'m>> {
        let (first, second) = match self {
            Self::Nothing | Self::Constant(_) => (None, None),
            Self::Operand(term) | Self::Chunks(term, _) => (Some(term), None),
            Self::Product(first, second) => (Some(first), Some(second)),
        };
        [first, second].into_iter().flatten()
    }

    /// What stands in it, in the order of [`Row::words`].
    pub(super) fn terms(self) -> Vec<Shown<'m>> {
        match self {
            Self::Nothing => vec![],
            Self::Constant(units) => vec![Shown::Units(units)],
            Self::Operand((_, operand)) => vec![Shown::Operand(operand)],
            Self::Product((_, first), (_, second)) => {
                vec![Shown::Operand(first), Shown::Operand(second)]
            }
            Self::Chunks((_, text), chars) => vec![Shown::Number(chars), Shown::Operand(text)],
        }
    }

    /// Its units as an exact count of 10⁻⁸ units. The count may be more than can be billed: `times` may make it less.
    pub(super) fn count<E>(
        self,
        value: impl Fn(OperandKind, &Operand) -> Result<BillableUnits, E>,
    ) -> Result<u128, E> {
        let value = |(kind, operand): Term<'_>| value(kind, operand);
        Ok(match self {
            Self::Nothing => 0,
            Self::Constant(units) => units.count(),
            Self::Operand(term) => value(term)?.count(),
            // The first is a whole number: megapixels, rounded up.
            Self::Product(first, second) => value(first)?.floor() * value(second)?.count(),
            Self::Chunks(text, chars) => {
                let chunks = value(text)?.floor() / u128::from(chars).max(1);
                chunks.max(1) * BillableUnits::ONE.count()
            }
        })
    }
}
