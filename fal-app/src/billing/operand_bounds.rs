//! How small and how large an operand may be, by the shape and rules of the field that it is.

use super::bounds::Bounds;
use super::default_value::default_value;
use super::meter::Expression;
use super::operands::{Read, Word};
use crate::fields::image_size::MAX_SIDE;
use crate::fields::{Bound, Field, OneOf, Rules, Shape, rules};
use crate::units::BillableUnits;

/// What a method measured of its answer obeys what the answer declares: what was quoted holds.
pub(super) fn check_declared(
    word: Word,
    expression: &Expression,
    output: &Shape,
    value: Bounds,
) -> Read {
    if word == Word::Units || obeys(word, field(expression, output), Side::Made, value) {
        return Ok(());
    }
    let value = match value.exact() {
        Ok(value) => value.to_string(),
        Err(beyond) => beyond.to_string(),
    };
    Err(format!(
        "`{}` is {value}, outside of what its `#[field]` allows",
        expression.text
    )
    .into())
}

pub(super) fn over_input(word: Word, expression: &Expression, input: Option<&Shape>) -> Bounds {
    let field = input.and_then(|input| field(expression, input));
    reach(word, field, Side::Sent)
}

pub(super) fn over_output(word: Word, expression: &Expression, output: &Shape) -> Bounds {
    match word {
        // What a method says of its own units is not bounded by what it answers (`docs/billing.md` §4).
        Word::Units => Bounds::OPEN,
        _ => reach(word, field(expression, output), Side::Made),
    }
}

/// Who made a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// A caller, whose request was decoded.
    Sent,
    /// The method.
    Made,
}

fn field(expression: &Expression, shape: &Shape) -> Option<&'static Field> {
    let (ident, Shape::Object(table)) = (expression.field?, shape) else {
        return None;
    };
    table().fields.iter().find(|field| field.ident == ident)
}

/// The bounds of an operand, known where it is a field whose rules bound it.
fn reach(word: Word, field: Option<&Field>, side: Side) -> Bounds {
    let known = field.and_then(|field| {
        let ruled = of_field(word, &field.shape, &field.rules, side)?;
        Some(match default_value(word, field) {
            Some(default) => ruled.and(default),
            None => ruled,
        })
    });
    known.unwrap_or(match word {
        // A picture without pixels is a metering failure.
        Word::Size => Bounds {
            min: BillableUnits::ONE,
            max: None,
        },
        _ => Bounds::OPEN,
    })
}

/// Whether a value obeys what its field declares, as far as bounds and choices tell.
fn obeys(word: Word, field: Option<&Field>, side: Side, value: Bounds) -> bool {
    let reach = reach(word, field, side);
    let Ok(value) = value.exact() else {
        return reach.max.is_none();
    };
    let integer = field.filter(|field| matches!(field.shape, Shape::Integer { .. }));
    reach.contains(value)
        && integer.is_none_or(|field| {
            i128::try_from(value.floor())
                .is_ok_and(|value| rules::integer(&field.rules, value).is_ok())
        })
}

fn of_field(word: Word, shape: &Shape, rules: &Rules, side: Side) -> Option<Bounds> {
    match (word, shape) {
        (Word::Images | Word::Seconds | Word::Units | Word::Times, Shape::Integer { .. }) => {
            Some(integer(rules))
        }
        (Word::Seconds | Word::Units | Word::Times, Shape::Number { single }) => {
            Some(number(rules, *single))
        }
        (Word::Images, Shape::List(_)) => Some(length(rules)),
        (Word::Text, Shape::Text) => Some(text(rules)),
        (Word::Size, Shape::ImageSize) => Some(size(rules, side)),
        (Word::Pictures, Shape::List(picture)) => Some(pictures(picture, rules, side)),
        _ => None,
    }
}

fn integer(rules: &Rules) -> Bounds {
    let least = [
        rules.ge.map(ceiling),
        rules.gt.map(|bound| floor(bound).saturating_add(1)),
    ];
    let most = [
        rules.le.map(floor),
        rules.lt.map(|bound| ceiling(bound).saturating_sub(1)),
    ];
    // A negative count is a metering failure.
    let least = least.into_iter().flatten().fold(0, i128::max);
    let most = most.into_iter().flatten().min();
    if let Some(OneOf::Integers(allowed)) = rules.one_of {
        let allowed = allowed
            .iter()
            .filter(|value| **value >= least && most.is_none_or(|most| **value <= most));
        return between(
            allowed.clone().min().copied().unwrap_or(least),
            allowed.max().copied().or(most),
        );
    }
    match rules.multiple_of {
        Some(Bound::Integer(of)) if of > 0 => between(
            least.saturating_add(of - 1) / of * of,
            most.map(|most| most - most.rem_euclid(of)),
        ),
        _ => between(least, most),
    }
}

