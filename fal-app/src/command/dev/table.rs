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
