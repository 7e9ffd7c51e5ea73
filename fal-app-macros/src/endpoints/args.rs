//! The words of `#[endpoint(…)]`, `#[stream(…)]` and `#[realtime(…)]` as they are written.

use darling::FromMeta;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Token};

use crate::attribute::{
    BodyMib, Bool, Count, Flag, Given, Nested, Operand, Seconds, Text, Whole, arguments, read,
    word_without_comma,
};
use crate::errors::Errors;
use crate::syntax::method_attribute::{AttributeKind, MethodAttribute};

/// `#[endpoint(…)]`, `#[stream(…)]` or `#[realtime(…)]`. Each value is of the right kind.
pub(super) struct EndpointArgs {
    pub(super) path: PathArg,
    /// How the marketplace lists it.
    pub(super) listing: ListingArgs,
    pub(super) max_body_mib: Option<Given<BodyMib>>,
    pub(super) sync_mode: Option<Given<Operand>>,
    pub(super) health_check: Option<Nested>,
    pub(super) content_type: Option<Given<Text>>,
    pub(super) session: SessionArgs,
}

/// The path, before the words.
pub(super) enum PathArg {
    /// A value. `check` refuses it if it is not a string.
    Written(Expr),
    /// No value, as a path without its quotes.
    Unreadable(TokenStream),
    /// No path. The tokens are the words.
    Missing(TokenStream),
}

/// The words that all three attributes take.
#[derive(Default, FromMeta)]
pub(super) struct ListingArgs {
    pub(super) title: Option<Given<Text>>,
    pub(super) category: Option<Given<Text>>,
    pub(super) unlisted: Option<Flag>,
}

#[derive(Default, FromMeta)]
struct EndpointWords {
    #[darling(flatten)]
    listing: ListingArgs,
    max_body_mib: Option<Given<BodyMib>>,
    sync_mode: Option<Given<Operand>>,
    health_check: Option<Nested>,
}

#[derive(Default, FromMeta)]
struct StreamWords {
    #[darling(flatten)]
    listing: ListingArgs,
    max_body_mib: Option<Given<BodyMib>>,
    content_type: Option<Given<Text>>,
}

#[derive(Default, FromMeta)]
struct RealtimeWords {
    #[darling(flatten)]
    listing: ListingArgs,
    buffering: Option<Given<Count>>,
    session_timeout: Option<Given<Seconds>>,
    max_batch_size: Option<Given<Count>>,
    can_batch: Option<Given<Operand>>,
}

/// The words of `#[realtime]` alone.
#[derive(Default)]
pub(super) struct SessionArgs {
    pub(super) buffering: Option<Given<Count>>,
    pub(super) session_timeout: Option<Given<Seconds>>,
    pub(super) max_batch_size: Option<Given<Count>>,
    pub(super) can_batch: Option<Given<Operand>>,
}

/// `health_check(…)`
#[derive(Default, FromMeta)]
pub(super) struct HealthCheckArgs {
    pub(super) start_period_seconds: Option<Given<Whole>>,
    pub(super) timeout_seconds: Option<Given<Whole>>,
    pub(super) failure_threshold: Option<Given<Whole>>,
    pub(super) call_regularly: Option<Given<Bool>>,
}

impl EndpointArgs {
    pub(super) fn read(attribute: &MethodAttribute, errors: &mut Errors) -> Option<Self> {
        let args = errors.take(arguments(&attribute.attr))?;
        let (path, words) = errors.take(split_path.parse2(args))?;
        let nothing = Self {
            path,
            listing: ListingArgs::default(),
            max_body_mib: None,
            sync_mode: None,
            health_check: None,
            content_type: None,
            session: SessionArgs::default(),
        };
        Some(match attribute.kind {
            AttributeKind::Stream => {
                let words: StreamWords = read("`#[stream]`", words, errors);
                Self {
                    listing: words.listing,
                    max_body_mib: words.max_body_mib,
                    content_type: words.content_type,
                    ..nothing
                }
            }
            AttributeKind::Realtime => {
                let words: RealtimeWords = read("`#[realtime]`", words, errors);
                Self {
                    listing: words.listing,
                    session: SessionArgs {
                        buffering: words.buffering,
                        session_timeout: words.session_timeout,
                        max_batch_size: words.max_batch_size,
                        can_batch: words.can_batch,
                    },
                    ..nothing
                }
            }
            _ => {
                let words: EndpointWords = read("`#[endpoint]`", words, errors);
                Self {
                    listing: words.listing,
                    max_body_mib: words.max_body_mib,
                    sync_mode: words.sync_mode,
                    health_check: words.health_check,
                    ..nothing
                }
            }
        })
    }
}

/// The path, and the words behind it. A name begins a word, unless it is the name of a macro.
fn split_path(input: ParseStream<'_>) -> syn::Result<(PathArg, TokenStream)> {
    let is_word = input.peek(syn::Ident) && !input.peek2(Token![!]);
    if input.is_empty() || is_word {
        let words: TokenStream = input.parse()?;
        // The missing path is reported alone.
        return Ok((PathArg::Missing(words), TokenStream::new()));
    }
    if input.fork().parse::<Expr>().is_err() {
        return Ok((PathArg::Unreadable(input.parse()?), TokenStream::new()));
    }
    let path: Expr = input.parse()?;
    if !input.is_empty() && input.parse::<Option<Token![,]>>()?.is_none() {
        return Err(word_without_comma(&path.to_token_stream(), input));
    }
    Ok((PathArg::Written(path), input.parse()?))
}
