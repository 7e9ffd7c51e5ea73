//! The words of `#[endpoint(…)]` and `#[stream(…)]` as they are written.

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Token};

use crate::attribute::old_values::{Flag, Text, Whole};
use crate::attribute::old_words::{self as read, Vocabulary, Word};
use crate::errors::{Errors, error};
use crate::syntax::impl_block::{Mark, MarkKind};

const WORDS: Vocabulary = Vocabulary {
    kind: "word of `#[endpoint]`",
    words: &["title", "category", "unlisted", "sync_mode", "health_check"],
};

const STREAM_WORDS: Vocabulary = Vocabulary {
    kind: "word of `#[stream]`",
    words: &["title", "category", "unlisted", "content_type"],
};

const HEALTH_CHECK_WORDS: Vocabulary = Vocabulary {
    kind: "word of `health_check`",
    words: &[
        "start_period_seconds",
        "timeout_seconds",
        "failure_threshold",
        "call_regularly",
    ],
};

/// What is written, each value of the right kind.
pub(super) struct EndpointArgs {
    pub(super) path: Text,
    pub(super) title: Option<Text>,
    pub(super) category: Option<Text>,
    pub(super) unlisted: bool,
    pub(super) sync_mode: Option<Expr>,
    pub(super) health_check: Option<HealthCheckArgs>,
    pub(super) content_type: Option<Text>,
}

/// `health_check(…)`
#[derive(Default)]
pub(super) struct HealthCheckArgs {
    pub(super) start_period_seconds: Option<Whole>,
    pub(super) timeout_seconds: Option<Whole>,
    pub(super) failure_threshold: Option<Whole>,
    pub(super) call_regularly: Option<Flag>,
}

pub(super) fn parse(mark: &Mark, errors: &mut Errors) -> Option<EndpointArgs> {
    let args = errors.take(mark.args())?;
    let (path, rest) = errors.take(endpoint_without_path(mark, args))?;
    let words = read::parse(rest, errors);
    let mut parsed = EndpointArgs {
        path,
        title: None,
        category: None,
        unlisted: false,
        sync_mode: None,
        health_check: None,
        content_type: None,
    };
    let vocabulary = match mark.kind {
        MarkKind::Stream => &STREAM_WORDS,
        _ => &WORDS,
    };
    for word in read::known(words, vocabulary, errors) {
        let read = parsed.read(&word, errors);
        errors.take(read);
    }
    Some(parsed)
}

/// The path, and the words behind it.
fn endpoint_without_path(mark: &Mark, args: TokenStream) -> syn::Result<(Text, TokenStream)> {
    let attribute = format!("`#[{}]`", mark.kind.name());
    let written = format!("#[{}(\"/{}\")]", mark.kind.name(), mark.kind.usual_path());
    let help = format!("write `{written}`");
    let split = |input: ParseStream<'_>| {
        let begins_with_path =
            !input.is_empty() && (!input.peek(syn::Ident) || input.peek2(Token![!]));
        let path: Option<Expr> = if begins_with_path {
            Some(input.parse()?)
        } else {
            None
        };
        if path.is_some() && !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok((path, input.parse::<TokenStream>()?))
    };
    let first = args.clone().into_iter().next();
    match split.parse2(args)? {
        (Some(path), rest) => Ok((
            read::read(&path, &format!("the path of {attribute}"), &written)?,
            rest,
        )),
        (None, _) => match first {
            Some(first) => Err(error(
                &first,
                format_args!("{attribute} begins with its path"),
                help,
            )),
            None => Err(error(
                mark.attr.path(),
                format_args!("{attribute} has no path"),
                help,
            )),
        },
    }
}

impl EndpointArgs {
    fn read(&mut self, word: &Word, errors: &mut Errors) -> syn::Result<()> {
        match word.text().as_str() {
            "title" => self.title = Some(word.read("title = \"Paint\"")?),
            "category" => self.category = Some(word.read("category = \"text-to-image\"")?),
            "unlisted" => {
                word.flag()?;
                self.unlisted = true;
            }
            "sync_mode" => {
                self.sync_mode = Some(word.value("sync_mode = input.sync_mode")?.clone());
            }
            "content_type" => self.content_type = Some(word.read("content_type = \"audio/mpeg\"")?),
            _ => self.health_check = Some(health_check(word, errors)?),
        }
        Ok(())
    }
}

fn health_check(word: &Word, errors: &mut Errors) -> syn::Result<HealthCheckArgs> {
    let words = read::parse(
        word.list_or_bare("health_check(timeout_seconds = 5)")?,
        errors,
    );
    let mut parsed = HealthCheckArgs::default();
    for word in read::known(words, &HEALTH_CHECK_WORDS, errors) {
        let read = parsed.read(&word);
        errors.take(read);
    }
    Ok(parsed)
}

impl HealthCheckArgs {
    fn read(&mut self, word: &Word) -> syn::Result<()> {
        match word.text().as_str() {
            "start_period_seconds" => {
                self.start_period_seconds = Some(word.read("start_period_seconds = 30")?)
            }
            "timeout_seconds" => self.timeout_seconds = Some(word.read("timeout_seconds = 5")?),
            "failure_threshold" => {
                self.failure_threshold = Some(word.read("failure_threshold = 3")?)
            }
            _ => self.call_regularly = Some(word.read("call_regularly = true")?),
        }
        Ok(())
    }
}
