//! The form of an endpoint as somebody filled it, and what is shown of it.

use askama::Template;
use serde_json::Value;

use super::answer::{Markup, Refused};
use super::code::{self, Snippet};
use super::form::{self, Control, Controls, State, Wrong};
use super::pane;
use super::posted::Posted;
use super::quote::{self, Quote, Quoted};
use super::runs::{Run, Via};
use super::visit::Visit;
use crate::declare::EndpointDeclaration;
use crate::openapi::endpoint_title;

/// What is in a form, and beside it.
pub(super) struct Draft {
    pub(super) at: usize,
    pub(super) state: State,
    pub(super) ceiling: String,
    pub(super) via: Via,
    /// What a run found wrong.
    pub(super) wrong: Vec<Wrong>,
    /// Whether fields that are empty and must not be are told. Before the first run they are not.
    pub(super) tells_missing: bool,
    pub(super) focus: Option<String>,
    pub(super) notice: Option<String>,
}

/// The form, the result and the code of an endpoint.
#[derive(Template)]
#[template(path = "endpoint.html")]
struct Panel {
    at: usize,
    title: String,
    path: &'static str,
    /// Whether the form is higher than the result: then the code goes below the result.
    is_long: bool,
    form: Markup,
    pane: Markup,
    code: Markup,
}

#[derive(Template)]
#[template(path = "form.html")]
struct Form {
    at: usize,
    title: String,
    controls: Vec<Control>,
    advanced: Vec<Control>,
    opens_advanced: bool,
    quote: Markup,
    button: String,
    is_bad: bool,
    ceiling: String,
    ceiling_wrong: Vec<Wrong>,
    is_session: bool,
    /// Whether there is a choice how to send it.
    has_queue: bool,
    is_queued: bool,
    has_ceiling: bool,
}

#[derive(Template)]
#[template(path = "code.html")]
struct Code {
    at: usize,
    title: String,
    snippets: Vec<Snippet>,
    units: bool,
}

impl Draft {
    /// What is in the form at first: the first example, else the defaults.
    pub(super) fn first(visit: &Visit, at: usize) -> Self {
        let endpoint = &visit.offer.endpoints[at];
        let example = form::examples(endpoint).into_iter().next();
        Self::of(at, form::state(endpoint, example.as_ref()), endpoint)
    }

    pub(super) fn of(at: usize, state: State, endpoint: &EndpointDeclaration) -> Self {
        Self {
            at,
            state,
            ceiling: String::new(),
            via: if endpoint.realtime.is_some() {
                Via::Session
            } else {
                Via::Directly
            },
            wrong: Vec::new(),
            tells_missing: false,
            focus: None,
            notice: None,
        }
    }

    /// What was sent.
    pub(super) fn posted(visit: &Visit, at: usize, posted: &Posted) -> Self {
        let endpoint = &visit.offer.endpoints[at];
        let state = State::of(posted, &visit.address);
        let mut draft = Self::of(at, state, endpoint);
        draft.ceiling = posted.one("_max").unwrap_or_default().trim().to_owned();
        if posted.one("_via") == Some("queue") && draft.via == Via::Directly {
            draft.via = Via::Queue;
        }
        draft
    }

    /// The body, and what it would cost.
    pub(super) async fn quote(&self, visit: &Visit) -> Result<(Value, Quote), Refused> {
        let endpoint = &visit.offer.endpoints[self.at];
        let price = quote::price(visit, endpoint)?;
        let (body, quoted) = match form::body(endpoint, &self.state) {
            Ok(body) => {
                let quoted = quote::ask(visit, endpoint, &body).await;
                (body, quoted)
            }
            Err(wrong) => (Value::Null, Quoted::Refused(wrong)),
        };
        Ok((body, Quote { quoted, price }))
    }

    /// What is wrong, as far as it is told.
    pub(super) fn told(&self, quote: &Quote) -> Vec<Wrong> {
        let mut told = self.wrong.clone();
        if let (Quoted::Refused(wrong), true) = (&quote.quoted, told.is_empty()) {
            told.clone_from(wrong);
        }
        if !self.tells_missing {
            told.retain(|wrong| wrong.error_type != "missing");
        }
        told
    }

    pub(super) fn code(&self, visit: &Visit, body: &Value) -> Markup {
        let endpoint = &visit.offer.endpoints[self.at];
        let listing = &visit.market.listing;
        let snippets = code::snippets(&code::Asked {
            endpoint,
            address: &visit.address,
            id: &listing.endpoint_id(endpoint.path),
            auth: listing.auth,
            caller: &visit.caller.name,
            ceiling: &self.ceiling,
            body,
        });
        Markup::of(&Code {
            at: self.at,
            title: endpoint_title(endpoint),
            units: endpoint.bounds().is_some(),
            snippets,
        })
    }

    pub(super) async fn form(self, visit: &Visit) -> Result<(Markup, Markup, usize), Refused> {
        let (body, quote) = self.quote(visit).await?;
        let code = self.code(visit, &body);
        let endpoint = &visit.offer.endpoints[self.at];
        let (ceiling_wrong, wrong) = self
            .told(&quote)
            .into_iter()
            .partition(|wrong| wrong.at == quote::CEILING);
        let controls = form::controls(
            visit.local(),
            visit.endpoint(self.at),
            &self.state,
            wrong,
            self.focus,
        );
        let height = controls.height();
        let opens_advanced = controls.opens_advanced();
        let Controls {
            first,
            advanced,
            elsewhere,
        } = controls;
        let shown = quote::shown(
            visit,
            endpoint,
            &quote,
            &self.ceiling,
            elsewhere,
            self.notice,
        );
        let form = Markup::of(&Form {
            at: self.at,
            title: endpoint_title(endpoint),
            controls: first,
            advanced,
            opens_advanced,
            quote: shown,
            button: quote.button(),
            is_bad: matches!(quote.quoted, Quoted::Refused(_)),
            ceiling: self.ceiling,
            ceiling_wrong,
            is_session: endpoint.realtime.is_some(),
            has_queue: endpoint.realtime.is_none() && !endpoint.stream,
            is_queued: self.via == Via::Queue,
            has_ceiling: endpoint.bounds().is_some() && endpoint.realtime.is_none(),
        });
        Ok((form, code, height))
    }

    pub(super) async fn panel(self, visit: &Visit, run: Option<&Run>) -> Result<Markup, Refused> {
        let at = self.at;
        let endpoint = &visit.offer.endpoints[at];
        let fields = self.fields(visit);
        let (form, code, height) = self.form(visit).await?;
        Ok(Markup::of(&Panel {
            at,
            title: endpoint_title(endpoint),
            path: endpoint.path,
            is_long: height > 8,
            form,
            pane: pane::pane(visit, at, run, &fields),
            code,
        }))
    }

    /// The places of errors, with the ids of their controls.
    pub(super) fn fields(&self, visit: &Visit) -> Vec<(String, String)> {
        let controls = form::controls(
            visit.local(),
            visit.endpoint(self.at),
            &self.state,
            Vec::new(),
            None,
        );
        let all = controls.all().flat_map(Control::places);
        all.collect()
    }
}
