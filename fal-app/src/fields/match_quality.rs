//! How well a value fits a variant of an untagged enum: pydantic's smart mode.

/// How a value was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exactness {
    /// Converted: a number from a string, a struct from an object.
    Lax,
    /// A whole number as one with a fraction; anything as any JSON.
    Strict,
    /// As it is.
    Exact,
}

/// How well a value fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MatchQuality {
    pub(crate) exactness: Exactness,
    /// Members that are declared fields, at any depth; `None` without a struct.
    pub(crate) fields: Option<u32>,
}

impl MatchQuality {
    pub(crate) const LAX: Self = Self::scalar(Exactness::Lax);
    pub(crate) const STRICT: Self = Self::scalar(Exactness::Strict);
    pub(crate) const EXACT: Self = Self::scalar(Exactness::Exact);

    const fn scalar(exactness: Exactness) -> Self {
        Self {
            exactness,
            fields: None,
        }
    }

    /// A struct of which so many fields are given.
    pub(crate) const fn object(fields: u32) -> Self {
        Self {
            exactness: Exactness::Lax,
            fields: Some(fields),
        }
    }

    /// With a value inside.
    pub(crate) fn and(self, inner: Self) -> Self {
        let fields = match (self.fields, inner.fields) {
            (None, None) => None,
            (ours, theirs) => Some(ours.unwrap_or(0) + theirs.unwrap_or(0)),
        };
        Self {
            exactness: self.exactness.min(inner.exactness),
            fields,
        }
    }

    /// Whether it is preferred to the one before.
    pub(crate) fn is_better_than(self, before: Self) -> bool {
        match (before.fields, self.fields) {
            (Some(before), Some(fields)) if before != fields => fields > before,
            _ => self.exactness > before.exactness,
        }
    }
}
