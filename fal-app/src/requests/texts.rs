//! Texts within their lengths, and texts that match a pattern.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::random::Random;
use crate::fields::rules;
use crate::fields::{OneOf, Rules};

/// How many code points a text has more than it must, where nothing bounds it.
const OPEN: u64 = 2500;

/// The longest text that is made, in code points.
const LONGEST: u64 = 20_000;

/// How often what may be repeated without an end is repeated.
const REPEATED: u32 = 6;

/// How often a text of a pattern is tried until it obeys the other rules too.
const TRIES: usize = 16;

/// The texts that a field may be.
pub(super) struct Texts {
    rules: Rules,
}

impl Texts {
    pub(super) fn new(rules: Rules) -> Self {
        Self { rules }
    }

    fn lengths(&self) -> (u64, u64) {
        let least = self.rules.min_length.unwrap_or(0).min(LONGEST);
        let most = self.rules.max_length.unwrap_or(least + OPEN);
        (least, most.min(LONGEST))
    }

    /// The simplest and the shortest first. A text of letters of several bytes is among them.
    pub(super) fn edges(&self) -> Vec<String> {
        let (least, most) = self.lengths();
        let texts: Vec<String> = match (self.rules.one_of, self.rules.pattern) {
            (Some(OneOf::Strings(allowed)), _) => {
                allowed.iter().map(|text| (*text).into()).collect()
            }
            (_, Some((pattern, _))) => {
                let mut random = Random::of_seed(least);
                let tried = (1..TRIES).map(|_| random.clone_next());
                let all = [Random::simplest()].into_iter().chain(tried);
                all.filter_map(|mut random| matching(pattern, &mut random))
                    .collect()
            }
            _ => [least, least + 1, most.saturating_sub(1), most]
                .map(|length| letters("a", length))
                .into_iter()
                .chain([letters("é🦊", least.max(1)), letters("é🦊", most)])
                .collect(),
        };
        let mut distinct: Vec<String> = Vec::new();
        for text in texts {
            if !distinct.contains(&text) && rules::string(&self.rules, &text).is_ok() {
                distinct.push(text);
            }
        }
        distinct
    }

    pub(super) fn any(&self, random: &mut Random) -> Option<String> {
        let is_free = self.rules.one_of.is_none() && self.rules.pattern.is_none();
        if is_free && random.once_in(2) {
            let (least, most) = self.lengths();
            let more = random.small((most - least).into());
            let kind = ["a", "fox ", "é", "🦊"][random.index(4)];
            return Some(letters(kind, least + u64::try_from(more).unwrap_or(0)));
        }
        let edges = self.edges();
        random.pick(&edges).cloned()
    }
}

/// So many code points, the letters of `of` again and again.
pub(super) fn letters(of: &str, length: u64) -> String {
    of.chars()
        .cycle()
        .take(usize::try_from(length).unwrap_or(0))
        .collect()
}

/// A text that a pattern matches.
fn matching(pattern: &str, random: &mut Random) -> Option<String> {
    let mut text = String::new();
    add(&regex_syntax::parse(pattern).ok()?, random, &mut text)?;
    Some(text)
}

fn add(hir: &Hir, random: &mut Random, text: &mut String) -> Option<()> {
    match hir.kind() {
        // The anchors of a whole text are obeyed; others may make one that does not match, which is then left out.
        HirKind::Empty | HirKind::Look(_) => Some(()),
        HirKind::Literal(literal) => {
            text.push_str(std::str::from_utf8(&literal.0).ok()?);
            Some(())
        }
        HirKind::Class(class) => {
            text.push(letter(class, random)?);
            Some(())
        }
        HirKind::Repetition(repeated) => {
            let most = repeated
                .max
                .unwrap_or(repeated.min.saturating_add(REPEATED));
            let more = random.small(most.saturating_sub(repeated.min).into());
            let times = u128::from(repeated.min) + more;
            (0..times.min(LONGEST.into())).try_for_each(|_| add(&repeated.sub, random, text))
        }
        HirKind::Capture(capture) => add(&capture.sub, random, text),
        HirKind::Concat(all) => all.iter().try_for_each(|one| add(one, random, text)),
        HirKind::Alternation(all) => add(random.pick(all)?, random, text),
    }
}

/// One of a class: a simple one where there is one.
fn letter(class: &Class, random: &mut Random) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class
            .iter()
            .map(|range| (range.start(), range.end()))
            .collect(),
        Class::Bytes(class) => class
            .iter()
            .map(|range| (range.start().into(), range.end().into()))
            .collect(),
    };
    let is_in = |letter: char| {
        ranges
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&letter))
    };
    let simple = ['a', '1', 'A', ' ']
        .into_iter()
        .find(|letter| is_in(*letter));
    if let Some(simple) = simple
        && !random.once_in(4)
    {
        return Some(simple);
    }
    let (from, to) = random.pick(&ranges)?;
    let many = (u32::from(*to) - u32::from(*from)).min(25);
    let more = u32::try_from(random.below(u128::from(many) + 1)).ok()?;
    char::from_u32(u32::from(*from) + more)
}

impl Random {
    /// Another one, which follows from this.
    fn clone_next(&mut self) -> Self {
        let seed = self.below(u64::MAX.into());
        Self::of_seed(u64::try_from(seed).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use regex::Regex;

    use super::*;

    #[test]
    fn texts_match_the_patterns_of_published_apps() {
        for pattern in [
            "^[1-9.]{81}$",
            "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
            "^#[0-9a-fA-F]{6}$",
            r"^\d+:\d+$",
            "^(auto|[0-9]+x[0-9]+)$",
            "^[^/]+/[^/]+$",
            "fox",
        ] {
            let compiled = Regex::new(pattern).unwrap();
            let mut random = Random::of_seed(1);
            for text in (0..50).map(|_| matching(pattern, &mut random).unwrap()) {
                assert!(compiled.is_match(&text), "{pattern}: {text:?}");
            }
        }
        assert_eq!(
            matching("^[1-9.]{3}$", &mut Random::simplest()).unwrap(),
            "111"
        );
    }

    #[test]
    fn lengths_are_counted_in_code_points() {
        let rules = Rules {
            min_length: Some(1),
            max_length: Some(3),
            ..Rules::NONE
        };
        assert_eq!(Texts::new(rules).edges(), ["a", "aa", "aaa", "é", "é🦊é"]);
        let lengths = Texts::new(Rules::NONE).edges();
        assert_eq!(lengths[0], "");
        assert_eq!(
            lengths.iter().map(|text| text.chars().count()).max(),
            Some(2500)
        );
    }
}
