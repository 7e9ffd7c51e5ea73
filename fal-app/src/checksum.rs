//! A checksum that is the same in every version and on every machine, unlike the hashes of the standard library.

/// FNV-1a in 64 bits. It tells texts apart, and keeps nobody from making two that are alike.
pub(crate) fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
