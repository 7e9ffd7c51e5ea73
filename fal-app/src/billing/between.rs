//! Numbers between two others, and what is computed of them.

/// Numbers between two, both included. `None` where no least or no greatest is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Between<T> {
    pub(super) least: Option<T>,
    pub(super) most: Option<T>,
}

/// A number as an expression computes with it. `None` for what is no number of the type.
pub(super) trait Number: Copy + PartialOrd {
    const ZERO: Self;
    fn plus(self, other: Self) -> Option<Self>;
    fn minus(self, other: Self) -> Option<Self>;
    fn times(self, other: Self) -> Option<Self>;
    fn over(self, other: Self) -> Option<Self>;
}

impl Number for i128 {
    const ZERO: Self = 0;

    fn plus(self, other: Self) -> Option<Self> {
        self.checked_add(other)
    }

    fn minus(self, other: Self) -> Option<Self> {
        self.checked_sub(other)
    }

    fn times(self, other: Self) -> Option<Self> {
        self.checked_mul(other)
    }

    fn over(self, other: Self) -> Option<Self> {
        self.checked_div(other)
    }
}

macro_rules! floats {
    ($($float:ident)*) => {$(
        impl Number for $float {
            const ZERO: Self = 0.0;

            fn plus(self, other: Self) -> Option<Self> {
                Some(self + other).filter(|sum| sum.is_finite())
            }

            fn minus(self, other: Self) -> Option<Self> {
                Some(self - other).filter(|difference| difference.is_finite())
            }

            fn times(self, other: Self) -> Option<Self> {
                Some(self * other).filter(|product| product.is_finite())
            }

            fn over(self, other: Self) -> Option<Self> {
                Some(self / other).filter(|quotient| quotient.is_finite())
            }
        }
    )*};
}

floats!(f32 f64);

impl<T: Number> Between<T> {
    pub(super) const UNKNOWN: Self = Self {
        least: None,
        most: None,
    };

    pub(super) const fn exactly(number: T) -> Self {
        Self {
            least: Some(number),
            most: Some(number),
        }
    }

    /// Those of both.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            least: self.least.zip(other.least).map(|(a, b)| lesser(a, b)),
            most: self.most.zip(other.most).map(|(a, b)| greater(a, b)),
        }
    }

    /// Each bound, as a function makes it that never shrinks.
    pub(super) fn map<U>(self, function: impl Fn(T) -> U) -> Between<U> {
        Between {
            least: self.least.map(&function),
            most: self.most.map(&function),
        }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        self.growing(other, T::plus)
    }

    pub(super) fn minus(self, other: Self) -> Self {
        self.shrinking(other, T::minus)
    }

    /// Where one of them may be negative, nothing is known.
    pub(super) fn times(self, other: Self) -> Self {
        if self.is_from_zero() && other.is_from_zero() {
            self.growing(other, T::times)
        } else {
            Self::UNKNOWN
        }
    }

    /// Where the one may be negative, or the other is not above zero, nothing is known.
    pub(super) fn over(self, other: Self, divide: impl Fn(T, T) -> Option<T>) -> Self {
        if self.is_from_zero() && other.least.is_some_and(|least| least > T::ZERO) {
            self.shrinking(other, divide)
        } else {
            Self::UNKNOWN
        }
    }

    /// The lesser of both.
    pub(super) fn min(self, other: Self) -> Self {
        Self {
            least: self.least.zip(other.least).map(|(a, b)| lesser(a, b)),
            most: either(self.most, other.most, lesser),
        }
    }

    /// The greater of both.
    pub(super) fn max(self, other: Self) -> Self {
        Self {
            least: either(self.least, other.least, greater),
            most: self.most.zip(other.most).map(|(a, b)| greater(a, b)),
        }
    }

    fn is_from_zero(self) -> bool {
        self.least.is_some_and(|least| least >= T::ZERO)
    }

    /// Of a function that grows with both.
    fn growing(self, other: Self, function: impl Fn(T, T) -> Option<T>) -> Self {
        let apply = |(a, b)| function(a, b);
        Self {
            least: self.least.zip(other.least).and_then(apply),
            most: self.most.zip(other.most).and_then(apply),
        }
    }

    /// Of a function that grows with the one and shrinks with the other.
    fn shrinking(self, other: Self, function: impl Fn(T, T) -> Option<T>) -> Self {
        let apply = |(a, b)| function(a, b);
        Self {
            least: self.least.zip(other.most).and_then(apply),
            most: self.most.zip(other.least).and_then(apply),
        }
    }
}

fn lesser<T: PartialOrd>(a: T, b: T) -> T {
    if b < a { b } else { a }
}

fn greater<T: PartialOrd>(a: T, b: T) -> T {
    if b > a { b } else { a }
}

fn either<T>(a: Option<T>, b: Option<T>, choose: impl Fn(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(choose(a, b)),
        (a, b) => a.or(b),
    }
}
