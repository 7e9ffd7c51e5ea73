//! Writes down what is said in a recording.

use fal_app::prelude::*;

#[fal_app(machine_type = "GPU-A100")]
#[derive(Default)]
pub struct Whisper;

#[input]
#[output]
enum Language {
    Af,
    Am,
    Ar,
    As,
    De,
    En,
    Es,
    Fr,
    Haw,
    Ja,
    Jw,
    Zh,
}

#[input]
#[derive(Default)]
enum Task {
    #[default]
    Transcribe,
    Translate,
}

#[input]
#[derive(Default)]
enum ChunkLevel {
    None,
    #[default]
    Segment,
    Word,
}

#[input]
struct WhisperInput {
    audio_url: AudioUrl,
    #[field(default)]
    task: Task,
    language: Option<Language>,
    #[field(default = false)]
    diarize: bool,
    #[field(default)]
    chunk_level: ChunkLevel,
    #[field(default = "3", one_of = ["3"])]
    version: String,
    #[field(default = 64, ge = 1, le = 64)]
    batch_size: u32,
    #[field(default = "")]
    prompt: String,
    #[field(ge = 1)]
    num_speakers: Option<u32>,
}

#[output]
struct WhisperChunk {
    timestamp: (f64, Option<f64>),
    text: String,
    speaker: Option<String>,
}

#[output]
struct WhisperOutput {
    text: String,
    chunks: Option<Vec<WhisperChunk>>,
    inferred_languages: Vec<Language>,
}

#[endpoints]
impl Whisper {
    #[endpoint("/")]
    #[billable(per_compute_second)]
    fn transcribe(&self, input: WhisperInput) -> Result<WhisperOutput> {
        Ok(WhisperOutput {
            text: "hello".into(),
            chunks: Some(vec![WhisperChunk {
                timestamp: (0.0, None),
                text: "hello".into(),
                speaker: None,
            }]),
            inferred_languages: vec![input.language.unwrap_or(Language::En)],
        })
    }
}
