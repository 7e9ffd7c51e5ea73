//! Reads a text and tells what matters in it, charged per thousand characters.
//!
//! ```sh
//! cargo run --release -p digest &
//! curl -si --retry 600 --retry-delay 1 --retry-connrefused localhost:8080 -H 'content-type: application/json' \
//!   -d '{"text": "The moon pulls the sea. The sun pulls the sea too, but the moon is nearer.", "sentences": 1}'
//! ```
//! ```http
//! HTTP/1.1 200 OK
//! x-fal-billable-units: 1
//!
//! {"summary":"The sun pulls the sea too, but the moon is nearer.","keywords":[{"word":"moon","count":2},…],"words":16}
//! ```

mod read;

use fal_app::prelude::*;

/// Summarises texts and finds their keywords.
///
/// Sentences are scored by how often their words occur in the whole text, words without meaning apart. The best are
/// kept in their order: nothing is invented, and the same text has the same digest.
#[fal_app(
    auth = "shared",
    machine_type = "S",
    category = "text-to-text",
    min_concurrency = 0,
    max_concurrency = 4,
    max_multiplexing = 4,
    keep_alive = 60,
    startup_timeout = 60,
    request_timeout = 30,
    private_logs = true
)]
#[derive(Default)]
struct Digest;

/// A text to read.
#[input]
struct DigestInput {
    /// The text.
    #[field(min_length = 1, max_length = 200000, ui = "textarea")]
    text: String,
    /// The language of the text.
    #[field(default = Language::English)]
    language: Language,
    /// How many sentences the summary keeps.
    #[field(default = 2, ge = 1, le = 20)]
    sentences: u32,
    /// How many keywords to find.
    #[field(default = 5, ge = 1, le = 50)]
    keywords: u32,
}

/// A language whose words without meaning are known.
#[input]
#[derive(Clone, Copy)]
enum Language {
    English,
    French,
    German,
    Spanish,
}

/// What matters in a text.
#[output]
struct DigestOutput {
    /// The sentences that say most, in the order of the text.
    summary: String,
    /// The words that matter most, the first most.
    keywords: Vec<Keyword>,
    /// How many words the text has.
    words: u32,
}

/// A word that matters.
#[output]
struct Keyword {
    /// The word in lower case.
    word: String,
    /// How often it occurs.
    count: u32,
}

#[endpoints]
impl Digest {
    /// Digests a text, charged for each whole thousand characters, at least one.
    #[endpoint("/")]
    #[billable(per_text_chunk(text = input.text))]
    #[example(DigestInput { text: include_str!("example.txt").into(), keywords: 3, .. })]
    fn digest(&self, input: DigestInput) -> Result<DigestOutput> {
        let text = read::Text::new(&input.text, input.language.stop_words());
        Ok(DigestOutput {
            summary: text.summary(input.sentences as usize),
            keywords: text
                .keywords(input.keywords as usize)
                .map(|(word, count)| Keyword {
                    word: word.to_owned(),
                    count,
                })
                .collect(),
            words: text.word_count(),
        })
    }
}

impl Language {
    fn stop_words(self) -> &'static [&'static str] {
        let code = match self {
            Self::English => "en",
            Self::French => "fr",
            Self::German => "de",
            Self::Spanish => "es",
        };
        stop_words::lookup(code).unwrap_or_default()
    }
}

fn main() -> ExitCode {
    fal_app::main::<Digest>()
}

#[cfg(test)]
mod tests;
