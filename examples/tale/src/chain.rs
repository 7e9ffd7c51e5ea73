//! A Markov chain: which word follows two others, and how often.

use std::collections::HashMap;

/// What was learnt of a text.
pub(crate) struct Chain {
    /// Two words, and each word that followed them, as often as it did. Before the first word of a sentence there are
    /// empty ones.
    next: HashMap<[&'static str; 2], Vec<&'static str>>,
}

/// What stands before the first word of a sentence.
pub(crate) const BEGINNING: [&str; 2] = ["", ""];

impl Chain {
    /// Learns a text with a sentence on each line.
    pub(crate) fn learn(text: &'static str) -> Self {
        let mut next: HashMap<_, Vec<_>> = HashMap::new();
        for sentence in text.lines() {
            let mut before = BEGINNING;
            for word in sentence.split(' ') {
                next.entry(before).or_default().push(word);
                before = [before[1], word];
            }
        }
        Self { next }
    }

    /// A word that may follow two others; `None` at the end of a sentence.
    pub(crate) fn next(&self, before: [&str; 2], dice: &mut Dice) -> Option<&'static str> {
        let words = self.next.get(&before)?;
        words.get(dice.throw(words.len())).copied()
    }

    /// Whether a sentence ends with these words.
    pub(crate) fn is_end(&self, last: [&str; 2]) -> bool {
        !self.next.contains_key(&last)
    }
}

/// Numbers that look like chance, by splitmix64. The same seed gives the same numbers.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `sides`, which is not 0.
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as usize % sides
    }
}
