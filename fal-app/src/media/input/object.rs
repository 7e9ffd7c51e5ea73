//! The first reading of a medium that is sent.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::source::Source;
use crate::fields::{Object, Slot, refused};
use crate::fields::{Place, Table, media_url};

/// Reads a URL, a data URI, or an object of the fields of `table`.
///
/// # Errors
/// The deserializer's own.
pub(super) fn read<'de, D: Deserializer<'de>>(
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
        let mut size = Slot::<Option<u64>>::new();
        let (mut width, mut height) = (Slot::<Option<u32>>::new(), Slot::<Option<u32>>::new());
        while let Some(field) = object.next()? {
            match field {
                "url" => url.read(&mut object)?,
                "content_type" => content_type.read(&mut object)?,
                "file_name" => file_name.read(&mut object)?,
                "file_size" => size.read(&mut object)?,
                "width" => width.read(&mut object)?,
                _ => height.read(&mut object)?,
            }
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
