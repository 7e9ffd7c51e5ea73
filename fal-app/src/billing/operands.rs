//! What one request was measured to be.

use super::bounds::Bounds;
use super::measure::{Amount, Count, Dimensions, Pictures, Seconds, Text, megapixels};
use super::meter::Operand;
use crate::error::Error;
use crate::units::{BillableUnits, UnitsError};

/// The operands of one request, each reduced to a number as soon as it is read.
///
/// The generated closures fill it:
/// `|input: &PaintInput, __o| { __o.size(&(input.image_size))?; __o.images(&(input.num_images)) }`.
/// An operand that the declaration holds as a constant is not read here.
#[derive(Clone, Copy, Debug, Default)]
pub struct Operands {
    images: Option<Bounds>,
    size: Option<Bounds>,
    pictures: Option<Bounds>,
    seconds: Option<Bounds>,
    text: Option<Bounds>,
    units: Option<Bounds>,
    times: Option<Bounds>,
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
        self.images = Some(measured(images.count())?);
        Ok(())
    }

    /// `size = …`
    ///
    /// # Errors
    /// It has no pixels, or more than can be billed.
    pub fn size<T: Dimensions + ?Sized>(&mut self, size: &T) -> Read {
        self.size = Some(measured(megapixels(size))?);
        Ok(())
    }

    /// `pictures = …`
    ///
    /// # Errors
    /// As [`Pictures::megapixels`].
    pub fn pictures<T: Pictures + ?Sized>(&mut self, pictures: &T) -> Read {
        self.pictures = Some(measured(pictures.megapixels())?);
        Ok(())
    }

    /// `seconds = …`
    ///
    /// # Errors
    /// As [`Seconds::seconds`].
    pub fn seconds<T: Seconds + ?Sized>(&mut self, seconds: &T) -> Read {
        self.seconds = Some(measured(seconds.seconds())?);
        Ok(())
    }

    /// `text = …`
    ///
    /// # Errors
    /// It has more code points than can be billed.
    pub fn text<T: Text + ?Sized>(&mut self, text: &T) -> Read {
        self.text = Some(measured(text.text().chars().count().count())?);
        Ok(())
    }

    /// `units(…)`
    ///
    /// # Errors
    /// As [`Amount::amount`].
    pub fn units<T: Amount + ?Sized>(&mut self, units: &T) -> Read {
        self.units = Some(measured(units.amount())?);
        Ok(())
    }

    /// What a `custom` method says.
    pub(super) fn said(&mut self, units: Result<BillableUnits, Error>) -> Read {
        self.units = Some(measured(units)?);
        Ok(())
    }

    /// `times = …`
    ///
    /// # Errors
    /// As [`Amount::amount`].
    pub fn times<T: Amount + ?Sized>(&mut self, times: &T) -> Read {
        self.times = Some(measured(times.amount())?);
        Ok(())
    }

    /// What an operand is in this request.
    pub(super) fn value(&self, word: Word, operand: &Operand) -> Result<Bounds, Error> {
        match operand {
            Operand::Constant(units) => Ok(Bounds::exactly(*units)),
            Operand::Input(expression) | Operand::Output(expression) => self
                .read(word)
                .ok_or_else(|| format!("`{}` was not read", expression.text).into()),
        }
    }

    fn read(&self, word: Word) -> Option<Bounds> {
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

/// What is more than can be billed is no failure yet: `max` may cut it (`docs/billing.md` §1.3).
fn measured(units: Result<BillableUnits, Error>) -> Result<Bounds, Error> {
    match units {
        Ok(units) => Ok(Bounds::exactly(units)),
        Err(error) if error.is_caused_by(&UnitsError::TooLarge) => Ok(Bounds::BEYOND),
        Err(error) => Err(error),
    }
}
