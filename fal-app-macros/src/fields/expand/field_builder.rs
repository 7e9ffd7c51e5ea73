//! One field of the runtime's table, and its default.
//!
//! Each rule is a call with the name and the place of the author's word: there rustc reports what the const evaluation
//! finds wrong.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Expr;
use syn::ext::IdentExt;

use super::scope::typed;
use crate::attribute::{Given, Text};
use crate::fields::args::UiArgs;
use crate::fields::default::{constant, described, value};
use crate::fields::direction::Directions;
use crate::fields::model::{Declared, Default, Field, Items, OneOf, Rules};
use crate::syntax::spans::{end, start};

pub(super) fn field_name(field: &Field) -> Ident {
    format_ident!("__field_{}", field.ident.unraw(), span = Span::call_site())
}

pub(crate) fn default_name(field: &Field) -> Ident {
    format_ident!(
        "__default_{}",
        field.ident.unraw(),
        span = Span::call_site()
    )
}

/// What an absent field is: a value that is evaluated once, or a function that makes one for each request.
pub(super) fn default(declared: &Declared, field: &Field) -> Option<TokenStream> {
    let Field { cfg, ty, .. } = field;
    let name = default_name(field);
    let write = match field.default.as_ref()? {
        Default::Factory(factory) => {
            return Some(quote!(#(#cfg)* const #name: fn() -> #ty = #factory;));
        }
        Default::Bare(word) => quote_spanned! {word.span()=>
            __p::bare_default(__p::DefaultsOf::<#ty>::DECLARED, __p::DefaultOf::<#ty>::OWN)
        },
        Default::Value(expr) => {
            let value = value(expr, ty);
            quote! {
                |__writer| {
                    let __default: #ty = #value;
                    __p::Written(&__default).write(__writer);
                }
            }
        }
    };
    let (table, field) = (declared.ident.unraw().to_string(), field_name(field));
    Some(quote! {
        #(#cfg)* static #name: __p::DefaultValue = __p::DefaultValue::new(#table, &#field, #write);
    })
}

/// The static of a field, after those of its items. Not a constant: rustc would report a wrong one again where it is used.
pub(super) fn field_static(field: &Field, directions: Directions) -> TokenStream {
    let Field {
        cfg,
        ident,
        serialize_with,
        ty,
        ..
    } = field;
    let (name, plain) = (field_name(field), ident.unraw().to_string());
    let typed = match serialize_with {
        Some(_) => quote!(__p::serialized(#plain)),
        None => typed(directions, ty, &plain),
    };
    let mut statics = Vec::new();
    let typed = match &field.rules.items {
        None => typed,
        Some(_) => {
            let name = format_ident!("__typed_{}", plain);
            statics.push(quote!(static #name: __p::Field = #typed;));
            name.to_token_stream()
        }
    };
    let said = said(field);
    let ruled = with_rules(
        &field.rules,
        &typed,
        quote!(#typed #said),
        &plain,
        &mut statics,
    );
    let declared = literals(field)
        .into_iter()
        .fold(ruled, |declared, step| step.call(declared));
    statics.push(quote!(static #name: __p::Field = #declared;));
    let statics = statics.iter().map(|static_| quote!(#(#cfg)* #static_));
    quote!(#(#statics)*)
}

/// A field with its rules. `typed` has the shape of the field alone, `name` names the statics of its items.
fn with_rules(
    rules: &Rules,
    typed: &TokenStream,
    declared: TokenStream,
    name: &str,
    statics: &mut Vec<TokenStream>,
) -> TokenStream {
    let args = &rules.args;
    macro_rules! steps {
        ($($word:ident)*) => {
            [$(args.$word.as_ref().map(Step::given)),*]
        };
    }
    let numbers = steps!(ge gt le lt multiple_of);
    let counts = steps!(min_length max_length min_width max_width min_height max_height max_area max_file_size);
    let items = rules.items.as_ref();
    let items = items.map(|items| self::items(items, typed, name, statics));
    numbers
        .into_iter()
        .chain([one_of(rules)])
        .chain(counts)
        .chain([pattern(rules), items])
        .flatten()
        .fold(declared, |declared, step| step.call(declared))
}

/// A static of the items, and the step that refers to it.
fn items(
    Items { written, rules }: &Items,
    typed: &TokenStream,
    name: &str,
    statics: &mut Vec<TokenStream>,
) -> Step {
    let word = Ident::new("of_items", written.word.span());
    let typed = Step::new(&word, TokenStream::new(), &written.at).call(typed.clone());
    let name = format!("items_{name}");
    let declared = with_rules(rules, &typed, typed.clone(), &name, statics);
    let of_items = format_ident!("__{}", name);
    statics.push(quote!(static #of_items: __p::Field = #declared;));
    Step::new(&written.word, quote!(&#of_items), &written.at)
}

/// `Field::word(field, argument)`. It calls the path: as a method call, its place would begin at its receiver, not at
/// the author's word.
pub(super) struct Step {
    word: Ident,
    argument: TokenStream,
    end: Span,
}

impl Step {
    /// A step whose place is from the author's word to the end of `to`.
    pub(super) fn new(word: &Ident, argument: TokenStream, to: &impl ToTokens) -> Self {
        Self {
            word: word.clone(),
            argument,
            end: end(to),
        }
    }

    fn given<T: ToTokens>(given: &Given<T>) -> Self {
        Self::new(&given.word, given.value.to_token_stream(), &given.at)
    }

    pub(super) fn call(self, declared: TokenStream) -> TokenStream {
        let span = self.word.span();
        let word = Ident::new(&self.word.unraw().to_string(), span);
        let path = quote_spanned!(span=> __p::Field::#word);
        let argument = self.argument;
        let mut arguments = Group::new(Delimiter::Parenthesis, quote!(#declared, #argument));
        arguments.set_span(self.end);
        quote!(#path #arguments)
    }
}

fn one_of(rules: &Rules) -> Option<Step> {
    let written = rules.args.one_of.as_ref()?;
    let (name, allowed) = match rules.one_of.as_ref()? {
        OneOf::Integers(allowed) => {
            let allowed = allowed.iter().map(|value| Literal::i128_unsuffixed(*value));
            ("one_of_integers", quote!(&[#(#allowed),*]))
        }
        OneOf::Strings(allowed) => ("one_of_strings", quote!(&[#(#allowed),*])),
    };
    let name = Ident::new(name, written.word.span());
    Some(Step::new(&name, allowed, &written.at))
}

fn pattern(rules: &Rules) -> Option<Step> {
    let pattern = rules.args.pattern.as_ref()?;
    let text = &pattern.value;
    let compiled = quote! {
        #text, || {
            static __PATTERN: __p::Pattern = __p::Pattern::new(#text);
            __PATTERN.get()
        }
    };
    Some(Step::new(&pattern.word, compiled, &pattern.at))
}

/// The literals and constants of the default and the examples.
fn literals(field: &Field) -> Vec<Step> {
    let step = |name: &str, expr: &Expr, literal: TokenStream| {
        let name = Ident::new(name, start(expr));
        Step::new(&name, quote!(&#literal), expr)
    };
    let default = match &field.default {
        Some(Default::Value(expr)) => {
            let literal = described(expr).map(|literal| step("default_literal", expr, literal));
            let constant = constant(expr, &field.ty);
            literal.or(constant.map(|constant| step("default_constant", expr, constant)))
        }
        Some(Default::Bare(_) | Default::Factory(_)) | None => None,
    };
    let examples = field.args.examples.iter().flat_map(|list| &list.value.0);
    let examples = examples.filter_map(|example| {
        let literal = described(&example.0)?;
        Some(step("example_literal", &example.0, literal))
    });
    default.into_iter().chain(examples).collect()
}

/// The parts of a field that suit any type.
fn said(field: &Field) -> TokenStream {
    let Field {
        names, doc, args, ..
    } = field;
    let (name, aliases) = (&names.name, &names.aliases);
    let rename = (field.ident.unraw() != name).then(|| quote!(.rename(#name)));
    let aliases = (!aliases.is_empty()).then(|| quote!(.aliases(&[#(#aliases),*])));
    let doc = (!doc.is_empty()).then(|| quote!(.doc(#doc)));
    let default = said_default(field);
    let examples = examples(field);
    let title = args.title.iter().map(|title| &title.value);
    let hidden = args.hidden.iter().map(|_| quote!(.hidden()));
    let ui = field.ui.as_ref().map(ui);
    let deprecated = field.deprecated.then(|| quote!(.deprecated()));
    quote!(#rename #aliases #doc #default #examples #(.title(#title))* #(#hidden)* #ui #deprecated)
}

fn ui(ui: &UiArgs) -> TokenStream {
    let text = |text: &Option<Given<Text>>| option(text.as_ref().map(|text| &text.value));
    let (field, hint) = (text(&ui.field), text(&ui.hint));
    let important = ui.important.is_some();
    quote!(.ui(__p::Ui { field: #field, important: #important, hint: #hint }))
}

fn said_default(field: &Field) -> Option<TokenStream> {
    let name = default_name(field);
    Some(match field.default.as_ref()? {
        Default::Factory(_) => quote!(.default_factory()),
        Default::Value(_) | Default::Bare(_) => quote!(.default(|| &#name)),
    })
}

fn examples(field: &Field) -> Option<TokenStream> {
    let ty = &field.ty;
    let examples = &field.args.examples.as_ref()?.value.0;
    let made = examples.iter().map(|example| value(&example.0, ty));
    Some(quote!(.examples(|__writer| __p::Written::<[#ty]>(&[#(#made),*]).write(__writer))))
}

/// `Some(…)` or `None`.
pub(super) fn option(value: Option<&impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}
