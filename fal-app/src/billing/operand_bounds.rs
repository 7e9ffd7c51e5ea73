//! How small and how large an operand may be, by the shape and the rules of the field that it reads.

use super::bounds::Bounds;
use super::meter::Expression;
use super::operand_kind::OperandKind;
use crate::fields::image_size::MAX_SIDE;
use crate::fields::{Bound, Field, OneOf, Rules, Shape, rules};
use crate::units::BillableUnits;

pub(super) fn over_input(
    kind: OperandKind,
    expression: &Expression,
    input: Option<&Shape>,
) -> Bounds {
    let field = input.and_then(|input| field(expression, input));
    bounds(kind, field, Origin::Caller)
}

pub(super) fn over_output(kind: OperandKind, expression: &Expression, output: &Shape) -> Bounds {
    match kind {
        // What a method says of its own units is not bounded by what it answers (`docs/billing.md` §4).
        OperandKind::Units => Bounds::OPEN,
        _ => bounds(kind, field(expression, output), Origin::Method),
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// A caller sent it.
    Caller,
    /// The method made it.
    Method,
}

/// The field that an expression reads, where it is just a field.
pub(super) fn field(expression: &Expression, shape: &Shape) -> Option<&'static Field> {
    let (ident, Shape::Object(table)) = (expression.field?, shape) else {
        return None;
    };
    table().fields.iter().find(|field| field.ident == ident)
}

/// The bounds of an operand. They are known where it is a field whose rules bound it.
fn bounds(kind: OperandKind, field: Option<&Field>, origin: Origin) -> Bounds {
    let known = field.and_then(|field| of_field(kind, &field.shape, &field.rules, origin));
    known.unwrap_or(match kind {
        // A picture without pixels is a metering failure.
        OperandKind::Size => Bounds {
            min: BillableUnits::ONE,
            max: None,
        },
        _ => Bounds::OPEN,
    })
}

fn of_field(kind: OperandKind, shape: &Shape, rules: &Rules, origin: Origin) -> Option<Bounds> {
    match (kind, shape) {
        (
            OperandKind::Images | OperandKind::Seconds | OperandKind::Units | OperandKind::Times,
            Shape::Integer { .. },
        ) => Some(integer(rules)),
        (
            OperandKind::Seconds | OperandKind::Units | OperandKind::Times,
            Shape::Number { single },
        ) => Some(number(rules, *single)),
        (OperandKind::Images, Shape::List(_)) => Some(length(rules)),
        (OperandKind::Text, Shape::Text) => Some(text(rules)),
        (OperandKind::Size, Shape::ImageSize) => Some(size(rules, origin)),
        (OperandKind::Pictures, Shape::List(picture)) => Some(pictures(picture, rules, origin)),
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
    let rounded = |bound: f64| {
        if single {
            BillableUnits::try_from(bound as f32)
        } else {
            BillableUnits::try_from(bound)
        }
    };
    let step = rules.multiple_of.map(rules::float);
    let least = [
        rules
            .ge
            .map(|ge| first_multiple(rules::float(ge), step, true)),
        rules
            .gt
            .map(|gt| first_multiple(rules::float(gt), step, false)),
    ];
    let most = [
        rules
            .le
            .map(|le| -first_multiple(-rules::float(le), step, true)),
        rules
            .lt
            .map(|lt| -first_multiple(-rules::float(lt), step, false)),
    ];
    let units = |bounds: [Option<f64>; 2]| {
        let bounds = bounds.into_iter().flatten();
        bounds.filter_map(move |bound| rounded(bound).ok())
    };
    Bounds {
        min: units(least).max().unwrap_or_default(),
        max: units(most).min(),
    }
}

/// The first multiple of `step` from a bound on, which is one of the values or is not. Without a step, the bound itself:
/// values come as close to it as units tell.
fn first_multiple(bound: f64, step: Option<f64>, is_included: bool) -> f64 {
    let Some(step) = step else { return bound };
    let steps = (bound / step).ceil();
    let is_at_the_bound = steps * step == bound;
    (steps + f64::from(is_at_the_bound && !is_included)) * step
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

fn pictures(picture: &Shape, rules: &Rules, origin: Origin) -> Bounds {
    let each = match picture {
        Shape::ImageSize => size(&rules.of_items(), origin),
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

fn size(rules: &Rules, origin: Origin) -> Bounds {
    let step = match rules.multiple_of {
        Some(Bound::Integer(of)) => u64::try_from(of).unwrap_or(1).max(1),
        _ => 1,
    };
    // The sides that a caller may ask for are bounded, those of a made picture are not.
    let all = match origin {
        Origin::Caller => Some(MAX_SIDE),
        Origin::Method => None,
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
