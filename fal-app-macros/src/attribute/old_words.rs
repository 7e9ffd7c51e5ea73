//! The words inside an attribute: `#[attribute(WORD, WORD = VALUE, WORD(…))]`. Unknown, repeated and misplaced ones are
//! refused here.

use std::fmt::Display;

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Token};

use crate::attribute::old_values::Value;
use crate::errors::{Errors, error};

/// The words that are known in one place.
pub(crate) struct Vocabulary {
    /// What such a word is: "key of `#[fal_app]`", "machine".
    pub(crate) kind: &'static str,
    /// All of them.
    pub(crate) words: &'static [&'static str],
}

impl Vocabulary {
    /// The known word that `word` is; the error stands at `at` and names the nearest one.
    pub(crate) fn find(&self, word: &str, at: &impl ToTokens) -> syn::Result<&'static str> {
        self.known(word)
            .ok_or_else(|| error(at, self.unknown(word), self.suggestion(word)))
    }

    /// As [`Vocabulary::find`], with another way out.
    pub(crate) fn find_or(
        &self,
        word: &str,
        at: &impl ToTokens,
        otherwise: impl Display,
    ) -> syn::Result<&'static str> {
        let help = || format!("{}\nhelp: {otherwise}", self.suggestion(word));
        self.known(word)
            .ok_or_else(|| error(at, self.unknown(word), help()))
    }

    /// Whether the word is known.
    pub(crate) fn knows(&self, word: &str) -> bool {
        self.known(word).is_some()
    }

    fn known(&self, word: &str) -> Option<&'static str> {
        self.words.iter().find(|known| **known == word).copied()
    }

    fn unknown(&self, word: &str) -> String {
        format!("unknown {} `{word}`", self.kind)
    }

    /// The nearest known word, or all of them when none is near.
    fn suggestion(&self, word: &str) -> String {
        let distance =
            |known: &&str| strsim::damerau_levenshtein(&known.to_lowercase(), &word.to_lowercase());
        match self.words.iter().copied().min_by_key(distance) {
            Some(nearest) if distance(&nearest) * 2 <= nearest.len().max(word.len()) => {
                format!("did you mean `{nearest}`?")
            }
            _ => format!("known are {}", listed(self.words)),
        }
    }
}

/// `a`, `b` and `c`, each in backticks.
pub(crate) fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// One word and what follows it.
pub(crate) struct Word {
    /// The word itself.
    pub(crate) name: Ident,
    form: Form,
}

enum Form {
    Bare,
    Value(Expr),
    List(Group),
}

impl Word {
    /// The word as text; a raw identifier is its bare name.
    pub(crate) fn text(&self) -> String {
        self.name.unraw().to_string()
    }

    /// `WORD`, alone.
    pub(crate) fn flag(&self) -> syn::Result<()> {
        match &self.form {
            Form::Bare => Ok(()),
            Form::Value(_) | Form::List(_) => {
                let word = self.text();
                Err(error(
                    self,
                    format_args!("`{word}` takes no value"),
                    format_args!("write `{word}` alone"),
                ))
            }
        }
    }

    /// The value of `WORD = VALUE`; `example` is what to write instead of anything else.
    pub(crate) fn value(&self, example: &str) -> syn::Result<&Expr> {
        match &self.form {
            Form::Value(value) => Ok(ungrouped(value)),
            Form::Bare | Form::List(_) => Err(error(
                self,
                format_args!("`{}` needs a value", self.text()),
                format_args!("write `{example}`"),
            )),
        }
    }

    /// The items of `WORD = [ITEM, …]`; `example` is what to write instead of anything else.
    pub(crate) fn items(&self, example: &str) -> syn::Result<Vec<&Expr>> {
        match self.value(example)? {
            Expr::Array(array) => Ok(array.elems.iter().collect()),
            value => Err(error(
                value,
                format_args!("`{}` takes an array", self.text()),
                format_args!("write `{example}`"),
            )),
        }
    }

