//! An `impl` as an author writes it. Bodies are never parsed, so that rustc itself reports what is half-typed.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Generics, Path, Signature, Token, Type, Visibility};

use super::method_attribute::{AttributeKind, MethodAttribute};

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
    /// Anything else, also a method that is half-typed.
    Other(Vec<MethodAttribute>, TokenStream),
}

/// A method without its body.
pub(crate) struct Method {
    /// Our attributes.
    pub(crate) ours: Vec<MethodAttribute>,
    /// All other attributes.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) signature: Signature,
}

impl Method {
    /// Our attributes of one kind.
    pub(crate) fn all(&self, kind: AttributeKind) -> impl Iterator<Item = &MethodAttribute> {
        self.ours.iter().filter(move |ours| ours.kind == kind)
    }
}

impl Block {
    /// Our attributes on all members.
    pub(crate) fn our_attributes(&self) -> impl Iterator<Item = &MethodAttribute> {
        self.members.iter().flat_map(|member| match member {
            Member::Method(method) => &method.ours,
            Member::Other(ours, _) => ours,
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
    let (mut ours, mut attrs) = (Vec::new(), Vec::new());
    // An attribute that is half-typed is reported by rustc.
    for attr in input.call(Attribute::parse_outer).unwrap_or_default() {
        match AttributeKind::of(attr.path()) {
            Some(kind) => ours.push(MethodAttribute { kind, attr }),
            None => attrs.push(attr),
        }
    }
    match head(&input.fork()) {
        Ok(signature) => {
            head(input)?;
            rest_of_member(input)?;
            Ok(Member::Method(Method {
                ours,
                attrs,
                signature,
            }))
        }
        Err(_) => Ok(Member::Other(ours, rest_of_member(input)?)),
    }
}

/// A method up to its body.
fn head(input: ParseStream<'_>) -> syn::Result<Signature> {
    input.parse::<Visibility>()?;
    input.parse()
}

/// The tokens up to the braces or the semicolon that end a member.
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
