//! A line of text, cut out of a picture and laid flat.

use fal_app::image::{Rgb, RgbImage};

use crate::boxes::Area;

/// How high the strips are that the network reads.
pub(crate) const HEIGHT: u32 = 48;

/// The longest strip: about 300 letters.
const LONGEST: u32 = 3_200;

/// Cuts a line out of a picture, turned upright.
pub(crate) fn cut(picture: &RgbImage, area: &Area) -> RgbImage {
    let (length, height) = area.size();
    let width = (HEIGHT as f32 * length / height.max(1.0)).ceil() as u32;
    let width = width.clamp(1, LONGEST);
    // Where a pixel of the strip covers several of the picture, it is their mean.
    let parts = (height / HEIGHT as f32).ceil().clamp(1.0, 8.0) as u32;
    RgbImage::from_fn(width, HEIGHT, |x, y| {
        let mut sum = [0.0; 3];
        for part in 0..parts * parts {
            let along = (x as f32 + (part % parts) as f32 / parts as f32 + 0.5 / parts as f32)
                / width as f32;
            let down = (y as f32 + (part / parts) as f32 / parts as f32 + 0.5 / parts as f32)
                / HEIGHT as f32;
            let at =
                |start: f32, to_end: f32, to_bottom: f32| start + along * to_end + down * to_bottom;
            let colour = between(
                picture,
                at(area.start.0, area.along.0, area.down.0) - 0.5,
                at(area.start.1, area.along.1, area.down.1) - 0.5,
            );
            for (sum, colour) in sum.iter_mut().zip(colour) {
                *sum += colour;
            }
        }
        Rgb(sum.map(|sum| (sum / (parts * parts) as f32).round() as u8))
    })
}

/// The colour between four pixels. Beyond its edges a picture goes on as it ends.
pub(crate) fn between(picture: &RgbImage, x: f32, y: f32) -> [f32; 3] {
    let x = x.clamp(0.0, (picture.width() - 1) as f32);
    let y = y.clamp(0.0, (picture.height() - 1) as f32);
    let (left, top) = (x as u32, y as u32);
    let (right, bottom) = (
        (left + 1).min(picture.width() - 1),
        (top + 1).min(picture.height() - 1),
    );
    let (across, down) = (x - left as f32, y - top as f32);
    let mix = |one: f32, other: f32, part: f32| one + (other - one) * part;
    [0, 1, 2].map(|channel| {
        let of = |x, y| f32::from(picture.get_pixel(x, y).0[channel]);
        mix(
            mix(of(left, top), of(right, top), across),
            mix(of(left, bottom), of(right, bottom), across),
            down,
        )
    })
}
