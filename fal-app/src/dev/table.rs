//! Rows with titles: in columns for people, as CSV for programs.

/// Rows under their titles, in columns.
pub(crate) fn in_columns(titles: &[&str], rows: &[Vec<String>]) -> String {
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

/// Rows under their titles, as RFC 4180 writes them. A text that a spreadsheet would compute has a `'` before it.
pub(crate) fn csv(titles: &[&str], rows: &[Vec<String>]) -> String {
    let titles: Vec<String> = titles.iter().map(|title| title.replace(' ', "_")).collect();
    let lines = [&titles].into_iter().chain(rows).map(|row| {
        let cells = row.iter().map(|cell| {
            let is_formula =
                cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
            let cell = if is_formula {
                format!("'{cell}")
            } else {
                cell.clone()
            };
            match cell.contains([',', '"', '\n', '\r']) {
                true => format!("\"{}\"", cell.replace('"', "\"\"")),
                false => cell,
            }
        });
        cells.collect::<Vec<_>>().join(",")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A count of the last of these decimals, without zeros at the end. A total may be more than one amount can be.
pub(crate) fn decimal(count: i128, decimals: u32) -> String {
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

#[cfg(test)]
mod tests {
    use super::csv;

    #[test]
    fn a_spreadsheet_computes_no_text_of_a_caller() {
        let cells = ["=1+1", "+x", "-x", "@x", "\tx", "-1.5", "a,\"b\""].map(str::to_owned);
        let lines = csv(&["unit price"], &cells.map(|cell| vec![cell]));
        let wanted = "unit_price\n'=1+1\n'+x\n'-x\n'@x\n'\tx\n-1.5\n\"a,\"\"b\"\"\"";
        assert_eq!(lines, wanted);
    }
}
