//! What a card holds, whatever it is written as.

use super::listing::Listing;
use crate::declare::AppDeclaration;
use crate::net::Url;
use crate::openapi::{app_title, endpoint_title};

/// What the command shows.
pub(super) struct Card<'a> {
    pub(super) app: &'a AppDeclaration,
    pub(super) owner: Option<&'a str>,
    pub(super) listings: &'a [Listing],
    /// What is to be known of the proposed prices.
    pub(super) price_note: Option<String>,
    /// Whether the media are files beside the card.
    pub(super) has_files: bool,
}

impl Card<'_> {
    /// The name of an endpoint on the platform, without its owner.
    pub(super) fn path(&self, listing: &Listing) -> String {
        format!(
            "{}{}",
            self.app.name,
            listing.endpoint.path.trim_end_matches('/')
        )
    }

    pub(super) fn name(&self, listing: &Listing) -> String {
        match listing.endpoint.title {
            Some(title) => title.to_owned(),
            None if self.is_main(listing) => app_title(self.app),
            None => format!(
                "{}: {}",
                app_title(self.app),
                endpoint_title(&listing.endpoint)
            ),
        }
    }

    /// Whether it is what people mean by the app: its root, or its only endpoint.
    fn is_main(&self, listing: &Listing) -> bool {
        listing.endpoint.path == "/" || self.listings.len() == 1
    }

    /// That of the app where it is meant, else that of the method. The other one is said where this one is not.
    pub(super) fn description(&self, listing: &Listing) -> &'static str {
        let both = [self.app.doc, listing.endpoint.doc];
        let (first, second) = match self.is_main(listing) {
            true => (both[0], both[1]),
            false => (both[1], both[0]),
        };
        if first.is_empty() { second } else { first }
    }

    pub(super) fn category(&self, listing: &Listing) -> Option<&'static str> {
        listing.endpoint.category.or(self.app.category)
    }

    /// What a card usually has, and this one has not; and what a price was taken for.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::from_iter(self.price_note.clone());
        let mut lacks = |lacks: bool, what: String| {
            if lacks {
                notes.push(what);
            }
        };
        let said = |key: &str| format!("the app says no {key}: `{key} = \"…\"` in `#[fal_app(…)]`");
        lacks(self.app.license.is_none(), said("license"));
        lacks(self.app.thumbnail.is_none(), said("thumbnail"));
        if let Some(thumbnail) = self.app.thumbnail {
            lacks(
                Url::parse(thumbnail).is_err(),
                format!("the thumbnail `{thumbnail}` is not the URL of a picture"),
            );
        }
        lacks(
            self.app.tags.is_empty(),
            "the app has no tags: `tags = [\"…\"]` in `#[fal_app(…)]`".to_owned(),
        );
        for listing in self.listings {
            let path = listing.endpoint.path;
            lacks(
                self.category(listing).is_none(),
                format!("`{path}` has no category: `category = \"…\"` in `#[fal_app(…)]`"),
            );
            lacks(
                self.description(listing).is_empty(),
                format!("`{path}` has no description: write a doc comment above its method"),
            );
            lacks(
                listing.endpoint.examples.is_empty() && listing.endpoint.input.is_some(),
                format!("`{path}` has no example: write `#[example(…)]` above its method"),
            );
            lacks(
                listing.endpoint.billing.meter().is_none(),
                format!(
                    "`{path}` says nothing of billing: write `#[billable(…)]` above its method"
                ),
            );
        }
        notes
    }

    /// The examples that failed, each with its reason.
    pub(super) fn failures(&self) -> Vec<String> {
        let mut failures = Vec::new();
        for listing in self.listings {
            for example in &listing.examples {
                if let Err(why) = &example.outcome {
                    failures.push(format!("`{}`: {why}", listing.endpoint.path));
                }
            }
        }
        failures
    }
}
