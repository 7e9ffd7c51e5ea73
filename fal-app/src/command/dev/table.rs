//! Rows with titles: in columns for people, as CSV for programs.

/// Rows under their titles, in columns.
pub(super) fn in_columns(titles: &[&str], rows: &[Vec<String>]) -> String {
    let widths: Vec<usize> = (0..titles.len())
        .map(|column| {
            let cells = rows.iter().map(|row| row[column].chars().count());
            cells
                .chain([titles[column].len()])
                .max()
                .unwrap_or_default()
        })
        .collect();
    let titles = titles.iter().map(|title| (*title).to_owned()).collect();
    let lines = [&titles].into_iter().chain(rows).map(|row: &Vec<String>| {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Rows under their titles, as RFC 4180 writes them.
pub(super) fn csv(titles: &[&str], rows: &[Vec<String>]) -> String {
    let titles: Vec<String> = titles.iter().map(|title| title.replace(' ', "_")).collect();
    let lines = [&titles].into_iter().chain(rows).map(|row| {
        let cells = row
            .iter()
            .map(|cell| match cell.contains([',', '"', '\n', '\r']) {
                true => format!("\"{}\"", cell.replace('"', "\"\"")),
                false => cell.clone(),
            });
        cells.collect::<Vec<_>>().join(",")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A count of the last of these decimals, without zeros at the end. A total may be more than one amount can be.
pub(super) fn decimal(count: i128, decimals: u32) -> String {
    let one = 10_u128.pow(decimals);
    let (whole, rest) = (count.unsigned_abs() / one, count.unsigned_abs() % one);
    let sign = if count < 0 { "-" } else { "" };
    let width = decimals as usize;
    match rest {
        0 => format!("{sign}{whole}"),
        rest => format!(
            "{sign}{whole}.{}",
            format!("{rest:0width$}").trim_end_matches('0')
        ),
    }
}
