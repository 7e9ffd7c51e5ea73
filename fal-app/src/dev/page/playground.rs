//! `#playground`: the form of an endpoint with its quote, what comes back, and the code that asks the same.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use http::request::Parts;
use http::{Method, Response, StatusCode};
use serde_json::Value;
use tokio::time::timeout;

use super::answer::{self, Markup, Refused, not_found};
use super::draft::Draft;
use super::drive::drive;
use super::form::{self, Change, Control, Wrong};
use super::pane;
use super::posted::{self, Posted};
use super::quote;
use super::runs::{Run, Start, Via};
use super::visit::Visit;
use crate::dev::gateway::{Content, Sent};
use crate::openapi::endpoint_title;

/// How long a run is waited for before the page goes on: what is refused is answered by then.
const SOON: Duration = Duration::from_millis(400);

/// What is answered: a fragment, or what the page has in the place of the playground.
pub(super) enum Reply {
    Fragment(Markup),
    /// With whether something is still in work.
    Section(Markup, bool),
    Done(Response<Content>),
}

type Replied = Result<Reply, Refused>;

#[derive(Template)]
#[template(path = "playground.html")]
struct Playground {
    tabs: Vec<Tab>,
    current: usize,
    panel: Markup,
}

struct Tab {
    at: usize,
    title: String,
    path: &'static str,
}

/// What changes with each quote.
#[derive(Template)]
#[template(path = "partials.html")]
struct Partials<'a> {
    at: usize,
    quote: Markup,
    button: String,
    errors: Vec<(&'a str, &'a [Wrong])>,
    ceiling_wrong: Vec<Wrong>,
    code: Markup,
}

/// The section, with the endpoint that the URL names or the first one.
pub(super) async fn section(visit: &Visit) -> Result<Markup, Refused> {
    let named = visit.query.one("endpoint");
    let mut endpoints = visit.offer.endpoints.iter();
    let at = endpoints.position(|endpoint| Some(endpoint.path) == named.as_deref());
    let draft = match visit.offer.endpoints.is_empty() {
        true => return Ok(Markup::default()),
        false => Draft::first(visit, at.unwrap_or_default()),
    };
    with(visit, draft, None).await
}

async fn with(visit: &Visit, draft: Draft, run: Option<&Run>) -> Result<Markup, Refused> {
    let current = draft.at;
    let tabs = visit.offer.endpoints.iter().enumerate();
    let tabs = tabs.map(|(at, endpoint)| Tab {
        at,
        title: endpoint_title(endpoint),
        path: endpoint.path,
    });
    Ok(Markup::of(&Playground {
        tabs: tabs.collect(),
        current,
        panel: draft.panel(visit, run).await?,
    }))
}

/// The place in a path of an endpoint.
fn place(visit: &Visit, segment: &str) -> Result<usize, Refused> {
    let at = segment.parse().ok();
    at.filter(|at| *at < visit.offer.endpoints.len())
        .ok_or_else(not_found)
}

/// `GET /ui/endpoint/0`
pub(super) async fn endpoint(visit: &Visit, segment: &str) -> Replied {
    let at = place(visit, segment)?;
    let draft = Draft::first(visit, at);
    Ok(Reply::Fragment(draft.panel(visit, None).await?))
}

/// `POST /ui/form/0`: a row is added, a file was chosen, an example is tried.
pub(super) async fn change(visit: &Visit, segment: &str, head: &Parts, body: Sent) -> Replied {
    let at = place(visit, segment)?;
    let endpoint = &visit.offer.endpoints[at];
    let posted = posted::read(visit, head, body).await?;
    let mut draft = Draft::posted(visit, at, &posted);
    let one = |name: &str| posted.one(name).map(str::to_owned);
    let changes = [
        one("_add").map(Change::Add),
        one("_remove").map(Change::Remove),
        one("_set").map(Change::Set),
        one("_unset").map(Change::Unset),
        one("_clear").map(Change::Clear),
    ];
    for change in changes.into_iter().flatten() {
        draft.focus = form::change(endpoint, &mut draft.state, &change);
    }
    if let Some(id) = posted.one("_tag") {
        let controls = form::controls(
            visit.local(),
            visit.endpoint(at),
            &draft.state,
            Vec::new(),
            None,
        );
        let tag = controls
            .all()
            .find_map(|control| control.tag_of(id).map(str::to_owned));
        if let Some(tag) = tag {
            form::settle_tags(endpoint, &mut draft.state, &tag);
            draft.focus = tag.rsplit_once('/').map(|(value, _)| value.to_owned());
        }
    }
    if let Some(number) = posted
        .one("_example")
        .and_then(|number| number.parse::<usize>().ok())
    {
        let example = form::examples(endpoint).into_iter().nth(number);
        draft.state = form::state(endpoint, example.as_ref());
    }
    if posted.one("_reset").is_some() {
        draft.state = form::state(endpoint, None);
    }
    if let Some((name, _)) = posted.files.first() {
        draft.focus = name.strip_prefix("_file").map(str::to_owned);
    }
    if !visit.is_script {
        return Ok(Reply::Section(with(visit, draft, None).await?, false));
    }
    if posted.one("_panel").is_some() {
        return Ok(Reply::Fragment(draft.panel(visit, None).await?));
    }
    let (form, code, _) = draft.form(visit).await?;
    Ok(Reply::Fragment(form.and(&partial(at, &code))))
}

