//! The bar: who may be chosen as the caller, and what each has left.

use askama::Template;

use super::answer::Markup;
use super::shown::dollars;
use super::visit::Visit;

#[derive(Template)]
#[template(path = "bar.html")]
struct Bar {
    app: String,
    callers: Vec<Choice>,
}

struct Choice {
    name: String,
    /// What they have left: credit less spent less reserved.
    left: String,
    is_chosen: bool,
}

/// The bar.
pub(super) fn bar(visit: &Visit) -> Markup {
    let callers = visit.users.iter().map(|(user, balance)| Choice {
        name: user.name.clone(),
        left: dollars(balance.available()),
        is_chosen: *user == visit.caller,
    });
    Markup::of(&Bar {
        app: visit.market.listing.id(),
        callers: callers.collect(),
    })
}

/// The bar, out of band.
#[derive(Template)]
#[template(path = "bar_partial.html")]
struct Partial {
    bar: Markup,
}

pub(super) fn partial(visit: &Visit) -> Markup {
    Markup::of(&Partial { bar: bar(visit) })
}
