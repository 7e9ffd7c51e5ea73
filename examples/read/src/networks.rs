//! The two networks: one finds text, the other reads it.

use std::path::Path;

use fal_app::Result;
use fal_app::image::RgbImage;
use fal_app::image::imageops::{FilterType, resize};
use rten::Model;
use rten::ctc::CtcDecoder;
use rten_tensor::prelude::*;
use rten_tensor::{MatrixLayout, NdTensor, NdTensorView};

use crate::boxes::{self, Area};
use crate::weights;

/// The longer side of a picture in which text is looked for: what is larger is made smaller, what is smaller larger.
const LONGEST: u32 = 1_280;
const SHORTEST: u32 = 640;

/// The sides of what the network looks at are multiples of this.
const STEP: u32 = 32;

/// The least length of a strip. It is filled up with grey.
const LEAST: usize = 320;

/// The network that finds text.
pub(crate) struct Finder(Model);

impl Finder {
    pub(crate) fn load(folder: &Path) -> Result<Self> {
        Ok(Self(load(folder, weights::FINDER)?))
    }

    /// The lines of text in a picture, in no order.
    pub(crate) fn find(&self, picture: &RgbImage) -> Result<Vec<Area>> {
        let (width, height) = picture.dimensions();
        let longer = width.max(height);
        let scale = f64::from(longer.clamp(SHORTEST, LONGEST)) / f64::from(longer);
        let side = |side: u32| {
            let steps = (f64::from(side) * scale / f64::from(STEP)).round() as u32;
            steps.max(1) * STEP
        };
        let seen = resize(picture, side(width), side(height), FilterType::Triangle);
        let likely = self
            .0
            .run_one(tensor(&seen, seen.width() as usize).into(), None)?;
        let likely: NdTensor<f32, 4> = likely.try_into()?;
        let points = likely.slice((0, 0));
        let scale = (
            width as f32 / points.cols() as f32,
            height as f32 / points.rows() as f32,
        );
        Ok(boxes::areas(points, scale))
    }
}

/// The network that reads.
pub(crate) struct Reader {
    model: Model,
    /// What each number of its answer stands for. The first one stands for no letter.
    letters: Vec<String>,
}

impl Reader {
    pub(crate) fn load(folder: &Path) -> Result<Self> {
        let model = load(folder, weights::READER)?;
        let letters = model
            .metadata()
            .get("character")
            .ok_or("the network that reads does not say its letters")?;
        Ok(Self {
            letters: alphabet(letters),
            model,
        })
    }

    /// What a strip says, and how sure the network is.
    pub(crate) fn read(&self, strip: &RgbImage) -> Result<(String, f32)> {
        let width = (strip.width() as usize).max(LEAST);
        let likely = self.model.run_one(tensor(strip, width).into(), None)?;
        let likely: NdTensor<f32, 3> = likely.try_into()?;
        Ok(letters(likely.slice(0), &self.letters))
    }
}

fn load(folder: &Path, name: &str) -> Result<Model> {
    let began = std::time::Instant::now();
    let model = Model::load_file(folder.join(name))?;
    tracing::info!(
        milliseconds = began.elapsed().as_millis(),
        weights = model.total_params(),
        "loaded {name}"
    );
    Ok(model)
}

/// The letters in the order of the network's numbers: before them stands what is no letter, behind them the space.
pub(crate) fn alphabet(letters: &str) -> Vec<String> {
    let letters = letters.lines().map(str::to_owned);
    [String::new()]
        .into_iter()
        .chain(letters)
        .chain([" ".to_owned()])
        .collect()
}

/// From how likely each letter is at each place, to what is written there and how sure that is on average.
pub(crate) fn letters(likely: NdTensorView<f32, 2>, alphabet: &[String]) -> (String, f32) {
    let found = CtcDecoder::new().decode_greedy(likely);
    let (mut text, mut sure) = (String::new(), 0.0);
    for step in found.steps() {
        text.extend(alphabet.get(step.label as usize).map(String::as_str));
        sure += likely[[step.pos as usize, step.label as usize]];
    }
    (text, sure / found.steps().len().max(1) as f32)
}

/// A picture as the networks take it: blue, green and red apart, each from -1 to 1. It is filled up to a width with grey.
fn tensor(picture: &RgbImage, width: usize) -> NdTensor<f32, 4> {
    let mut tensor = NdTensor::zeros([1, 3, picture.height() as usize, width]);
    for (x, y, colour) in picture.enumerate_pixels() {
        for (channel, value) in colour.0.iter().rev().enumerate() {
            tensor[[0, channel, y as usize, x as usize]] = f32::from(*value) / 127.5 - 1.0;
        }
    }
    tensor
}
