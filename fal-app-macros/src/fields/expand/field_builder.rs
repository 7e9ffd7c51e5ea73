//! The rules of one field as steps of its const: each is named by the author's own word and spans what he wrote, so
//! that what the const evaluation says of it is said there.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;

use super::structs::default_name;
use crate::fields::args::field::{Bound, Choices, Count, Default, Rules, Ui};
use crate::fields::default::Value;
use crate::fields::model::Field;
use crate::syntax::spans::located;

/// `field` with all of them.
pub(crate) fn wrap(field: &Field, declared: TokenStream) -> TokenStream {
    let rules = &field.rules;
    let bounds = [
        &rules.ge,
        &rules.gt,
        &rules.le,
        &rules.lt,
        &rules.multiple_of,
    ];
    let counts = rules
        .min_length
        .iter()
        .chain(&rules.max_length)
        .chain(&rules.measures);
    bounds
        .into_iter()
        .flatten()
        .map(bound_step)
        .chain(one_of(rules))
        .chain(counts.map(count))
        .chain(pattern(rules))
        .chain(literals(rules))
        .fold(declared, |declared, step| step.call(declared))
}

/// `Field::word(field, argument)`. A call of the path, whose span begins at the author's word: that of a method would
/// begin where its receiver does.
pub(crate) struct Step {
    word: Ident,
    argument: TokenStream,
    end: Span,
}

impl Step {
    /// A step that spans from the author's word to the end of `to`.
    pub(crate) fn new(word: &Ident, argument: TokenStream, to: &impl ToTokens) -> Self {
        Self {
            word: word.clone(),
            argument,
            end: last(to),
        }
    }

    pub(crate) fn call(self, declared: TokenStream) -> TokenStream {
        let span = located(self.word.span());
        let word = Ident::new(&self.word.unraw().to_string(), span);
        let path = quote_spanned!(span=> __p::Field::#word);
        let argument = self.argument;
        let mut arguments = Group::new(Delimiter::Parenthesis, quote!(#declared, #argument));
        arguments.set_span(located(self.end));
        quote!(#path #arguments)
    }
}

fn bound_step(bound: &Bound) -> Step {
    Step::new(&bound.word, bound.value.bound(), &bound.at)
}

fn count(count: &Count) -> Step {
    Step::new(
        &count.word,
        Literal::u64_unsuffixed(count.value).to_token_stream(),
        &count.at,
    )
}

fn one_of(rules: &Rules) -> Option<Step> {
    let one_of = rules.one_of.as_ref()?;
    let (name, allowed) = match &one_of.choices {
        Choices::Integers(allowed) => {
            let allowed = allowed
                .iter()
                .map(|(value, _)| Literal::i128_unsuffixed(*value));
            ("one_of_integers", quote!(&[#(#allowed),*]))
        }
        Choices::Strings(allowed) => ("one_of_strings", quote!(&[#(#allowed),*])),
    };
    Some(Step::new(
        &Ident::new(name, one_of.word.span()),
        allowed,
        &one_of.at,
    ))
}

fn pattern(rules: &Rules) -> Option<Step> {
    let (word, text) = rules.pattern.as_ref()?;
    let compiled = quote! {
        #text, || {
            static __PATTERN: __p::Pattern = __p::Pattern::new(#text);
            __PATTERN.get()
        }
    };
    Some(Step::new(word, compiled, text))
}

/// The literals of the default and the examples, held against the field's type.
fn literals(rules: &Rules) -> Vec<Step> {
    let default = match &rules.default {
        Some(Default::Value(value)) => Some(value),
        Some(Default::Bare(_)) | None => None,
    };
    let literals = default.into_iter().chain(rules.examples.iter().flatten());
    let step = |value: &Value| {
        let literal = value.described()?;
        Some(Step::new(
            &Ident::new("literal", first(value)),
            quote!(&#literal),
            value,
        ))
    };
    literals.filter_map(step).collect()
}

/// What is said of the field that no type can contradict.
pub(crate) fn said(field: &Field) -> TokenStream {
    let Field {
        names, doc, rules, ..
    } = field;
    let (name, aliases) = (&names.name, &names.aliases);
    let rename = (field.ident.unraw() != name).then(|| quote!(.rename(#name)));
    let aliases = (!aliases.is_empty()).then(|| quote!(.aliases(&[#(#aliases),*])));
    let doc = (!doc.is_empty()).then(|| quote!(.doc(#doc)));
    let default = default(field);
    let examples = examples(field);
    let title = rules.title.as_ref().map(|title| quote!(.title(#title)));
    let hidden = rules.hidden.as_ref().map(|_| quote!(.hidden()));
    let ui = rules.ui.as_ref().map(
        |Ui {
             field,
             important,
             hint,
         }| {
            let (field, hint) = (option(field.as_ref()), option(hint.as_ref()));
            quote!(.ui(__p::Ui { field: #field, important: #important, hint: #hint }))
        },
    );
    quote!(#rename #aliases #doc #default #examples #title #hidden #ui)
}

fn default(field: &Field) -> Option<TokenStream> {
    let name = default_name(field);
    let write = quote!(|__writer| __p::Written(&#name()).write(__writer));
    match field.rules.default.as_ref()? {
        Default::Value(value) if !value.is_constant() => Some(quote!(.default_made(#write))),
        Default::Value(_) | Default::Bare(_) => Some(quote!(.default(#write))),
    }
}

fn examples(field: &Field) -> Option<TokenStream> {
    let ty = &field.ty;
    let examples = field.rules.examples.as_ref()?;
    let made = examples.iter().map(|example| example.made(ty));
    Some(quote!(.examples(|__writer| __p::Written::<[#ty]>(&[#(#made),*]).write(__writer))))
}

pub(crate) fn first(tokens: &impl ToTokens) -> Span {
    tokens
        .to_token_stream()
        .into_iter()
        .next()
        .map_or_else(Span::call_site, |token| token.span())
}

fn last(tokens: &impl ToTokens) -> Span {
    match tokens.to_token_stream().into_iter().last() {
        Some(TokenTree::Group(group)) => group.span_close(),
        Some(token) => token.span(),
        None => Span::call_site(),
    }
}

pub(crate) fn option(value: Option<&impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}
