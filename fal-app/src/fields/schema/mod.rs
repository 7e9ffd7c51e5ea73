//! JSON Schema of the declared fields, as the SDK's pydantic writes it.

mod object;
mod value;

pub(crate) use object::{definition, example, title};
pub(crate) use value::{Definition, value};
