//! `#prices`: what a unit costs, and what if it cost more.

use askama::Template;
use http::Method;
use http::header::HeaderValue;
use http::request::Parts;
use jiff::Timestamp;

use super::answer::{self, Changed, Markup, Refused, not_found};
use super::bar;
use super::listing;
use super::posted::{self, Posted};
use super::shown::{self, dollars, dollars_in_column};
use super::visit::Visit;
use crate::declare::EndpointDeclaration;
use crate::dev::gateway::Sent;
use crate::dev::ledger::hours::{self, HOUR, Sums};
use crate::dev::ledger::prices::{self, Price, Priced};
use crate::dev::table::decimal;
use crate::units::{BillableUnits, Money, MoneyError};

/// Tells the quotes on the page.
const CHANGED: &str = r#"{"prices-changed": {"target": "body"}}"#;

/// The most versions that are shown, the newest first.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "prices.html")]
struct Prices {
    versions: Vec<Row>,
    choices: Vec<Choice>,
    /// The version that a change makes.
    next: i64,
    typed: String,
    wrong: Option<String>,
    preview: Markup,
}

/// A version.
struct Row {
    version: i64,
    /// The path of an endpoint, or in words what has the price.
    what: String,
    is_path: bool,
    price: String,
    unit: String,
    from: String,
    /// Whether it holds for something now.
    holds: bool,
}

/// What may get a price.
struct Choice {
    /// As the form sends it: never a text of the app's.
    value: String,
    label: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "price-preview.html")]
struct Preview {
    what: String,
    /// The new price.
    at: String,
    /// What it is about, what it costs now, and what it would cost.
    rows: Vec<(String, String, String)>,
}

/// What the form asks.
struct Asked<'v> {
    priced: Priced,
    endpoint: Option<&'v EndpointDeclaration>,
    price: Result<Money, String>,
    typed: String,
}

/// The section.
pub(super) fn section(visit: &Visit) -> Result<Markup, Refused> {
    with(visit, &Asked::of(visit, &Posted::default()), None)
}

fn with(visit: &Visit, asked: &Asked<'_>, wrong: Option<String>) -> Result<Markup, Refused> {
    let (all, next) = visit
        .market
        .ledger
        .read(|file| Ok((prices::list(file)?, prices::version(file)? + 1)))?;
    let preview = preview(visit, asked)?;
    let mut versions: Vec<Row> = Vec::new();
    for (at, price) in all.iter().enumerate().rev() {
        if versions.len() == MOST {
            break;
        }
        versions.extend(Row::of(visit, price, &all[at + 1..]));
    }
    Ok(Markup::of(&Prices {
        versions,
        choices: choices(visit, &asked.priced),
        next,
        typed: asked.typed.clone(),
        wrong,
        preview,
    }))
}

impl Row {
    /// `later` are the versions after it. `None` for a machine on which the app does not run.
    fn of(visit: &Visit, price: &Price, later: &[Price]) -> Option<Self> {
        let unit_of = |path: &str| {
            let mut charged = charged(visit);
            let unit = charged.find(|endpoint| endpoint.path == path);
            unit.map_or(String::new(), |endpoint| {
                endpoint.billing.unit_name().into_owned()
            })
        };
        let (what, is_path, unit) = match &price.priced {
            Priced::Machine(machine) if *machine == visit.market.listing.machine => {
                (machine.clone(), false, "second".to_owned())
            }
            Priced::Machine(_) => return None,
            Priced::UnitsOf(path) => (path.clone(), true, unit_of(path)),
            Priced::Units => ("every endpoint".to_owned(), false, "unit".to_owned()),
        };
        // An endpoint has the price of the last version that is of it or of all.
        let is_of = |priced: &Priced, path: &str| match priced {
            Priced::Units => true,
            Priced::UnitsOf(of) => of == path,
            Priced::Machine(_) => false,
        };
        let holds = match &price.priced {
            Priced::Machine(_) => !later.iter().any(|later| later.priced == price.priced),
            of_units => charged(visit).any(|endpoint| {
                is_of(of_units, endpoint.path)
                    && !later
                        .iter()
                        .any(|later| is_of(&later.priced, endpoint.path))
            }),
        };
        Some(Self {
            version: price.version,
            what,
            is_path,
            price: dollars(price.unit_price),
            unit,
            from: shown::in_format("%-d %b %H:%M:%S", price.at),
            holds,
        })
    }
}

/// The endpoints whose units have a price.
fn charged(visit: &Visit) -> impl Iterator<Item = &EndpointDeclaration> {
    let all = visit.offer.endpoints.iter();
    all.filter(|endpoint| {
        endpoint
            .bounds()
            .is_some_and(|bounds| bounds.max != Some(BillableUnits::ZERO))
    })
}

fn has_machine_seconds(visit: &Visit) -> bool {
    visit
        .offer
        .endpoints
        .iter()
        .any(|endpoint| endpoint.bounds().is_none())
}

fn choices(visit: &Visit, chosen: &Priced) -> Vec<Choice> {
    let choice = |value: String, label: String, priced: &Priced| Choice {
        value,
        label,
        is_chosen: priced == chosen,
    };
    let of_one = charged(visit).enumerate().map(|(at, endpoint)| {
        let path = endpoint.path.to_owned();
        choice(at.to_string(), path.clone(), &Priced::UnitsOf(path))
    });
    let mut choices: Vec<Choice> = of_one.collect();
    if choices.len() > 1 {
        choices.push(choice(
            "all".to_owned(),
            "every endpoint".to_owned(),
            &Priced::Units,
        ));
    }
    if has_machine_seconds(visit) {
        let machine = &visit.market.listing.machine;
        let label = format!("a second of {machine}");
        choices.push(choice(
            "machine".to_owned(),
            label,
            &Priced::Machine(machine.clone()),
        ));
    }
    choices
}

