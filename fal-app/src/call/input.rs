//! How an endpoint reads what a caller sends.

use std::any::Any;

use http::HeaderValue;

use super::outcome::{EndedEarly, Outcome};
use crate::billing::{Operands, Read};
use crate::fields::{Decoded, InputFields, Undecoded, decode};

/// An input, whatever its type, and the operands over it.
pub(super) type ReadInput = (Box<dyn Any + Send>, Operands);

/// Reads an input of any type: so the waiting around it is compiled once, and not for each endpoint.
pub(super) trait ReadAnyInput: Send {
    /// The input, and the operands over it.
    ///
    /// # Errors
    /// A refusal, or an operand that cannot be read.
    fn read(
        &self,
        body: &[u8],
        content_type: Option<&HeaderValue>,
    ) -> Result<ReadInput, EndedEarly>;
}

/// From a body and its content type.
pub(super) type Decode<I> = fn(&[u8], Option<&[u8]>) -> Decoded<I>;

/// How an endpoint decodes its input, and which operands it reads of it.
///
/// A value of its own, so that a type that is not an `#[input]` is reported once.
pub struct InputReader<I> {
    pub(super) decode: Decode<I>,
    pub(super) operands: fn(&I, &mut Operands) -> Read,
}

impl<I: Send + 'static> ReadAnyInput for InputReader<I> {
    fn read(
        &self,
        body: &[u8],
        content_type: Option<&HeaderValue>,
    ) -> Result<ReadInput, EndedEarly> {
        let input = match (self.decode)(body, content_type.map(HeaderValue::as_bytes)) {
            Ok(input) => Box::new(input),
            Err(undecoded) => return Err(undecoded.into()),
        };
        let mut operands = Operands::default();
        match (self.operands)(&input, &mut operands) {
            Ok(()) => Ok((input, operands)),
            Err(error) => Err(EndedEarly::metering(error)),
        }
    }
}

impl From<Undecoded> for EndedEarly {
    fn from(undecoded: Undecoded) -> Self {
        Self::new(match undecoded {
            Undecoded::Refused(refusal) => Outcome::Refused(refusal),
            Undecoded::Failed(why) => Outcome::DecodingFailed(why),
        })
    }
}

/// For an endpoint that takes an `#[input]`.
#[must_use]
pub const fn reads<I: InputFields>(operands: fn(&I, &mut Operands) -> Read) -> InputReader<I> {
    InputReader {
        decode: decode::<I>,
        operands,
    }
}

/// For an endpoint that reads no operands of its input or output.
pub fn no_operands<T>(_: &T, _: &mut Operands) -> Read {
    Ok(())
}
