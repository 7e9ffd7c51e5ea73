//! How well a value matches a variant of an untagged enum, as pydantic's smart mode compares it.

/// How exactly the type of a value is the declared one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exactness {
    /// It was converted: a string to a number, an object to a struct.
    Lax,
    /// A whole number for a float, or any value for any JSON.
    Strict,
    /// It is the declared type.
    Exact,
}

/// How well a value matches a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MatchQuality {
    pub(crate) exactness: Exactness,
    /// How many members are declared fields, at any depth. `None` where there is no struct.
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

    /// For a struct with so many fields given.
    pub(crate) const fn object(fields: u32) -> Self {
        Self {
            exactness: Exactness::Lax,
            fields: Some(fields),
        }
    }

    /// Together with that of a value inside.
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

    /// Whether it is better than that of an earlier variant. Of equal ones the earlier wins.
    pub(crate) fn is_better_than(self, before: Self) -> bool {
        match (before.fields, self.fields) {
            (Some(before), Some(fields)) if before != fields => fields > before,
            _ => self.exactness > before.exactness,
        }
    }
}
