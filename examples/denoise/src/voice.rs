//! A voice for tests, made of formulas: a buzz with the pitch of a man, shaped by a throat that goes from vowel to vowel. And a
//! recording of it, as callers send it.

use std::f64::consts::{PI, TAU};
use std::io::Cursor;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hound::{SampleFormat, WavSpec, WavWriter};

/// The resonances of a throat for each vowel, in hertz.
const VOWELS: [[f64; 3]; 5] = [
    [730.0, 1_090.0, 2_440.0],
    [270.0, 2_290.0, 3_010.0],
    [300.0, 870.0, 2_240.0],
    [530.0, 1_840.0, 2_480.0],
    [570.0, 840.0, 2_410.0],
];
/// How wide the three resonances are, in hertz.
const WIDTHS: [f64; 3] = [80.0, 100.0, 140.0];
/// How long a syllable is, in seconds.
const SYLLABLE: f64 = 0.22;

/// So many seconds of a voice, from -0.5 to 0.5.
pub(crate) fn voice(seconds: f64, rate: u32) -> Vec<f32> {
    let rate = f64::from(rate);
    let mut throat = [[0.0; 2]; 3];
    let mut resonances = VOWELS[0];
    let (mut phase, mut before) = (0.0, 0.0);
    let samples = (0..(seconds * rate).round() as usize).map(|at| {
        let time = at as f64 / rate;
        let (syllable, along) = ((time / SYLLABLE) as usize, (time / SYLLABLE).fract());
        let pitch = 120.0 + 18.0 * (TAU * 0.7 * time).sin() + 2.0 * (TAU * 5.0 * time).sin();
        phase = (phase + pitch / rate).fract();
        // The air that the voice lets through, and how quickly that changes.
        let air = match phase {
            opening if opening < 0.4 => (1.0 - (PI * opening / 0.4).cos()) / 2.0,
            closing if closing < 0.6 => 1.0 - ((closing - 0.4) / 0.2).powi(2),
            _ => 0.0,
        };
        let loudness = (along * 8.0).min((1.0 - along) * 6.0).min(1.0);
        let mut sample = (air - before) * rate / pitch * loudness;
        before = air;
        let vowel = VOWELS[(syllable * 3 + syllable / 2) % VOWELS.len()];
        for (index, past) in throat.iter_mut().enumerate() {
            // The throat takes its time.
            resonances[index] += (vowel[index] - resonances[index]) * 40.0 / rate;
            let decay = (-PI * WIDTHS[index] / rate).exp();
            let turn = 2.0 * decay * (TAU * resonances[index] / rate).cos();
            let next =
                (1.0 - turn + decay * decay) * sample + turn * past[0] - decay * decay * past[1];
            *past = [next, past[0]];
            sample = next;
        }
        sample
    });
    let samples: Vec<f64> = samples.collect();
    let most = samples
        .iter()
        .fold(0.0_f64, |most, sample| most.max(sample.abs()));
    samples
        .iter()
        .map(|sample| (sample / most / 2.0) as f32)
        .collect()
}

/// So many samples of hiss, up to a height.
pub(crate) fn hiss(samples: usize, height: f32) -> Vec<f32> {
    let mut state = 1_u64;
    let next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as f32 / (1_u64 << 30) as f32 - 1.0) * height
    };
    std::iter::repeat_with(next).take(samples).collect()
}

/// A recording as a caller sends it: a WAV of 16 bits in a data URI. The samples of the channels alternate.
pub(crate) fn sent(samples: &[f32], channels: u16, sample_rate: u32) -> String {
    let spec = WavSpec {
        channels,
        sample_rate,
        bits_per_sample: 16,
        sample_format: SampleFormat::Int,
    };
    let mut wav = Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut wav, spec).unwrap();
    for sample in samples {
        writer
            .write_sample((sample * f32::from(i16::MAX)) as i16)
            .unwrap();
    }
    writer.finalize().unwrap();
    let data = BASE64_STANDARD.encode(wav.into_inner());
    format!("data:audio/wav;base64,{data}")
}