/// The code, out of band.
#[derive(Template)]
#[template(path = "code_partial.html")]
struct CodePartial<'a> {
    at: usize,
    code: &'a Markup,
}

fn partial(at: usize, code: &Markup) -> Markup {
    Markup::of(&CodePartial { at, code })
}

/// `POST /ui/quote/0`: what stands in the form would cost this.
pub(super) async fn quoted(visit: &Visit, segment: &str, head: &Parts, body: Sent) -> Replied {
    let at = place(visit, segment)?;
    let posted = posted::read(visit, head, body).await?;
    let draft = Draft::posted(visit, at, &posted);
    if !visit.is_script {
        return Ok(Reply::Section(with(visit, draft, None).await?, false));
    }
    Ok(Reply::Fragment(parts(visit, &draft).await?))
}

/// The parts of the page that follow from the form and from who calls.
async fn parts(visit: &Visit, draft: &Draft) -> Result<Markup, Refused> {
    let (body, quote) = draft.quote(visit).await?;
    let endpoint = &visit.offer.endpoints[draft.at];
    let (ceiling_wrong, wrong) = draft
        .told(&quote)
        .into_iter()
        .partition(|wrong| wrong.at == quote::CEILING);
    let mut controls = form::controls(
        visit.local(),
        visit.endpoint(draft.at),
        &draft.state,
        wrong,
        None,
    );
    let elsewhere = std::mem::take(&mut controls.elsewhere);
    Ok(Markup::of(&Partials {
        at: draft.at,
        quote: quote::shown(
            visit,
            endpoint,
            &quote,
            &draft.ceiling,
            elsewhere,
            draft.notice.clone(),
        ),
        button: quote.button(),
        errors: controls.all().flat_map(Control::errors).collect(),
        ceiling_wrong,
        code: draft.code(visit, &body),
    }))
}

/// The same for the form that a browser has open, when another one calls.
pub(super) async fn for_caller(visit: &Visit, posted: &Posted) -> Result<Markup, Refused> {
    let at = posted.one("_at").and_then(|at| place(visit, at).ok());
    match at {
        Some(at) => parts(visit, &Draft::posted(visit, at, posted)).await,
        None => Ok(Markup::default()),
    }
}

/// `POST /ui/run/0`
pub(super) async fn run(visit: &Visit, segment: &str, head: &Parts, body: Sent) -> Replied {
    let at = place(visit, segment)?;
    let endpoint = visit.offer.endpoints[at];
    let posted = posted::read(visit, head, body).await?;
    let mut draft = Draft::posted(visit, at, &posted);
    draft.tells_missing = true;
    let (body, quote) = draft.quote(visit).await?;
    let seen = posted
        .one("_version")
        .and_then(|version| version.parse::<i64>().ok());
    if seen.is_some_and(|seen| seen != quote.price.version) {
        draft.notice = Some(
            "The price has changed since the quote. Nothing ran: this is the new one.".to_owned(),
        );
        return again(visit, draft, None).await;
    }
    if body.is_null() {
        // It is not JSON, so nobody can be asked.
        return again(visit, draft, None).await;
    }
    let run = visit.offer.runs.start(Start {
        at,
        caller: visit.caller.clone(),
        address: match draft.via {
            Via::Session => visit.offer.listens.to_string(),
            Via::Directly | Via::Queue => visit.address.clone(),
        },
        state: draft.state.clone(),
        ceiling: draft.ceiling.clone(),
        via: draft.via,
        body,
        quoted: quote.cost(),
    });
    tokio::spawn(drive(visit.market.clone(), endpoint, run.clone()));
    let mut changes = run.changes();
    let over = async { while !run.progress().is_over && changes.changed().await.is_ok() {} };
    let _ = timeout(SOON, over).await;
    draft.wrong = refused(&run);
    if !draft.wrong.is_empty() {
        return again(visit, draft, Some(run)).await;
    }
    if !visit.is_script {
        return Ok(Reply::Done(to_run(&run)));
    }
    let fields = draft.fields(visit);
    let pane = pane::pane(visit, at, Some(&run), &fields);
    // What was wrong before is right now.
    let pane = match run.progress().is_over {
        true => pane.and(&super::events::beside(visit)),
        false => pane,
    };
    Ok(Reply::Fragment(pane.and(&parts(visit, &draft).await?)))
}

