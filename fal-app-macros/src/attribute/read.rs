//! Reads the words of an attribute: `#[attribute(WORD, WORD = VALUE, WORD(…))]`.
//!
//! A receiver is a struct with one `Option` for each word, and darling reads the words into it. Each word is first read
//! alone, so that one mistake does not hide another. Then the right words are read together.

use std::slice;

use darling::FromMeta;
use darling::ast::NestedMeta;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Expr, Meta};

use super::elsewhere::elsewhere;
use super::words::words;
use crate::errors::{Errors, advice, error};
use crate::syntax::parts::ungrouped;

/// The tokens in the parentheses of an attribute. A bare attribute has none.
pub(crate) fn arguments(attribute: &Attribute) -> syn::Result<TokenStream> {
    match &attribute.meta {
        Meta::Path(_) => Ok(TokenStream::new()),
        Meta::List(list) => Ok(list.tokens.clone()),
        Meta::NameValue(_) => Err(attribute_without_parentheses(attribute)),
    }
}

pub(crate) fn attribute_without_parentheses(attribute: &Attribute) -> syn::Error {
    let name = attribute.path().to_token_stream();
    error(
        &attribute.meta,
        format_args!("`#[{name}]` needs parentheses"),
        format_args!("write `#[{name}(…)]`"),
    )
}

/// Reads the words of `attribute`, which messages name: "`#[fal_app]`".
pub(crate) fn read<T: FromMeta + Default>(
    attribute: &str,
    tokens: TokenStream,
    errors: &mut Errors,
) -> T {
    read_words(attribute, words(tokens, errors), errors)
}

/// As [`read`], for words that are already split.
pub(crate) fn read_words<T: FromMeta + Default>(
    attribute: &str,
    words: Vec<Meta>,
    errors: &mut Errors,
) -> T {
    let mut right: Vec<NestedMeta> = Vec::new();
    for word in words {
        let alone = NestedMeta::Meta(word.clone());
        match T::from_list(slice::from_ref(&alone)) {
            Ok(_) => {
                right.push(alone);
                // A word that is right alone, and wrong beside the others, is given twice.
                if T::from_list(&right).is_err() {
                    right.pop();
                    errors.push(word_given_twice(&word));
                }
            }
            Err(refused) => {
                let refused = refused.flatten().into_iter();
                errors.extend(refused.map(|reason| refusal(attribute, &word, &reason)));
            }
        }
    }
    T::from_list(&right).unwrap_or_default()
}

/// Reads one word alone.
pub(crate) fn read_word<T: FromMeta>(word: &Meta) -> syn::Result<T> {
    T::from_meta(word).map_err(|reason| value_refused(word, &reason))
}

fn word_given_twice(word: &Meta) -> syn::Error {
    let name = word.path().to_token_stream();
    error(
        word.path(),
        format_args!("`{name}` is given twice"),
        "remove one of the two",
    )
}

/// Whether a receiver has a field for the word.
pub(crate) fn knows<T: FromMeta>(word: &Meta) -> bool {
    let word = NestedMeta::Meta(word.clone());
    !T::from_list(slice::from_ref(&word)).is_err_and(|reason| is_unknown(&reason))
}

/// The error of a word that darling refuses.
fn refusal(attribute: &str, word: &Meta, reason: &darling::Error) -> syn::Error {
    if is_unknown(reason) {
        word_unknown(attribute, word, reason)
    } else {
        value_refused(word, reason)
    }
}

/// darling keeps only the first token of a place. So the error underlines the whole value here, unless it is about one
/// item of a list.
fn value_refused(word: &Meta, reason: &darling::Error) -> syn::Error {
    match word {
        Meta::NameValue(word) => match ungrouped(&word.value) {
            Expr::Array(_) => syn::Error::new(reason.span(), message(reason)),
            value => syn::Error::new_spanned(value, message(reason)),
        },
        Meta::Path(_) | Meta::List(_) => syn::Error::new_spanned(word, message(reason)),
    }
}

/// darling shows the kind of an error in its text alone.
fn is_unknown(reason: &darling::Error) -> bool {
    reason.to_string().starts_with("Unknown field")
}

/// The message alone: darling would add the name of the field, with which our messages begin.
fn message(reason: &darling::Error) -> String {
    syn::Error::from(reason.clone()).to_string()
}

pub(crate) fn word_unknown(attribute: &str, word: &Meta, reason: &darling::Error) -> syn::Error {
    let name = word.path().to_token_stream();
    let help = elsewhere(attribute, word)
        .or_else(|| advice(reason))
        .unwrap_or_else(|| format!("the documentation of {attribute} lists what it takes"));
    error(
        word.path(),
        format_args!("{attribute} takes no `{name}`"),
        help,
    )
}
