//! From what is known of an expression to the values that it may have.

use std::borrow::Cow;

use super::between::{Between, Number};
use super::known::{Function, Known};
use super::values::Values;
use crate::fields::{Field, ImageSize, OneOf, Rules, Shape};

/// The least and the greatest `usize`.
const LENGTHS: (i128, i128) = (0, usize::MAX as i128);

/// The type of a literal that nothing else decides.
const I32: (i128, i128) = (i32::MIN as i128, i32::MAX as i128);

impl Known {
    /// The values that the expression may have, over an input or output of that shape.
    pub(super) fn values(&self, over: Option<&Shape>) -> Values {
        let all = |known: &[Self]| known.iter().map(|one| one.values(over)).collect();
        match self {
            Self::Nothing => Values::Unknown,
            Self::Field(_) => over
                .and_then(|shape| self.field(shape))
                .map_or(Values::Unknown, |field| {
                    Values::of(field.shape, field.rules)
                }),
            Self::Whole(number) => Values::Whole(Between::exactly(*number), None),
            Self::Fraction(digits) => Values::Fraction(Cow::Borrowed(digits)),
            Self::Text(text) => Values::Text(text.chars().count()),
            Self::Constant(range) => range().0,
            Self::AnyOf(arms) => Values::any_of(all(arms)),
            Self::As(value, name) => converted(value.values(over), name),
            Self::Of(function, arguments) => function.of(Values::settled(all(arguments))),
        }
    }

    /// The field that the expression is, where it is one.
    pub(super) fn field(&self, over: &Shape) -> Option<&'static Field> {
        self.path(over)?.pop()
    }

    /// The fields that lead to it, and itself, where the expression is a field.
    pub(super) fn path(&self, over: &Shape) -> Option<Vec<&'static Field>> {
        let Self::Field(path) = self else { return None };
        let mut shape = *over;
        let mut fields = Vec::new();
        let mut is_field = false;
        for ident in path.split('.') {
            let Shape::Object(table) = shape else {
                return None;
            };
            let table = table();
            // The fields of a part stand among those of the whole.
            is_field = match table.part(ident) {
                Some(part) => {
                    shape = part.shape;
                    false
                }
                None => {
                    let field = table.own(ident)?;
                    shape = field.shape;
                    fields.push(field);
                    true
                }
            };
        }
        is_field.then_some(fields)
    }
}

impl Function {
    pub(super) fn of(self, arguments: Vec<Values>) -> Values {
        match (self, &arguments[..]) {
            (Self::Neg, [Values::Whole(number, of)]) => {
                self.of_whole(Between::exactly(0), *number, *of)
            }
            (Self::Neg, [Values::Double(number)]) => {
                Values::Double(Between::exactly(0.0).minus(*number))
            }
            (Self::Ceil, [Values::Double(number)]) => Values::Double(number.map(f64::ceil)),
            (Self::Floor, [Values::Double(number)]) => Values::Double(number.map(f64::floor)),
            (Self::Round, [Values::Double(number)]) => Values::Double(number.map(f64::round)),
            (Self::Pair, [Values::Whole(width, _), Values::Whole(height, _)]) => {
                Values::Pair(*width, *height)
            }
            (Self::Inside, [Values::Field(Shape::Optional(of), rules)]) => {
                Values::of(**of, **rules)
            }
            (Self::InsideOrDefault, [Values::Field(Shape::Optional(of), rules)]) => {
                Values::any_of(vec![Values::of(**of, **rules), default_of(**of, **rules)])
            }
            (Self::Length, [Values::Field(Shape::List(_) | Shape::Map(_), rules)]) => {
                Values::Whole(length(rules), Some(LENGTHS))
            }
            (Self::Length, [Values::Field(Shape::Tuple(items), _)]) => {
                Values::Whole(Between::exactly(items.len() as i128), Some(LENGTHS))
            }
            (Self::Length, [Values::Field(Shape::Text, rules)]) => {
                let points = code_points(rules);
                // A code point has one to four bytes.
                let bytes = Between {
                    most: points.most.map(|most| most * 4),
                    ..points
                };
                Values::Whole(bytes, Some(LENGTHS))
            }
            (Self::CodePoints, [Values::Field(Shape::Text, rules)]) => {
                Values::Whole(code_points(rules), Some(LENGTHS))
            }
            (_, [Values::Whole(a, of), Values::Whole(b, or)]) => self.of_whole(*a, *b, of.or(*or)),
            (_, [Values::Double(a), Values::Double(b)]) => Values::Double(self.of_numbers(*a, *b)),
            (_, [Values::Single(a), Values::Single(b)]) => Values::Single(self.of_numbers(*a, *b)),
            _ => Values::Unknown,
        }
    }

