//! The robot's throat: a voice, multiplied by a low tone, and kept from being too loud.

use std::f64::consts::TAU;

/// A throat that speaks without a pause.
#[derive(Debug, Default)]
pub(crate) struct Voice {
    /// Where the low tone is, in turns.
    turn: f64,
}

impl Voice {
    /// Speaks samples of 16 bits.
    pub(crate) fn speak(&mut self, samples: &[u8], sample_rate: u32, pitch: f64) -> Vec<u8> {
        let step = pitch / f64::from(sample_rate);
        let (samples, _) = samples.as_chunks();
        let spoken = samples.iter().flat_map(|sample| {
            let heard = f64::from(i16::from_le_bytes(*sample)) / f64::from(i16::MAX);
            let tone = (self.turn * TAU).sin();
            self.turn = (self.turn + step).fract();
            // The tone cuts the voice into pieces; `tanh` bends what would be too loud.
            let said = (2.0 * heard * tone).tanh();
            ((said * f64::from(i16::MAX)) as i16).to_le_bytes()
        });
        spoken.collect()
    }
}
