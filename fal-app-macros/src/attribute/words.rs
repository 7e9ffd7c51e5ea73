//! Splits what is inside an attribute into its words, with their values.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Lit, MacroDelimiter, Meta, MetaList, MetaNameValue, Path, Token, token};

use super::elsewhere::of_a_field;
use crate::errors::{Errors, error};

/// Splits tokens into words. The words after a mistake are still read.
pub(crate) fn words(tokens: TokenStream, errors: &mut Errors) -> Vec<Meta> {
    let mut words = Vec::new();
    let split = |input: ParseStream<'_>| {
        while !input.is_empty() {
            match word(input) {
                Ok(word) => words.push(word),
                Err(error) => {
                    errors.push(error);
                    skip_to_comma(input)?;
                }
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    };
    let split = split.parse2(tokens);
    errors.take(split);
    words
}

/// syn's own parser makes one token of a last `-1`, with the place of its sign: rustc would underline no more than that.
fn word(input: ParseStream<'_>) -> syn::Result<Meta> {
    if input.peek(Lit) {
        return Err(value_without_word(&input.parse()?));
    }
    let path = word_not_a_name(input)?;
    let word = if input.peek(token::Paren) {
        let (delimiter, tokens) = parenthesized(input)?;
        Meta::List(MetaList {
            path,
            delimiter,
            tokens,
        })
    } else if input.peek(Token![=]) && !input.peek(Token![==]) {
        let eq_token = input.parse()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Err(word_without_value(&path));
        }
        let value = value_not_an_expression(&path, input)?;
        Meta::NameValue(MetaNameValue {
            path,
            eq_token,
            value,
        })
    } else {
        Meta::Path(path)
    };
    if input.is_empty() || input.peek(Token![,]) {
        Ok(word)
    } else {
        Err(word_without_comma(&word.path().to_token_stream(), input))
    }
}

fn parenthesized(input: ParseStream<'_>) -> syn::Result<(MacroDelimiter, TokenStream)> {
    let inside;
    let parentheses = syn::parenthesized!(inside in input);
    Ok((MacroDelimiter::Paren(parentheses), inside.parse()?))
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

fn value_without_word(value: &Lit) -> syn::Error {
    error(
        value,
        "this value has no word before it",
        "write `WORD = VALUE`",
    )
}

fn word_not_a_name(input: ParseStream<'_>) -> syn::Result<Path> {
    input.call(Path::parse_mod_style).map_err(|_| {
        let token = input.fork().parse::<TokenTree>();
        let token = token.map_or_else(|_| TokenStream::new(), TokenStream::from);
        error(
            &token,
            format_args!("`{token}` is no word of an attribute"),
            of_a_field(&token.to_string())
                .unwrap_or("write `WORD = VALUE`, with commas between the words"),
        )
    })
}

/// The tokens up to the next comma are underlined.
fn value_not_an_expression(word: &Path, input: ParseStream<'_>) -> syn::Result<Expr> {
    // What is wrong inside of a group would be reported again by the parser that it is inside of.
    if input.fork().parse::<Expr>().is_ok() {
        return input.parse();
    }
    let mut value = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        value.extend([input.parse::<TokenTree>()?]);
    }
    let name = word.to_token_stream();
    let help = if looks_like_json(&value) {
        "write it in Rust: a struct is `Lora { path: \"…\".into() }`, a list is `vec![…]`"
            .to_owned()
    } else {
        format!("write `{name} = …`")
    };
    Err(error(
        &value,
        format_args!("the value of `{name}` is not a Rust expression"),
        help,
    ))
}

/// `{"path": "…"}`, or a list of such.
pub(crate) fn looks_like_json(value: &TokenStream) -> bool {
    match value.clone().into_iter().next() {
        Some(TokenTree::Group(group)) => match group.delimiter() {
            Delimiter::Brace => {
                let mut inside = group.stream().into_iter();
                matches!(inside.next(), Some(TokenTree::Literal(_)))
                    && matches!(inside.next(), Some(TokenTree::Punct(mark)) if mark.as_char() == ':')
            }
            Delimiter::Bracket => looks_like_json(&group.stream()),
            Delimiter::Parenthesis | Delimiter::None => false,
        },
        _ => false,
    }
}

/// Something follows that is no comma.
pub(crate) fn word_without_comma(word: &TokenStream, input: ParseStream<'_>) -> syn::Error {
    let next = input.fork().parse::<TokenTree>();
    let next = next.map_or_else(|_| TokenStream::new(), TokenStream::from);
    let mark = next.to_string();
    let help = match mark.as_str() {
        ":" | "=" | "<" | ">" => format!("write `{word} = …`"),
        ";" => "write `,` for `;`".to_owned(),
        _ => format!("write `,` before `{mark}`"),
    };
    error(
        &next,
        format_args!("`{word}` is followed by `{mark}`"),
        help,
    )
}

/// There is nothing to underline at the end of an attribute, so the error is on the word.
fn word_without_value(word: &Path) -> syn::Error {
    let name = word.to_token_stream();
    error(
        word,
        format_args!("`{name}` has no value"),
        format_args!("write one after `{name} =`"),
    )
}
