//! From samples with noise to samples without.

use nnnoiseless::{DenoiseState, RnnModel};

use crate::sound::Piece;

/// The rate that the network was trained with, in hertz.
pub(crate) const RATE: u32 = 48_000;

/// How many samples of a channel the network takes at once: 10 ms.
const FRAME: usize = DenoiseState::FRAME_SIZE;

/// Cleans a sound piece by piece.
pub(crate) struct Cleaner<'a> {
    model: &'a RnnModel,
    channels: Vec<Channel<'a>>,
    /// How many samples of each channel came in.
    taken: usize,
    /// How many frames of each channel the network took.
    frames: usize,
    /// How sure it was of speech, added up over all frames.
    speech: f64,
}

struct Channel<'a> {
    /// What the network remembers.
    state: Box<DenoiseState<'a>>,
    /// What is too short for a frame yet.
    waiting: Vec<f32>,
}

impl<'a> Cleaner<'a> {
    pub(crate) fn new(model: &'a RnnModel) -> Self {
        Self {
            model,
            channels: Vec::new(),
            taken: 0,
            frames: 0,
            speech: 0.0,
        }
    }

    pub(crate) fn channels(&self) -> usize {
        self.channels.len()
    }

    /// The share of the time in which somebody speaks.
    pub(crate) fn speech(&self) -> f64 {
        self.speech / (self.frames * self.channels.len()).max(1) as f64
    }

    /// Adds the clean samples of a piece: those of all channels for the first moment, then those for the second.
    pub(crate) fn clean(&mut self, piece: Piece, samples: &mut Vec<i16>) {
        if self.channels.is_empty() {
            let channel = || Channel {
                state: DenoiseState::with_model(self.model),
                waiting: Vec::new(),
            };
            self.channels.resize_with(piece.len(), channel);
        }
        self.taken += piece.first().map_or(0, Vec::len);
        for (channel, new) in self.channels.iter_mut().zip(piece) {
            channel.waiting.extend(new);
        }
        while self
            .channels
            .iter()
            .any(|channel| channel.waiting.len() >= FRAME)
        {
            self.frame(samples);
        }
    }

    /// The end: the network is a frame behind, and the last frame may want some silence.
    pub(crate) fn finish(&mut self, samples: &mut Vec<i16>) {
        while self.given() < self.taken {
            for channel in &mut self.channels {
                channel.waiting.resize(FRAME, 0.0);
            }
            self.frame(samples);
        }
        let surplus = (self.given() - self.taken) * self.channels.len();
        samples.truncate(samples.len() - surplus);
    }

    /// How many samples of each channel went out. The first frame is what was before the sound.
    fn given(&self) -> usize {
        self.frames.saturating_sub(1) * FRAME
    }

    /// Cleans a frame of each channel.
    fn frame(&mut self, samples: &mut Vec<i16>) {
        let mut frames = Vec::new();
        for channel in &mut self.channels {
            // The network counts in 16 bits, though it takes and gives floats.
            let most = f32::from(i16::MAX);
            let noisy = channel.waiting.drain(..FRAME).map(|sample| sample * most);
            let noisy: Vec<f32> = noisy.collect();
            let mut clean = [0.0; FRAME];
            self.speech += f64::from(channel.state.process_frame(&mut clean, &noisy));
            frames.push(clean);
        }
        self.frames += 1;
        if self.frames > 1 {
            let moments = (0..FRAME).flat_map(|at| frames.iter().map(move |frame| frame[at]));
            samples.extend(moments.map(|sample| sample.round() as i16));
        }
    }
}
