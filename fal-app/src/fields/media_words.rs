//! What a medium must obey, for people.

use super::table::Rules;

/// The rules of a medium in words: `at most 10 MiB, at most 2048 pixels wide`.
pub(crate) fn rules_of_media(rules: &Rules) -> String {
    let mut words = Vec::new();
    let mut add = |number: Option<u64>, text: fn(u64) -> String| words.extend(number.map(text));
    add(rules.max_file_size, |bytes| {
        format!("at most {}", size(bytes))
    });
    add(rules.max_width.map(u64::from), |pixels| {
        format!("at most {pixels} pixels wide")
    });
    add(rules.max_height.map(u64::from), |pixels| {
        format!("at most {pixels} pixels high")
    });
    add(rules.min_width.map(u64::from), |pixels| {
        format!("at least {pixels} pixels wide")
    });
    add(rules.min_height.map(u64::from), |pixels| {
        format!("at least {pixels} pixels high")
    });
    add(rules.max_area, |pixels| {
        format!("at most {pixels} pixels in all")
    });
    words.join(", ")
}

/// Bytes in the unit that says them in the fewest digits.
fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 6] = [
        (1_000_000_000, "GB"),
        (1 << 30, "GiB"),
        (1_000_000, "MB"),
        (1 << 20, "MiB"),
        (1_000, "kB"),
        (1 << 10, "KiB"),
    ];
    let whole = UNITS
        .iter()
        .find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    match whole {
        Some((unit, name)) => format!("{} {name}", bytes / unit),
        None => format!("{bytes} bytes"),
    }
}
