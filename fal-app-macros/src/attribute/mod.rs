//! What stands inside an attribute.

pub(crate) mod doc_comment;
pub(crate) mod read;
pub(crate) mod values;
