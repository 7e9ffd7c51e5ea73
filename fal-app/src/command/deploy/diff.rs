//! The difference of two texts, as `diff -u` writes it.

/// Lines around each change.
const AROUND: usize = 3;

enum Line<'a> {
    Same(&'a str),
    Gone(&'a str),
    New(&'a str),
}

/// The difference, with a header that names the file; empty where there is none.
pub(super) fn unified(path: &str, before: Option<&str>, after: &str) -> String {
    let lines = compare(before.unwrap_or_default(), after);
    let changed: Vec<usize> = (0..lines.len())
        .filter(|&at| !matches!(lines[at], Line::Same(_)))
        .collect();
    if changed.is_empty() {
        return String::new();
    }
    let from = if before.is_some() {
        format!("a/{path}")
    } else {
        "/dev/null".to_owned()
    };
    let mut text = format!("--- {from}\n+++ b/{path}\n");
    let mut next = 0;
    while next < changed.len() {
        let start = changed[next].saturating_sub(AROUND);
        let mut end = changed[next];
        while next < changed.len() && changed[next] <= end + 2 * AROUND {
            end = changed[next];
            next += 1;
        }
        let end = (end + AROUND + 1).min(lines.len());
        text += &hunk(&lines, start, end);
    }
    text
}

fn hunk(lines: &[Line<'_>], start: usize, end: usize) -> String {
    let old = |line: &&Line<'_>| !matches!(line, Line::New(_));
    let new = |line: &&Line<'_>| !matches!(line, Line::Gone(_));
    let span = |is: &dyn Fn(&&Line<'_>) -> bool| {
        let before = lines[..start].iter().filter(is).count();
        let count = lines[start..end].iter().filter(is).count();
        // A side without lines is named by the line before it.
        format!("{},{count}", if count == 0 { before } else { before + 1 })
    };
    let mut text = format!("@@ -{} +{} @@\n", span(&old), span(&new));
    for line in &lines[start..end] {
        let (mark, line) = match line {
            Line::Same(line) => (' ', line),
            Line::Gone(line) => ('-', line),
            Line::New(line) => ('+', line),
        };
        text.push(mark);
        text += line;
        text.push('\n');
    }
    text
}

/// The longest common lines stay. The files here have some hundred lines, so a table of all pairs is small.
fn compare<'a>(before: &'a str, after: &'a str) -> Vec<Line<'a>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let width = new.len() + 1;
    let mut common = vec![0_usize; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = if old[i] == new[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push(Line::Same(old[i]));
            i += 1;
            j += 1;
        } else if j == new.len()
            || i < old.len() && common[(i + 1) * width + j] >= common[i * width + j + 1]
        {
            lines.push(Line::Gone(old[i]));
            i += 1;
        } else {
            lines.push(Line::New(new[j]));
            j += 1;
        }
    }
    lines
}
