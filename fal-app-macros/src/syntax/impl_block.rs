//! Items as an author writes them. Bodies are never parsed: what is half-typed stays the author's and rustc's.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Generics, Path, Signature, Token, Type, Visibility};

use crate::crate_name;
use crate::errors::error;

/// An `impl` with its members.
pub(crate) struct Block {
    pub(crate) impl_token: Token![impl],
    pub(crate) generics: Generics,
    /// The trait, with the `for` after it.
    pub(crate) of_trait: Option<Path>,
    pub(crate) self_type: Type,
    pub(crate) members: Vec<Member>,
}

/// A member of an `impl`.
pub(crate) enum Member {
    /// A method whose head is complete.
    Method(Method),
    /// Anything else, half-typed methods too.
    Other(Vec<Mark>, TokenStream),
}

/// A method without its body.
pub(crate) struct Method {
    /// The attributes that are ours.
    pub(crate) marks: Vec<Mark>,
    /// The others.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) signature: Signature,
}

/// An attribute of ours on a method.
pub(crate) struct Mark {
    pub(crate) kind: MarkKind,
    pub(crate) attr: Attribute,
}

/// Which one it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum MarkKind {
    Setup,
    Teardown,
    Endpoint,
    Stream,
    Billable,
    Example,
}

impl MarkKind {
    const ALL: [Self; 6] = [
        Self::Setup,
        Self::Teardown,
        Self::Endpoint,
        Self::Stream,
        Self::Billable,
        Self::Example,
    ];

    /// The attribute's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Teardown => "teardown",
            Self::Endpoint => "endpoint",
            Self::Stream => "stream",
            Self::Billable => "billable",
            Self::Example => "example",
        }
    }

    /// Whether it puts the method on a path.
    pub(crate) fn answers(self) -> bool {
        matches!(self, Self::Endpoint | Self::Stream)
    }

    /// What mostly stands behind the first slash of its path.
    pub(crate) fn usual_path(self) -> &'static str {
        if self == Self::Stream { "stream" } else { "" }
    }

    /// Ours, by its bare name or through the crate.
    fn of(path: &Path) -> Option<Self> {
        let last = &path.segments.last()?.ident;
        let through_us = match path.segments.len() {
            1 => true,
            2 => path
                .segments
                .first()
                .is_some_and(|first| first.ident == crate_name::name().as_str()),
            _ => false,
        };
        Self::ALL
            .into_iter()
            .find(|kind| through_us && last == kind.name())
    }
}

impl Mark {
    /// What stands in the parentheses.
    pub(crate) fn args(&self) -> syn::Result<TokenStream> {
        match &self.attr.meta {
            syn::Meta::Path(_) => Ok(TokenStream::new()),
            syn::Meta::List(list) => Ok(list.tokens.clone()),
            syn::Meta::NameValue(value) => {
                let name = self.kind.name();
                Err(error(
                    value,
                    format_args!("`#[{name}]` takes no `=`"),
                    format_args!("write `#[{name}(…)]`"),
                ))
            }
        }
    }
}

impl Block {
    /// All attributes of ours on its members.
    pub(crate) fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.members.iter().flat_map(|member| match member {
            Member::Method(method) => &method.marks,
            Member::Other(marks, _) => marks,
        })
    }
}

impl Parse for Block {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(Attribute::parse_outer)?;
        input.parse::<Option<Token![unsafe]>>()?;
        let impl_token = input.parse()?;
        let mut generics: Generics = if input.peek(Token![<]) {
            input.parse()?
        } else {
            Generics::default()
        };
        input.parse::<Option<Token![!]>>()?;
        let first: Type = input.parse()?;
        let (of_trait, self_type) = if input.parse::<Option<Token![for]>>()?.is_some() {
            (trait_path(first), input.parse()?)
        } else {
            (None, first)
        };
        generics.where_clause = input.parse()?;
        let body: Group = input.parse()?;
        Ok(Self {
            impl_token,
            generics,
            of_trait,
            self_type,
            members: members.parse2(body.stream())?,
        })
    }
}

fn trait_path(of_trait: Type) -> Option<Path> {
    match of_trait {
        Type::Path(path) => Some(path.path),
        _ => None,
    }
}

fn members(input: ParseStream<'_>) -> syn::Result<Vec<Member>> {
    let mut members = Vec::new();
    while !input.is_empty() {
        members.push(member(input)?);
    }
    Ok(members)
}

fn member(input: ParseStream<'_>) -> syn::Result<Member> {
    let (mut marks, mut attrs) = (Vec::new(), Vec::new());
    // An attribute that is half-typed ends its member, and rustc says so.
    for attr in input.call(Attribute::parse_outer).unwrap_or_default() {
        match MarkKind::of(attr.path()) {
            Some(kind) => marks.push(Mark { kind, attr }),
            None => attrs.push(attr),
        }
    }
    match head(&input.fork()) {
        Ok(signature) => {
            head(input)?;
            rest_of_member(input)?;
            Ok(Member::Method(Method {
                marks,
                attrs,
                signature,
            }))
        }
        Err(_) => Ok(Member::Other(marks, rest_of_member(input)?)),
    }
}

/// A method up to its body.
fn head(input: ParseStream<'_>) -> syn::Result<Signature> {
    input.parse::<Visibility>()?;
    input.parse()
}

/// Up to the braces or the semicolon that end a member.
fn rest_of_member(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut rest = TokenStream::new();
    while !input.is_empty() {
        let token: TokenTree = input.parse()?;
        let last = ends_member(&token);
        rest.extend([token]);
        if last {
            break;
        }
    }
    Ok(rest)
}

fn ends_member(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    }
}

/// The `impl` as it is written but for our attributes on its members.
pub(crate) fn without_marks(item: TokenStream) -> TokenStream {
    item.into_iter()
        .map(|token| match token {
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
                let mut members =
                    Group::new(Delimiter::Brace, members_without_marks(body.stream()));
                members.set_span(body.span());
                TokenTree::Group(members)
            }
            token => token,
        })
        .collect()
}

/// Members as they are written but for our attributes: between their own tokens, a `#` always begins one.
pub(crate) fn members_without_marks(members: TokenStream) -> TokenStream {
    let mut kept = TokenStream::new();
    let mut tokens = members.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let begins = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        match tokens.peek() {
            Some(TokenTree::Group(attr)) if begins && is_mark(attr) => {
                tokens.next();
            }
            _ => kept.extend([token]),
        }
    }
    kept
}

fn is_mark(attr: &Group) -> bool {
    let path = |input: ParseStream<'_>| {
        let path = input.call(Path::parse_mod_style)?;
        input.parse::<TokenStream>()?;
        Ok(path)
    };
    attr.delimiter() == Delimiter::Bracket
        && path
            .parse2(attr.stream())
            .is_ok_and(|path| MarkKind::of(&path).is_some())
}

/// The word that says what an item is, or its first token.
pub(crate) fn keyword(item: &TokenStream) -> TokenTree {
    const KEYWORDS: &[&str] = &[
        "struct",
        "enum",
        "union",
        "fn",
        "impl",
        "trait",
        "mod",
        "type",
        "const",
        "static",
        "use",
        "macro_rules",
    ];
    let is_keyword = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if KEYWORDS.iter().any(|k| word == k));
    let mut tokens = item.clone().into_iter();
    let first = tokens.clone().next();
    tokens
        .find(is_keyword)
        .or(first)
        .unwrap_or_else(|| TokenTree::Ident(Ident::new("_", Span::call_site())))
}