    /// What stands in `WORD(…)`; `example` is what to write instead of anything else.
    pub(crate) fn list(&self, example: &str) -> syn::Result<TokenStream> {
        match &self.form {
            Form::List(group) => Ok(group.stream()),
            Form::Bare | Form::Value(_) => Err(error(
                self,
                format_args!("`{}` needs parentheses", self.text()),
                format_args!("write `{example}`"),
            )),
        }
    }

    /// What stands in `WORD(…)`, or nothing for a bare `WORD`.
    pub(crate) fn list_or_bare(&self, example: &str) -> syn::Result<TokenStream> {
        match &self.form {
            Form::Bare => Ok(TokenStream::new()),
            Form::List(_) | Form::Value(_) => self.list(example),
        }
    }

    /// The value of `WORD = VALUE`.
    pub(crate) fn read<T: Value>(&self, example: &str) -> syn::Result<T> {
        read(self.value(example)?, &format!("`{}`", self.text()), example)
    }
}

impl ToTokens for Word {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        match &self.form {
            Form::Bare => {}
            Form::Value(value) => {
                <Token![=]>::default().to_tokens(tokens);
                value.to_tokens(tokens);
            }
            Form::List(group) => group.to_tokens(tokens),
        }
    }
}

/// Reads a value; the error underlines all of it and says what `subject` takes.
pub(crate) fn read<T: Value>(value: &Expr, subject: &str, example: &str) -> syn::Result<T> {
    let value = ungrouped(value);
    T::of(value).ok_or_else(|| {
        error(
            value,
            format_args!("{subject} takes {}", T::TAKEN),
            format_args!("write `{example}`"),
        )
    })
}

/// The expression without the invisible groups that a `macro_rules!` leaves around what it was given.
pub(crate) fn ungrouped(value: &Expr) -> &Expr {
    match value {
        Expr::Group(group) => ungrouped(&group.expr),
        _ => value,
    }
}

/// Parses all words; one that is no word is an error, and the words after it are still read.
pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Vec<Word> {
    let mut words = Vec::new();
    let parsed = (|input: ParseStream<'_>| {
        while !input.is_empty() {
            match parse_word(input) {
                Ok(word) => words.push(word),
                Err(error) => {
                    errors.push(error);
                    skip_to_comma(input)?;
                }
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    })
    .parse2(tokens);
    errors.take(parsed);
    words
}

/// The words that are in the vocabulary, each once; the others are errors.
pub(crate) fn known(words: Vec<Word>, vocabulary: &Vocabulary, errors: &mut Errors) -> Vec<Word> {
    let mut seen: Vec<Word> = Vec::new();
    for word in words {
        if errors
            .take(vocabulary.find(&word.text(), &word.name))
            .is_none()
        {
            continue;
        }
        if seen.iter().any(|before| before.name == word.name) {
            errors.push(error(
                &word.name,
                format_args!("`{}` is given twice", word.text()),
                "remove one of the two",
            ));
        } else {
            seen.push(word);
        }
    }
    seen
}

fn parse_word(input: ParseStream<'_>) -> syn::Result<Word> {
    let name = Ident::parse_any(input)?;
    let form = if input.peek(syn::token::Paren) {
        Form::List(input.parse()?)
    } else if input.parse::<Option<Token![=]>>()?.is_some() {
        Form::Value(parse_value(&name, input)?)
    } else {
        Form::Bare
    };
    if input.is_empty() || input.peek(Token![,]) {
        Ok(Word { name, form })
    } else {
        Err(input.error("expected `,`"))
    }
}

/// An absent value is an error on its word: the end of the attribute has no place to underline.
fn parse_value(name: &Ident, input: ParseStream<'_>) -> syn::Result<Expr> {
    if input.is_empty() || input.peek(Token![,]) {
        return Err(error(
            name,
            format_args!("`{name}` has no value"),
            format_args!("write one after `{name} =`"),
        ));
    }
    input.parse()
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}
