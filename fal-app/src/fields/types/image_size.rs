//! [`ImageSize`], the SDK's `ImageSizeInput`: the name of a preset, or a width and a height.

use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, Visitor};

use crate::fields::builder::input;
use crate::fields::lookup::refused;
use crate::fields::object::Object;
use crate::fields::place::Place;
use crate::fields::read::Slot;
use crate::fields::rules;
use crate::fields::table::{Bound, DefaultValue, Field, Shape, Table};
use crate::fields::tree::{Depth, FieldTree};
use crate::fields::value::{Described, Input, Output};
use crate::fields::writer::{Side, Writer};

/// The size of a picture in pixels.
///
/// A caller sends the name of a preset (`"square_hd"`), or an object with `width` and `height`. Each side is 1 to 14142, and
/// 512 where it is left out, as in fal's Python SDK. An answer always holds the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ImageSize {
    width: u32,
    height: u32,
}

/// The presets, in the SDK's order.
pub(crate) const PRESETS: [(&str, ImageSize); 6] = [
    ("square_hd", ImageSize::SQUARE_HD),
    ("square", ImageSize::SQUARE),
    ("portrait_4_3", ImageSize::PORTRAIT_4_3),
    ("portrait_16_9", ImageSize::PORTRAIT_16_9),
    ("landscape_4_3", ImageSize::LANDSCAPE_4_3),
    ("landscape_16_9", ImageSize::LANDSCAPE_16_9),
];

/// A side that the object leaves out, in pixels.
pub(crate) const DEFAULT_SIDE: u32 = 512;

/// The longest side that a caller may ask for, in pixels.
pub(crate) const MAX_SIDE: u32 = 14142;

impl ImageSize {
    /// 1024 × 1024, the default; `"square_hd"`.
    pub const SQUARE_HD: Self = Self::new(1024, 1024);
    /// 512 × 512; `"square"`.
    pub const SQUARE: Self = Self::new(512, 512);
    /// 768 × 1024; `"portrait_4_3"`.
    pub const PORTRAIT_4_3: Self = Self::new(768, 1024);
    /// 576 × 1024; `"portrait_16_9"`.
    pub const PORTRAIT_16_9: Self = Self::new(576, 1024);
    /// 1024 × 768; `"landscape_4_3"`.
    pub const LANDSCAPE_4_3: Self = Self::new(1024, 768);
    /// 1024 × 576; `"landscape_16_9"`.
    pub const LANDSCAPE_16_9: Self = Self::new(1024, 576);

    /// A size of `width` × `height` pixels. Unlike the size that a caller sends, it has no bounds.
    #[must_use]
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// The width in pixels.
    #[must_use]
    pub const fn width(self) -> u32 {
        self.width
    }

    /// The height in pixels.
    #[must_use]
    pub const fn height(self) -> u32 {
        self.height
    }

    fn preset(self) -> Option<&'static str> {
        PRESETS
            .iter()
            .find(|(_, size)| *size == self)
            .map(|(name, _)| *name)
    }
}

impl Default for ImageSize {
    /// [`ImageSize::SQUARE_HD`].
    fn default() -> Self {
        Self::SQUARE_HD
    }
}

impl Described for ImageSize {
    const SHAPE: Shape = Shape::ImageSize;

    /// Writes the name of the preset in a request, where there is one.
    fn write(&self, writer: &mut Writer) {
        match self.preset() {
            Some(name) if writer.side() == Side::Request => writer.string(name),
            _ => {
                let mut object = writer.object();
                object.field("width", &self.width);
                object.field("height", &self.height);
                object.end();
            }
        }
    }
}

impl Input for ImageSize {
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        let size = from.deserialize_any(SizeVisitor)?;
        if rules::size(place.rules(), size.width, size.height) {
            Ok(size)
        } else {
            Err(refused())
        }
    }
}

impl<D: Depth> FieldTree<D> for ImageSize {}

impl Output for ImageSize {}

struct SizeVisitor;

impl<'de> Visitor<'de> for SizeVisitor {
    type Value = ImageSize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or the name of a preset")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<ImageSize, E> {
        PRESETS
            .iter()
            .find(|(preset, _)| *preset == name)
            .map(|(_, size)| *size)
            .ok_or_else(refused)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ImageSize, A::Error> {
        let mut object = Object::new(&SIDES, map, &Place::BODY);
        let (mut width, mut height) = (Slot::new(), Slot::new());
        while let Some(side) = object.next()? {
            let _: bool = match side {
                "width" => width.read(&mut object)?,
                _ => height.read(&mut object)?,
            };
        }
        Ok(ImageSize {
            width: width.or_else(default_side),
            height: height.or_else(default_side),
        })
    }
}

/// The fields of the object. Their rules hold for every size; those of the declared field come on top.
pub(crate) static SIDES: Table = Table::new(
    "ImageSize",
    "",
    &[
        &side("width", "The width of the generated image."),
        &side("height", "The height of the generated image."),
    ],
);

const fn side(name: &'static str, doc: &'static str) -> Field {
    input::<u32>(name)
        .doc(doc)
        .gt(Bound::Integer(0))
        .le(Bound::Integer(MAX_SIDE as i128))
        .default(|| &SIDE)
}

/// The side that an object leaves out.
static SIDE: DefaultValue = DefaultValue::new("ImageSize", &side("width", ""), |writer| {
    DEFAULT_SIDE.write(writer);
});

fn default_side() -> u32 {
    DEFAULT_SIDE
}
