//! Which names may be an alias of `Result`.

use syn::Type;

use crate::syntax::parts::name_of;

/// Names that are no alias of a `Result`.
const KNOWN: [&str; 27] = [
    "Self", "Option", "Pin", "Vec", "Box", "Arc", "Rc", "Cow", "HashMap", "BTreeMap", "String",
    "str", "bool", "char", "i8", "i16", "i32", "i64", "i128", "u8", "u16", "u32", "u64", "u128",
    "usize", "f32", "f64",
];

/// Whether a type has a name of its own. The compiler knows which type that is.
pub(super) fn may_be_an_alias(whole: &Type) -> bool {
    name_of(whole).is_some_and(|name| !KNOWN.iter().any(|known| name == known))
}
