//! HEIF (ISO/IEC 23008-12): HEIC, AVIF and its other kinds.

use crate::media::boxes::Boxes;
use crate::media::reader::Reader;

/// The brands of the files that hold pictures in AV1.
const AVIF: [&[u8]; 2] = [b"avif", b"avis"];

/// The same for HEVC.
const HEIC: [&[u8]; 8] = [
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs",
];

/// The brands of any codec.
const ANY: [&[u8]; 4] = [b"mif1", b"mif2", b"msf1", b"miaf"];

pub(super) fn is_avif(bytes: &[u8]) -> bool {
    has_brand(bytes, &AVIF)
}

pub(super) fn is_heic(bytes: &[u8]) -> bool {
    has_brand(bytes, &HEIC)
}

pub(super) fn is_other_heif(bytes: &[u8]) -> bool {
    has_brand(bytes, &ANY)
}

/// Whether the file's main brand or one of those that it is compatible with is among these.
fn has_brand(bytes: &[u8], known: &[&[u8]]) -> bool {
    let first = Boxes::new(bytes).next();
    first.is_some_and(|(kind, brands)| {
        let mut brands = brands.chunks_exact(4).enumerate();
        // The second is a version number.
        kind == *b"ftyp" && brands.any(|(index, brand)| index != 1 && known.contains(&brand))
    })
}

/// The size of the primary picture, cut and turned as the file says.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let meta = Boxes::new(bytes).find(b"meta")?;
    // Version and flags come first.
    let meta = Boxes::new(meta.get(4..)?);
    let primary = match meta.find(b"pitm") {
        Some(pitm) => Some(primary(pitm)?),
        None => None,
    };
    let properties = Boxes::new(meta.find(b"iprp")?);
    let all = Boxes::new(properties.find(b"ipco")?);
    let own = properties
        .filter(|(kind, _)| kind == b"ipma")
        .find_map(|(_, associations)| associated(associations, primary))?;
    let mut size = None;
    for index in own {
        // They are counted from 1; 0 means no property.
        let Some(index) = index.checked_sub(1) else {
            continue;
        };
        let mut all = all;
        let (kind, property) = all.nth(index)?;
        let mut property = Reader::new(property);
        match &kind {
            b"ispe" => {
                property.skip(4)?;
                size = Some((property.u32_be()?, property.u32_be()?));
            }
            b"clap" => size = Some(cut(size?, property)?),
            b"irot" if property.u8()? & 1 == 1 => {
                size = size.map(|(width, height)| (height, width))
            }
            _ => {}
        }
    }
    size
}

fn primary(pitm: &[u8]) -> Option<u32> {
    let mut reader = Reader::new(pitm);
    let [version, _, _, _] = reader.array()?;
    id(&mut reader, version == 0)
}

/// The number of an item.
fn id(reader: &mut Reader<'_>, is_short: bool) -> Option<u32> {
    if is_short {
        reader.u16_be().map(u32::from)
    } else {
        reader.u32_be()
    }
}

/// The indices of an item's properties, in the order in which they apply; without an item, those of the only one.
fn associated(ipma: &[u8], item: Option<u32>) -> Option<impl Iterator<Item = usize>> {
    let mut reader = Reader::new(ipma);
    let [version, _, _, flags] = reader.array()?;
    let index_size = if flags & 1 == 0 { 1 } else { 2 };
    let entries = reader.u32_be()?;
    for _ in 0..entries {
        let entry = id(&mut reader, version == 0)?;
        let count = usize::from(reader.u8()?);
        let indices = reader.take(count * index_size)?;
        if item.map_or(entries == 1, |item| entry == item) {
            // The uppermost bit says whether a reader must know the property.
            return Some(indices.chunks_exact(index_size).map(|index| match index {
                [high, low] => usize::from(u16::from_be_bytes([high & 0x7f, *low])),
                [index] => usize::from(index & 0x7f),
                _ => 0,
            }));
        }
    }
    None
}

/// The size that a clean aperture leaves; it never grows.
fn cut((width, height): (u32, u32), mut clap: Reader<'_>) -> Option<(u32, u32)> {
    let mut side = |most: u32| {
        let (dividend, divisor) = (clap.u32_be()?, clap.u32_be()?);
        let rounded = u64::from(dividend) + u64::from(divisor / 2);
        let side = u32::try_from(rounded.checked_div(divisor.into())?).ok()?;
        (side <= most).then_some(side)
    };
    Some((side(width)?, side(height)?))
}
