//! How an endpoint reads what a caller sends.

use crate::billing::{Operands, Read};
use crate::fields::{Decoded, InputFields, decode};

/// From a body and its content type.
pub(super) type Decode<I> = fn(&[u8], Option<&[u8]>) -> Decoded<I>;

/// How an endpoint decodes its input, and which operands it reads of it.
///
/// A value of its own, so that a type that is not an `#[input]` is reported once.
pub struct InputReader<I> {
    pub(super) decode: Decode<I>,
    pub(super) operands: fn(&I, &mut Operands) -> Read,
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
