//! What a caller hears, and what it costs.

#![allow(clippy::unwrap_used)]

#[path = "voice.rs"]
mod voice;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fal_app::test::{Client, Reply};
use hound::WavReader;

use super::*;
use voice::{hiss, voice};

/// A recording as a caller sends it. The samples of the channels alternate.
fn sent(samples: &[f32], channels: u16, sample_rate: u32) -> DenoiseInput {
    DenoiseInput::required(voice::sent(samples, channels, sample_rate).into())
}

fn post(input: &DenoiseInput) -> Reply {
    let client = Client::<Denoise>::start().unwrap();
    client.post("/", input).unwrap()
}

/// The channels and the samples of an answer.
fn heard(reply: &Reply) -> (u16, Vec<f32>) {
    let answer = reply.json().unwrap();
    let url = answer["audio"]["url"].as_str().unwrap();
    let data = url.strip_prefix("data:audio/wav;base64,").unwrap();
    let wav = BASE64_STANDARD.decode(data).unwrap();
    let reader = WavReader::new(&wav[..]).unwrap();
    let spec = reader.spec();
    assert_eq!(spec.sample_rate, 48_000);
    let samples = reader.into_samples::<i16>();
    let samples = samples.map(|sample| f32::from(sample.unwrap()) / f32::from(i16::MAX));
    (spec.channels, samples.collect())
}

/// How loud samples are, in dB.
fn loudness(samples: &[f32]) -> f32 {
    let sum: f32 = samples.iter().map(|sample| sample * sample).sum();
    10.0 * (sum / samples.len() as f32).max(1e-12).log10()
}

/// What one sound has more than another.
fn difference(one: &[f32], other: &[f32]) -> Vec<f32> {
    one.iter()
        .zip(other)
        .map(|(one, other)| one - other)
        .collect()
}

#[test]
fn noise_goes_and_the_voice_stays() {
    // Half a second without a voice, three with it, and one without.
    let second = RATE as usize;
    let mut clean = vec![0.0; second / 2];
    clean.extend(voice(3.0, RATE));
    clean.extend(vec![0.0; second]);
    let noise = hiss(clean.len(), 0.1);
    let noisy: Vec<f32> = clean
        .iter()
        .zip(&noise)
        .map(|(one, other)| one + other)
        .collect();

    let reply = post(&sent(&noisy, 1, RATE));
    assert_eq!(reply.units().unwrap().to_string(), "4.50000000");
    let (channels, heard) = heard(&reply);
    assert_eq!((channels, heard.len()), (1, noisy.len()));

    let spoken = second..3 * second;
    let (before, after) = (
        loudness(&clean[spoken.clone()]) - loudness(&noise[spoken.clone()]),
        loudness(&clean[spoken.clone()])
            - loudness(&difference(&heard[spoken.clone()], &clean[spoken.clone()])),
    );
    let silent = 4 * second..;
    let (noise_before, noise_after) = (loudness(&noise[silent.clone()]), loudness(&heard[silent]));
    // Measured: from 7.5 dB to 14.6 dB, and from -24.8 dB to -65.2 dB.
    assert!(after > before + 6.0, "{before} {after}");
    assert!(
        noise_after < noise_before - 25.0,
        "{noise_before} {noise_after}"
    );
    let kept = loudness(&heard[spoken.clone()]) - loudness(&clean[spoken]);
    assert!(kept.abs() < 1.0, "the voice is {kept} dB louder");
    let speech = reply.json().unwrap()["speech"].as_f64().unwrap();
    assert!((0.6..0.85).contains(&speech), "{speech}");
}

#[test]
fn a_sound_keeps_its_length_and_its_channels_whatever_its_rate() {
    for (rate, channels) in [
        (8_000, 1),
        (16_000, 2),
        (44_100, 2),
        (48_000, 1),
        (96_000, 1),
    ] {
        let voice = voice(0.5, rate);
        let samples: Vec<f32> = voice
            .iter()
            .flat_map(|sample| std::iter::repeat_n(*sample, channels.into()))
            .collect();
        let reply = post(&sent(&samples, channels, rate));
        let (heard_channels, samples) = heard(&reply);
        assert_eq!(
            (heard_channels, samples.len()),
            (channels, 24_000 * usize::from(channels)),
            "{rate}"
        );
        assert_eq!(reply.units().unwrap().to_string(), "0.50000000");
        assert!(loudness(&samples) > -30.0, "{rate}: {}", loudness(&samples));
    }
}

