//! From operands to units.

use super::bounds::Bounds;
use super::meter::{Billing, Meter, Operand};
use super::operand_bounds::check_declared;
use super::operands::{Operands, Word};
use crate::error::Error;
use crate::fields::Shape;
use crate::units::{BillableUnits, UnitsError, product};

/// Where the units of `custom` come from.
const SAID: Operand = Operand::output("what the method says");

impl Billing {
    /// The units of a success; `None` for `per_compute_second`, whose success carries no header. `output` is what the
    /// endpoint declares to answer: what is measured of the answer obeys its rules, or is not charged.
    ///
    /// # Errors
    /// A metering failure: an operand outside of what is declared, or more units than can be billed.
    pub fn settle(&self, read: &Operands, output: &Shape) -> Result<Option<BillableUnits>, Error> {
        let bounds = self.between(|word, operand| {
            let value = read.value(word, operand)?;
            if let Operand::Output(expression) = operand {
                check_declared(word, expression, output, value)?;
            }
            Ok(value)
        })?;
        Ok(bounds.map(Bounds::exact).transpose()?)
    }

    /// The formula times `times`, rounded once, then lifted to `min` and cut to `max`. Only what is left is held to
    /// what can be billed (`docs/billing.md` §1.3).
    pub(super) fn charge<E: From<UnitsError>>(
        &self,
        value: impl Fn(Word, &Operand) -> Result<BillableUnits, E>,
    ) -> Result<BillableUnits, E> {
        let formula = self.meter.formula(&value)?;
        let times = match &self.times {
            Some(times) => value(Word::Times, times)?,
            None => BillableUnits::ONE,
        };
        let units = product(formula, times);
        let lifted = self.min.map_or(units, |min| units.max(min.count()));
        let cut = self.max.map_or(lifted, |max| lifted.min(max.count()));
        Ok(BillableUnits::from_count(cut)?)
    }

    pub(super) fn operands(&self) -> impl Iterator<Item = (Word, &Operand)> {
        let times = self.times.as_ref().map(|times| (Word::Times, times));
        self.meter.operands().into_iter().flatten().chain(times)
    }
}

impl Meter {
    /// The formula as a count of 10⁻⁸ units, exactly: it may be beyond what can be billed until it was multiplied.
    fn formula<E>(
        &self,
        value: impl Fn(Word, &Operand) -> Result<BillableUnits, E>,
    ) -> Result<u128, E> {
        Ok(match self {
            Self::Unstated | Self::Free | Self::PerComputeSecond => 0,
            Self::Flat { units } => units.count(),
            Self::PerImage { images } => value(Word::Images, images)?.count(),
            Self::PerMegapixel { size, images } => {
                value(Word::Size, size)?.floor() * value(Word::Images, images)?.count()
            }
            Self::PerMegapixelOfPictures { pictures } => value(Word::Pictures, pictures)?.count(),
            Self::PerVideoSecond { seconds } | Self::PerAudioSecond { seconds } => {
                value(Word::Seconds, seconds)?.count()
            }
            Self::PerTextChunk { text, chars } => {
                let chunks = value(Word::Text, text)?.floor() / u128::from(*chars).max(1);
                chunks.max(1) * BillableUnits::ONE.count()
            }
            Self::Units { units } => value(Word::Units, units)?.count(),
            Self::Custom => value(Word::Units, &SAID)?.count(),
        })
    }

    fn operands(&self) -> [Option<(Word, &Operand)>; 2] {
        match self {
            Self::Unstated | Self::Free | Self::PerComputeSecond | Self::Flat { .. } => {
                [None, None]
            }
            Self::PerMegapixel { size, images } => {
                [Some((Word::Size, size)), Some((Word::Images, images))]
            }
            Self::PerImage { images } => [Some((Word::Images, images)), None],
            Self::PerMegapixelOfPictures { pictures } => [Some((Word::Pictures, pictures)), None],
            Self::PerVideoSecond { seconds } | Self::PerAudioSecond { seconds } => {
                [Some((Word::Seconds, seconds)), None]
            }
            Self::PerTextChunk { text, .. } => [Some((Word::Text, text)), None],
            Self::Units { units } => [Some((Word::Units, units)), None],
            Self::Custom => [Some((Word::Units, &SAID)), None],
        }
    }
}
