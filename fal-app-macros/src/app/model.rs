//! A checked app: what cannot be right cannot be held.

use proc_macro2::Ident;
use syn::Generics;

/// A struct with `#[fal_app]`.
pub(super) struct App<'a> {
    pub(super) ident: &'a Ident,
    /// Empty in a program that compiles.
    pub(super) generics: &'a Generics,
    pub(super) name: Name,
    pub(super) doc: String,
    pub(super) auth: Auth,
    pub(super) machines: Option<Machines>,
    pub(super) regions: Vec<String>,
    pub(super) timing: Timing,
    pub(super) scaling: Scaling,
    pub(super) skip_retry_conditions: Vec<String>,
    pub(super) retry_config: Option<RetryConfig>,
    pub(super) deployment_strategy: Option<DeploymentStrategy>,
    pub(super) private_logs: bool,
    pub(super) secrets: Vec<String>,
    pub(super) data_mounts: Vec<String>,
    pub(super) card: Card,
}

/// A name in kebab case.
pub(super) struct Name(String);

/// Who may call.
#[derive(Clone, Copy)]
pub(super) enum Auth {
    Private,
    Public,
    Shared,
}

/// At least one machine; more than the platform's number of GPUs only where all of them have GPUs.
pub(super) struct Machines {
    pub(super) types: Vec<String>,
    pub(super) num_gpus: Option<u32>,
}

/// Seconds.
#[derive(Default)]
pub(super) struct Timing {
    pub(super) keep_alive: Option<u32>,
    pub(super) startup_timeout: Option<u32>,
    pub(super) request_timeout: Option<u32>,
    pub(super) request_start_timeout: Option<u32>,
    pub(super) scaling_delay: Option<u32>,
    pub(super) termination_grace_period_seconds: Option<u32>,
}

/// How many runners.
#[derive(Default)]
pub(super) struct Scaling {
    pub(super) concurrency: Concurrency,
    pub(super) max_multiplexing: Option<u32>,
    pub(super) concurrency_buffer: Option<u32>,
    pub(super) concurrency_buffer_perc: Option<u32>,
}

/// The least and the most runners, in this order where both are known.
#[derive(Default)]
pub(super) struct Concurrency {
    min: Option<u32>,
    max: Option<u32>,
}

/// Retries, each from 0 to 9.
#[derive(Default)]
pub(super) struct RetryConfig {
    pub(super) timeout: Option<u32>,
    pub(super) server_error: Option<u32>,
    pub(super) connection_error: Option<u32>,
}

/// How a new deployment replaces the old.
#[derive(Clone, Copy)]
pub(super) enum DeploymentStrategy {
    Rolling,
    Recreate,
}

/// What the model card shows.
#[derive(Default)]
pub(super) struct Card {
    pub(super) title: Option<String>,
    pub(super) category: Option<String>,
    pub(super) license: Option<String>,
    pub(super) thumbnail: Option<String>,
    pub(super) tags: Vec<String>,
}

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

    /// Stands in where no right name is given, which is an error.
    pub(super) fn stand_in() -> Self {
        Self("app".to_owned())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Concurrency {
    /// The bounds, where the least is not above the most.
    pub(super) fn new(min: Option<u32>, max: Option<u32>) -> Option<Self> {
        let ordered = min.zip(max).is_none_or(|(min, max)| min <= max);
        ordered.then_some(Self { min, max })
    }

    pub(super) fn min(&self) -> Option<u32> {
        self.min
    }

    pub(super) fn max(&self) -> Option<u32> {
        self.max
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
