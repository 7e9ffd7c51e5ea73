//! `#listing`: what the app is, and what it costs.

use askama::Template;

use super::answer::{Markup, Refused};
use super::visit::Visit;
use crate::openapi::app_title;

#[derive(Template)]
#[template(path = "listing.html")]
struct Listing {
    title: String,
    description: &'static str,
}

/// The section.
pub(super) fn section(visit: &Visit) -> Result<Markup, Refused> {
    let app = &visit.offer.app;
    Ok(Markup::of(&Listing {
        title: app_title(app),
        description: app.doc,
    }))
}