fn between(least: i128, most: Option<i128>) -> Bounds {
    Bounds {
        min: BillableUnits::try_from(least).unwrap_or(BillableUnits::MAX),
        max: most.and_then(|most| BillableUnits::try_from(most).ok()),
    }
}

/// The least whole number that is not below a bound.
fn ceiling(bound: Bound) -> i128 {
    match bound {
        Bound::Integer(bound) => bound,
        Bound::Number(bound) => bound.ceil() as i128,
    }
}

/// The greatest whole number that is not above a bound.
fn floor(bound: Bound) -> i128 {
    match bound {
        Bound::Integer(bound) => bound,
        Bound::Number(bound) => bound.floor() as i128,
    }
}

/// Bounds are rounded as values are, so that a value within them stays within them.
fn number(rules: &Rules, single: bool) -> Bounds {
    let rounded = |bound: Bound| {
        let bound = match bound {
            Bound::Integer(bound) => bound as f64,
            Bound::Number(bound) => bound,
        };
        if single {
            BillableUnits::try_from(bound as f32)
        } else {
            BillableUnits::try_from(bound)
        }
    };
    let least = [rules.ge, rules.gt].into_iter().flatten();
    let most = [rules.le, rules.lt].into_iter().flatten();
    Bounds {
        min: least
            .filter_map(|bound| rounded(bound).ok())
            .max()
            .unwrap_or_default(),
        max: most.filter_map(|bound| rounded(bound).ok()).min(),
    }
}

fn length(rules: &Rules) -> Bounds {
    between(
        rules.min_length.map_or(0, i128::from),
        rules.max_length.map(i128::from),
    )
}

fn text(rules: &Rules) -> Bounds {
    let Some(OneOf::Strings(allowed)) = rules.one_of else {
        return length(rules);
    };
    let lengths = allowed.iter().map(|text| text.chars().count() as i128);
    between(lengths.clone().min().unwrap_or(0), lengths.max())
}

fn pictures(picture: &Shape, rules: &Rules, side: Side) -> Bounds {
    let each = match picture {
        Shape::ImageSize => size(&rules.of_items(), side),
        _ => Bounds {
            min: BillableUnits::ONE,
            max: None,
        },
    };
    let many = length(rules);
    Bounds {
        min: many.min.checked_mul(each.min).unwrap_or(BillableUnits::MAX),
        max: many
            .max
            .zip(each.max)
            .and_then(|(many, each)| many.checked_mul(each)),
    }
}

fn size(rules: &Rules, side: Side) -> Bounds {
    let step = match rules.multiple_of {
        Some(Bound::Integer(of)) => u64::try_from(of).unwrap_or(1).max(1),
        _ => 1,
    };
    // What a caller may send is bounded, what a method makes is not.
    let all = match side {
        Side::Sent => Some(MAX_SIDE),
        Side::Made => None,
    };
    let sides = |least: Option<u32>, most: Option<u32>| Sides {
        least: u64::from(least.unwrap_or(1).max(1)).next_multiple_of(step),
        most: most.into_iter().chain(all).min().map(|most| {
            let most = u64::from(most);
            most - most % step
        }),
        step,
    };
    let width = sides(rules.min_width, rules.max_width);
    let height = sides(rules.min_height, rules.max_height);
    Bounds {
        min: megapixels(width.least.saturating_mul(height.least)),
        max: greatest_area(&width, &height, rules.max_area).map(megapixels),
    }
}

/// The pixels that one side of a picture may have.
struct Sides {
    least: u64,
    most: Option<u64>,
    step: u64,
}

fn greatest_area(width: &Sides, height: &Sides, max_area: Option<u64>) -> Option<u64> {
    let (Some(widest), Some(highest)) = (width.most, height.most) else {
        return max_area;
    };
    let all = widest.saturating_mul(highest);
    let Some(max_area) = max_area.filter(|most| *most < all) else {
        return Some(all);
    };
    // Of the widths that may be, the one whose height leaves the least of the allowed area unused.
    let widths = (width.least..=widest).step_by(usize::try_from(width.step).unwrap_or(1));
    let areas = widths.map(|width| {
        let fits = (max_area / width).min(highest);
        width * (fits - fits % height.step)
    });
    areas.max()
}

fn megapixels(pixels: u64) -> BillableUnits {
    BillableUnits::try_from(pixels.div_ceil(1024 * 1024)).unwrap_or(BillableUnits::MAX)
}
