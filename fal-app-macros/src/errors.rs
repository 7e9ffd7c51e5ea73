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

/// What to write instead of a name that darling does not know: the nearest ones, or all of them if they are few.
pub(crate) fn advice(reason: &darling::Error) -> Option<String> {
    let text = reason.to_string();
    let unknown = text.split('`').nth(1)?;
    let known = known_names(reason);
    match &*nearest(unknown, &known) {
        [] if known.is_empty() || known.len() > FEW => None,
        [] => Some(format!("write one of {}", listed(&known, ", "))),
        near => Some(format!("did you mean {}?", listed(near, " or "))),
    }
}

/// How many names are listed where none is near.
const FEW: usize = 9;

/// The names that darling knows instead. It tells at most one of them, and keeps them all in what it shows for debugging.
fn known_names(reason: &darling::Error) -> Vec<String> {
    let shown = format!("{reason:?}");
    let names = shown
        .split_once("alts: {")
        .and_then(|(_, names)| names.split_once('}'));
    let names = names.map_or("", |(names, _)| names);
    // The names are between quotes.
    let names = names.split('"').skip(1).step_by(2);
    names.map(str::to_owned).collect()
}

/// The known names that are like an unknown one, and have the fewest typing errors between it and them.
fn nearest(unknown: &str, known: &[String]) -> Vec<String> {
    let unknown = unknown.to_lowercase();
    let is_like = |name: &&String| strsim::jaro_winkler(&unknown, &name.to_lowercase()) > 0.8;
    let errors = |name: &String| strsim::damerau_levenshtein(&unknown, &name.to_lowercase());
    let like: Vec<&String> = known.iter().filter(is_like).collect();
    let fewest = like.iter().map(|name| errors(name)).min();
    let nearest = like.into_iter().filter(|name| Some(errors(name)) == fewest);
    nearest.cloned().collect()
}

fn listed(names: &[String], between: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(between)
}

#[cfg(test)]
mod tests {
    use super::{advice, nearest};

    #[test]
    fn every_name_that_is_equally_near_is_named() {
        let regions = ["us-west", "us-central", "us-east", "eu-north", "eu-west"];
        let help = |unknown| advice(&darling::Error::unknown_field_with_alts(unknown, &regions));
        let told = |help: &str| Some(help.to_owned());
        assert_eq!(help("us-est"), told("did you mean `us-east` or `us-west`?"));
        assert_eq!(help("us-wst"), told("did you mean `us-west`?"));
        assert_eq!(help("US-EAST"), told("did you mean `us-east`?"));
        assert_eq!(
            help("mars"),
            told("write one of `eu-north`, `eu-west`, `us-central`, `us-east`, `us-west`")
        );
    }

    #[test]
    fn nothing_is_said_of_many_names_that_are_all_far() {
        let many: Vec<String> = (0..20).map(|name| format!("name{name}")).collect();
        let help = advice(&darling::Error::unknown_field_with_alts("mars", &many));
        assert_eq!(help, None);
        assert_eq!(nearest("nme7", &many), ["name7"]);
    }
}
