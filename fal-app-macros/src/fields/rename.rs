//! `#[serde(rename_all = "…")]`, as serde does it.

use super::args::Case;

/// The name of a field, which is in snake case.
pub(super) fn field(case: Case, name: &str) -> String {
    match case {
        Case::Lower | Case::Snake => name.to_owned(),
        Case::Upper | Case::ScreamingSnake => name.to_ascii_uppercase(),
        Case::Pascal => pascal(name),
        Case::Camel => uncapitalized(&pascal(name)),
        Case::Kebab => name.replace('_', "-"),
        Case::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
    }
}

/// The name of a variant, which is in pascal case.
pub(super) fn variant(case: Case, name: &str) -> String {
    match case {
        Case::Pascal => name.to_owned(),
        Case::Lower => name.to_ascii_lowercase(),
        Case::Upper => name.to_ascii_uppercase(),
        Case::Camel => uncapitalized(name),
        Case::Snake => snake(name),
        Case::ScreamingSnake => snake(name).to_ascii_uppercase(),
        Case::Kebab => snake(name).replace('_', "-"),
        Case::ScreamingKebab => snake(name).to_ascii_uppercase().replace('_', "-"),
    }
}

fn pascal(name: &str) -> String {
    name.split('_').map(capitalized).collect()
}

fn capitalized(word: &str) -> String {
    let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
    first.to_ascii_uppercase() + rest
}

fn uncapitalized(word: &str) -> String {
    let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
    first.to_ascii_lowercase() + rest
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for (index, letter) in name.char_indices() {
        if index > 0 && letter.is_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
