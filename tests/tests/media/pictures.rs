//! A picture is billed by the size that its bytes say, in every form that its format has (`docs/billing.md` §1.10).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fal_app::image::ImageFormat;
use fal_app::prelude::*;
use fal_app::test::{Client, Reply};
use fal_app_tests::pictures::encoded;
use serde_json::{Value, json};

/// Passes pictures on.
#[fal_app]
#[derive(Default)]
struct Gallery;

#[input]
struct Pass {
    picture: FileInput,
}

#[output]
struct Passed {
    images: Vec<Image>,
}

#[input]
struct Look {
    #[field(max_width = 640, max_height = 480)]
    picture: ImageInput,
}

#[output]
struct Looked {
    content_type: String,
}

#[endpoints]
impl Gallery {
    /// Returns a picture as a method makes it: from bytes.
    #[endpoint("/")]
    #[billable(per_megapixel(pictures = output.images))]
    async fn pass(&self, input: Pass, context: &RequestContext) -> Result<Passed> {
        let bytes = input.picture.fetch(context).await?.into_bytes();
        Ok(Passed {
            images: vec![Image::from_bytes(bytes)?],
        })
    }

    /// Looks at a picture that a caller sends.
    #[endpoint("/look")]
    #[billable(flat)]
    async fn look(&self, input: Look, context: &RequestContext) -> Result<Looked> {
        let picture = input.picture.fetch(context).await?;
        Ok(Looked {
            content_type: picture.content_type().to_owned(),
        })
    }
}

fn post(client: &Client<Gallery>, path: &str, picture: &[u8]) -> Reply {
    let uri = format!("data:;base64,{}", BASE64_STANDARD.encode(picture));
    let body = json!({"picture": uri}).to_string();
    client.post_json(path, body).unwrap()
}

/// A form of a format, its bytes, and what they say.
struct Sample {
    form: &'static str,
    bytes: Vec<u8>,
    content_type: &'static str,
    size: (u32, u32),
}

fn samples() -> Vec<Sample> {
    [
        png_samples(),
        jpeg_samples(),
        webp_samples(),
        gif_samples(),
        bmp_samples(),
        tiff_samples(),
        heif_samples(),
        jxl_samples(),
    ]
    .concat()
    .into_iter()
    .map(|(form, bytes, content_type, size)| Sample {
        form,
        bytes,
        content_type,
        size,
    })
    .collect()
}

type Row = (&'static str, Vec<u8>, &'static str, (u32, u32));

/// Puts bytes before an index.
fn inserted(bytes: &[u8], at: usize, more: &[u8]) -> Vec<u8> {
    [&bytes[..at], more, &bytes[at..]].concat()
}

fn png_samples() -> Vec<Row> {
    let plain = encoded(300, 200, ImageFormat::Png);
    let apple = b"\0\0\0\x04CgBI\x50\0\x20\x02\x2b\xd5\xb3\x7f";
    let with_chunk_first = inserted(&plain, 8, apple);
    vec![
        ("PNG", plain, "image/png", (300, 200)),
        ("PNG, Apple's", with_chunk_first, "image/png", (300, 200)),
    ]
}

/// Where the header of the frame begins in what the encoder wrote.
fn frame_at(jpeg: &[u8]) -> usize {
    let at = jpeg.windows(2).position(|two| two == b"\xff\xc0");
    at.unwrap()
}

fn jpeg_samples() -> Vec<Row> {
    let plain = encoded(300, 200, ImageFormat::Jpeg);
    let frame = frame_at(&plain);
    let of_kind = |kind| {
        let mut jpeg = plain.clone();
        jpeg[frame + 1] = kind;
        jpeg
    };
    let thumbnail = encoded(16, 16, ImageFormat::Jpeg);
    let length = u16::try_from(thumbnail.len() + 2).unwrap().to_be_bytes();
    let segment = [b"\xff\xe1".as_slice(), &length, &thumbnail].concat();
    let rows = [
        ("JPEG", plain.clone()),
        ("JPEG with a fill byte", inserted(&plain, frame, b"\xff")),
        (
            "JPEG with fill bytes",
            inserted(&plain, frame, &[0xff; 300]),
        ),
        (
            "JPEG with bytes between its segments",
            inserted(&plain, frame, b"\0left over\xff\0"),
        ),
        (
            "JPEG with a JPEG in a segment",
            inserted(&plain, 2, &segment),
        ),
        ("extended JPEG", of_kind(0xc1)),
        ("progressive JPEG", of_kind(0xc2)),
        ("lossless JPEG", of_kind(0xc3)),
        ("differential JPEG", of_kind(0xc5)),
        ("arithmetic JPEG", of_kind(0xc9)),
        ("progressive arithmetic JPEG", of_kind(0xca)),
        ("lossless arithmetic JPEG", of_kind(0xcb)),
        ("differential arithmetic JPEG", of_kind(0xcf)),
    ];
    let row = |(form, bytes)| (form, bytes, "image/jpeg", (300, 200));
    rows.into_iter().map(row).collect()
}

