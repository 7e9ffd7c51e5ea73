//! What the bytes of a medium may be given as.

use std::borrow::Cow;

use bytes::Bytes;

/// The bytes of a medium: owned ones are taken as they are, borrowed ones are copied.
///
/// `Vec<u8>`, `Box<[u8]>`, [`Bytes`](crate::stream::Bytes), arrays, `String`, `Cow<[u8]>`, and references to these, to slices and to `str`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not bytes",
    label = "not bytes",
    note = "give a `Vec<u8>`, a `&[u8]`, an array or `Bytes`"
)]
pub trait IntoBytes {
    /// The bytes.
    fn into_bytes(self) -> Bytes;
}

/// What a reference may lead to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not bytes",
    label = "not bytes",
    note = "give a `Vec<u8>`, a `&[u8]`, an array or `Bytes`"
)]
pub trait ToBytes {
    /// The bytes, copied; those of `Bytes` are shared.
    fn to_bytes(&self) -> Bytes;
}

#[diagnostic::do_not_recommend]
impl<T: ToBytes + ?Sized> IntoBytes for &T {
    fn into_bytes(self) -> Bytes {
        self.to_bytes()
    }
}

#[diagnostic::do_not_recommend]
impl<T: ToBytes + ?Sized> IntoBytes for &mut T {
    fn into_bytes(self) -> Bytes {
        self.to_bytes()
    }
}

macro_rules! owned {
    ($($bytes:ty),*) => {$(
        impl IntoBytes for $bytes {
            fn into_bytes(self) -> Bytes {
                self.into()
            }
        }
    )*};
}

macro_rules! borrowed {
    ($($bytes:ty),*) => {$(
        impl ToBytes for $bytes {
            fn to_bytes(&self) -> Bytes {
                Bytes::copy_from_slice(self.as_ref())
            }
        }
    )*};
}

owned!(Bytes, Vec<u8>, Box<[u8]>, String);
borrowed!(Vec<u8>, [u8], Box<[u8]>, str, String, Cow<'_, [u8]>);

impl ToBytes for Bytes {
    fn to_bytes(&self) -> Bytes {
        self.clone()
    }
}

impl<const N: usize> ToBytes for [u8; N] {
    fn to_bytes(&self) -> Bytes {
        Bytes::copy_from_slice(self)
    }
}

impl<const N: usize> IntoBytes for [u8; N] {
    fn into_bytes(self) -> Bytes {
        Bytes::copy_from_slice(&self)
    }
}

impl IntoBytes for Cow<'_, [u8]> {
    fn into_bytes(self) -> Bytes {
        self.into_owned().into()
    }
}
