//! How an endpoint reads what is sent.

use crate::billing::{Operands, Read};
use crate::fields::{Decoded, InputFields, decode};

/// From a body and its content type.
pub(crate) type Decode<I> = fn(&[u8], Option<&[u8]>) -> Decoded<I>;

/// How an endpoint decodes its input, and reads its operands. A value, so that a type that is no input is told once.
pub struct Takes<I> {
    pub(crate) decode: Decode<I>,
    pub(crate) operands: fn(&I, &mut Operands) -> Read,
}

/// An endpoint takes an `#[input]`.
#[must_use]
pub const fn takes<I: InputFields>(operands: fn(&I, &mut Operands) -> Read) -> Takes<I> {
    Takes {
        decode: decode::<I>,
        operands,
    }
}

/// No operands.
pub fn nothing<T>(_: &T, _: &mut Operands) -> Read {
    Ok(())
}