fn riff(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (kind, content) in chunks {
        body.extend_from_slice(*kind);
        body.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
        body.extend_from_slice(content);
        body.resize(body.len().next_multiple_of(2), 0);
    }
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    [b"RIFF".as_slice(), &length, &body].concat()
}

/// The head of a key frame of VP8.
fn vp8(width: u16, height: u16) -> Vec<u8> {
    let sides = [width.to_le_bytes(), height.to_le_bytes()].concat();
    [b"\x10\0\0\x9d\x01\x2a".as_slice(), &sides, &[0; 4]].concat()
}

/// The head of a canvas, 640 × 480.
const VP8X: &[u8] = &[0, 0, 0, 0, 0x7f, 2, 0, 0xdf, 1, 0];

fn webp_samples() -> Vec<Row> {
    let scaled = vp8(640 | 1 << 14, 480 | 2 << 14);
    let metadata = (b"ICCP", b"odd".as_slice());
    let rows = [
        ("lossy WebP", riff(&[(b"VP8 ", &vp8(640, 480))])),
        ("lossy WebP with scale bits", riff(&[(b"VP8 ", &scaled)])),
        (
            "extended WebP",
            riff(&[(b"VP8X", VP8X), metadata, (b"VP8 ", &scaled)]),
        ),
        (
            "animated WebP",
            riff(&[(b"VP8X", VP8X), (b"ANIM", &[0; 6]), (b"ANMF", &[0; 24])]),
        ),
        ("lossless WebP", encoded(640, 480, ImageFormat::WebP)),
    ];
    let row = |(form, bytes)| (form, bytes, "image/webp", (640, 480));
    rows.into_iter().map(row).collect()
}

/// A GIF with a screen of a size, and of its first picture the place and the size.
fn gif(screen: [u16; 2], picture: [u16; 4]) -> Vec<u8> {
    let two_colors = [0x80, 0, 0, 0, 0, 0, 255, 255, 255];
    let comment = b"\x21\xfe\x02hi\0";
    let numbers = |numbers: &[u16]| -> Vec<u8> {
        numbers
            .iter()
            .flat_map(|number| number.to_le_bytes())
            .collect()
    };
    [
        b"GIF89a".as_slice(),
        &numbers(&screen),
        &two_colors,
        comment,
        b"\x2c",
        &numbers(&picture),
        b"\0",
    ]
    .concat()
}

fn gif_samples() -> Vec<Row> {
    let rows = [
        ("GIF", gif([320, 200], [0, 0, 320, 200]), (320, 200)),
        (
            "GIF smaller than its first picture",
            gif([1, 1], [10, 20, 300, 200]),
            (310, 220),
        ),
        (
            "GIF of an encoder",
            encoded(30, 20, ImageFormat::Gif),
            (30, 20),
        ),
    ];
    let row = |(form, bytes, size)| (form, bytes, "image/gif", size);
    rows.into_iter().map(row).collect()
}

/// A bitmap whose header has a length.
fn bmp(length: u32, width: i32, height: i32, bits: u16, compression: u32) -> Vec<u8> {
    let mut header = length.to_le_bytes().to_vec();
    header.extend(width.to_le_bytes());
    header.extend(height.to_le_bytes());
    header.extend(1_u16.to_le_bytes());
    header.extend(bits.to_le_bytes());
    header.extend(compression.to_le_bytes());
    header.resize(usize::try_from(length).unwrap(), 0);
    [b"BM\0\0\0\0\0\0\0\0\0\0\0\0".as_slice(), &header, &[0; 8]].concat()
}

/// A bitmap of OS/2 1.x.
fn bmp_core(width: u16, height: u16) -> Vec<u8> {
    let mut header = 12_u32.to_le_bytes().to_vec();
    for number in [width, height, 1, 24] {
        header.extend(number.to_le_bytes());
    }
    [b"BM\0\0\0\0\0\0\0\0\0\0\0\0".as_slice(), &header, &[0; 8]].concat()
}

