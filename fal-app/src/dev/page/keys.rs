//! `#keys`: who may call.

use askama::Template;
use http::Method;
use http::request::Parts;
use jiff::Timestamp;

use super::answer::{self, Changed, Markup, Refused, not_found};
use super::bar;
use super::posted;
use super::shown;
use super::visit::Visit;
use crate::dev::gateway::Sent;
use crate::dev::ledger::LedgerError;
use crate::dev::ledger::keys::{self, Key};
use crate::units::Money;

/// How many letters of a key are shown.
const FIRST: usize = 8;

/// What a new caller has, where nothing is said.
const CREDIT: &str = "25.00";

#[derive(Template)]
#[template(path = "keys.html")]
struct Keys {
    keys: Vec<Row>,
    users: Vec<String>,
    news: News,
}

/// A key, without its secret.
struct Row {
    user: String,
    /// Its first letters.
    shown: String,
    label: String,
    made: String,
    /// `None` where it was never used.
    last_used: Option<String>,
    /// By which it is revoked; `None` where it is revoked already.
    key_id: Option<String>,
}

/// What the last form brought.
#[derive(Default)]
struct News {
    /// A new key: whose it is, and the key itself. It is in this answer alone.
    made: Option<(String, String)>,
    /// What was typed, and what is wrong with it.
    name: String,
    wrong_name: Option<String>,
    credit: String,
    wrong_credit: Option<String>,
    /// Why nothing could be revoked.
    wrong: Option<String>,
}

/// The section.
pub(super) fn section(visit: &Visit) -> Result<Markup, Refused> {
    with(visit, News::default())
}

fn with(visit: &Visit, mut news: News) -> Result<Markup, Refused> {
    let keys = visit.market.ledger.read(keys::list)?;
    if news.credit.is_empty() {
        CREDIT.clone_into(&mut news.credit);
    }
    // What holds is first, the newest first. The app's own keys are nobody's to use.
    let mut keys: Vec<&Key> = keys.iter().filter(|key| key.app.is_none()).collect();
    keys.reverse();
    keys.sort_by_key(|key| key.revoked_at.is_some());
    Ok(Markup::of(&Keys {
        keys: keys.into_iter().map(Row::of).collect(),
        users: visit
            .users
            .iter()
            .map(|(user, _)| user.name.clone())
            .collect(),
        news,
    }))
}

impl Row {
    fn of(key: &Key) -> Self {
        let first: String = key.key_id.chars().take(FIRST).collect();
        Self {
            user: key.user.name.clone(),
            shown: format!("{first}…"),
            label: key.label.clone(),
            made: shown::time(key.created_at),
            last_used: key.last_used_at.map(shown::time),
            key_id: key.revoked_at.is_none().then(|| key.key_id.clone()),
        }
    }
}

/// Answers what is below `/ui/keys`: `rest` are the segments that follow it.
pub(super) async fn answer(
    visit: &Visit,
    head: &Parts,
    rest: &[&str],
    body: Sent,
) -> Result<Changed, Refused> {
    match (&head.method, rest) {
        (&Method::GET, []) => Ok(answer::html(&section(visit)?).into()),
        (&Method::POST, []) => {
            let form = posted::read(visit, head, body).await?;
            let text = |name| form.one(name).unwrap_or_default().trim().to_owned();
            let news = make(visit, text("caller"), text("credit")).await?;
            shown(&visit.again(), news)
        }
        (&Method::POST, [key_id, "revoke"]) => {
            let key_id = (*key_id).to_owned();
            let revoked = visit
                .market
                .ledger
                .write(move |file| keys::revoke(file, &key_id));
            let wrong = match revoked.await {
                Err(LedgerError::Refused(why)) => Some(first_line(&why)),
                revoked => {
                    revoked?;
                    None
                }
            };
            shown(
                visit,
                News {
                    wrong,
                    ..News::default()
                },
            )
        }
        _ => Err(not_found()),
    }
}

async fn make(visit: &Visit, name: String, credit: String) -> Result<News, Refused> {
    let mut news = News {
        name: name.clone(),
        credit: credit.clone(),
        ..News::default()
    };
    // A caller who is there already keeps what they have.
    let credit = match credit.as_str() {
        "" => Ok(Money::ZERO),
        text => text.parse(),
    };
    let credit = match credit {
        Ok(credit) => credit,
        Err(why) => {
            news.wrong_credit = Some(why.to_string());
            return Ok(news);
        }
    };
    let label = format!(
        "made on the page, {}",
        shown::in_format("%-d %b %H:%M", Timestamp::now().as_millisecond())
    );
    let of = name.clone();
    let made = visit.market.ledger.write(move |file| {
        let user = keys::user(file, &of, credit)?;
        keys::create(file, &user, &label)
    });
    match made.await {
        Ok(key) => Ok(News {
            made: Some((name, key)),
            ..News::default()
        }),
        Err(LedgerError::Refused(why)) => {
            news.wrong_name = Some(first_line(&why));
            Ok(news)
        }
        Err(error) => Err(error.into()),
    }
}

/// Without the help for a terminal.
fn first_line(why: &str) -> String {
    why.lines().next().unwrap_or_default().to_owned()
}

/// The section, with what a form brought. A plain form gets the whole page: a new key is in no other answer.
fn shown(visit: &Visit, news: News) -> Result<Changed, Refused> {
    let section = with(visit, news)?;
    match visit.is_script {
        true => Ok(answer::html(&section.and(&bar::partial(visit))).into()),
        false => Ok(Changed::Section("keys", section)),
    }
}
