//! Words, how much they matter, and the sentences that hold most of them.

use std::collections::{HashMap, HashSet};

use unicode_segmentation::UnicodeSegmentation;

/// A text that has been read.
pub(crate) struct Text {
    sentences: Vec<Sentence>,
    counts: HashMap<String, u32>,
    words: u32,
}

struct Sentence {
    text: String,
    /// The words that have a meaning.
    words: Vec<String>,
}

impl Text {
    /// Reads a text; `stop_words` are those without a meaning of their own.
    pub(crate) fn new(text: &str, stop_words: &[&str]) -> Self {
        let stop_words: HashSet<&str> = stop_words.iter().copied().collect();
        let sentences: Vec<Sentence> = text
            .unicode_sentences()
            .map(|sentence| Sentence::new(sentence, &stop_words))
            .collect();
        let mut counts = HashMap::new();
        for word in sentences.iter().flat_map(|sentence| &sentence.words) {
            *counts.entry(word.clone()).or_default() += 1;
        }
        let words = text.unicode_words().count();
        Self {
            sentences,
            counts,
            words: u32::try_from(words).unwrap_or(u32::MAX),
        }
    }

    /// How many words there are, with and without a meaning.
    pub(crate) fn word_count(&self) -> u32 {
        self.words
    }

    /// The most frequent words; of two as frequent the first in the alphabet.
    pub(crate) fn keywords(&self, most: usize) -> impl Iterator<Item = (&str, u32)> {
        let mut words: Vec<(&str, u32)> = self
            .counts
            .iter()
            .map(|(word, count)| (word.as_str(), *count))
            .collect();
        words.sort_unstable_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
        words.into_iter().take(most)
    }

    /// The sentences whose words matter most, in the order of the text.
    pub(crate) fn summary(&self, most: usize) -> String {
        let mut ranked: Vec<usize> = (0..self.sentences.len()).collect();
        ranked.sort_by(|one, other| self.score(*other).total_cmp(&self.score(*one)));
        ranked.truncate(most);
        ranked.sort_unstable();
        let kept: Vec<&str> = ranked
            .iter()
            .map(|index| self.sentences[*index].text.as_str())
            .collect();
        kept.join(" ")
    }

    /// How much a sentence says, for its length: the root keeps long ones from always winning.
    fn score(&self, sentence: usize) -> f64 {
        let words = &self.sentences[sentence].words;
        let sum: u32 = words.iter().filter_map(|word| self.counts.get(word)).sum();
        f64::from(sum) / (words.len() as f64).sqrt().max(1.0)
    }
}

impl Sentence {
    fn new(text: &str, stop_words: &HashSet<&str>) -> Self {
        let words = text
            .unicode_words()
            .map(str::to_lowercase)
            .filter(|word| word.chars().count() > 1 && !stop_words.contains(word.as_str()))
            .collect();
        Self {
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            words,
        }
    }
}
