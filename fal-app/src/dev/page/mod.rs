//! The page of the local marketplace: what a person sees of it, at `/`.
//!
//! Each section is a module with a function that renders it, as a part of the page and alone, and one that answers its own
//! routes. It renders on the server, and works without script. With script, htmx swaps sections and parts of them.
//!
//! | section | module | template |
//! |---|---|---|
//! | who calls | `bar`, `caller` | `bar.html` |
//! | `#listing` | `listing` | `listing.html` |
//! | `#requests` | `requests` | `requests.html` |
//! | `#usage` | `usage` | `usage.html` |
//! | `#prices` | `prices` | `prices.html` |
//! | `#keys` | `keys` | `keys.html` |

mod address;
mod answer;
mod assets;
mod bar;
mod caller;
mod code;
mod draft;
mod drive;
mod events;
mod files;
mod form;
mod guard;
mod keys;
mod listing;
mod media;
mod offer;
mod pane;
mod playground;
mod posted;
mod prices;
mod quote;
mod requests;
mod runs;
mod session;
mod shown;
mod usage;
mod visit;

use std::net::SocketAddr;
use std::sync::Arc;

use askama::Template;
use http::{Method, Request, Response};

use self::answer::{Answer, Changed, Markup, Refused, not_found};
use self::assets::Assets;
use self::offer::Offer;
use self::playground::Reply;
use self::visit::Visit;
use super::gateway::{Content, Market, Sent, Site};
use crate::declare::{AppDeclaration, EndpointDeclaration};
use crate::openapi::app_title;
use crate::task::BoxFuture;

/// The page.
pub(crate) struct Page(Arc<Offer>);

impl Page {
    pub(crate) fn new(
        app: AppDeclaration,
        endpoints: Vec<EndpointDeclaration>,
        listens: SocketAddr,
    ) -> Self {
        Self(Arc::new(Offer::new(app, endpoints, listens)))
    }
}

impl Site for Page {
    fn owns(&self, path: &str) -> bool {
        let first = path.split('/').nth(1).unwrap_or_default();
        matches!(first, "" | "ui" | "assets" | "requests")
    }

    fn answer(
        self: Arc<Self>,
        market: Arc<Market>,
        request: Request<Sent>,
    ) -> BoxFuture<Response<Content>> {
        Box::pin(async move {
            if let Some(name) = request.uri().path().strip_prefix("/assets/") {
                return self.0.assets.answer(name);
            }
            let answered = match guard::check(&request) {
                Ok(()) => match Visit::of(&self.0, market, request.uri(), request.headers()) {
                    Ok(visit) => route(&visit, request).await,
                    Err(error) => Err(error.into()),
                },
                Err(refused) => Err(refused),
            };
            answered.unwrap_or_else(Refused::answer)
        })
    }
}

/// Each section has the paths below `/ui/` that begin with its name.
async fn route(visit: &Visit, request: Request<Sent>) -> Answer {
    let (head, body) = request.into_parts();
    let path = head.uri.path().trim_matches('/').to_owned();
    let segments: Vec<&str> = path.split('/').collect();
    match (&head.method, &*segments) {
        (&Method::GET, [""]) => whole(visit, playground::section(visit).await?, false, None).await,
        (&Method::GET, ["ui", "endpoint", at]) => {
            reply(visit, playground::endpoint(visit, at).await).await
        }
        (&Method::POST, ["ui", "form", at]) => {
            reply(visit, playground::change(visit, at, &head, body).await).await
        }
        (&Method::POST, ["ui", "quote", at]) => {
            reply(visit, playground::quoted(visit, at, &head, body).await).await
        }
        (&Method::POST, ["ui", "run", at]) => {
            reply(visit, playground::run(visit, at, &head, body).await).await
        }
        (&Method::POST, ["ui", "send", at]) => {
            reply(visit, playground::send(visit, at, &head, body).await).await
        }
        (&Method::GET, ["requests", id]) => {
            reply(visit, playground::request(visit, id).await).await
        }
        (_, ["ui", "requests", id, rest @ ..])
            if let Some(replied) = playground::of_run(visit, &head, id, rest).await =>
        {
            reply(visit, replied).await
        }
        (&Method::POST, ["ui", "caller"]) => caller::switch(visit, &head, body).await,
        (_, ["ui", "requests", rest @ ..]) => requests::answer(visit, &head, rest, body).await,
        (_, ["ui", "usage", rest @ ..]) => usage::answer(visit, &head, rest, body).await,
        (_, ["ui", "prices", rest @ ..]) => {
            in_page(visit, prices::answer(visit, &head, rest, body).await?).await
        }
        (_, ["ui", "keys", rest @ ..]) => {
            in_page(visit, keys::answer(visit, &head, rest, body).await?).await
        }
        _ => Err(not_found()),
    }
}

/// A fragment, or the page with it.
async fn reply(visit: &Visit, replied: Result<Reply, Refused>) -> Answer {
    match replied? {
        Reply::Fragment(markup) => Ok(answer::html(&markup)),
        Reply::Section(playground, is_live) => whole(visit, playground, is_live, None).await,
        Reply::Done(response) => Ok(response),
    }
}

/// A section that a plain form has changed, in the page.
async fn in_page(visit: &Visit, changed: Changed) -> Answer {
    match changed {
        Changed::Response(response) => Ok(response),
        Changed::Section(id, section) => {
            let visit = visit.again();
            let playground = playground::section(&visit).await?;
            whole(&visit, playground, false, Some((id, section))).await
        }
    }
}

/// All of the page.
#[derive(Template)]
#[template(path = "page.html")]
struct Whole<'a> {
    title: String,
    app: String,
    assets: &'a Assets,
    bar: Markup,
    listing: Markup,
    playground: Markup,
    /// Whether something is in work: without script the page comes again by itself.
    is_live: bool,
    requests: Markup,
    usage: Markup,
    prices: Markup,
    keys: Markup,
}

/// The page. `?section=usage` shows a section that otherwise comes when it is reached. A section that a form has changed is
/// `made` already.
async fn whole(
    visit: &Visit,
    playground: Markup,
    is_live: bool,
    made: Option<(&str, Markup)>,
) -> Answer {
    let wanted = visit.query.one("section").unwrap_or_default();
    let section = |id: &str, title: &str, render: fn(&Visit) -> Result<Markup, Refused>| match &made
    {
        Some((changed, markup)) if *changed == id => Ok(markup.clone()),
        _ if wanted == id => render(visit),
        _ => Ok(later(id, title)),
    };
    Ok(answer::html(&Markup::of(&Whole {
        title: app_title(&visit.offer.app),
        app: visit.market.listing.id(),
        assets: &visit.offer.assets,
        bar: bar::bar(visit),
        listing: listing::section(visit).await?,
        playground,
        is_live,
        requests: requests::section(visit)?,
        usage: section("usage", "Usage", usage::section)?,
        prices: section("prices", "Prices", prices::section)?,
        keys: section("keys", "Keys", keys::section)?,
    })))
}

/// The place of a section that comes when it is reached. Without script a link leads to it.
#[derive(Template)]
#[template(path = "later.html")]
struct Later<'a> {
    id: &'a str,
    title: &'a str,
}

fn later(id: &str, title: &str) -> Markup {
    Markup::of(&Later { id, title })
}
