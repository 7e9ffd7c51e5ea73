//! What a value must obey, as data.

use regex::Regex;

/// A bound as the author wrote it: the SDK echoes `0` and `0.0` apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// A whole number.
    Integer(i128),
    /// A number with a fraction.
    Number(f64),
}

/// The values that `one_of` allows.
#[derive(Clone, Copy, Debug)]
pub enum OneOf {
    /// Whole numbers.
    Integers(&'static [i128]),
    /// Strings.
    Strings(&'static [&'static str]),
}

/// The text of a regular expression, and its compiled form.
pub(crate) type Pattern = (&'static str, fn() -> &'static Regex);

/// What a value must obey, beside its shape.
///
/// They reach into lists, maps, tuples, options, boxes: a bound on `Vec<u32>` holds for each item, a length for the list.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Greater than or equal.
    pub ge: Option<Bound>,
    /// Greater than.
    pub gt: Option<Bound>,
    /// Less than or equal.
    pub le: Option<Bound>,
    /// Less than.
    pub lt: Option<Bound>,
    /// A multiple of; on `ImageSize` of both sides.
    pub multiple_of: Option<Bound>,
    /// One of these.
    pub one_of: Option<OneOf>,
    /// Least length: code points of a string, items of a list, members of a map.
    pub min_length: Option<u64>,
    /// Greatest length: code points of a string, items of a list, members of a map.
    pub max_length: Option<u64>,
    /// What must match somewhere.
    pub pattern: Option<Pattern>,
    /// Bounds on an `ImageSize` or an image, in pixels.
    pub min_width: Option<u32>,
    /// As [`Rules::min_width`].
    pub max_width: Option<u32>,
    /// As [`Rules::min_width`].
    pub min_height: Option<u32>,
    /// As [`Rules::min_width`].
    pub max_height: Option<u32>,
    /// Greatest width × height, in pixels.
    pub max_area: Option<u64>,
    /// Greatest size of a medium, in bytes.
    pub max_file_size: Option<u64>,
    /// What each item of a list, a map or a tuple must obey. `None`: the rules of the field itself, without the lengths.
    pub items: Option<&'static Rules>,
}

impl Rules {
    /// No rule.
    pub const NONE: Self = Self {
        ge: None,
        gt: None,
        le: None,
        lt: None,
        multiple_of: None,
        one_of: None,
        min_length: None,
        max_length: None,
        pattern: None,
        min_width: None,
        max_width: None,
        min_height: None,
        max_height: None,
        max_area: None,
        max_file_size: None,
        items: None,
    };

    /// The rules of a list, a map or a tuple that hold for each of its items: those of `items`, else all but the lengths.
    #[must_use]
    pub const fn of_items(&self) -> Self {
        match self.items {
            Some(items) => *items,
            None => Self {
                min_length: None,
                max_length: None,
                ..*self
            },
        }
    }

    /// The rules of the values inside of all lists, maps and tuples.
    #[must_use]
    pub const fn of_scalars(&self) -> &Self {
        match self.items {
            Some(items) => items.of_scalars(),
            None => self,
        }
    }
}
