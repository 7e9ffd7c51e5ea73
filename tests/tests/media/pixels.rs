//! Pictures from pixels, and pixels from what callers send.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fal_app::image::codecs::webp::WebPEncoder;
use fal_app::image::{
    DynamicImage, GenericImageView, ImageEncoder, ImageFormat, Rgb, RgbImage, guess_format,
    imageops, load_from_memory,
};
use fal_app::prelude::*;
use fal_app::test::{Client, Reply};
use fal_app_tests::http;
use fal_app_tests::pictures::encoded;
use fal_app_tests::server::{Server, command};
use serde_json::{Value, json};

use crate::length::file;

/// Writes pictures again.
#[fal_app]
#[derive(Default)]
struct Copier;

#[input]
struct Copy {
    pictures: Vec<ImageInput>,
    #[field(default = Format::Png)]
    format: Format,
}

#[input]
#[derive(Clone, Copy)]
enum Format {
    Png,
    Jpeg,
    Webp,
    Gif,
    Bmp,
}

#[output]
struct Copies {
    images: Vec<Image>,
}

#[endpoints]
impl Copier {
    #[endpoint("/")]
    #[billable(per_megapixel(pictures = output.images))]
    fn copy(&self, input: Copy, context: &RequestContext) -> Result<Copies> {
        let copy = |picture: &ImageInput| {
            let pixels = picture.fetch_blocking(context)?.decode()?;
            Image::encode(pixels, input.format.name())
        };
        Ok(Copies {
            images: input.pictures.iter().map(copy).collect::<Result<_>>()?,
        })
    }
}

impl Format {
    fn name(self) -> ImageFormat {
        match self {
            Self::Png => ImageFormat::Png,
            Self::Jpeg => ImageFormat::Jpeg,
            Self::Webp => ImageFormat::WebP,
            Self::Gif => ImageFormat::Gif,
            Self::Bmp => ImageFormat::Bmp,
        }
    }
}

/// 12 × 8: red in the first row, green fades to the right, blue grows to the bottom.
fn picture() -> RgbImage {
    RgbImage::from_fn(12, 8, |x, y| {
        let [x, y] = [x, y].map(|place| u8::try_from(place).unwrap());
        Rgb([if y == 0 { 255 } else { 0 }, 250 - x * 20, y * 30])
    })
}

