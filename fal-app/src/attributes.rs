//! The attributes and their documentation.

#[cfg(doc)]
use crate::{Audio, File, Image, ImageSize, Value, Video};

/// Declares what a caller sends: a struct with named fields, or an enum that one of its fields holds.
///
/// What is declared is decoded, enforced, shown in the schema and billed; there is no second declaration.
///
/// ```
/// use fal_app::{ImageSize, input};
///
/// #[input]
/// struct PaintInput {
///     /// What to paint. A doc comment is the field's description.
///     #[field(min_length = 1, max_length = 5000)]
///     prompt: String,
///     /// How many pictures.
///     #[field(default = 1, ge = 1, le = 4)]
///     num_images: u32,
///     #[field(default, max_width = 2048, max_height = 2048)]
///     image_size: ImageSize,
///     seed: Option<u64>,
/// }
///
/// // The fields without a default, in order; the rest are at their defaults.
/// let input = PaintInput::required("a fox");
/// assert_eq!(input.num_images, 1);
/// ```
///
/// A field holds a string, `bool`, an integer, `f32`, `f64`, [`Value`] (any JSON), [`ImageSize`], another `#[input]`,
/// or an `Option`, `Box` or `Vec` of these. Only an `Option` may be left out without a default.
///
/// | in `#[field(…)]` | on |
/// |---|---|
/// | `default`, `default = EXPR` | any; a literal stands for any type of its kind, another expression is converted with `.into()` |
/// | `ge`, `gt`, `le`, `lt`, `multiple_of` | numbers; `multiple_of` also both sides of an `ImageSize` |
/// | `one_of = […]` | integers, strings |
/// | `min_length`, `max_length` | strings (code points), lists (items) |
/// | `pattern = "…"` | strings: a regular expression of the `regex` crate that matches somewhere |
/// | `min_width`, `max_width`, `min_height`, `max_height`, `max_area` | `ImageSize`, in pixels |
/// | `examples = […]`, `title = "…"` | any, for the document |
/// | `hidden` | any with a default: forms leave it out |
/// | `ui = "image"`, `ui(field = "image", important, hint = "…")` | any, for the playground |
///
/// Rules reach into options, boxes and lists; of a list in a list, a length is that of the outer one.
///
/// An enum of plain variants is a choice of names, in snake case. An enum whose variants each hold one type is told
/// apart by `#[serde(tag = "…")]`, or with `#[serde(untagged)]` by its shape, as pydantic does.
///
/// Of serde's attributes `rename`, `rename_all` and `alias` are taken; serde's derives are not needed. A type may be
/// an [`output`] too.
pub use fal_app_macros::input;
/// Declares what a method returns: a struct with named fields, or an enum that one of its fields holds.
///
/// ```
/// use fal_app::{Image, output};
///
/// #[output]
/// struct PaintOutput {
///     images: Vec<Image>,
///     /// The seed that makes the same pictures again.
///     #[serde(skip_serializing_if = "Option::is_none")]
///     seed: Option<u64>,
/// }
/// ```
///
/// A field holds what a field of an [`input`] holds, a medium ([`Image`], [`Video`], [`Audio`], [`File`]), or another
/// `#[output]`; `#[field(…)]` takes the same rules. NaN and infinities are no JSON: a method that returns one fails.
///
/// Of serde's attributes `rename`, `rename_all`, `alias`, `skip_serializing_if` and `serialize_with` are taken.
pub use fal_app_macros::output;
