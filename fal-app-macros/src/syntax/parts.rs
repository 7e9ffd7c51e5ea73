//! Parts of types and of expressions. A macro sees their names only, not what the names mean.

use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, ExprLit, GenericArgument, Lit, Path, PathArguments, Type, TypeParamBound};

/// The expression without the invisible groups in which a `macro_rules!` passes on its arguments.
pub(crate) fn ungrouped(value: &Expr) -> &Expr {
    match value {
        Expr::Group(group) => ungrouped(&group.expr),
        _ => value,
    }
}

/// The literal that an expression is.
pub(crate) fn literal(value: &Expr) -> Option<&Lit> {
    match ungrouped(value) {
        Expr::Lit(ExprLit { lit, .. }) => Some(lit),
        _ => None,
    }
}

/// The `T` of `Result<T>`, by any path.
pub(crate) fn result_of(returned: &Type) -> Option<&Type> {
    argument(returned, "Result", 0)
}

/// The `n`th type of `NAME<T, …>`.
pub(crate) fn argument<'t>(of: &'t Type, name: &str, n: usize) -> Option<&'t Type> {
    let last = match of {
        Type::Path(path) => path.path.segments.last()?,
        Type::Group(group) => return argument(&group.elem, name, n),
        _ => return None,
    };
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.iter().nth(n)? {
        GenericArgument::Type(of) if last.ident == name => Some(of),
        _ => None,
    }
}

/// The first type of `NAME<T, …>`.
pub(crate) fn first_argument(of: &Type) -> Option<&Type> {
    arguments(of)?.next()
}

/// The last type of `NAME<'a, T>`.
pub(crate) fn last_argument(of: &Type) -> Option<&Type> {
    arguments(of)?.last()
}

fn arguments(of: &Type) -> Option<impl Iterator<Item = &Type>> {
    let PathArguments::AngleBracketed(arguments) = &path_of(of)?.segments.last()?.arguments else {
        return None;
    };
    Some(arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(of) => Some(of),
        _ => None,
    }))
}

/// The `T` of the bound `NAME<ASSOCIATED = T>`.
pub(crate) fn associated<'t>(bound: &'t TypeParamBound, name: &str, of: &str) -> Option<&'t Type> {
    let TypeParamBound::Trait(bound) = bound else {
        return None;
    };
    let last = bound.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let mut arguments = arguments.args.iter();
    arguments.find_map(|argument| match argument {
        GenericArgument::AssocType(given) if last.ident == name && given.ident == of => {
            Some(&given.ty)
        }
        _ => None,
    })
}

/// The `T` of `impl NAME<Item = T>`.
pub(crate) fn items_of<'t>(of: &'t Type, name: &str) -> Option<&'t Type> {
    let Type::ImplTrait(of) = of else {
        return None;
    };
    let mut bounds = of.bounds.iter();
    bounds.find_map(|bound| associated(bound, name, "Item"))
}

/// The last name of a type that is a path.
pub(crate) fn name_of(of: &Type) -> Option<&Ident> {
    Some(&path_of(of)?.segments.last()?.ident)
}

/// The name before the last: the `io` of `std::io::Result`.
pub(crate) fn module_of(of: &Type) -> Option<&Ident> {
    Some(&path_of(of)?.segments.iter().nth_back(1)?.ident)
}

fn path_of(of: &Type) -> Option<&Path> {
    match of {
        Type::Path(path) => Some(&path.path),
        Type::Group(group) => path_of(&group.elem),
        Type::Paren(paren) => path_of(&paren.elem),
        _ => None,
    }
}

/// Whether this name is anywhere in the tokens.
pub(crate) fn mentions(tokens: &impl ToTokens, name: &str) -> bool {
    fn found(tokens: TokenStream, name: &str) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Group(group) => found(group.stream(), name),
            TokenTree::Ident(ident) => ident == name,
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
    }
    found(tokens.to_token_stream(), name)
}

/// A type that names its lifetimes, with all of them `'static`: such a type can be named outside of its method. `None`
/// for a type that names none.
pub(crate) fn with_static_lifetimes(of: &Type) -> Option<TokenStream> {
    fn replaced(tokens: TokenStream, found: &mut bool) -> TokenStream {
        let mut names_lifetime = false;
        let replace = tokens.into_iter().map(|token| match token {
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), replaced(group.stream(), found));
                inside.set_span(group.span());
                TokenTree::Group(inside)
            }
            TokenTree::Ident(name) if names_lifetime => {
                (names_lifetime, *found) = (false, true);
                TokenTree::Ident(Ident::new("static", name.span()))
            }
            token => {
                names_lifetime = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == '\'');
                token
            }
        });
        replace.collect()
    }
    let mut found = false;
    let replaced = replaced(of.to_token_stream(), &mut found);
    found.then_some(replaced)
}

/// A type as people write it: `&mut Vec<u8>`, not `& mut Vec < u8 >`.
pub(crate) fn shown(of: &impl ToTokens) -> String {
    let mut text = String::new();
    // Whether a word is at the end, which a space keeps apart from another word.
    let mut after_word = false;
    show(of.to_token_stream(), &mut text, &mut after_word);
    text
}

fn show(tokens: TokenStream, text: &mut String, after_word: &mut bool) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => (" { ", " }"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                *after_word &= open.is_empty();
                show(group.stream(), text, after_word);
                text.push_str(close);
                *after_word &= close.is_empty();
            }
            TokenTree::Punct(punct) => match (punct.as_char(), punct.spacing()) {
                (mark @ (',' | ';'), _) => {
                    text.extend([mark, ' ']);
                    *after_word = false;
                }
                (mark @ ('+' | '=' | '-'), _) => {
                    text.extend([' ', mark]);
                    *after_word = true;
                }
                ('>', Spacing::Alone) if text.ends_with('-') => text.push('>'),
                (mark, _) => {
                    let begins_word = mark == '\'' && *after_word;
                    text.extend(begins_word.then_some(' '));
                    text.push(mark);
                    *after_word = false;
                }
            },
            word @ (TokenTree::Ident(_) | TokenTree::Literal(_)) => {
                text.extend(after_word.then_some(' '));
                text.push_str(&word.to_string());
                *after_word = true;
            }
        }
    }
}
