//! What one request was measured to be.

use super::measure::{Amount, Count, Dimensions, Pictures, Seconds, Text, megapixels};
use super::meter::Operand;
use crate::error::Error;
use crate::units::BillableUnits;

/// The operands of one request, each reduced to a number as soon as it is read.
///
/// The generated closures fill it:
/// `|input: &PaintInput, __o| { __o.size(&(input.image_size))?; __o.images(&(input.num_images)) }`.
/// An operand that the declaration holds as a constant is not read here.
#[derive(Clone, Copy, Debug, Default)]
pub struct Operands {
    images: Option<BillableUnits>,
    size: Option<BillableUnits>,
    pictures: Option<BillableUnits>,
    seconds: Option<BillableUnits>,
    text: Option<BillableUnits>,
    units: Option<BillableUnits>,
    times: Option<BillableUnits>,
}

/// What reading an operand gives: the error is a metering failure.
pub(crate) type Read = Result<(), Error>;

/// An operand's word in `#[billable]`, which says what is measured of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// How many.
    Images,
    /// Megapixels of one picture.
    Size,
    /// Megapixels of all pictures, each rounded up.
    Pictures,
    /// How long.
    Seconds,
    /// Code points.
    Text,
    /// A number of units.
    Units,
    /// A factor.
    Times,
}

impl Operands {
    /// `images = …`
    ///
    /// # Errors
    /// As [`Count::count`].
    pub fn images<T: Count + ?Sized>(&mut self, images: &T) -> Read {
        self.images = Some(images.count()?);
        Ok(())
    }

    /// `size = …`
    ///
    /// # Errors
    /// It has no pixels, or more than can be billed.
    pub fn size<T: Dimensions + ?Sized>(&mut self, size: &T) -> Read {
        self.size = Some(megapixels(size)?);
        Ok(())
    }

    /// `pictures = …`
    ///
    /// # Errors
    /// As [`Pictures::megapixels`].
    pub fn pictures<T: Pictures + ?Sized>(&mut self, pictures: &T) -> Read {
        self.pictures = Some(pictures.megapixels()?);
        Ok(())
    }

    /// `seconds = …`
    ///
    /// # Errors
    /// As [`Seconds::seconds`].
    pub fn seconds<T: Seconds + ?Sized>(&mut self, seconds: &T) -> Read {
        self.seconds = Some(seconds.seconds()?);
        Ok(())
    }

    /// `text = …`
    ///
    /// # Errors
    /// It has more code points than can be billed.
    pub fn text<T: Text + ?Sized>(&mut self, text: &T) -> Read {
        self.text = Some(text.text().chars().count().count()?);
        Ok(())
    }

    /// `units(…)`, and what a `custom` method says.
    ///
    /// # Errors
    /// As [`Amount::amount`].
    pub fn units<T: Amount + ?Sized>(&mut self, units: &T) -> Read {
        self.units = Some(units.amount()?);
        Ok(())
    }

    /// `times = …`
    ///
    /// # Errors
    /// As [`Amount::amount`].
    pub fn times<T: Amount + ?Sized>(&mut self, times: &T) -> Read {
        self.times = Some(times.amount()?);
        Ok(())
    }

    /// What an operand is in this request.
    pub(super) fn value(&self, word: Word, operand: &Operand) -> Result<BillableUnits, Error> {
        match operand {
            Operand::Constant(units) => Ok(*units),
            Operand::Input(expression) | Operand::Output(expression) => self
                .read(word)
                .ok_or_else(|| format!("`{}` was not read", expression.text).into()),
        }
    }

    pub(super) fn read(&self, word: Word) -> Option<BillableUnits> {
        match word {
            Word::Images => self.images,
            Word::Size => self.size,
            Word::Pictures => self.pictures,
            Word::Seconds => self.seconds,
            Word::Text => self.text,
            Word::Units => self.units,
            Word::Times => self.times,
        }
    }
}