fn written(pixels: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn data_uri(bytes: &[u8]) -> String {
    format!("data:;base64,{}", BASE64_STANDARD.encode(bytes))
}

fn copy(pictures: &[&[u8]], format: Format) -> Reply {
    let pictures = pictures.iter().map(|bytes| data_uri(bytes).into());
    let input = Copy {
        format,
        ..Copy::required(pictures.collect::<Vec<_>>())
    };
    Client::<Copier>::start()
        .unwrap()
        .post("/", &input)
        .unwrap()
}

/// The bytes of the only copy.
fn bytes(reply: &Reply) -> Vec<u8> {
    let answer = reply.json().unwrap();
    let url = answer["images"][0]["url"].as_str().unwrap();
    BASE64_STANDARD
        .decode(url.split_once(',').unwrap().1)
        .unwrap()
}

#[test]
fn pixels_come_back_from_what_loses_nothing() {
    for from in [ImageFormat::Png, ImageFormat::WebP] {
        for to in [Format::Png, Format::Webp] {
            let copied = bytes(&copy(&[&written(&picture(), from)], to));
            assert_eq!(guess_format(&copied).unwrap(), to.name());
            assert_eq!(load_from_memory(&copied).unwrap().into_rgb8(), picture());
        }
    }
}

#[test]
fn pixels_come_back_nearly_from_what_loses_some() {
    let flat = RgbImage::from_pixel(16, 16, Rgb([40, 120, 200]));
    for to in [Format::Jpeg, Format::Gif] {
        let copied = bytes(&copy(&[&written(&flat, ImageFormat::Png)], to));
        assert_eq!(guess_format(&copied).unwrap(), to.name());
        let copied = load_from_memory(&copied).unwrap().into_rgb8();
        let found = copied.get_pixel(8, 8).0;
        for (found, wanted) in found.into_iter().zip([40, 120, 200]) {
            assert!(found.abs_diff(wanted) < 4, "{found} for {wanted}");
        }
    }
}

#[test]
fn every_kind_of_pixels_is_written_in_every_format() {
    for pixels in [
        DynamicImage::new_luma8(5, 3),
        DynamicImage::new_luma_a8(5, 3),
        DynamicImage::new_rgb8(5, 3),
        DynamicImage::new_rgba8(5, 3),
        DynamicImage::new_luma16(5, 3),
        DynamicImage::new_luma_a16(5, 3),
        DynamicImage::new_rgb16(5, 3),
        DynamicImage::new_rgba16(5, 3),
        DynamicImage::new_rgb32f(5, 3),
        DynamicImage::new_rgba32f(5, 3),
    ] {
        for format in [Format::Png, Format::Jpeg, Format::Webp, Format::Gif] {
            let (kind, format) = (pixels.color(), format.name());
            let image = Image::encode(pixels.clone(), format)
                .unwrap_or_else(|error| panic!("{kind:?} as {format:?}: {error}"));
            assert_eq!((image.width(), image.height()), (5, 3));
        }
    }
}

#[test]
fn what_cannot_be_written_is_an_error_that_costs_nothing() {
    assert!(Image::encode(RgbImage::new(0, 4), ImageFormat::Png).is_err());
    assert!(Image::encode(RgbImage::new(70_000, 1), ImageFormat::Jpeg).is_err());
    let reply = copy(&[&written(&picture(), ImageFormat::Png)], Format::Bmp);
    assert_eq!(
        (reply.status(), reply.units()),
        (500, Some(BillableUnits::from(0)))
    );
}

#[test]
fn a_picture_is_turned_upright() {
    // What a camera on its side says: the sixth orientation.
    let exif =
        b"\xff\xe1\0\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let jpeg = written(&picture(), ImageFormat::Jpeg);
    let (start, rest) = jpeg.split_at(2);
    let copied = copy(&[&[start, exif, rest].concat()], Format::Png);
    let copied = load_from_memory(&bytes(&copied)).unwrap();
    assert_eq!(copied.dimensions(), (8, 12));
    // The row at the top is the column at the right.
    let red = |x| copied.get_pixel(x, 6).0[0];
    assert!(red(7) > 150 && red(1) < 100, "{} {}", red(7), red(1));
}

#[test]
fn a_webp_is_turned_however_its_exif_begins() {
    // The sixth orientation, as in a JPEG above.
    let exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    for prefix in [b"".as_slice(), b"Exif\0\0"] {
        let mut webp = Vec::new();
        let mut encoder = WebPEncoder::new_lossless(&mut webp);
        encoder.set_exif_metadata([prefix, exif].concat()).unwrap();
        picture().write_with_encoder(encoder).unwrap();
        let copied = bytes(&copy(&[&webp], Format::Png));
        let copied = load_from_memory(&copied).unwrap().into_rgb8();
        assert_eq!(copied, imageops::rotate90(&picture()), "{prefix:?}");
    }
}

#[test]
fn a_jpeg_is_the_same_however_its_colors_are_stored() {
    let [together, separate] = ["together.jpg", "separate.jpg"].map(|name| {
        let copied = bytes(&copy(&[&file(name)], Format::Png));
        load_from_memory(&copied).unwrap().into_rgb8()
    });
    assert_eq!(together.dimensions(), (32, 24));
    let apart = together.iter().zip(separate.iter());
    let apart: u32 = apart
        .map(|(one, other)| u32::from(one.abs_diff(*other)))
        .sum();
    // Two decoders may differ by a little in each of 2304 values.
    assert!(apart < 2304 * 8, "{apart}");
}

#[test]
fn what_was_cut_off_is_no_picture_in_any_format() {
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ] {
        let whole = encoded(64, 48, format);
        assert_eq!(copy(&[&whole], Format::Png).status(), 200, "{format:?}");
        let pixels = whole.len() - whole.len() / 5;
        let almost = whole.len() - 2;
        for length in [pixels, almost] {
            // The last two bytes of a PNG are of its checksum, of a GIF they end it: all pixels are there.
            if length == almost && matches!(format, ImageFormat::Png | ImageFormat::Gif) {
                continue;
            }
            let reply = copy(&[&whole[..length]], Format::Png);
            assert_eq!(
                (reply.status(), reply.units()),
                (422, Some(BillableUnits::from(0))),
                "{format:?}, {length} of {} bytes",
                whole.len()
            );
            let error: Value = reply.json().unwrap()["detail"][0].clone();
            assert_eq!(error["type"], "image_load_error", "{format:?}");
        }
    }
}

/// A PNG of 6 GB of pixels, as far as decoders look before they make room for it.
fn bomb() -> Vec<u8> {
    // Each chunk with its length before and its checksum behind it.
    const HEAD: &[u8] = b"\0\0\0\x0dIHDR\0\0\x9c\x40\0\0\x9c\x40\x08\x06\0\0\0\x51\x0c\x0e\x05";
    const DATA: &[u8] = b"\0\0\0\x03IDAT\x78\x9c\x01";
    [b"\x89PNG\r\n\x1a\n".as_slice(), HEAD, DATA].concat()
}

#[test]
fn what_cannot_be_decoded_is_the_platform_s_error_at_its_own_place() {
    let good = written(&picture(), ImageFormat::Png);
    let torn = &good[..good.len() - 30];
    // One pixel.
    let bmp = b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0\0\0\0\0\x04\0\0\0\x13\x0b\0\0\x13\x0b\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    for (bad, kind) in [
        (torn, "image_load_error"),
        (bmp, "unsupported_image_format"),
        (&bomb(), "image_load_error"),
    ] {
        let reply = copy(&[&good, bad], Format::Png);
        assert_eq!(
            (reply.status(), reply.units()),
            (422, Some(BillableUnits::from(0)))
        );
        let error: Value = reply.json().unwrap()["detail"][0].clone();
        assert_eq!(error["type"], kind);
        assert_eq!(error["loc"], json!(["body", "pictures", 1]));
    }
}

#[test]
fn no_room_is_made_for_more_than_memory_bears() {
    let app = Server::start(command(env!("CARGO_BIN_EXE_media-app")).env_remove("FAL_KEY"));
    let input = json!({"picture": data_uri(&bomb())}).to_string();
    assert_eq!(http::post(app.address, "/copy", &input).status, 422);
    app.log_line(|line| {
        line.contains("a picture was not decoded") && line.contains("Memory limit exceeded")
    });
}
