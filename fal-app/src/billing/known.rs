//! What bounds an operand before a request, as the macros read it of its expression.

use super::values::Range;

/// What bounds an expression.
#[derive(Clone, Copy, Debug)]
pub enum Known {
    /// Nothing.
    Nothing,
    /// The rules of a field of the input or output: `style.strength`, by the names in Rust.
    Field(&'static str),
    /// A literal.
    Whole(i128),
    /// A literal, by its digits.
    Fraction(&'static str),
    /// A literal.
    Text(&'static str),
    /// A constant.
    Constant(fn() -> Range),
    /// It is one of these: the arms of an `if` or a `match`.
    AnyOf(&'static [Known]),
    /// It is converted to a type of that name.
    As(&'static Known, &'static str),
    /// It is computed of these.
    Of(Function, &'static [Known]),
}

/// How an expression is computed of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`
    Div,
    /// `-a`
    Neg,
    /// `a.div_ceil(b)`
    DivCeil,
    /// `a.min(b)`
    Min,
    /// `a.max(b)`
    Max,
    /// `a.ceil()`
    Ceil,
    /// `a.floor()`
    Floor,
    /// `a.round()`
    Round,
    /// `a.len()`
    Length,
    /// `a.chars().count()`
    CodePoints,
    /// What an `Option` holds.
    Inside,
    /// What an `Option` holds, or the `Default` of its type.
    InsideOrDefault,
    /// `(width, height)`
    Pair,
}
