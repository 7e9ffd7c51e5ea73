//! From words to pixels.

use fal_app::image::{Rgb, RgbImage};
use noise::{Fbm, MultiFractal, NoiseFn, Perlin};

/// Colours from dark to light, at least two.
pub(crate) type Palette = Vec<[f64; 3]>;

/// A number of a text that is the same on every machine (FNV-1a).
pub(crate) fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// One colour for each word, from a near black to a near white.
pub(crate) fn palette(prompt: &str) -> Palette {
    let words = prompt
        .split_whitespace()
        .map(|word| hue(f64::from(hash(&word.to_lowercase()) % 360)));
    [[12.0, 10.0, 18.0]]
        .into_iter()
        .chain(words)
        .chain([[250.0, 246.0, 238.0]])
        .collect()
}

/// The pixels of a texture.
pub(crate) fn texture(
    palette: &Palette,
    width: u32,
    height: u32,
    octaves: u32,
    seed: u32,
) -> RgbImage {
    let noise = Fbm::<Perlin>::new(seed).set_octaves(octaves as usize);
    // Four features on the shorter side, whatever its pixels.
    let scale = 4.0 / f64::from(width.min(height));
    RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (f64::from(x) * scale, f64::from(y) * scale);
        let warp = noise.get([x + 5.2, y + 1.3]);
        colour(palette, noise.get([x + 2.0 * warp, y - 2.0 * warp]))
    })
}

/// The colour of a height between -1 and 1, mixed from the two nearest of the palette.
fn colour(palette: &Palette, height: f64) -> Rgb<u8> {
    let place = (height * 0.5 + 0.5).clamp(0.0, 1.0) * (palette.len() - 1) as f64;
    let (low, high) = (
        palette[place.floor() as usize],
        palette[place.ceil() as usize],
    );
    Rgb([0, 1, 2]
        .map(|channel| (low[channel] + (high[channel] - low[channel]) * place.fract()) as u8))
}

/// A soft colour of a hue in degrees.
fn hue(degrees: f64) -> [f64; 3] {
    [0.0, 240.0, 120.0].map(|shift: f64| 140.0 + 75.0 * (degrees + shift).to_radians().cos())
}
