//! What the items of a deferred stream cost together (`docs/billing.md` §3.2).

use super::bounds::Bounds;
use super::meter::{Billing, Operand};
use super::meter_table::Formula;
use super::operand_kind::{OperandKind, Read};
use super::operands::Operands;
use crate::error::Error;
use crate::fields::Shape;
use crate::units::BillableUnits;

/// The items of one stream so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Total {
    billing: &'static Billing,
    output: &'static Shape,
    /// The operands over the input, and the sums of those over the items.
    sums: Operands,
}

impl Total {
    /// Of a stream without items yet. `input` has the operands over its input.
    pub(crate) fn new(billing: &'static Billing, output: &'static Shape, input: &Operands) -> Self {
        Self {
            billing,
            output,
            sums: *input,
        }
    }

    /// Adds an item, whose operands are read, and gives the units of all items so far. An item that cannot be charged is not added.
    ///
    /// # Errors
    /// A metering failure: an operand of the item cannot be read, or the units are more than can be billed.
    pub(crate) fn add(
        &mut self,
        operands: impl FnOnce(&mut Operands) -> Read,
    ) -> Result<BillableUnits, Error> {
        let mut read = Operands::default();
        read.begin_output(self.billing, self.output);
        operands(&mut read)?;
        let sums = self.with(&read)?;
        let units = self.billing.settle(&sums)?;
        self.sums = sums;
        // The machine's seconds are never deferred.
        Ok(units.unwrap_or_default())
    }

    fn with(&self, item: &Operands) -> Result<Operands, Error> {
        let mut sums = self.sums;
        if let Formula::Product(size, images) = self.billing.meter.row().formula
            && let ((of_size, Operand::Output(_)), (of_images, Operand::Output(_))) = (size, images)
        {
            // Each item has its own size and number: their products are added, not their numbers.
            let megapixels = item
                .value(of_size, size.1)?
                .times(item.value(of_images, images.1)?);
            sums.add(of_size, megapixels);
            sums.put(of_images, Bounds::exactly(BillableUnits::ONE));
            return Ok(sums);
        }
        for (kind, operand) in self.billing.operands() {
            if let Operand::Output(_) = operand {
                sums.add(kind, item.value(kind, operand)?);
            }
        }
        Ok(sums)
    }
}

impl Operands {
    fn add(&mut self, kind: OperandKind, item: Bounds) {
        let so_far = self.get(kind);
        self.put(kind, so_far.map_or(item, |so_far| so_far.plus(item)));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::billing::Meter;

    const TEXT: Operand = Operand::output("output.text");
    const SIZE: Operand = Operand::output("output.size");
    const IMAGES: Operand = Operand::output("output.images");
    const SECONDS: Operand = Operand::output("output.seconds");

    fn total(billing: Billing, input: &Operands) -> Total {
        Total::new(Box::leak(Box::new(billing)), &Shape::Null, input)
    }

    /// The units after each item.
    fn after_each<T>(
        billing: Billing,
        operands: fn(&T, &mut Operands) -> Read,
        items: &[T],
    ) -> Vec<String> {
        let mut total = total(billing, &Operands::default());
        let add = |item| match total.add(|read| operands(item, read)) {
            Ok(units) => units.to_string(),
            Err(error) => error.to_string(),
        };
        items.iter().map(add).collect()
    }

    #[test]
    fn the_numbers_of_the_rules() {
        // Vector 8.
        let meter = Meter::PerMegapixel {
            size: SIZE,
            images: Operand::Constant(BillableUnits::ONE),
        };
        let sizes = [(1024_u32, 1024_u32), (1024, 1025)];
        assert_eq!(
            after_each(Billing::new(meter), |item, read| read.size(item), &sizes),
            ["1", "3"]
        );
        // Vector 18.
        let meter = Meter::PerTextChunk {
            text: TEXT,
            chars: 1000,
        };
        let texts = vec!["abcd"; 500];
        let units = after_each(Billing::new(meter), |item, read| read.text(item), &texts);
        assert_eq!((&*units[0], &*units[498], &*units[499]), ("1", "1", "2"));
        // Vector 19.
        let images = Billing::new(Meter::PerImage { images: IMAGES }).min(BillableUnits::ONE);
        assert_eq!(
            after_each(images, |item: &u32, read| read.images(item), &[0, 1, 1, 1]),
            ["1", "1", "2", "3"]
        );
    }

    #[test]
    fn each_size_has_its_own_number_of_images() {
        let meter = Meter::PerMegapixel {
            size: SIZE,
            images: IMAGES,
        };
        let items = [
            ((1024_u32, 1024_u32), 5_u32),
            ((2048, 2048), 1),
            ((1, 1), 0),
        ];
        let read = |((width, height), images): &((u32, u32), u32), read: &mut Operands| {
            read.size(&(*width, *height))?;
            read.images(images)
        };
        assert_eq!(
            after_each(Billing::new(meter), read, &items),
            ["5", "9", "9"]
        );
    }

    #[test]
    fn what_cannot_be_charged_is_not_added() {
        let meter = Meter::PerVideoSecond { seconds: SECONDS };
        let too_large = "more units than can be billed, which is at most 92233720368.54775807";
        let items = [9e10, 1e10, f64::NAN, 2e9, 1.0];
        let units = after_each(
            Billing::new(meter),
            |item: &f64, read| read.seconds(item),
            &items,
        );
        assert_eq!((&*units[0], &*units[1]), ("90000000000", too_large));
        assert_eq!(
            (&*units[3], &*units[4]),
            ("92000000000", "92000000001"),
            "the items between are not in the sum"
        );
        let capped = Billing::new(meter).max(BillableUnits::ONE);
        assert_eq!(
            after_each(capped, |item: &f64, read| read.seconds(item), &items[..2]),
            ["1", "1"]
        );
    }
}
