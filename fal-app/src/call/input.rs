//! How an endpoint reads what a caller sends.

use http::HeaderValue;

use super::outcome::{EndedEarly, Outcome};
use crate::billing::{Operands, Read};
use crate::fields::{Decoded, InputFields, Undecoded, decode};

/// From a body and its content type.
pub(super) type Decode<I> = fn(&[u8], Option<&[u8]>) -> Decoded<I>;

/// How an endpoint decodes its input, and which operands it reads of it.
///
/// A value of its own, so that a type that is not an `#[input]` is reported once.
pub struct InputReader<I> {
    pub(super) decode: Decode<I>,
    pub(super) operands: fn(&I, &mut Operands) -> Read,
}

impl<I> InputReader<I> {
    /// The input, and the operands over it.
    ///
    /// # Errors
    /// A refusal, or an operand that cannot be read.
    pub(super) fn read(
        &self,
        body: &[u8],
        content_type: Option<&HeaderValue>,
    ) -> Result<(I, Operands), EndedEarly> {
        let content_type = content_type.map(HeaderValue::as_bytes);
        let input = (self.decode)(body, content_type).map_err(|undecoded| {
            EndedEarly::new(match undecoded {
                Undecoded::Refused(refusal) => Outcome::Refused(refusal),
                Undecoded::Failed(why) => Outcome::DecodingFailed(why),
            })
        })?;
        let mut operands = Operands::default();
        (self.operands)(&input, &mut operands).map_err(EndedEarly::metering)?;
        Ok((input, operands))
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
