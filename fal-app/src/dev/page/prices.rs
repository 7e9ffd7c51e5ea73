//! `#prices`: what a unit costs, and what if it cost more.

use askama::Template;
use http::Method;
use http::request::Parts;

use super::answer::{self, Answer, Markup, Refused, not_found};
use super::visit::Visit;
use crate::dev::gateway::Sent;

#[derive(Template)]
#[template(path = "prices.html")]
struct Prices {}

/// The section.
pub(super) fn section(_visit: &Visit) -> Result<Markup, Refused> {
    Ok(Markup::of(&Prices {}))
}

/// Answers what is below `/ui/prices`: `rest` are the segments that follow it.
pub(super) async fn answer(visit: &Visit, head: &Parts, rest: &[&str], _body: Sent) -> Answer {
    match (&head.method, rest) {
        (&Method::GET, []) => Ok(answer::html(&section(visit)?)),
        _ => Err(not_found()),
    }
}
