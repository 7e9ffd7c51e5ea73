//! Speaks texts.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
pub struct Speech;

#[input]
enum Emotion {
    Happy,
    Sad,
    Angry,
    Fearful,
    Disgusted,
    Surprised,
    Neutral,
}

#[input]
struct VoiceSetting {
    #[field(default = "Wise_Woman")]
    voice_id: String,
    #[field(default = 1.0, ge = 0.5, le = 2.0)]
    speed: f64,
    #[field(default = 1.0, ge = 0.01, le = 10.0)]
    vol: f64,
    #[field(default = 0, ge = -12, le = 12)]
    pitch: i32,
    emotion: Option<Emotion>,
    #[field(default = false)]
    english_normalization: bool,
}

#[input]
#[derive(Default)]
enum Format {
    #[default]
    Mp3,
    Pcm,
    Flac,
}

#[input]
struct AudioSetting {
    #[field(default = 32000, one_of = [8000, 16000, 22050, 24000, 32000, 44100])]
    sample_rate: u32,
    #[field(default = 128000, one_of = [32000, 64000, 128000, 256000])]
    bitrate: u32,
    #[field(default)]
    format: Format,
    #[field(default = 1, one_of = [1, 2])]
    channel: u32,
}

#[input]
struct PronunciationDict {
    tone_list: Option<Vec<String>>,
}

#[input]
struct SpeechInput {
    #[field(min_length = 1, max_length = 5000, pattern = r"\S")]
    text: String,
    #[field(default)]
    voice_setting: VoiceSetting,
    audio_setting: Option<AudioSetting>,
    #[field(one_of = ["Chinese", "Chinese,Yue", "English", "Arabic", "auto"])]
    language_boost: Option<String>,
    #[field(default = "hex", one_of = ["url", "hex"])]
    output_format: String,
    pronunciation_dict: Option<PronunciationDict>,
}

#[output]
struct SpeechOutput {
    audio: File,
    duration_ms: u64,
}

#[endpoints]
impl Speech {
    #[endpoint("/speech-02-hd")]
    #[billable(per_text_chunk(text = input.text))]
    async fn hd(&self, input: SpeechInput) -> Result<SpeechOutput> {
        Ok(speak(&input.text))
    }

    #[endpoint("/speech-02-turbo")]
    #[billable(per_text_chunk(text = input.text, chars = 1), times = 0.001, unit = "1000 characters")]
    async fn turbo(&self, input: SpeechInput) -> Result<SpeechOutput> {
        Ok(speak(&input.text))
    }
}

fn speak(text: &str) -> SpeechOutput {
    SpeechOutput {
        audio: File::from_url("https://example.com/speech.mp3"),
        duration_ms: 40 * text.chars().count() as u64,
    }
}
