//! What a method made, as a caller sees it and pays for it.

use std::path::PathBuf;

use fal_app::prelude::*;
use fal_app::test::{Client, Reply};
use fal_app_tests::pictures::png;
use serde_json::json;

/// Answers media of every kind.
#[fal_app(auth = "shared")]
#[derive(Default)]
struct Studio;

/// Which medium to make.
#[input]
struct MakeInput {
    how: How,
    #[field(default)]
    path: String,
    /// The bytes of a film.
    #[field(default)]
    film: Vec<u8>,
}

#[input]
enum How {
    Bytes,
    Path,
    Url,
    UrlWithMeasure,
    Unmeasurable,
    BytesWithOtherMeasure,
}

#[output]
struct Pictures {
    images: Vec<Image>,
}

#[output]
struct Film {
    video: Video,
}

#[output]
struct Sound {
    audio: Audio,
}

#[endpoints]
impl Studio {
    #[endpoint("/picture")]
    #[billable(per_megapixel(pictures = output.images))]
    fn picture(&self, input: MakeInput) -> Result<Pictures> {
        let image = match input.how {
            How::Bytes => Image::from_bytes(png(1024, 1025))?,
            How::Path => Image::from_path(&input.path)?,
            How::Url => Image::from_url("https://example.com/a.png"),
            How::UrlWithMeasure => Image::from_url("https://example.com/a.png").size(2048, 1024),
            How::Unmeasurable => Image::from_bytes("no picture")?,
            How::BytesWithOtherMeasure => Image::from_bytes(png(2048, 1024))?.size(1, 1),
        };
        Ok(Pictures {
            images: vec![image.file_name("a.png")],
        })
    }

    #[endpoint("/film")]
    #[billable(per_video_second)]
    fn film(&self, input: MakeInput) -> Result<Film> {
        let video = match input.how {
            How::Bytes => Video::from_bytes(input.film, 2.5),
            How::Path => Video::from_path(&input.path, 3)?,
            How::Url => Video::from_url("https://example.com/a.mp4"),
            How::UrlWithMeasure => Video::from_url("https://example.com/a.mp4").seconds(4_u32),
            How::Unmeasurable => Video::from_bytes(vec![0; 3], f64::NAN),
            How::BytesWithOtherMeasure => Video::from_bytes(vec![0; 3], 2.5).seconds(5),
        };
        Ok(Film { video })
    }

    #[endpoint("/sound")]
    #[billable(per_audio_second)]
    fn sound(&self, _: MakeInput) -> Result<Sound> {
        Ok(Sound {
            audio: Audio::from_bytes(b"RIFF".as_slice(), "audio/wav", 1.5_f32),
        })
    }

    #[endpoint("/file")]
    #[billable(flat)]
    fn file(&self, input: MakeInput) -> Result<File> {
        Ok(match input.how {
            How::Path => File::from_path(&input.path)?,
            _ => File::from_bytes(b"v 0 0 0".as_slice(), "model/obj"),
        })
    }
}

fn make(path: &str, how: How) -> Reply {
    let client = Client::<Studio>::start().unwrap();
    client.post(path, &MakeInput::required(how)).unwrap()
}

fn make_from(path: &str, name: &str, content: &[u8]) -> Reply {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, content).unwrap();
    let path_in = MakeInput {
        path: file.display().to_string(),
        ..MakeInput::required(How::Path)
    };
    Client::<Studio>::start()
        .unwrap()
        .post(path, &path_in)
        .unwrap()
}

fn units(reply: &Reply) -> Option<String> {
    Some(
        reply
            .headers()
            .get("x-fal-billable-units")?
            .to_str()
            .unwrap()
            .to_owned(),
    )
}

#[test]
fn the_size_of_a_picture_is_read_from_its_bytes() {
    let reply = make("/picture", How::Bytes);
    assert_eq!(units(&reply).as_deref(), Some("2"));
    let image = &reply.json().unwrap()["images"][0];
    assert_eq!(
        (&image["width"], &image["height"]),
        (&json!(1024), &json!(1025))
    );
    assert_eq!(image["content_type"], "image/png");
    assert_eq!(image["file_size"], png(1024, 1025).len());
    assert_eq!(image["file_name"], "a.png");
    assert!(
        image["url"]
            .as_str()
            .unwrap()
            .starts_with("data:image/png;base64,iVBORw0KGgo")
    );
}

