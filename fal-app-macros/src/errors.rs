//! Collects every error of an item, so that all of them appear in one compilation.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Attribute;

/// The errors found so far.
#[derive(Default)]
pub(crate) struct Errors {
    found: Option<syn::Error>,
    count: usize,
    /// Errors under a `#[cfg]`.
    conditional: TokenStream,
}

impl Errors {
    /// Adds an error.
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.count += 1;
        match &mut self.found {
            Some(errors) => errors.combine(error),
            None => self.found = Some(error),
        }
    }

    /// Adds errors.
    pub(crate) fn extend(&mut self, errors: impl IntoIterator<Item = syn::Error>) {
        for error in errors {
            self.push(error);
        }
    }

    /// Adds an error that holds only where all of these `#[cfg]`s do.
    pub(crate) fn push_where(&mut self, cfgs: &[&Attribute], error: syn::Error) {
        let error = error.into_compile_error();
        self.conditional.extend(quote!(#(#cfgs)* #error));
    }

    /// Adds errors that hold only where all of these `#[cfg]`s do.
    pub(crate) fn extend_where(&mut self, cfgs: &[Attribute], others: Self) {
        let others = others.into_tokens();
        if cfgs.is_empty() || others.is_empty() {
            self.conditional.extend(others);
        } else {
            self.conditional
                .extend(quote!(#(#cfgs)* const _: () = { #others };));
        }
    }

    /// The value. An error is added, and there is no value.
    pub(crate) fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// How many errors are found so far, without those under a `#[cfg]`.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// One `compile_error!` for each error.
    pub(crate) fn into_tokens(self) -> TokenStream {
        let found = self.found.map(syn::Error::into_compile_error);
        let mut tokens = found.unwrap_or_default();
        tokens.extend(self.conditional);
        tokens
    }
}

/// An error that underlines all of `at`. `help` says what to write instead.
pub(crate) fn error(at: &impl ToTokens, message: impl Display, help: impl Display) -> syn::Error {
    syn::Error::new_spanned(at, format!("{message}\nhelp: {help}"))
}

/// An [`error`] if something is wrong.
pub(crate) fn refuse(
    is_wrong: bool,
    at: &impl ToTokens,
    message: impl Display,
    help: impl Display,
) -> syn::Result<()> {
    if is_wrong {
        Err(error(at, message, help))
    } else {
        Ok(())
    }
}

/// darling's advice about an unknown name: the nearest one, or all of them if they are few.
pub(crate) fn advice(reason: &darling::Error) -> Option<String> {
    let text = reason.to_string();
    let (_, advice) = text.rsplit_once("`. ")?;
    Some(
        advice
            .replace("Did you mean", "did you mean")
            .replace("Available values: ", "write one of "),
    )
}
