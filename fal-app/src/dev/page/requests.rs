//! `#requests`: what happened: the rows of the ledger, the newest first. Those in work stand on top.

use askama::Template;
use http::request::Parts;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use uuid::Uuid;

use super::answer::{self, Answer, Markup, Refused, not_found};
use super::shown::{self, dollars, dollars_in_column, thousands};
use super::visit::Visit;
use crate::dev::gateway::{self, Sent};
use crate::dev::ledger::history::{self, Entry, Settled};
use crate::dev::ledger::keys;
use crate::dev::ledger::queue::{self, State};
use crate::dev::ledger::requests::Flag;

/// How many rows are shown at once, and how many of those in work.
const ROWS: u32 = 20;

#[derive(Template)]
#[template(path = "requests.html")]
struct Requests {
    in_work: Vec<Row>,
    rows: Vec<Row>,
    /// Whether these are the newest.
    is_first: bool,
    /// What is older than the last row begins before this id.
    older: Option<String>,
}

/// A request.
struct Row {
    id: String,
    /// The last letters of the id, which tell requests of one minute apart.
    short: String,
    time: String,
    caller: String,
    endpoint: String,
    /// `ok`, `bad` or `wait`.
    kind: &'static str,
    outcome: String,
    /// What else there is to say.
    words: String,
    units: String,
    amount: String,
    milliseconds: String,
    can_be_cancelled: bool,
}

/// The section.
pub(super) fn section(visit: &Visit) -> Result<Markup, Refused> {
    let before = visit.query.one("before").and_then(|id| id.parse().ok());
    let is_first = before.is_none();
    let before = before.unwrap_or(Uuid::max());
    let (in_work, settled) = visit.market.ledger.read(|file| {
        let in_work = match is_first {
            true => history::in_work(file, ROWS)?,
            false => Vec::new(),
        };
        let in_work = in_work.into_iter().map(|entry| {
            let payer = visit
                .users
                .iter()
                .find(|(user, _)| user.name == entry.payer);
            let status = match payer {
                Some((payer, _)) => queue::status(file, &entry.id, payer.id)?,
                None => None,
            };
            Ok(Row::in_work(&entry, status.map(|status| status.state)))
        });
        let in_work = in_work.collect::<crate::dev::ledger::Result<Vec<Row>>>()?;
        Ok((in_work, history::settled_before(file, &before, ROWS)?))
    })?;
    let amounts: Vec<i128> = settled
        .iter()
        .map(|(_, settled)| settled.amount.to_nano().into())
        .collect();
    let rows = settled.iter().zip(dollars_in_column(&amounts));
    let rows: Vec<Row> = rows
        .map(|((entry, settled), amount)| Row::settled(entry, settled, amount))
        .collect();
    let is_full = rows.len() == ROWS as usize;
    Ok(Markup::of(&Requests {
        in_work,
        older: rows.last().filter(|_| is_full).map(|row| row.id.clone()),
        rows,
        is_first,
    }))
}

impl Row {
    fn of(entry: &Entry) -> Self {
        let id = entry.id.to_string();
        Self {
            short: id.get(id.len() - 8..).unwrap_or_default().to_owned(),
            id,
            time: shown::time(shown::came_at(&entry.id)),
            caller: entry
                .caller
                .clone()
                .unwrap_or_else(|| "without a key".to_owned()),
            endpoint: entry.endpoint.clone(),
            kind: "wait",
            outcome: String::new(),
            words: String::new(),
            units: "–".to_owned(),
            amount: "–".to_owned(),
            milliseconds: "–".to_owned(),
            can_be_cancelled: false,
        }
    }

    /// `state` is of one that is in the queue.
    fn in_work(entry: &Entry, state: Option<State>) -> Self {
        let reserved = format!("{} reserved", dollars(entry.reserve));
        let (outcome, words) = match &state {
            _ if entry.is_deferred => (
                "WAITING",
                format!("answered; its report says what it costs; {reserved}"),
            ),
            Some(State::Queued(position)) => {
                ("IN_QUEUE", format!("position {position}; {reserved}"))
            }
            Some(_) | None => ("IN_PROGRESS", reserved),
        };
        Self {
            outcome: outcome.to_owned(),
            words,
            can_be_cancelled: !entry.is_deferred
                && matches!(state, Some(State::Queued(_) | State::Running)),
            ..Self::of(entry)
        }
    }

