//! What is measured of one request.

use std::any::Any;
use std::fmt;

use super::bounds::Bounds;
use super::measurable::megapixels;
use super::measure::{Amount, Count, Dimensions, Pictures, Seconds, Text};
use super::meter::{Billing, Operand};
use super::operand_kind::{OperandKind, Read};
use super::operand_rules::{self, Measured};
use crate::error::Error;
use crate::fields::Shape;
use crate::units::{BillableUnits, UnitsError};

/// The operands of one request, each reduced to a number as soon as it is read.
///
/// The generated closures fill it:
/// `|input: &PaintInput, __operands| { __operands.size(&(input.image_size))?; __operands.images(&(input.num_images)) }`.
/// A constant operand is not read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Operands {
    /// By [`OperandKind`].
    values: [Option<Bounds>; 7],
    /// What the endpoint declares, once the operands over its output are read.
    declared: Option<(&'static Billing, &'static Shape)>,
}

/// Reads the operands over what a method answers, or over an item of its stream, whatever its type.
pub trait ReadsOutput: Sync {
    /// Reads them.
    ///
    /// # Errors
    /// A metering failure: an operand cannot be read.
    fn read(&self, output: &dyn Any, operands: &mut Operands) -> Read;
}

/// How the operands over an output of the type `T` are read.
pub struct OutputReader<T>(pub fn(&T, &mut Operands) -> Read);

impl<T: 'static> ReadsOutput for OutputReader<T> {
    fn read(&self, output: &dyn Any, operands: &mut Operands) -> Read {
        match output.downcast_ref() {
            Some(output) => (self.0)(output, operands),
            None => Err("the answer has another type than the method's".into()),
        }
    }
}

impl fmt::Debug for dyn ReadsOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReadsOutput")
    }
}

impl Operands {
    /// The next operands are read over an output. Where one is a field, it must obey the rules of the field: what was
    /// quoted must hold.
    pub(crate) fn begin_output(&mut self, billing: &'static Billing, output: &'static Shape) {
        self.declared = Some((billing, output));
    }

    /// `images = …`
    ///
    /// # Errors
    /// As [`Count::count`].
    pub fn images<T: Count + ?Sized>(&mut self, images: &T) -> Read {
        self.set(OperandKind::Images, images.count())
    }

    /// `size = …`
    ///
    /// # Errors
    /// The picture has no pixels, or more than can be billed.
    pub fn size<T: Dimensions + ?Sized>(&mut self, size: &T) -> Read {
        let sides = (size.width(), size.height());
        self.check(OperandKind::Size, Measured::Sizes(&[sides]))?;
        self.set(OperandKind::Size, megapixels(size))
    }

    /// `pictures = …`
    ///
    /// # Errors
    /// As [`Pictures::megapixels`].
    pub fn pictures<T: Pictures + ?Sized>(&mut self, pictures: &T) -> Read {
        self.check(OperandKind::Pictures, Measured::Sizes(&pictures.sizes()))?;
        self.set(OperandKind::Pictures, pictures.megapixels())
    }

    /// `seconds = …`
    ///
    /// # Errors
    /// As [`Seconds::seconds`].
    pub fn seconds<T: Seconds + ?Sized>(&mut self, seconds: &T) -> Read {
        self.check_float(OperandKind::Seconds, seconds.float_seconds())?;
        self.set(OperandKind::Seconds, seconds.seconds())
    }

    /// `text = …`
    ///
    /// # Errors
    /// The text has more code points than can be billed.
    pub fn text<T: Text + ?Sized>(&mut self, text: &T) -> Read {
        let text = text.text();
        self.check(OperandKind::Text, Measured::Text(text))?;
        self.set(OperandKind::Text, text.chars().count().count())
    }

    /// `units(…)`
    ///
    /// # Errors
    /// As [`Amount::amount`].
    pub fn units<T: Amount + ?Sized>(&mut self, units: &T) -> Read {
        self.set(OperandKind::Units, units.amount())
    }

    /// `times = …`
    ///
    /// # Errors
    /// As [`Amount::amount`].
    pub fn times<T: Amount + ?Sized>(&mut self, times: &T) -> Read {
        self.check_float(OperandKind::Times, times.float_amount())?;
        self.set(OperandKind::Times, times.amount())
    }

    /// What a `custom` method says.
    ///
    /// # Errors
    /// What it says is negative or not finite.
    pub(super) fn said(&mut self, units: Result<BillableUnits, Error>) -> Read {
        self.set(OperandKind::Units, units)
    }

    fn set(&mut self, kind: OperandKind, value: Result<BillableUnits, Error>) -> Read {
        self.values[kind as usize] = Some(match value {
            Ok(units) => {
                self.check(kind, Measured::Units(units))?;
                Bounds::exactly(units)
            }
            // Not a failure yet: `max` may cut it (`docs/billing.md` §1.3).
            Err(error) if error.is_caused_by(&UnitsError::TooLarge) => {
                self.check(kind, Measured::TooLarge)?;
                Bounds::BEYOND
            }
            Err(error) => return Err(error),
        });
        Ok(())
    }

    fn check_float(&self, kind: OperandKind, float: Option<f64>) -> Read {
        float.map_or(Ok(()), |float| self.check(kind, Measured::Float(float)))
    }

    fn check(&self, kind: OperandKind, value: Measured<'_>) -> Read {
        match self.declared {
            Some((billing, output)) => operand_rules::check(billing, output, kind, value),
            None => Ok(()),
        }
    }

    /// What is kept of an operand, where it was read.
    pub(super) fn get(&self, kind: OperandKind) -> Option<Bounds> {
        self.values[kind as usize]
    }

    /// Keeps another value of an operand.
    pub(super) fn put(&mut self, kind: OperandKind, value: Bounds) {
        self.values[kind as usize] = Some(value);
    }

    /// The value of an operand in this request.
    pub(super) fn value(&self, kind: OperandKind, operand: &Operand) -> Result<Bounds, Error> {
        match operand {
            Operand::Constant(units) => Ok(Bounds::exactly(*units)),
            Operand::Input(expression) | Operand::Output(expression) => self.values[kind as usize]
                .ok_or_else(|| format!("`{}` was not read", expression.text).into()),
        }
    }
}
