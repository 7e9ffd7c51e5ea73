//! Notes as they are written.

/// A note or a rest.
pub(crate) struct Note {
    /// In hertz; `None` is a rest.
    pub(crate) frequency: Option<f64>,
    pub(crate) beats: u32,
}

/// Reads notes; the error names the first word that is not a note.
pub(crate) fn read(notes: &str) -> Result<Vec<Note>, String> {
    let word = |word| {
        note(word).ok_or_else(|| format!("`{word}` is no note: write one as `C4`, `F#4*2` or `-`"))
    };
    notes.split_whitespace().map(word).collect()
}

fn note(word: &str) -> Option<Note> {
    let (pitch, beats) = match word.split_once('*') {
        Some((pitch, beats)) => (
            pitch,
            beats
                .parse()
                .ok()
                .filter(|beats| (1..=16).contains(beats))?,
        ),
        None => (word, 1),
    };
    let frequency = if pitch == "-" {
        None
    } else {
        Some(frequency(pitch)?)
    };
    Some(Note { frequency, beats })
}

/// The frequency of a pitch in equal temperament, where `A4` is 440 Hz.
fn frequency(pitch: &str) -> Option<f64> {
    let (letter, rest) = pitch.split_at_checked(1)?;
    let semitone = match letter {
        "C" => 0,
        "D" => 2,
        "E" => 4,
        "F" => 5,
        "G" => 7,
        "A" => 9,
        "B" => 11,
        _ => return None,
    };
    let (shift, octave) = match rest.split_at_checked(1)? {
        ("#", octave) => (1, octave),
        ("b", octave) => (-1, octave),
        _ => (0, rest),
    };
    let octave: i32 = octave
        .parse()
        .ok()
        .filter(|octave| (1..=7).contains(octave))?;
    let from_a4 = 12 * (octave - 4) + semitone + shift - 9;
    Some(440.0 * (f64::from(from_a4) / 12.0).exp2())
}
