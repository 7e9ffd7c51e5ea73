//! Whether an answer holds the pictures that it is charged for (`docs/billing.md` §1.8).

use crate::billing::Meter;
use crate::declare::EndpointDeclaration;
use crate::fields::MediaKind;
use crate::media::{delivered, holds_kind};
use crate::test::reply::Reply;
use crate::units::BillableUnits;

/// What is wrong, where fewer pictures are delivered than charged. `None` also where nobody can tell: the output declares no
/// picture, or a modifier hides what was counted.
pub(super) fn less_than_charged(
    endpoint: &EndpointDeclaration,
    reply: &Reply,
    units: BillableUnits,
) -> Option<String> {
    let billing = &endpoint.billing;
    let is_hidden =
        billing.times.is_some() || billing.round.is_some() || billing.min == Some(units);
    if is_hidden || endpoint.stream || !holds_kind(&endpoint.output, MediaKind::Image) {
        return None;
    }
    let answer = reply.json().ok()?;
    let found = delivered(&answer, &endpoint.output);
    let pictures = found
        .iter()
        .filter(|medium| medium.kind == MediaKind::Image);
    let sizes: Option<Vec<(u32, u32)>> = pictures.map(|picture| picture.size).collect();
    let sizes = sizes?;
    let (delivered, what) = match billing.meter {
        Meter::PerImage { .. } => (sizes.len() as u128, "pictures"),
        Meter::PerMegapixel { .. } | Meter::PerMegapixelOfPictures { .. } => {
            let megapixels = sizes.iter().map(|(width, height)| {
                let pixels = u128::from(*width) * u128::from(*height);
                pixels.div_ceil(1024 * 1024)
            });
            (megapixels.sum(), "megapixels")
        }
        _ => return None,
    };
    (delivered < units.floor())
        .then(|| format!("charged {units} {what}, and delivered {delivered}"))
}