#[test]
fn a_claimed_size_does_not_replace_the_read_one() {
    assert_eq!(
        units(&make("/picture", How::BytesWithOtherMeasure)).as_deref(),
        Some("2")
    );
}

#[test]
fn what_is_no_picture_is_not_delivered() {
    let reply = make("/picture", How::Unmeasurable);
    assert_eq!((reply.status(), units(&reply).as_deref()), (500, Some("0")));
}

#[test]
fn a_medium_at_a_url_is_charged_by_the_given_measure() {
    assert_eq!(
        units(&make("/picture", How::UrlWithMeasure)).as_deref(),
        Some("2")
    );
    assert_eq!(
        units(&make("/film", How::UrlWithMeasure)).as_deref(),
        Some("4")
    );
}

#[test]
fn a_medium_without_a_measure_fails_uncharged() {
    for (path, how) in [
        ("/picture", How::Url),
        ("/film", How::Url),
        ("/film", How::Unmeasurable),
    ] {
        let reply = make(path, how);
        assert_eq!(
            (reply.status(), units(&reply).as_deref()),
            (500, Some("0")),
            "{path}"
        );
    }
}

#[test]
fn what_lasts_is_charged_as_its_author_says() {
    assert_eq!(
        units(&make("/film", How::Bytes)).as_deref(),
        Some("2.50000000")
    );
    assert_eq!(
        units(&make("/film", How::BytesWithOtherMeasure)).as_deref(),
        Some("5")
    );
    assert_eq!(
        units(&make("/sound", How::Bytes)).as_deref(),
        Some("1.50000000")
    );
}

#[test]
fn media_are_answered_as_the_sdk_does() {
    let answer = make("/sound", How::Bytes).json().unwrap();
    let audio = answer["audio"].as_object().unwrap();
    assert_eq!(
        audio.keys().collect::<Vec<_>>(),
        ["url", "content_type", "file_name", "file_size"]
    );
    assert_eq!(audio["url"], "data:audio/wav;base64,UklGRg==");
    assert_eq!(audio["file_size"], 4);
}

#[test]
fn bytes_get_a_name_of_their_own_with_the_extension_of_their_type() {
    let name = |_| {
        let file = make("/file", How::Bytes).json().unwrap();
        file["file_name"].as_str().unwrap().to_owned()
    };
    let [one, other] = [0, 1].map(name);
    assert_eq!(one.len(), 32 + ".obj".len());
    assert!(one.ends_with(".obj"), "{one}");
    assert_ne!(one, other);
}

#[test]
fn a_file_keeps_its_name_and_has_the_type_of_its_extension() {
    let file = make_from("/file", "mesh.GLB", b"glTF").json().unwrap();
    assert_eq!(
        (&file["file_name"], &file["content_type"]),
        (&json!("mesh.GLB"), &json!("model/gltf-binary"))
    );
}

#[test]
fn a_picture_from_a_file_has_the_type_of_its_bytes() {
    let reply = make_from("/picture", "picture.jpg", &png(512, 512));
    assert_eq!(units(&reply).as_deref(), Some("1"));
    assert_eq!(
        reply.json().unwrap()["images"][0]["content_type"],
        "image/png"
    );
}

#[test]
fn a_url_is_answered_as_it_stands() {
    let reply = make("/picture", How::UrlWithMeasure);
    let image = &reply.json().unwrap()["images"][0];
    assert_eq!(image["url"], "https://example.com/a.png");
    assert!(image["file_size"].is_null() && image["content_type"].is_null());
}