    /// Of whole numbers of one type. Where the result may be beyond it, it may be any: in a release it wraps.
    fn of_whole(self, a: Between<i128>, b: Between<i128>, of: Option<(i128, i128)>) -> Values {
        let (min, max) = of.unwrap_or(I32);
        let result = match self {
            Self::Neg => a.minus(b),
            Self::DivCeil => a.over(b, |a, b| a.checked_add(b - 1)?.checked_div(b)),
            _ => self.of_numbers(a, b),
        };
        let is_within = |bound: Option<i128>| match bound {
            Some(bound) => (min..=max).contains(&bound),
            // These never leave the type.
            None => matches!(self, Self::Div | Self::DivCeil | Self::Min | Self::Max),
        };
        if is_within(result.least) && is_within(result.most) {
            Values::Whole(result, of)
        } else {
            Values::Unknown
        }
    }

    fn of_numbers<T: Number>(self, a: Between<T>, b: Between<T>) -> Between<T> {
        match self {
            Self::Add => a.plus(b),
            Self::Sub => a.minus(b),
            Self::Mul => a.times(b),
            Self::Div => a.over(b, T::over),
            Self::Min => a.min(b),
            Self::Max => a.max(b),
            _ => Between::UNKNOWN,
        }
    }
}

/// The `Default` of a type.
fn default_of(shape: Shape, rules: Rules) -> Values {
    match shape {
        Shape::Integer { min, max } => Values::Whole(Between::exactly(0), Some((min, max))),
        Shape::Number { single: false } => Values::Double(Between::exactly(0.0)),
        Shape::Number { single: true } => Values::Single(Between::exactly(0.0)),
        Shape::Text => Values::Text(0),
        Shape::List(_) | Shape::Map(_) => Values::of(
            shape,
            Rules {
                min_length: None,
                max_length: Some(0),
                ..rules
            },
        ),
        Shape::ImageSize => {
            let size = ImageSize::default();
            Values::Size(size.width(), size.height())
        }
        // It is one of the choices.
        Shape::Choice(_) => Values::of(shape, rules),
        _ => Values::Unknown,
    }
}

/// `value as u32`, `u32::from(value)`
pub(super) fn converted(value: Values, to: &str) -> Values {
    let value = match value {
        Values::Field(Shape::Boolean, _) => Values::Whole(
            Between {
                least: Some(0),
                most: Some(1),
            },
            None,
        ),
        value => Values::any_of(vec![value]),
    };
    match (to, value) {
        ("f64", Values::Whole(number, _)) => Values::Double(number.map(|number| number as f64)),
        ("f64", Values::Double(number)) => Values::Double(number),
        ("f64", Values::Single(number)) => Values::Double(number.map(f64::from)),
        ("f32", Values::Whole(number, _)) => Values::Single(number.map(|number| number as f32)),
        ("f32", Values::Double(number)) => Values::Single(number.map(|number| number as f32)),
        ("f32", Values::Single(number)) => Values::Single(number),
        (_, value) => match integer_type(to) {
            Some(of) => whole(value, of),
            None => Values::Unknown,
        },
    }
}

/// As a whole number of a type. A float is cut to it, a whole number that does not fit may become any.
fn whole(value: Values, (min, max): (i128, i128)) -> Values {
    let cut = |number: f64| (number as i128).clamp(min, max);
    match value {
        Values::Whole(number, of) => {
            let fits =
                |bound: Option<i128>| bound.is_some_and(|bound| (min..=max).contains(&bound));
            let greatest = number.most.or(of.map(|(_, max)| max));
            if fits(number.least) && fits(greatest) {
                Values::Whole(number, Some((min, max)))
            } else {
                Values::Unknown
            }
        }
        Values::Double(number) => Values::Whole(number.map(cut), Some((min, max))),
        Values::Single(number) => Values::Whole(
            number.map(|number| cut(f64::from(number))),
            Some((min, max)),
        ),
        _ => Values::Unknown,
    }
}

/// The least and the greatest number of a type.
fn integer_type(name: &str) -> Option<(i128, i128)> {
    macro_rules! types {
        ($($of:ident)*) => {
            match name {
                $(stringify!($of) => Some(($of::MIN as i128, $of::MAX as i128)),)*
                _ => None,
            }
        };
    }
    types!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize)
}

pub(super) fn length(rules: &Rules) -> Between<i128> {
    Between {
        least: Some(rules.min_length.map_or(0, i128::from)),
        most: rules.max_length.map(i128::from),
    }
}

/// How many code points a text may have.
pub(super) fn code_points(rules: &Rules) -> Between<i128> {
    let Some(OneOf::Strings(allowed)) = rules.one_of else {
        return length(rules);
    };
    let lengths = allowed.iter().map(|text| text.chars().count() as i128);
    Between {
        least: Some(lengths.clone().min().unwrap_or(0)),
        most: lengths.max(),
    }
}
