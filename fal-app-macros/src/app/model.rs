//! A checked app.

use proc_macro2::Ident;

use super::args::{AppArgs, RetryArgs};
use crate::attribute::Doc;

/// A struct with `#[fal_app]`. Only `check` makes one, and it has refused what is wrong in it.
pub(super) struct App<'a> {
    pub(super) ident: &'a Ident,
    pub(super) name: Name,
    pub(super) doc: Doc,
    pub(super) keys: AppArgs,
    pub(super) retries: Option<RetryArgs>,
}

/// A name in kebab case.
pub(super) struct Name(String);

impl Name {
    /// The name, where it is in kebab case.
    pub(super) fn new(name: &str) -> Option<Self> {
        let word = |word: &str| {
            !word.is_empty()
                && word
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        };
        let kebab = name.split('-').all(word) && name.starts_with(|c: char| c.is_ascii_lowercase());
        kebab.then(|| Self(name.to_owned()))
    }

    /// `TextToImage` as `text-to-image`, `HTTPServer` as `http-server`.
    pub(super) fn from_struct(name: &str) -> Option<Self> {
        let letters: Vec<char> = name.chars().collect();
        let mut kebab = String::new();
        for (i, letter) in letters.iter().enumerate() {
            let after_lower = i > 0 && !letters[i - 1].is_uppercase() && letters[i - 1] != '_';
            let before_lower = letters.get(i + 1).is_some_and(|next| next.is_lowercase());
            let after_upper = i > 0 && letters[i - 1].is_uppercase();
            if letter.is_uppercase() && (after_lower || (after_upper && before_lower)) {
                kebab.push('-');
            }
            kebab.extend(if *letter == '_' {
                vec!['-']
            } else {
                letter.to_lowercase().collect()
            });
        }
        Self::new(&kebab)
    }

    /// A name in place of one that was refused.
    pub(super) fn stand_in() -> Self {
        Self("app".to_owned())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    fn kebab(name: &str) -> Option<String> {
        Name::from_struct(name).map(|name| name.as_str().to_owned())
    }

    #[test]
    fn names_of_structs_become_kebab_case() {
        assert_eq!(kebab("TextToImage").as_deref(), Some("text-to-image"));
        assert_eq!(kebab("HTTPServer").as_deref(), Some("http-server"));
        assert_eq!(kebab("Sdxl2Turbo").as_deref(), Some("sdxl2-turbo"));
        assert_eq!(kebab("My_App").as_deref(), Some("my-app"));
        assert_eq!(kebab("Größe"), None);
    }
}
