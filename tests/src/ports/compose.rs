//! Composes films of clips on tracks, and reads the facts of a film or a sound.

use fal_app::prelude::*;

#[fal_app]
#[derive(Default)]
pub struct Compose;

#[input]
struct Keyframe {
    #[field(ge = 0)]
    timestamp: f64,
    #[field(gt = 0)]
    duration: f64,
    url: FileUrl,
}

#[input]
struct Track {
    id: String,
    r#type: String,
    keyframes: Vec<Keyframe>,
}

#[input]
struct ComposeInput {
    #[field(min_length = 1, max_length = 16)]
    tracks: Vec<Track>,
}

#[output]
struct ComposeOutput {
    video_url: String,
    thumbnail_url: String,
}

#[input]
struct MetadataInput {
    media_url: FileUrl,
    #[field(default = false)]
    extract_frames: bool,
}

#[output]
struct Resolution {
    aspect_ratio: String,
    width: u32,
    height: u32,
}

#[output]
struct VideoInfo {
    #[field(default = "video", one_of = ["video"])]
    media_type: String,
    duration: f64,
    resolution: Resolution,
    start_frame_url: Option<String>,
}

#[output]
struct AudioInfo {
    #[field(default = "audio", one_of = ["audio"])]
    media_type: String,
    duration: f64,
    channels: u32,
}

#[output]
#[serde(untagged)]
enum Media {
    Video(VideoInfo),
    Audio(AudioInfo),
}

#[output]
struct MetadataOutput {
    media: Media,
}

#[endpoints]
impl Compose {
    #[endpoint("/compose")]
    #[billable(per_video_second(seconds = length(&input.tracks)), min = 1)]
    fn compose(&self, input: ComposeInput) -> Result<ComposeOutput> {
        let is_known = |track: &Track| matches!(track.r#type.as_str(), "video" | "audio");
        if !input.tracks.iter().all(is_known) {
            return Err(Error::at(("tracks", 0, "type"), "video or audio"));
        }
        Ok(ComposeOutput {
            video_url: "https://example.com/x.mp4".into(),
            thumbnail_url: "https://example.com/x.jpg".into(),
        })
    }

    #[endpoint("/metadata")]
    #[billable(free)]
    fn metadata(&self, input: MetadataInput) -> Result<MetadataOutput> {
        let media = if input.media_url.url().ends_with("mp3") {
            Media::Audio(AudioInfo {
                media_type: "audio".into(),
                duration: 3.0,
                channels: 2,
            })
        } else {
            Media::Video(VideoInfo {
                media_type: "video".into(),
                duration: 3.5,
                resolution: Resolution {
                    aspect_ratio: "16:9".into(),
                    width: 1920,
                    height: 1080,
                },
                start_frame_url: None,
            })
        };
        Ok(MetadataOutput { media })
    }
}

/// The seconds from the beginning of the film to the end of its last keyframe. Keyframes count milliseconds.
fn length(tracks: &[Track]) -> f64 {
    let keyframes = tracks.iter().flat_map(|track| &track.keyframes);
    keyframes
        .map(|keyframe| (keyframe.timestamp + keyframe.duration) / 1000.0)
        .fold(0.0, f64::max)
}