#[test]
fn the_type_of_a_video_is_told_by_its_bytes() {
    let webm = [
        &[0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x86, 0x81, 0x01][..],
        b"\x42\x82\x84webm",
    ]
    .concat();
    for (bytes, content_type) in [
        (webm.as_slice(), "video/webm"),
        (b"\x1a\x45\xdf\xa3matroska", "video/x-matroska"),
        (b"\0\0\0\x14ftypqt  ", "video/quicktime"),
        (b"RIFF\0\0\0\0AVI LIST", "video/x-msvideo"),
        (b"OggS\0\x02", "video/ogg"),
        (b"\0\0\0\x18ftypisom", "video/mp4"),
    ] {
        let input = MakeInput {
            film: bytes.to_vec(),
            ..MakeInput::required(How::Bytes)
        };
        let film = Client::<Studio>::start()
            .unwrap()
            .post("/film", &input)
            .unwrap()
            .json()
            .unwrap();
        assert_eq!(film["video"]["content_type"], content_type);
    }
}

/// What an author says of a medium at a URL is what callers read; of bytes they read what was measured.
#[test]
fn the_facts_of_a_medium_at_a_url_are_answered() {
    let json = |path| facts(path).json().unwrap();
    let answer = json("/facts/image");
    assert_eq!(
        answer,
        json!({
            "url": "https://example.com/a.webp", "content_type": "image/webp", "file_name": "fox.webp",
            "file_size": 48_213, "width": 1024, "height": 768,
        })
    );
    let answer = json("/facts/video");
    assert_eq!(
        answer,
        json!({
            "url": "https://example.com/a.webm", "content_type": "video/webm", "file_name": null,
            "file_size": 5_000_000_000_u64,
        })
    );
    let answer = json("/facts/bytes");
    assert_eq!(
        (&answer["content_type"], &answer["file_size"]),
        (&json!("model/obj"), &json!(7))
    );
    assert_eq!(units(&facts("/facts/video")).as_deref(), Some("1.50000000"));
}

/// Owned and borrowed bytes make the same medium.
#[test]
#[allow(
    clippy::needless_borrows_for_generic_args,
    reason = "references are taken too"
)]
fn bytes_are_taken_owned_and_borrowed() {
    use fal_app::stream::Bytes;
    use std::borrow::Cow;

    let vec = png(3, 2);
    let bytes = Bytes::from(vec.clone());
    let boxed: Box<[u8]> = vec.clone().into();
    let array: [u8; 70] = std::array::from_fn(|i| vec.get(i).copied().unwrap_or_default());
    for image in [
        Image::from_bytes(&vec),
        Image::from_bytes(vec.as_slice()),
        Image::from_bytes(&bytes),
        Image::from_bytes(&boxed),
        Image::from_bytes(Cow::Borrowed(vec.as_slice())),
        Image::from_bytes(array),
        Image::from_bytes(&array),
        Image::from_bytes(boxed.clone()),
        Image::from_bytes(bytes.clone()),
        Image::from_bytes(vec.clone()),
    ] {
        let image = image.unwrap();
        assert_eq!((image.width(), image.height()), (3, 2));
    }
    let _ = Video::from_bytes(&vec, 1);
    let _ = Audio::from_bytes(&vec[..8], "audio/wav", 1);
    let _ = File::from_bytes("a,b\n", "text/csv");
    let _ = File::from_bytes(&String::from("a,b\n"), "text/csv");
}

/// Facts of media, said by the author.
#[fal_app]
#[derive(Default)]
struct Facts;

#[endpoints]
impl Facts {
    #[endpoint("/facts/image")]
    #[billable(flat)]
    async fn image(&self) -> Result<Image> {
        Ok(Image::from_url("https://example.com/a.webp")
            .size(1024, 768)
            .content_type("image/webp")
            .file_name("fox.webp")
            .file_size(48_213))
    }

    #[endpoint("/facts/video")]
    #[billable(per_video_second(seconds = output))]
    async fn video(&self) -> Result<Video> {
        Ok(Video::from_url("https://example.com/a.webm")
            .seconds(1.5)
            .content_type("video/webm")
            .file_size(5_000_000_000))
    }

    #[endpoint("/facts/bytes")]
    #[billable(flat)]
    async fn bytes(&self) -> Result<File> {
        Ok(File::from_bytes("v 0 0 0", "model/obj")
            .content_type("text/plain")
            .file_size(1))
    }
}

fn facts(path: &str) -> Reply {
    let client = Client::<Facts>::start().unwrap();
    client.post_json(path, "").unwrap()
}
