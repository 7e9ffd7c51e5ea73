//! Doc comments.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

use crate::syntax::parts::ungrouped;

/// The text of doc comments, as generated code writes it: `"…"`, or `concat!("…", include_str!("…"))`.
#[derive(Clone)]
pub(crate) struct Doc(Vec<Part>);

#[derive(Clone)]
enum Part {
    /// Lines, without the space after each `///`.
    Text(String),
    /// What a macro expands to, as `include_str!("…")`: only the compiler knows it.
    Macro(Expr),
}

/// The doc comments among some attributes.
pub(crate) fn doc_comment(attrs: &[Attribute]) -> Doc {
    let mut parts: Vec<Part> = Vec::new();
    for part in attrs.iter().filter_map(part) {
        match (parts.last_mut(), part) {
            (Some(Part::Text(before)), Part::Text(line)) => {
                before.push('\n');
                before.push_str(&line);
            }
            (_, part) => parts.push(part),
        }
    }
    if let [Part::Text(text)] = &mut parts[..] {
        *text = text.trim().to_owned();
    }
    Doc(parts)
}

fn part(attr: &Attribute) -> Option<Part> {
    let Meta::NameValue(doc) = &attr.meta else {
        return None;
    };
    if !doc.path.is_ident("doc") {
        return None;
    }
    Some(match ungrouped(&doc.value) {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => {
            let text = text.value();
            Part::Text(text.strip_prefix(' ').unwrap_or(&text).to_owned())
        }
        other => Part::Macro(other.clone()),
    })
}

impl Doc {
    /// Whether nothing is said.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.0[..] {
            [] => true,
            [Part::Text(text)] => text.is_empty(),
            _ => false,
        }
    }
}

impl ToTokens for Doc {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match &self.0[..] {
            [] => quote!(""),
            [Part::Text(text)] => quote!(#text),
            parts => {
                let parts = parts.iter().map(|part| match part {
                    Part::Text(text) => quote!(#text),
                    Part::Macro(expr) => quote!(#expr),
                });
                quote!(::core::concat!(#(#parts, "\n"),*).trim_ascii())
            }
        });
    }
}