    fn settled(entry: &Entry, settled: &Settled, amount: String) -> Self {
        let outcome = settled
            .status
            .map_or("cut off".to_owned(), |status| status.to_string());
        let is_fine = settled.status.is_some_and(|status| status < 400);
        let is_time = matches!(&*settled.source, "machine_seconds" | "timings");
        let seconds = if is_time { " s" } else { "" };
        Self {
            kind: if is_fine && settled.flag.is_none() {
                "ok"
            } else {
                "bad"
            },
            outcome,
            words: words(entry, settled),
            units: format!("{}{seconds}", settled.units.short()),
            amount,
            milliseconds: settled.milliseconds.map_or("–".to_owned(), thousands),
            ..Self::of(entry)
        }
    }
}

/// Why it cost what it cost.
fn words(entry: &Entry, settled: &Settled) -> String {
    let mut words: Vec<String> = Vec::new();
    if let Some(flag) = settled.flag {
        words.push(flag_in_words(flag).to_owned());
    } else if settled.status.is_some_and(|status| status >= 400) {
        words.push(match settled.units == Default::default() {
            true => "free".to_owned(),
            false => "charged, as the app says".to_owned(),
        });
    } else {
        words.push(match &*settled.source {
            "machine_seconds" => "seconds of the machine".to_owned(),
            "timings" => "seconds of the session".to_owned(),
            "report" => "by its report".to_owned(),
            "session" => "one session".to_owned(),
            "none" => "free".to_owned(),
            _ if settled.amount == entry.reserve => "equal to the quote".to_owned(),
            _ if settled.amount < entry.reserve => format!("of at most {}", dollars(entry.reserve)),
            _ => String::new(),
        });
    }
    if settled.refunded != Default::default() {
        words.push(format!("{} refunded", dollars(settled.refunded)));
    }
    words.retain(|words| !words.is_empty());
    words.join("; ")
}

fn flag_in_words(flag: Flag) -> &'static str {
    match flag {
        Flag::MalformedUnits => "not charged: its units are not a number",
        Flag::UnitsAndWebhook => "not charged: it has units, and says that a report will",
        Flag::UnbilledStatus => "not charged: no such status is",
        Flag::TooLarge => "not charged: more than can be counted",
        Flag::Interrupted => "free: the marketplace ended first",
    }
}

/// Answers what is below `/ui/requests`: `rest` are the segments that follow it.
pub(super) async fn answer(visit: &Visit, head: &Parts, rest: &[&str], _body: Sent) -> Answer {
    match (&head.method, rest) {
        (&Method::GET, []) => Ok(answer::html(&section(visit)?)),
        (&Method::POST, [id, "cancel"]) => {
            let id = id.parse().map_err(|_| not_found())?;
            cancel(visit, &id).await?;
            match visit.is_script {
                true => Ok(answer::html(&section(visit)?)),
                false => Ok(answer::see_other("/#requests")),
            }
        }
        _ => Err(not_found()),
    }
}

/// Cancels a request of the queue, as its caller would. One that is answered already stays as it is.
async fn cancel(visit: &Visit, id: &Uuid) -> Result<(), Refused> {
    let market = &visit.market;
    let entry = market.ledger.read(|file| history::entry(file, id))?;
    let entry = entry.ok_or_else(not_found)?;
    // Where nobody says who they are, the payer may.
    let name = entry.caller.unwrap_or(entry.payer);
    let mut users = visit.users.iter();
    let key = match users.find(|(user, _)| user.name == name) {
        Some((user, _)) => market.ledger.read(|file| keys::of_user(file, user))?,
        None => None,
    };
    let key = key.ok_or_else(|| {
        let why =
            format!("`{name}` has no key any more, so the request cannot be cancelled as theirs");
        Refused::new(StatusCode::CONFLICT, why)
    })?;
    let path = format!("/queue/{}/requests/{id}/cancel", market.listing.id());
    let mut request = Request::new(Sent::default());
    *request.method_mut() = Method::PUT;
    *request.uri_mut() = path.parse().map_err(|_| not_found())?;
    *request.headers_mut() = HeaderMap::new();
    let answer = gateway::ask(market, Uuid::now_v7(), Some(key), request).await;
    match answer.status() {
        StatusCode::NOT_FOUND => Err(not_found()),
        _ => {
            // What it says is in the row.
            let _ = answer.into_body().collect().await;
            Ok(())
        }
    }
}
