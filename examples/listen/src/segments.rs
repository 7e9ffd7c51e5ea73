//! From samples to stretches of speech.

use std::collections::VecDeque;

pub(crate) use earshot::Detector;
use fal_app::{RequestContext, Result};

use crate::sound::{Piece, Sound};
use crate::{ListenInput, Segment};

/// The rate that the network was trained with, in hertz.
pub(crate) const RATE: u32 = 16_000;

/// How many samples the network takes at once: 16 ms.
pub(crate) const FRAME: usize = 256;

/// How much less sure than at its start it must be within a segment. Without this, one that is just sure enough would fall apart.
const SLACK: f32 = 0.1;

/// The segments of a sound, each as soon as it is over.
pub(crate) struct Segments<'a> {
    sound: Sound,
    context: &'a RequestContext,
    detector: Box<Detector>,
    threshold: f32,
    /// In frames.
    min_pause: usize,
    min_speech: usize,
    /// What is too short for a frame yet.
    waiting: VecDeque<f32>,
    /// How many frames the network has heard.
    frames: usize,
    /// The segment that is not over yet.
    open: Option<Open>,
    /// What was found, and has not left yet.
    found: VecDeque<Segment>,
    has_ended: bool,
}

/// A segment that is not over yet, in frames.
struct Open {
    start: usize,
    /// The last one with speech ends here.
    end: usize,
    /// How sure it was, added up over all frames up to the end, and since then.
    sure: f64,
    sure_since: f64,
}

impl<'a> Segments<'a> {
    pub(crate) fn new(sound: Sound, input: &ListenInput, context: &'a RequestContext) -> Self {
        let frames = |seconds: f64| (seconds * f64::from(RATE) / FRAME as f64).ceil() as usize;
        Self {
            sound,
            context,
            detector: Detector::default_boxed(),
            threshold: input.threshold,
            min_pause: frames(input.min_pause).max(1),
            min_speech: frames(input.min_speech),
            waiting: VecDeque::new(),
            frames: 0,
            open: None,
            found: VecDeque::new(),
            has_ended: false,
        }
    }

    /// The next segment. `None` is the end.
    fn segment(&mut self) -> Result<Option<Segment>> {
        while self.found.is_empty() && !self.has_ended {
            // A caller who has left waits for no segment, and there may be none for an hour.
            self.context.check_cancelled()?;
            match self.sound.next().transpose()? {
                Some(piece) => {
                    self.waiting.extend(mono(piece));
                    while self.waiting.len() >= FRAME {
                        self.hear();
                    }
                }
                None => {
                    // Silence fills the last frame.
                    if !self.waiting.is_empty() {
                        self.waiting.resize(FRAME, 0.0);
                        self.hear();
                    }
                    self.close();
                    self.has_ended = true;
                }
            }
        }
        Ok(self.found.pop_front())
    }

    /// Hears a frame.
    fn hear(&mut self) {
        // A decoder may go a little beyond.
        let frame = self.waiting.drain(..FRAME);
        let frame: Vec<f32> = frame.map(|sample| sample.clamp(-1.0, 1.0)).collect();
        let score = self.detector.predict_f32(&frame);
        self.frames += 1;
        match &mut self.open {
            Some(open) => {
                open.sure_since += f64::from(score);
                if score >= self.threshold - SLACK {
                    open.end = self.frames;
                    open.sure += std::mem::take(&mut open.sure_since);
                } else if self.frames - open.end >= self.min_pause {
                    self.close();
                }
            }
            None if score >= self.threshold => {
                self.open = Some(Open {
                    start: self.frames - 1,
                    end: self.frames,
                    sure: score.into(),
                    sure_since: 0.0,
                });
            }
            None => {}
        }
    }

    /// The open segment is over.
    fn close(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let frames = open.end - open.start;
        if frames >= self.min_speech {
            let seconds = |frame: usize| (frame * FRAME) as f64 / f64::from(RATE);
            self.found.push_back(Segment {
                start: seconds(open.start),
                end: seconds(open.end),
                confidence: open.sure / frames as f64,
            });
        }
    }
}

impl Iterator for Segments<'_> {
    type Item = Result<Segment>;

    fn next(&mut self) -> Option<Self::Item> {
        let segment = self.segment();
        self.has_ended |= segment.is_err();
        segment.transpose()
    }
}

/// The mean of all channels.
fn mono(piece: Piece) -> Vec<f32> {
    let channels = piece.len() as f32;
    let mut all = piece.into_iter();
    let mut mean = all.next().unwrap_or_default();
    for channel in all {
        for (sum, sample) in mean.iter_mut().zip(channel) {
            *sum += sample;
        }
    }
    for sum in &mut mean {
        *sum /= channels;
    }
    mean
}
