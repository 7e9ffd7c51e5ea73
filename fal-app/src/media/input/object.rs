//! Media that are sent as the SDK's `Image` and its like: an object, or its URL alone.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::fetch;
use super::fetched::Fetched;
use super::sent::sent;
use super::source::Source;
use crate::context::RequestContext;
use crate::error::Result;
use crate::fields::{
    Depth, Described, Field, FieldTree, FromLiteral, Input, Literal, MediaKind, Object, Place,
    Shape, Slot, Table, Writer, input, media_url, refused,
};
use crate::media::content::{CONTENT_TYPE, FILE_NAME, FILE_SIZE, URL};
use crate::media::image::{self, HEIGHT, WIDTH};

/// Declares the type of a kind of medium, and the fields of its object.
macro_rules! object {
    ($(#[$doc:meta])* $name:ident, $kind:ident, $text:expr, $fields:expr) => {
        sent! { $(#[$doc])* $name, MediaKind::$kind }

        impl $name {
            fn table() -> &'static Table {
                static TABLE: Table = Table {
                    medium: Some(MediaKind::$kind),
                    ..Table::new(stringify!($kind), $text, $fields)
                };
                &TABLE
            }

            /// The file name that the caller gave.
            #[must_use]
            pub fn file_name(&self) -> Option<&str> {
                self.source.file_name()
            }
        }

        impl Described for $name {
            const SHAPE: Shape = Shape::Medium(MediaKind::$kind, Self::table);

            fn write(&self, writer: &mut Writer) {
                self.source.write_object(writer);
            }
        }

        impl Input for $name {
            fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
                read(from, Self::table(), place).map(|source| Self { source })
            }
        }
    };
}

object! {
    /// A picture that a caller sends: a URL, a data URI, or an object with `url`, as the SDK's `Image`. Nearly all
    /// published apps take a plain string: [`ImageUrl`](crate::ImageUrl).
    ///
    /// What is fetched is a picture, and its size obeys `min_width`, `max_width`, `min_height`, `max_height` and
    /// `max_area`. Without a `max_file_size` it has at most 50 MiB.
    ImageInput, Image, image::DOC,
    &[&URL, &CONTENT_TYPE, &FILE_NAME, &CLAIMED_SIZE, &FILE_DATA, &CLAIMED_WIDTH, &CLAIMED_HEIGHT]
}

object! {
    /// A video that a caller sends: a URL, a data URI, or an object with `url`, as the SDK's `Video`. For a plain string
    /// there is [`VideoUrl`](crate::VideoUrl).
    ///
    /// Without a `max_file_size` it has at most 500 MiB.
    VideoInput, Video, "", FIELDS
}

object! {
    /// A sound that a caller sends: a URL, a data URI, or an object with `url`, as the SDK's `Audio`. For a plain string
    /// there is [`AudioUrl`](crate::AudioUrl).
    ///
    /// Without a `max_file_size` it has at most 500 MiB.
    AudioInput, Audio, "", FIELDS
}

object! {
    /// A file of any type that a caller sends: a URL, a data URI, or an object with `url`, as the SDK's `File`. For a
    /// plain string there is [`FileUrl`](crate::FileUrl).
    ///
    /// Without a `max_file_size` it has at most 500 MiB.
    FileInput, File, "", FIELDS
}

const FIELDS: &[&Field] = &[&URL, &CONTENT_TYPE, &FILE_NAME, &CLAIMED_SIZE, &FILE_DATA];

/// A number that the SDK reads as any integer. What a caller claims is not used, so it need not be possible.
type Claim = Option<i64>;

const CLAIMED_SIZE: Field = claimed(FILE_SIZE);
const CLAIMED_WIDTH: Field = claimed(WIDTH);
const CLAIMED_HEIGHT: Field = claimed(HEIGHT);

/// A field of an answer, as a request has it.
const fn claimed(field: Field) -> Field {
    Field {
        shape: Claim::SHAPE,
        ..field
    }
}

/// The SDK's document shows it in requests only, and so the objects of requests and answers have different names there.
const FILE_DATA: Field = input::<Option<FileData>>("file_data").doc("File data");

/// Bytes that the SDK takes beside the URL. It fetches the URL all the same, so they are read and dropped.
struct FileData;

impl Described for FileData {
    const SHAPE: Shape = Shape::Bytes;

    /// They are gone.
    fn write(&self, writer: &mut Writer) {
        writer.string("");
    }
}

impl<D: Depth> FieldTree<D> for FileData {}

impl Input for FileData {
    fn read<'de, D: Deserializer<'de>>(from: D, _: &Place<'_>) -> Result<Self, D::Error> {
        from.deserialize_str(FileDataVisitor)
    }
}

struct FileDataVisitor;

impl Visitor<'_> for FileDataVisitor {
    type Value = FileData;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<FileData, E> {
        Ok(FileData)
    }
}

/// Reads a URL, a data URI, or an object of the fields of `table`.
///
/// # Errors
/// The deserializer's own.
fn read<'de, D: Deserializer<'de>>(
    from: D,
    table: &'static Table,
    place: &Place<'_>,
) -> Result<Source, D::Error> {
    from.deserialize_any(SourceVisitor { table, place })
}

struct SourceVisitor<'p> {
    table: &'static Table,
    place: &'p Place<'p>,
}

impl<'de> Visitor<'de> for SourceVisitor<'_> {
    type Value = Source;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a URL, a data URI or an object")
    }

    fn visit_str<E: Error>(self, url: &str) -> Result<Source, E> {
        let is_canonical = match media_url::url(url) {
            Ok(Cow::Borrowed(_)) => true,
            Ok(Cow::Owned(canonical)) => canonical == url,
            Err(_) => false,
        };
        if is_canonical && self.place.take(url.len()) && self.place.take_loc() {
            Ok(Source::read(url.to_owned(), None, None, self.place))
        } else {
            Err(refused())
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Source, A::Error> {
        let mut object = Object::new(self.table, map, self.place);
        let (mut url, mut content_type, mut file_name) = (Slot::new(), Slot::new(), Slot::new());
        let (mut size, mut data) = (Slot::<Claim>::new(), Slot::<Option<FileData>>::new());
        let (mut width, mut height) = (Slot::<Claim>::new(), Slot::<Claim>::new());
        while let Some(field) = object.next()? {
            let _: bool = match field {
                "url" => url.read(&mut object)?,
                "content_type" => content_type.read(&mut object)?,
                "file_name" => file_name.read(&mut object)?,
                "file_size" => size.read(&mut object)?,
                "file_data" => data.read(&mut object)?,
                "width" => width.read(&mut object)?,
                _ => height.read(&mut object)?,
            };
        }
        if !self.place.take_loc() {
            return Err(refused());
        }
        Ok(Source::read(
            url.get()?,
            content_type.get()?,
            file_name.get()?,
            self.place,
        ))
    }
}
