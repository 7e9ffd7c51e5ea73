//! The default of a field, as an operand: bounds must contain it too, because a default may break the rules of its field.

use serde_json::Value;

use super::measure::{Pictures, megapixels};
use super::operands::OperandKind;
use crate::fields::{Field, ImageSize, Input, Place, Shape, Writer};
use crate::units::BillableUnits;

/// The default of a field, as an operand of a kind; `None` where it has no default that can be measured so.
pub(super) fn default_value(kind: OperandKind, field: &Field) -> Option<BillableUnits> {
    let mut writer = Writer::request();
    (field.default?.write)(&mut writer);
    let default = serde_json::from_slice(&writer.finish().ok()?).ok()?;
    match (kind, default) {
        (OperandKind::Text, Value::String(text)) => text.chars().count().try_into().ok(),
        (OperandKind::Images, Value::Array(items)) => items.len().try_into().ok(),
        (OperandKind::Pictures, Value::Array(items)) => {
            let sizes: Option<Vec<_>> = items.into_iter().map(size).collect();
            sizes?.megapixels().ok()
        }
        (OperandKind::Size, default) => megapixels(&size(default)?).ok(),
        (_, Value::Number(number)) => match field.shape {
            Shape::Number { single: true } => BillableUnits::try_from(number.as_f64()? as f32).ok(),
            _ => BillableUnits::try_from(number.as_f64()?).ok(),
        },
        _ => None,
    }
}

fn size(value: Value) -> Option<ImageSize> {
    ImageSize::read(value, &Place::BODY).ok()
}
