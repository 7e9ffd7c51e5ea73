//! From checked billing to const data, and to the closures that read its operands.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;

use super::known::Known;
use super::model::{Billing, Expression, Modifiers, Operand, Side};
use super::operand_scan::InputPath;
use crate::syntax::spans::{located, respanned, start};

impl Billing {
    /// `.meter(…)` and the modifiers.
    pub(crate) fn data(&self) -> TokenStream {
        let meter = Ident::new(&format!("{:?}", self.meter), Span::call_site());
        let operands = (!self.operands.is_empty()).then(|| {
            let operands = self.operands.iter().map(|(name, operand)| {
                let (name, operand) = (Ident::new(name, Span::call_site()), operand.data());
                quote!(#name: #operand)
            });
            quote!({ #(#operands),* })
        });
        let modifiers = self.modifiers.data();
        quote!(.meter(__p::Meter::#meter #operands) #modifiers)
    }

    /// The closure that reads the operands over the input, and those that read nothing of the request.
    pub(crate) fn over_input(&self, input: Option<&Type>) -> Option<TokenStream> {
        let over_input = |read: &&Expression| matches!(read.side, Side::Input(_));
        closure(
            &self.expressions().filter(over_input).collect::<Vec<_>>(),
            input,
        )
    }

    /// The closure that reads the operands over the output. Without its type, the compiler infers it.
    pub(crate) fn over_output(&self, output: Option<&Type>) -> Option<TokenStream> {
        let read: Vec<_> = self
            .expressions()
            .filter(|read| matches!(read.side, Side::Output(_)))
            .collect();
        closure(&read, output)
    }

    /// `TREE.require_data(&["image_size"])` for what the operands read of the input, each once.
    pub(crate) fn data_required(&self, tree: &TokenStream) -> Vec<TokenStream> {
        let mut before: Vec<(&[Ident], bool)> = Vec::new();
        let mut required = Vec::new();
        for read in self.expressions() {
            let is_number = read.is_field_of_numbers();
            for path in &read.paths {
                if !before.contains(&(&path.fields, is_number)) {
                    before.push((&path.fields, is_number));
                    required.push(path.required(tree, is_number));
                }
            }
        }
        required
    }
}

impl InputPath {
    /// The call underlines the words of the path, which are the author's own: rustc then shows them alone.
    fn required(&self, tree: &TokenStream, is_number: bool) -> TokenStream {
        let (first, last) = (&self.input, self.fields.last().unwrap_or(&self.input));
        let names = self.fields.iter().map(|field| field.unraw().to_string());
        let tree = respanned(tree.clone(), first.span());
        let argument = group(quote!(&[#(#names),*]), last.span());
        let require = if is_number {
            quote_spanned!(first.span()=> require_number)
        } else {
            quote_spanned!(first.span()=> require_data)
        };
        quote_spanned!(first.span()=> #tree.#require #argument)
    }
}

impl Modifiers {
    fn data(&self) -> TokenStream {
        let times = self.times.as_ref().map(|times| {
            let times = times.data();
            quote!(.times(#times))
        });
        let round = self.round.map(|round| {
            let round = Ident::new(&format!("{round:?}"), Span::call_site());
            quote!(.round(__p::Round::#round))
        });
        let min = self.bounds.min().map(|min| quote!(.min(#min)));
        let max = self.bounds.max().map(|max| quote!(.max(#max)));
        let unit = self.unit.as_ref().map(|unit| quote!(.unit(#unit)));
        let deferred = self.deferred.then(|| quote!(.deferred()));
        quote!(#times #round #min #max #unit #deferred)
    }
}

impl Operand {
    fn data(&self) -> TokenStream {
        match self {
            Self::Constant(units) => quote!(__p::Operand::Constant(#units)),
            Self::Units(units) => units.to_token_stream(),
            Self::Chars(chars) => quote!(#chars),
            Self::Expression(Expression {
                side, text, known, ..
            }) => {
                let of = match side {
                    Side::Input(_) => "input",
                    Side::Output(_) => "output",
                };
                let operand = Ident::new(of, Span::call_site());
                match known {
                    Known::Nothing => quote!(__p::Operand::#operand(#text)),
                    Known::Field(path) if *text == format!("{of}.{path}") => {
                        let operand = format_ident!("{operand}_field");
                        quote!(__p::Operand::#operand(#text))
                    }
                    _ => quote!(__p::Operand::#operand(#text).known(#known)),
                }
            }
        }
    }
}

/// `|input: &PaintInput, __operands| { __operands.size(&(input.image_size))?; __operands.images(&(input.num_images)) }`
fn closure(expressions: &[&Expression], value: Option<&Type>) -> Option<TokenStream> {
    let (last, first) = expressions.split_last()?;
    // The author's own token: in an expression from a `macro_rules!`, no other `input` is the same variable.
    let variable = expressions.iter().find_map(|read| match &read.side {
        Side::Input(variable) => variable.clone(),
        Side::Output(variable) => Some(variable.clone()),
    });
    let variable = variable.map_or_else(|| quote!(_), |variable| quote!(#variable));
    let (first, last) = (first.iter().map(|read| read.call()), last.call());
    let at = value.map_or_else(Span::call_site, |value| located(start(value)));
    let of = value.map(|value| quote!(: &#value));
    Some(quote_spanned!(at=> |#variable #of, __operands| { #(#first?;)* #last }))
}

impl Expression {
    /// Whether it is a field, of which a number is read.
    fn is_field_of_numbers(&self) -> bool {
        let is_number = matches!(self.operand, "images" | "seconds" | "units" | "times");
        is_number && matches!(self.known, Known::Field(_))
    }

    /// `__operands.size(&(EXPR))`, spanned so that rustc underlines the whole expression if its type is wrong.
    fn call(&self) -> TokenStream {
        let first = start(&self.tokens);
        let last = self
            .tokens
            .clone()
            .into_iter()
            .last()
            .map_or(first, |token| token.span());
        let (first, last) = (located(first), located(last));
        let operand = Ident::new(self.operand, first);
        let value = group(self.tokens.clone(), last);
        let argument = group(quote_spanned!(first=> &#value), last);
        quote_spanned!(first=> __operands.#operand #argument)
    }
}

fn group(tokens: TokenStream, span: Span) -> TokenStream {
    let mut group = Group::new(Delimiter::Parenthesis, tokens);
    group.set_span(span);
    TokenTree::Group(group).to_token_stream()
}
