//! What a caller hears of, and what it costs.

#![allow(clippy::unwrap_used)]

#[path = "../../denoise/src/voice.rs"]
mod voice;

use fal_app::test::{Client, StreamReply};

use super::*;
use voice::{hiss, voice};

/// Hiss in which somebody speaks from one second to another.
fn recording(seconds: f64, speech: &[(f64, f64)], rate: u32) -> Vec<f32> {
    let at = |second: f64| (second * f64::from(rate)) as usize;
    let mut samples = hiss(at(seconds), 0.01);
    for (start, end) in speech {
        let spoken = voice(end - start, rate);
        for (sample, spoken) in samples[at(*start)..].iter_mut().zip(spoken) {
            *sample += spoken;
        }
    }
    samples
}

/// A recording as a caller sends it, the same in each channel.
fn sent(samples: &[f32], channels: u16, sample_rate: u32) -> ListenInput {
    let samples: Vec<f32> = samples
        .iter()
        .flat_map(|sample| std::iter::repeat_n(*sample, channels.into()))
        .collect();
    ListenInput::required(voice::sent(&samples, channels, sample_rate).into())
}

/// When the next segments begin and end.
fn segments(stream: &mut StreamReply, count: usize) -> Vec<(f64, f64)> {
    let segments = stream.take(count).map(|segment| {
        let segment = segment.unwrap();
        let second = |name: &str| segment[name].as_f64().unwrap();
        assert!((0.55..=1.0).contains(&second("confidence")), "{segment}");
        (second("start"), second("end"))
    });
    segments.collect()
}

/// All segments, and what they cost.
fn heard(input: &ListenInput) -> (Vec<(f64, f64)>, BillableUnits) {
    let client = Client::<Listen>::start().unwrap();
    let mut stream = client.stream("/stream", input).unwrap();
    assert_eq!(stream.status(), 200);
    (
        segments(&mut stream, usize::MAX),
        stream.hang_up().unwrap().unwrap(),
    )
}

/// The units of segments: their seconds.
fn cost(segments: &[(f64, f64)]) -> BillableUnits {
    let seconds: f64 = segments.iter().map(|(start, end)| end - start).sum();
    BillableUnits::try_from(seconds).unwrap()
}

#[test]
fn speech_is_found_where_it_is_and_charged_by_the_second() {
    let spoken = [(1.0, 2.5), (3.5, 4.3), (6.0, 9.0)];
    for (rate, channels) in [(16_000, 1), (44_100, 2)] {
        let (found, units) = heard(&sent(&recording(10.0, &spoken, rate), channels, rate));
        assert_eq!(found.len(), spoken.len(), "{found:?}");
        for ((start, end), (wanted_start, wanted_end)) in found.iter().zip(spoken) {
            // The network hears a voice after at most 0.04 s, and lets it fade for up to 0.16 s.
            assert!((0.0..0.1).contains(&(start - wanted_start)), "{found:?}");
            assert!((0.0..0.25).contains(&(end - wanted_end)), "{found:?}");
        }
        assert_eq!(units, cost(&found));
    }
}

#[test]
fn noise_is_no_speech_and_costs_nothing() {
    let client = Client::<Listen>::start().unwrap();
    for samples in [hiss(48_000, 0.3), vec![0.0; 48_000]] {
        let reply = client.post("/stream", &sent(&samples, 1, 16_000)).unwrap();
        assert_eq!((reply.status(), reply.events().unwrap().len()), (200, 0));
        assert_eq!(
            reply.deferred_units().unwrap_or(BillableUnits::ZERO),
            BillableUnits::ZERO
        );
    }
}

#[test]
fn who_hangs_up_pays_for_the_segments_that_arrived() {
    let client = Client::<Listen>::start().unwrap();
    let spoken = [(0.5, 1.5), (2.5, 3.5), (4.5, 5.5)];
    let mut stream = client
        .stream(
            "/stream",
            &sent(&recording(6.0, &spoken, 16_000), 1, 16_000),
        )
        .unwrap();
    let first = segments(&mut stream, 1);
    assert_eq!(stream.hang_up().unwrap(), Some(cost(&first)));
}

#[test]
fn short_pauses_join_and_short_sounds_are_left_out() {
    let samples = recording(5.0, &[(0.5, 1.5), (2.3, 3.3), (4.2, 4.4)], 16_000);
    let input = |min_pause, min_speech| ListenInput {
        min_pause,
        min_speech,
        ..sent(&samples, 1, 16_000)
    };
    assert_eq!(heard(&input(0.3, 0.1)).0.len(), 3);
    assert_eq!(heard(&input(0.3, 0.6)).0.len(), 2);
    assert_eq!(heard(&input(5.0, 0.1)).0.len(), 1);
}

#[test]
fn what_is_no_sound_is_refused_and_free() {
    let client = Client::<Listen>::start().unwrap();
    let input = ListenInput::required("data:text/plain,hello".into());
    let reply = client.post("/stream", &input).unwrap();
    assert_eq!(
        reply.json().unwrap()["detail"][0]["type"],
        "unsupported_audio_format"
    );
    assert_eq!(
        (reply.status(), reply.units()),
        (422, Some(BillableUnits::ZERO))
    );
}