/// Leads a plain form on to the page of a run.
fn to_run(run: &Run) -> Response<Content> {
    answer::see_other(&format!("/requests/{}#result-{}", run.id, run.start.at))
}

/// What a refused run found wrong.
fn refused(run: &Run) -> Vec<Wrong> {
    let progress = run.progress();
    let answer = progress
        .answer
        .as_ref()
        .filter(|answer| matches!(answer.status, 412 | 422));
    let detail = answer.and_then(|answer| {
        let body: Value = serde_json::from_slice(&answer.body).ok()?;
        body.get("detail").cloned()
    });
    detail.map_or_else(Vec::new, |detail| quote::wrong(&detail))
}

/// The form again, with what is wrong, and the focus on the first of it.
async fn again(visit: &Visit, draft: Draft, run: Option<Arc<Run>>) -> Replied {
    if !visit.is_script {
        return Ok(Reply::Section(
            with(visit, draft, run.as_deref()).await?,
            false,
        ));
    }
    let fields = draft.fields(visit);
    let pane = match &run {
        Some(run) => pane::pane(visit, draft.at, Some(run), &fields),
        None => pane::pane(visit, draft.at, None, &fields),
    };
    let parts = parts(visit, &draft).await?;
    let beside = match run {
        Some(_) => super::events::beside(visit),
        None => Markup::default(),
    };
    Ok(Reply::Fragment(pane.and(&parts).and(&beside)))
}

/// `POST /ui/send/0`: what stands in the form goes into the session that is open.
pub(super) async fn send(visit: &Visit, segment: &str, head: &Parts, body: Sent) -> Replied {
    let at = place(visit, segment)?;
    let posted = posted::read(visit, head, body).await?;
    let mut draft = Draft::posted(visit, at, &posted);
    let run = visit.offer.runs.open(at, &visit.caller);
    match (form::body(&visit.offer.endpoints[at], &draft.state), &run) {
        (Ok(body), Some(run)) => {
            let inputs = run.inputs();
            if let Some(inputs) = inputs {
                let _ = inputs.send(body).await;
            }
        }
        (Err(wrong), _) => draft.wrong = wrong,
        (Ok(_), None) => draft.notice = Some("There is no session: connect first.".to_owned()),
    }
    match (visit.is_script, run) {
        (true, _) => Ok(Reply::Fragment(parts(visit, &draft).await?)),
        (false, Some(run)) if draft.wrong.is_empty() => Ok(Reply::Done(to_run(&run))),
        (false, run) => Ok(Reply::Section(
            with(visit, draft, run.as_deref()).await?,
            false,
        )),
    }
}

/// `GET /requests/…`: the page of a run.
pub(super) async fn request(visit: &Visit, id: &str) -> Replied {
    let run = id.parse().ok().and_then(|id| visit.offer.runs.get(&id));
    let Some(run) = run else {
        return Err(Refused::new(
            StatusCode::NOT_FOUND,
            "this request was not run from this page, or long ago",
        ));
    };
    let mut draft = Draft::of(
        run.start.at,
        run.start.state.clone(),
        &visit.offer.endpoints[run.start.at],
    );
    draft.ceiling.clone_from(&run.start.ceiling);
    draft.via = run.start.via;
    draft.wrong = refused(&run);
    let is_live = !run.progress().is_over;
    Ok(Reply::Section(
        with(visit, draft, Some(&run)).await?,
        is_live,
    ))
}

/// Answers what is below `/ui/requests/ID/`; `None` where it is not for a run of the page.
pub(super) async fn of_run(
    visit: &Visit,
    head: &Parts,
    id: &str,
    rest: &[&str],
) -> Option<Replied> {
    let run = visit.offer.runs.get(&id.parse().ok()?)?;
    Some(match (&head.method, rest) {
        (&Method::GET, ["events"]) => Ok(Reply::Done(super::events::events(visit, run, head))),
        (&Method::POST, ["cancel"]) => {
            run.cancel.set();
            match visit.is_script {
                true => Ok(Reply::Fragment(Markup::default())),
                false => Ok(Reply::Done(to_run(&run))),
            }
        }
        (&Method::GET, ["answer"]) => Ok(Reply::Done(super::files::answer(&run))),
        (&Method::GET, ["media", number]) => super::files::medium(&run, number).map(Reply::Done),
        _ => Err(not_found()),
    })
}
