//! The endpoint whose billing is checked.

use proc_macro2::Ident;

/// The endpoint whose billing is checked.
pub(crate) struct Subject<'a> {
    pub(crate) endpoint: &'a Ident,
    pub(crate) has_input: bool,
    /// Its units leave before its first item.
    pub(crate) is_stream: bool,
}
