//! How small and how large an operand may be, by the values that its expression may have.

use super::between::Between;
use super::bounds::Bounds;
use super::evaluate::{code_points, length};
use super::meter::Expression;
use super::operand_kind::OperandKind;
use super::values::Values;
use crate::fields::image_size::MAX_SIDE;
use crate::fields::{Bound, Rules, Shape};
use crate::units::BillableUnits;

pub(super) fn over_input(
    kind: OperandKind,
    expression: &Expression,
    input: Option<&Shape>,
) -> Bounds {
    bounds(kind, expression.known.values(input), Origin::Caller)
}

pub(super) fn over_output(kind: OperandKind, expression: &Expression, output: &Shape) -> Bounds {
    match kind {
        // What a method says of its own units is not bounded by what it answers (`docs/billing.md` §4).
        OperandKind::Units => Bounds::OPEN,
        _ => bounds(kind, expression.known.values(Some(output)), Origin::Method),
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// A caller sent it.
    Caller,
    /// The method made it.
    Method,
}

/// The bounds of an operand.
fn bounds(kind: OperandKind, values: Values, origin: Origin) -> Bounds {
    known(kind, values, origin).unwrap_or(match kind {
        // A picture without pixels is a metering failure.
        OperandKind::Size => Bounds {
            min: BillableUnits::ONE,
            max: None,
        },
        _ => Bounds::OPEN,
    })
}

pub(super) fn known(kind: OperandKind, values: Values, origin: Origin) -> Option<Bounds> {
    use OperandKind::{Images, Pictures, Seconds, Size, Text, Times, Units};
    Some(match (kind, values) {
        (_, Values::AnyOf(all)) => {
            let all: Option<Vec<Bounds>> = all
                .into_iter()
                .map(|one| known(kind, one, origin))
                .collect();
            all?.into_iter().reduce(Bounds::or)?
        }
        (Images | Seconds | Units | Times, Values::Whole(number, _)) => whole(number),
        (Images | Seconds | Units | Times, Values::Units(units)) => units,
        (Seconds | Units | Times, Values::Double(number)) => number.units(BillableUnits::try_from),
        (Seconds | Units | Times, Values::Single(number)) => number.units(BillableUnits::try_from),
        (_, fraction @ Values::Fraction(_)) => known(kind, Values::any_of(vec![fraction]), origin)?,
        (Images, Values::Field(Shape::List(_) | Shape::Map(_), rules)) => whole(length(&rules)),
        (Images, Values::Field(Shape::Tuple(items), _)) => {
            whole(Between::exactly(items.len() as i128))
        }
        (Images, Values::Pair(..)) => whole(Between::exactly(2)),
        (Text, Values::Field(Shape::Text, rules)) => whole(code_points(&rules)),
        (Text, Values::Text(points)) => whole(Between::exactly(points as i128)),
        (Size, Values::Field(Shape::ImageSize, rules)) => size(&rules, origin),
        (Size, Values::Size(width, height)) => {
            Bounds::exactly(megapixels(u64::from(width) * u64::from(height)))
        }
        (Size, Values::Pair(width, height)) => pair(width, height),
        (Pictures, Values::Field(Shape::List(of), rules)) => pictures(of, &rules, origin),
        (Pictures, Values::Field(Shape::Tuple(all), rules)) => {
            let of_items = rules.of_items();
            let each = all.iter().map(|one| picture(one, &of_items, origin));
            each.reduce(Bounds::plus)?
        }
        _ => return None,
    })
}

fn whole(number: Between<i128>) -> Bounds {
    number.units(BillableUnits::try_from)
}

/// `(input.width, input.height)`
fn pair(width: Between<i128>, height: Between<i128>) -> Bounds {
    let side = |side: i128| u64::try_from(side.clamp(1, u32::MAX.into())).unwrap_or(1);
    let least = |of: Between<i128>| side(of.least.unwrap_or(1));
    let most = width.most.zip(height.most);
    Bounds {
        min: megapixels(least(width) * least(height)),
        max: most.map(|(width, height)| megapixels(side(width) * side(height))),
    }
}

fn pictures(of: &Shape, rules: &Rules, origin: Origin) -> Bounds {
    let each = picture(of, &rules.of_items(), origin);
    let many = whole(length(rules));
    Bounds {
        min: many.min.checked_mul(each.min).unwrap_or(BillableUnits::MAX),
        max: many
            .max
            .zip(each.max)
            .and_then(|(many, each)| many.checked_mul(each)),
    }
}

fn picture(shape: &Shape, rules: &Rules, origin: Origin) -> Bounds {
    let values = Values::of(*shape, *rules);
    known(OperandKind::Size, values, origin).unwrap_or(Bounds {
        min: BillableUnits::ONE,
        max: None,
    })
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