impl<'v> Asked<'v> {
    /// Of what is not said, the first that may have a price.
    fn of(visit: &'v Visit, form: &Posted) -> Self {
        let typed = form.one("unit_price").unwrap_or_default().trim().to_owned();
        let price = typed.parse().map_err(|why: MoneyError| why.to_string());
        let what = form.one("endpoint").unwrap_or("0");
        let endpoint = what.parse().ok().and_then(|at| charged(visit).nth(at));
        let priced = match (what, endpoint) {
            (_, Some(endpoint)) => Priced::UnitsOf(endpoint.path.to_owned()),
            ("machine", None) => Priced::Machine(visit.market.listing.machine.clone()),
            (_, None) if charged(visit).next().is_none() => {
                Priced::Machine(visit.market.listing.machine.clone())
            }
            (_, None) => Priced::Units,
        };
        Self {
            priced,
            endpoint,
            price,
            typed,
        }
    }
}

/// What the new price changes. Nothing while there is none.
fn preview(visit: &Visit, asked: &Asked<'_>) -> Result<Markup, Refused> {
    let (Ok(new), Some(endpoint)) = (&asked.price, asked.endpoint) else {
        return Ok(Markup::default());
    };
    let end = Timestamp::now().as_millisecond() / HOUR + 1;
    let (now, used) = visit.market.ledger.read(|file| {
        let version = prices::version(file)?;
        let now = prices::of_endpoint(file, endpoint.path, version)?;
        Ok((now, hours::between(file, (end - 24, end), None)?))
    })?;
    let mut rows = Vec::new();
    if let Some(bounds) = endpoint.bounds() {
        let range = |price: Money| {
            let cost = |units| {
                price
                    .times(units)
                    .map_or("more than can be counted".to_owned(), dollars)
            };
            match bounds.max {
                Some(max) if max == bounds.min => cost(max),
                Some(max) => format!("{} to {}", cost(bounds.min), cost(max)),
                None => format!("{} or more, no upper bound", cost(bounds.min)),
            }
        };
        let before = now.map_or("no price".to_owned(), range);
        rows.push(("Least to most of a request".to_owned(), before, range(*new)));
    }
    let mut sums = Sums::default();
    for hour in used.iter().filter(|hour| hour.endpoint == endpoint.path) {
        sums.add(&hour.sums);
    }
    let units = decimal(sums.units, 8);
    // Not rounded for each request, as bills are: it says what the change is about.
    let at_new = sums.units * i128::from(new.to_nano()) / 100_000_000;
    let amounts = dollars_in_column(&[sums.amount, at_new]);
    if let [was, would] = &amounts[..] {
        let unit = endpoint.billing.unit_name();
        let what = format!("The last 24 hours, {units} × {unit}");
        rows.push((what, was.clone(), would.clone()));
    }
    Ok(Markup::of(&Preview {
        what: endpoint.path.to_owned(),
        at: dollars(*new),
        rows,
    }))
}

/// Answers what is below `/ui/prices`: `rest` are the segments that follow it.
pub(super) async fn answer(
    visit: &Visit,
    head: &Parts,
    rest: &[&str],
    body: Sent,
) -> Result<Changed, Refused> {
    match (&head.method, rest) {
        (&Method::GET, []) => Ok(answer::html(&section(visit)?).into()),
        (&Method::POST, ["preview"]) => {
            let form = posted::read(visit, head, body).await?;
            Ok(answer::html(&preview(visit, &Asked::of(visit, &form))?).into())
        }
        (&Method::POST, []) => {
            let form = posted::read(visit, head, body).await?;
            let asked = Asked::of(visit, &form);
            let wrong = set(visit, &asked).await?;
            let is_set = wrong.is_none();
            let section = match is_set {
                true => section(visit)?,
                false => with(visit, &asked, wrong)?,
            };
            match visit.is_script {
                true => {
                    let mut response = answer::html(
                        &section
                            .and(&listing::partial(visit).await?)
                            .and(&bar::partial(&visit.again())),
                    );
                    if is_set {
                        let event = HeaderValue::from_static(CHANGED);
                        response.headers_mut().insert("hx-trigger", event);
                    }
                    Ok(response.into())
                }
                false if is_set => Ok(answer::see_other("/?section=prices#prices").into()),
                false => Ok(Changed::Section("prices", section)),
            }
        }
        _ => Err(not_found()),
    }
}

/// Sets the price, or says why not.
async fn set(visit: &Visit, asked: &Asked<'_>) -> Result<Option<String>, Refused> {
    let price = match &asked.price {
        Ok(price) => *price,
        Err(why) => return Ok(Some(why.clone())),
    };
    let (priced, machine) = (asked.priced.clone(), visit.market.listing.machine.clone());
    let set = visit.market.ledger.write(move |file| {
        let version = prices::version(file)?;
        let now = match &priced {
            Priced::UnitsOf(path) => prices::of_endpoint(file, path, version)?,
            Priced::Units => prices::of_units(file)?,
            Priced::Machine(_) => prices::of_machines(file, &machine, 1, version)?,
        };
        if now == Some(price) {
            return Ok(false);
        }
        prices::add(file, &priced, price)?;
        Ok(true)
    });
    let is_set = set.await?;
    Ok((!is_set).then(|| "this is the present price".to_owned()))
}
