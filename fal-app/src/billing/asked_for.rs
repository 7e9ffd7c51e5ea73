//! What a caller asks for more of: the fields of an input that ask for pictures, seconds and characters.

use super::known::{Function, Known};
use super::meter::{Billing, Operand};
use super::operand_kind::OperandKind;
use crate::fields::{Field, Shape};

/// What a field asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AskedFor {
    Pictures,
    /// Of each picture, in pixels.
    Width,
    Seconds,
    Characters,
}

/// The names by which published apps ask for pictures and for seconds.
const NAMES: [(&str, AskedFor); 6] = [
    ("num_images", AskedFor::Pictures),
    ("num_outputs", AskedFor::Pictures),
    ("num_samples", AskedFor::Pictures),
    ("duration", AskedFor::Seconds),
    ("seconds", AskedFor::Seconds),
    ("num_seconds", AskedFor::Seconds),
];

impl AskedFor {
    /// For people: `a picture more`.
    pub(crate) fn one_more(self) -> &'static str {
        match self {
            Self::Pictures => "a picture more",
            Self::Width => "a wider picture",
            Self::Seconds => "a second more",
            Self::Characters => "a character more",
        }
    }
}

impl Billing {
    /// The fields that ask for more, by the names that lead to each: those that the meter reads as pictures, sizes, seconds or
    /// text, those with a usual name, and the texts from which `units(…)` or `times` computes.
    pub(crate) fn asked_for(&self, input: &Shape) -> Vec<(AskedFor, Vec<&'static Field>)> {
        let mut found: Vec<(AskedFor, Vec<&'static Field>)> = Vec::new();
        let mut add = |what, path: Vec<&'static Field>| {
            let is_known = found.iter().any(|(_, before)| is_same(before, &path));
            if !is_known && !path.is_empty() {
                found.push((what, path));
            }
        };
        for (kind, operand) in self.operands() {
            let Operand::Input(expression) = operand else {
                continue;
            };
            let what = match kind {
                OperandKind::Images => AskedFor::Pictures,
                OperandKind::Size => AskedFor::Width,
                OperandKind::Seconds => AskedFor::Seconds,
                OperandKind::Text => AskedFor::Characters,
                OperandKind::Pictures => continue,
                OperandKind::Units | OperandKind::Times => {
                    for field in named_in(expression.text, input) {
                        if matches!(field.shape, Shape::Text) && field.rules.one_of.is_none() {
                            add(AskedFor::Characters, vec![field]);
                        }
                    }
                    continue;
                }
            };
            let mut paths = Vec::new();
            expression.known.grows_with(input, &mut paths);
            paths.into_iter().for_each(|path| add(what, path));
        }
        if let Shape::Object(table) = input {
            for (name, what) in NAMES {
                if let Some(field) = table().find(name).filter(|field| is_number(&field.shape)) {
                    add(what, vec![field]);
                }
            }
        }
        found
    }

    /// Whether the bill of a success is known before its method runs.
    pub(crate) fn reads_only_input(&self) -> bool {
        self.operands()
            .all(|(_, operand)| !matches!(operand, Operand::Output(_)))
    }
}

impl Known {
    /// The fields with which the expression grows, if with anything.
    fn grows_with(&self, over: &Shape, paths: &mut Vec<Vec<&'static Field>>) {
        match self {
            Self::Field(_) => paths.extend(self.path(over)),
            Self::As(value, _) => value.grows_with(over, paths),
            Self::AnyOf(arms) => arms.iter().for_each(|arm| arm.grows_with(over, paths)),
            Self::Of(Function::Neg, _) => {}
            // What is taken off or divided by makes it less.
            Self::Of(Function::Sub | Function::Div | Function::DivCeil, arguments) => {
                if let Some(first) = arguments.first() {
                    first.grows_with(over, paths);
                }
            }
            Self::Of(_, arguments) => {
                arguments
                    .iter()
                    .for_each(|argument| argument.grows_with(over, paths));
            }
            Self::Nothing
            | Self::Whole(_)
            | Self::Fraction(_)
            | Self::Text(_)
            | Self::Constant(_) => {}
        }
    }
}

fn is_same(one: &[&'static Field], other: &[&'static Field]) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| std::ptr::eq(*one, *other))
}

fn is_number(shape: &Shape) -> bool {
    match shape {
        Shape::Optional(of) => is_number(of),
        Shape::Choice(choices) => !choices().amounts.is_empty(),
        Shape::Integer { .. } | Shape::Number { .. } => true,
        _ => false,
    }
}

/// The fields of an input that the text of an expression names: `input.prompt`.
fn named_in(text: &str, input: &Shape) -> Vec<&'static Field> {
    let Shape::Object(table) = input else {
        return Vec::new();
    };
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let named = text.split("input").skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix('.')?.trim_start();
        let end = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
        table().own(&rest[..end])
    });
    named.collect()
}
