//! From notes to sound.

use std::f64::consts::TAU;
use std::io::Cursor;

use hound::{SampleFormat, WavSpec, WavWriter};

use crate::score::Note;

const SPEC: WavSpec = WavSpec {
    channels: 1,
    sample_rate: 44_100,
    bits_per_sample: 16,
    sample_format: SampleFormat::Int,
};

/// A WAV of the notes, and how many seconds it lasts.
pub(crate) fn wav(notes: &[Note], beat: f64) -> hound::Result<(Vec<u8>, f64)> {
    let rate = f64::from(SPEC.sample_rate);
    let mut wav = Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut wav, SPEC)?;
    let mut beats = 0;
    for note in notes {
        beats += note.beats;
        let start = writer.duration();
        // The end is told from the start of all, so that the roundings of many notes do not add up.
        let end = (f64::from(beats) * beat * rate).round() as u32;
        for sample in start..end {
            let (elapsed, left) = (
                f64::from(sample - start) / rate,
                f64::from(end - sample) / rate,
            );
            let height = note
                .frequency
                .map_or(0.0, |frequency| bell(frequency, elapsed, left));
            writer.write_sample((height * f64::from(i16::MAX)) as i16)?;
        }
    }
    let seconds = f64::from(writer.duration()) / rate;
    writer.finalize()?;
    Ok((wav.into_inner(), seconds))
}

/// The height of a bell's wave between -1 and 1, so many seconds after it was struck and before it is damped.
fn bell(frequency: f64, elapsed: f64, left: f64) -> f64 {
    // Strength of each overtone; the higher, the sooner it fades.
    let overtones = [(1.0, 0.6), (2.0, 0.2), (3.0, 0.12), (4.2, 0.08)];
    let wave: f64 = overtones
        .iter()
        .map(|(times, strength)| {
            strength * (-2.0 * times * elapsed).exp() * (TAU * times * frequency * elapsed).sin()
        })
        .sum();
    // Without a soft end each note would click.
    wave * (left / 0.01).min(1.0)
}
