//! Numbers that look like chance, and are the same for the same seed.

/// SplitMix64: small, fast, and good enough to choose requests by.
#[derive(Clone, Debug)]
pub(super) struct Random {
    /// `None` always chooses the first: what is simplest stands first.
    state: Option<u64>,
}

impl Random {
    /// The simplest choice, each time.
    pub(super) const fn simplest() -> Self {
        Self { state: None }
    }

    pub(super) fn of_seed(seed: u64) -> Self {
        Self { state: Some(seed) }
    }

    fn next(&mut self) -> Option<u64> {
        let state = self.state?.wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.state = Some(state);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Some(mixed ^ (mixed >> 31))
    }

    /// One of the first `choices` numbers, from 0.
    pub(super) fn below(&mut self, choices: u128) -> u128 {
        match self.next() {
            Some(next) if choices > 1 => u128::from(next) % choices,
            _ => 0,
        }
    }

    /// An index of a list of that length.
    pub(super) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u128)).unwrap_or(0)
    }

    /// Whether it is so, once in `many` times. The simplest: not.
    pub(super) fn once_in(&mut self, many: u128) -> bool {
        self.below(many) + 1 == many
    }

    /// One of some values.
    pub(super) fn pick<'v, T>(&mut self, values: &'v [T]) -> Option<&'v T> {
        values.get(self.index(values.len()))
    }

    /// A number from 0 to `most`, more often a small one: people ask for little.
    pub(super) fn small(&mut self, most: u128) -> u128 {
        let bits = u128::BITS - most.leading_zeros();
        let below = 1_u128 << self.below(u128::from(bits) + 1).min(127);
        self.below(below.min(most.saturating_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn a_seed_chooses_the_same_again_and_the_simplest_is_the_first() {
        let chosen = |seed| {
            let mut random = Random::of_seed(seed);
            [0; 8].map(|_| random.below(1000))
        };
        assert_eq!(chosen(7), chosen(7));
        assert_ne!(chosen(7), chosen(8));
        let mut simplest = Random::simplest();
        assert_eq!((simplest.below(9), simplest.small(9)), (0, 0));
        assert!(!simplest.once_in(2));
    }

    #[test]
    fn small_numbers_reach_the_most_and_never_more() {
        let mut random = Random::of_seed(1);
        let numbers: Vec<u128> = (0..2000).map(|_| random.small(100)).collect();
        assert!(numbers.contains(&0) && numbers.contains(&100));
        assert!(numbers.iter().all(|number| *number <= 100));
        assert_eq!(random.small(0), 0);
    }
}