/// The only channel of a sound at 48 kHz, as it reaches the network; a sound of more than a second is refused.
fn read(input: &DenoiseInput) -> Result<Vec<f32>> {
    let fetched = input.audio_url.fetch_blocking(&RequestContext::default())?;
    let mut samples = Vec::new();
    for piece in Sound::open(fetched, RATE, 1)? {
        samples.extend(piece?.remove(0));
    }
    Ok(samples)
}

#[test]
fn another_rate_is_the_same_sound_at_the_same_time() {
    let tone = |rate: u32| -> Vec<f32> {
        let at =
            |at| (f64::from(at) * 440.0 * std::f64::consts::TAU / f64::from(rate)).sin() as f32;
        (0..rate).map(|sample| at(sample) / 2.0).collect()
    };
    let wanted = tone(RATE);
    for rate in [8_000, 22_050, 44_100, 48_000] {
        let converted = read(&sent(&tone(rate), 1, rate)).unwrap();
        assert_eq!(converted.len(), wanted.len(), "{rate}");
        // A tone that begins and ends at once rings.
        let middle = 4_800..43_200;
        let wrong = difference(&converted[middle.clone()], &wanted[middle]);
        assert!(loudness(&wrong) < -60.0, "{rate}: {}", loudness(&wrong));
    }
}

#[test]
fn the_example_is_an_mp3() {
    let reply = post(&DenoiseInput::required(include_str!("example.txt").into()));
    assert_eq!(
        (reply.status(), reply.units().unwrap().to_string()),
        (200, "2".into())
    );
}

#[test]
fn what_is_no_sound_or_too_long_is_refused_and_free() {
    let hour = sent(&vec![0.0; 4_000 * 601], 1, 4_000);
    for (input, kind) in [
        (
            DenoiseInput::required("data:audio/wav;base64,UklGRgA=".into()),
            "unsupported_audio_format",
        ),
        (
            DenoiseInput::required("data:text/plain,hello".into()),
            "unsupported_audio_format",
        ),
        (sent(&[], 1, RATE), "audio_duration_too_short"),
        (hour, "audio_duration_too_long"),
    ] {
        let reply = post(&input);
        let detail = &reply.json().unwrap()["detail"][0];
        assert_eq!(
            (&detail["type"], &detail["loc"][1]),
            (&kind.into(), &"audio_url".into()),
            "{detail}"
        );
        assert_eq!(
            (reply.status(), reply.units()),
            (422, Some(BillableUnits::ZERO))
        );
    }
}

#[test]
fn a_recording_that_was_never_finished_is_as_long_as_what_there_is_of_it() {
    // Where a WAV is written into a pipe, its sizes stay what they were at the start: as large as can be.
    let unfinished = |samples: usize| {
        let mut wav = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x01\0\x80\xbb\0\0\0\x77\x01\0\x02\0\x10\0data\xff\xff\xff\xff".to_vec();
        wav.resize(44 + 2 * samples, 0);
        let url = format!("data:audio/wav;base64,{}", BASE64_STANDARD.encode(wav));
        DenoiseInput::required(url.into())
    };
    let reply = post(&unfinished(24_000));
    assert_eq!(
        (reply.status(), reply.units().unwrap().to_string()),
        (200, "0.50000000".into())
    );
    // Such a one is refused while it is read.
    assert!(read(&unfinished(48_000)).is_ok());
    let refused = read(&unfinished(96_000)).unwrap_err().to_string();
    assert!(refused.contains("audio_duration_too_long"), "{refused}");
}

#[test]
fn the_health_check_runs_the_network() {
    let client = Client::<Denoise>::start().unwrap();
    assert_eq!(client.get("/health").unwrap().status(), 200);
}