fn bmp_samples() -> Vec<Row> {
    let rows = [
        ("BMP", bmp(40, 640, 480, 24, 0)),
        ("top-down BMP", bmp(40, 640, -480, 24, 0)),
        ("BMP of OS/2 1.x", bmp_core(640, 480)),
        (
            "BMP of OS/2 2.x, as short as can be",
            bmp(16, 640, 480, 8, 0),
        ),
        ("BMP of OS/2 2.x", bmp(64, 640, 480, 8, 0)),
        ("BMP with masks", bmp(52, 640, 480, 16, 3)),
        ("BMP with masks and alpha", bmp(56, 640, 480, 32, 3)),
        ("BMP of version 4", bmp(108, 640, -480, 32, 3)),
        ("BMP of version 5", bmp(124, 640, 480, 32, 3)),
        ("BMP with a JPEG in it", bmp(40, 640, 480, 0, 4)),
    ];
    let row = |(form, bytes)| (form, bytes, "image/bmp", (640, 480));
    rows.into_iter().map(row).collect()
}

/// A number of so many bytes, in the order of the file.
fn number(value: u64, size: usize, is_little: bool) -> Vec<u8> {
    let mut bytes = value.to_le_bytes()[..size].to_vec();
    if !is_little {
        bytes.reverse();
    }
    bytes
}

/// A TIFF whose two sides are numbers of so many bytes.
fn tiff(is_little: bool, is_big_tiff: bool, side_size: usize) -> Vec<u8> {
    let wide = if is_big_tiff { 8 } else { 4 };
    let number = |value, size| number(value, size, is_little);
    let mut tiff = if is_little { b"II" } else { b"MM" }.to_vec();
    if is_big_tiff {
        tiff.extend([number(43, 2), number(8, 2), number(0, 2), number(16, 8)].concat());
    } else {
        tiff.extend([number(42, 2), number(8, 4)].concat());
    }
    let kind = match side_size {
        1 => 1,
        2 => 3,
        4 => 4,
        _ => 16,
    };
    tiff.extend(number(3, if is_big_tiff { 8 } else { 2 }));
    for (tag, kind, size, value) in [
        (0x100, kind, side_size, 200),
        (0x101, kind, side_size, 150),
        (0x112, 3, 2, 6),
    ] {
        tiff.extend([number(tag, 2), number(kind, 2), number(1, wide)].concat());
        tiff.extend(number(value, size));
        tiff.resize(tiff.len() + wide - size, 0);
    }
    tiff
}

fn tiff_samples() -> Vec<Row> {
    let rows = [
        ("TIFF", tiff(true, false, 2)),
        ("TIFF with long sides", tiff(true, false, 4)),
        ("TIFF with byte sides", tiff(true, false, 1)),
        ("big-endian TIFF", tiff(false, false, 2)),
        ("BigTIFF", tiff(true, true, 8)),
        ("big-endian BigTIFF", tiff(false, true, 4)),
    ];
    let row = |(form, bytes)| (form, bytes, "image/tiff", (200, 150));
    rows.into_iter().map(row).collect()
}

fn boxed(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let size = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
    [&size, kind.as_slice(), &content].concat()
}

/// A HEIF of a thumbnail, and of a primary picture of 640 × 480 with more properties.
fn heif(brands: &[u8], more: &[&[u8]]) -> Vec<u8> {
    let ispe = |width: u32, height: u32| {
        boxed(
            b"ispe",
            &[&[0; 4], &width.to_be_bytes(), &height.to_be_bytes()],
        )
    };
    let (thumbnail, primary) = (ispe(4000, 3000), ispe(640, 480));
    let properties = [&[&*thumbnail, &*primary], more].concat();
    let ipco = boxed(b"ipco", &properties);
    // The thumbnail has the first property, the primary picture all others.
    let own: Vec<u8> = (2..=u8::try_from(properties.len()).unwrap()).collect();
    let count = [u8::try_from(own.len()).unwrap()];
    let ipma = boxed(
        b"ipma",
        &[b"\0\0\0\0\0\0\0\x02\0\x01\x01\x01\0\x02", &count, &own],
    );
    let meta = boxed(
        b"meta",
        &[
            &[0; 4],
            &boxed(b"pitm", &[b"\0\0\0\0\0\x02"]),
            &boxed(b"iprp", &[&ipco, &ipma]),
        ],
    );
    [
        boxed(b"ftyp", &[brands]),
        boxed(b"free", &[]),
        meta,
        boxed(b"mdat", &[&[0; 9]]),
    ]
    .concat()
}

fn heif_samples() -> Vec<Row> {
    let quarter = boxed(b"irot", &[&[1]]);
    let half = boxed(b"irot", &[&[2]]);
    let sides = [600_u32, 1, 400, 1, 0, 1, 0, 1].map(u32::to_be_bytes);
    let cut = boxed(b"clap", &[&sides.concat()]);
    let heic = b"heic\0\0\0\0mif1heic".as_slice();
    let avif = b"avif\0\0\0\0mif1miafMA1B".as_slice();
    vec![
        ("HEIC", heif(heic, &[]), "image/heic", (640, 480)),
        (
            "HEIC by its second brand",
            heif(b"mif1\0\0\0\0mif1heic", &[]),
            "image/heic",
            (640, 480),
        ),
        (
            "turned HEIC",
            heif(heic, &[&quarter]),
            "image/heic",
            (480, 640),
        ),
        (
            "HEIC on its head",
            heif(heic, &[&half]),
            "image/heic",
            (640, 480),
        ),
        (
            "cut and turned HEIC",
            heif(heic, &[&cut, &quarter]),
            "image/heic",
            (400, 600),
        ),
        ("AVIF", heif(avif, &[]), "image/avif", (640, 480)),
        (
            "HEIF of another codec",
            heif(b"mif1\0\0\0\0mif1j2ki", &[]),
            "image/heif",
            (640, 480),
        ),
    ]
}

fn jxl_samples() -> Vec<Row> {
    // Heads that encoders wrote; Pillow with its plugin reads the same sizes.
    let square = b"\xff\x0a\x7f\x06\0\x11\x08\0\xd5\x1a\x9f\x04".as_slice();
    let signature = b"\0\0\0\x0cJXL \r\n\x87\n".as_slice();
    let brand = boxed(b"ftyp", &[b"jxl \0\0\0\0jxl "]);
    let whole = boxed(b"jxlc", &[square]);
    let first = boxed(b"jxlp", &[&[0; 4], &square[..3]]);
    let second = boxed(b"jxlp", &[b"\x80\0\0\x01", &square[3..], &[0; 8]]);
    let rows = [
        ("JPEG XL", square.to_vec(), (256, 256)),
        (
            "small JPEG XL",
            b"\xff\x0a\x47\x06\0\x11\x88\0\xcc\x02\x9f\x04".to_vec(),
            (32, 32),
        ),
        (
            "JPEG XL of 12:10",
            b"\xff\x0a\x18\xa3\x01\0\x11\x88\0\x08\x0b\x9f".to_vec(),
            (120, 100),
        ),
        (
            "JPEG XL of 16:9",
            b"\xff\x0a\xc8\xd2\x01\0\x11\x88\0\x0c\x0b\x9f".to_vec(),
            (160, 90),
        ),
        (
            "turned JPEG XL",
            b"\xff\x0a\xda\x1c\x94\xd0\x20\x60\x02\x08\x98\xad".to_vec(),
            (924, 1386),
        ),
        (
            "long JPEG XL",
            b"\xff\x0a\0\0\xff\xff\x19\0\x11\x08\0\x1c".to_vec(),
            (65536, 1),
        ),
        (
            "JPEG XL in a box",
            [signature, &brand, &whole].concat(),
            (256, 256),
        ),
        (
            "JPEG XL in two boxes",
            [signature, &brand, &first, &second].concat(),
            (256, 256),
        ),
    ];
    let row = |(form, bytes, size)| (form, bytes, "image/jxl", size);
    rows.into_iter().map(row).collect()
}

#[test]
fn a_picture_is_billed_by_the_size_that_its_bytes_say() {
    let client = Client::<Gallery>::start().unwrap();
    for sample in samples() {
        let form = sample.form;
        let reply = post(&client, "/", &sample.bytes);
        let answer = reply.json().unwrap();
        let image = &answer["images"][0];
        let (width, height) = sample.size;
        assert_eq!(
            (&image["width"], &image["height"]),
            (&json!(width), &json!(height)),
            "{form}"
        );
        assert_eq!(image["content_type"], sample.content_type, "{form}");
        let units = (width * height).div_ceil(1024 * 1024);
        assert_eq!(reply.units(), Some(BillableUnits::from(units)), "{form}");
    }
}

#[test]
fn what_is_left_of_a_picture_has_its_size_or_none() {
    let client = Client::<Gallery>::start().unwrap();
    for sample in samples() {
        let expected = (&json!(sample.size.0), &json!(sample.size.1));
        let most = sample.bytes.len().min(120);
        for length in (0..most).chain([sample.bytes.len() - 1]) {
            let reply = post(&client, "/", &sample.bytes[..length]);
            let place = format!("{}, {length} bytes", sample.form);
            if reply.status() == 200 {
                let image = &reply.json().unwrap()["images"][0];
                assert_eq!((&image["width"], &image["height"]), expected, "{place}");
            } else {
                assert_eq!(
                    (reply.status(), reply.units()),
                    (500, Some(BillableUnits::from(0))),
                    "{place}"
                );
            }
        }
    }
}

/// What only looks like a picture.
fn impostors() -> Vec<(&'static str, Vec<u8>)> {
    let png = encoded(300, 200, ImageFormat::Png);
    let jpeg = encoded(300, 200, ImageFormat::Jpeg);
    let changed = |bytes: &[u8], at: usize, to: u8| {
        let mut bytes = bytes.to_vec();
        bytes[at] = to;
        bytes
    };
    let without_height = {
        let frame = frame_at(&jpeg);
        changed(&changed(&jpeg, frame + 5, 0), frame + 6, 0)
    };
    vec![
        ("nothing", Vec::new()),
        (
            "a text",
            b"BMW builds cars. This text is long enough for any header.".to_vec(),
        ),
        (
            "a text of a market",
            b"BM&FBOVESPA closed at 3:00 with gains in all sectors.".to_vec(),
        ),
        ("a PNG whose width has changed", changed(&png, 19, 99)),
        ("a PNG without pixels", png[..33].to_vec()),
        ("a JPEG of an unknown height", without_height),
        ("a JPEG without a scan", jpeg[..frame_at(&jpeg)].to_vec()),
        (
            "a GIF without a picture",
            b"GIF89a\x09\0\x09\0\0\0\0;".to_vec(),
        ),
        ("a bitmap without a side", bmp(40, 0, 480, 24, 0)),
        ("a bitmap of a negative width", bmp(40, -640, 480, 24, 0)),
        ("a bitmap of 7 bits", bmp(40, 640, 480, 7, 0)),
        ("a bitmap with an unknown header", bmp(80, 640, 480, 24, 0)),
        (
            "a WebP larger than its canvas",
            riff(&[(b"VP8X", VP8X), (b"VP8 ", &vp8(641, 480))]),
        ),
        (
            "a WebP of a later frame",
            riff(&[(b"VP8 ", &changed(&vp8(640, 480), 0, 0x11))]),
        ),
        (
            "a film",
            [
                boxed(b"ftyp", &[b"isom\0\0\0\0mp41"]),
                boxed(b"moov", &[&[0; 40]]),
            ]
            .concat(),
        ),
        (
            "a HEIF without pictures",
            boxed(b"ftyp", &[b"heic\0\0\0\0mif1"]),
        ),
        ("a TIFF without sides", b"II*\0\x08\0\0\0\0\0".to_vec()),
    ]
}

#[test]
fn what_is_not_certain_is_no_picture() {
    let client = Client::<Gallery>::start().unwrap();
    for (what, bytes) in impostors() {
        let reply = post(&client, "/", &bytes);
        assert_eq!(
            (reply.status(), reply.units()),
            (500, Some(BillableUnits::from(0))),
            "{what}"
        );
    }
}

#[test]
fn a_picture_that_is_sent_is_measured_by_the_same_reader() {
    let client = Client::<Gallery>::start().unwrap();
    for sample in samples() {
        let reply = post(&client, "/look", &sample.bytes);
        let answer = reply.json().unwrap();
        if sample.size.0 <= 640 && sample.size.1 <= 480 {
            assert_eq!(
                answer["content_type"], sample.content_type,
                "{}",
                sample.form
            );
        } else {
            assert_eq!(
                answer["detail"][0]["type"], "image_too_large",
                "{}",
                sample.form
            );
        }
    }
    for (what, bytes) in impostors() {
        let answer: Value = post(&client, "/look", &bytes).json().unwrap();
        assert_eq!(answer["detail"][0]["type"], "image_load_error", "{what}");
    }
}
