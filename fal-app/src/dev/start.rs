//! Starting the marketplace, and ending it.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::announce::{Announcement, Keys};
use super::app::{Failed, Faults, HealthCheck, Keeper, Platform, Start};
use super::files::Files;
use super::gateway::{self, Limits, Listing, Log, Market, Retries};
use super::ledger::keys::{self, User};
use super::ledger::prices::{self, Priced};
use super::ledger::{self, Ledger, LedgerError, LedgerFile, queue, requests};
use super::page::Page;
use super::terminal::Terminal;
use super::webhooks::{self, Deliveries};
use crate::declare::{self, AppDeclaration, EndpointDeclaration};
use crate::net::Reach;
use crate::server::cannot_listen;
use crate::units::Money;

/// Who the app belongs to.
const OWNER: &str = "owner";

/// Who else there is from the start.
const CALLERS: [&str; 2] = ["alice", "bob"];

/// What each of them has at first: 100 dollars.
pub(crate) const CREDIT: Money = Money::from_nano(100_000_000_000);

/// How the keys are labelled that each start makes.
const LABEL: &str = "start";

/// What the app has to end itself beyond its grace period, before it is killed.
const BEYOND_GRACE: Duration = Duration::from_secs(2);

/// What to start.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) app: AppDeclaration,
    pub(crate) endpoints: Vec<EndpointDeclaration>,
    /// Where the app says whether it is well, and how it is asked.
    pub(crate) health_check: (&'static str, declare::HealthCheck),
    /// The bytes of the largest body that an endpoint takes.
    pub(crate) largest_body: usize,
    pub(crate) address: SocketAddr,
    /// Whether other machines may connect.
    pub(crate) allow_remote: bool,
    pub(crate) file: LedgerFile,
    /// The most bytes of all files that callers and the app upload.
    pub(crate) files: u64,
    /// The price of a unit of every endpoint, where it is said anew.
    pub(crate) unit_price: Option<Money>,
    /// How long the first retry of a webhook waits.
    pub(crate) webhook_delay: Duration,
    /// What users have at first, where it is not 100 dollars. They have keys too.
    pub(crate) credit: Vec<(String, Money)>,
    /// The most bytes of the bodies of requests that are kept; `None` where none are.
    pub(crate) record: Option<u64>,
    /// Whether stdout is for a program.
    pub(crate) json: bool,
}

/// A marketplace that was started for a scenario.
pub(crate) struct Started {
    pub(crate) address: SocketAddr,
    /// As callers name it.
    pub(crate) app: String,
    /// The keys of all users, by name.
    pub(crate) keys: Vec<(String, String)>,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) faults: Faults,
}

/// Runs the marketplace until `end`. It is announced on stdout, and each request has a line there, unless a scenario wants to
/// know that it has started.
///
/// # Errors
/// It cannot start.
pub(crate) async fn run(
    options: Options,
    terminal: Terminal,
    scenario: Option<oneshot::Sender<Started>>,
    end: impl Future,
) -> Result<(), Failed> {
    let listener = listen(&options).await?;
    let address = listener.local_addr()?;
    let ledger = Arc::new(Ledger::open(options.file.clone().lock()?)?);
    let files = Files::open(options.file.folder(), options.files)
        .map_err(|error| format!("the files of callers cannot be read: {error}"))?;
    let (unit_price, credit) = (options.unit_price, options.credit.clone());
    let name = options.app.name;
    let prepared = ledger.write(move |file| prepare(file, name, unit_price, &credit));
    let Prepared {
        owner,
        keys,
        own_key,
        interrupted,
    } = prepared.await?;
    if interrupted > 0 {
        tracing::warn!(
            "{interrupted} requests were in flight when the marketplace ended the last time: they cost nothing"
        );
    }
    let mut end = pin!(end);
    let app = &options.app;
    let grace = app.grace();
    let (path, health_check) = options.health_check;
    let start = Start {
        program: std::env::current_exe()?,
        startup: app.startup_timeout(),
        grace: grace + BEYOND_GRACE,
        health_check: HealthCheck::of(path, health_check, app.startup_timeout()),
        platform: Platform {
            key: own_key,
            app: name.to_owned(),
            address,
        },
    };
    let started = tokio::select! {
        started = Keeper::start(start, terminal.err) => started?,
        _ = &mut end => return Ok(()),
    };
    let (mut keeper, running) = started;
    let log = Log::new(terminal.out, options.json);
    let (limits, listing) = (limits(&options), listing(app, owner));
    let page = Arc::new(Page::new(options.app, options.endpoints.clone(), address));
    let (market, mut idle) =
        Market::new(ledger.clone(), files, running, listing, limits, log, page)?;
    match scenario {
        Some(scenario) => {
            let started = Started {
                address,
                app: market.listing.id(),
                keys: keys.0,
                ledger: ledger.clone(),
                faults: market.app.faults.clone(),
            };
            // Who does not wait for it ends it.
            let _ = scenario.send(started);
        }
        None => {
            let file = options.file.path();
            let announcement = Announcement::of(&market, address, &file, keys).await?;
            announcement.print(options.json)?;
        }
    }
    let deliveries = Deliveries::start(ledger, webhook_limits(&options))?;
    let mut failed = None;
    let end = async {
        tokio::select! {
            _ = end => {}
            why = keeper.failed() => failed = Some(why),
        }
    };
    gateway::serve(&listener, &market, end, grace).await;
    // Only requests whose callers have left are at work now. They are settled before the app ends, which then reports what
    // its last streams cost.
    market.at_work.close();
    let ending = async {
        let _ = tokio::join!(timeout(grace, idle.recv()), deliveries.stop(grace));
        keeper.stop().await;
    };
    tokio::select! {
        () = ending => {}
        never = gateway::serve_app(&listener, &market) => match never {},
    }
    failed.map_or(Ok(()), Err)
}

async fn listen(options: &Options) -> Result<TcpListener, Failed> {
    let address = options.address;
    if !address.ip().is_loopback() && !options.allow_remote {
        return Err(format!(
            "{} is not loopback: whoever reaches it can call the app and its prices are no protection\n\
             help: leave `--host` out, or add `--allow-remote`",
            address.ip()
        )
        .into());
    }
    TcpListener::bind(address)
        .await
        .map_err(|error| cannot_listen(address, "--port", &error).into())
}

/// What a start needs of the ledger.
struct Prepared {
    owner: User,
    keys: Keys,
    /// The key of the app itself. It is shown to nobody.
    own_key: String,
    /// How many requests were left in flight.
    interrupted: usize,
}

/// What each start does with the ledger: the users, a key for each and for the app, the price, and what was left in flight.
fn prepare(
    file: &rusqlite::Connection,
    app: &str,
    unit_price: Option<Money>,
    credit: &[(String, Money)],
) -> ledger::Result<Prepared> {
    queue::recover(file)?;
    let interrupted = requests::recover(file)?;
    if let Some(price) = unit_price {
        // Said again with each start, it is no new version.
        if prices::of_units(file)? != Some(price) {
            prices::add(file, &Priced::Units, price)?;
        }
    }
    for (name, credit) in credit {
        keys::user(file, name, *credit)?;
    }
    let owner = keys::user(file, OWNER, CREDIT)?;
    let mut made = vec![(OWNER.to_owned(), keys::create(file, &owner, LABEL)?)];
    let others = credit.iter().map(|(name, _)| name.as_str());
    let others = others.filter(|name| *name != OWNER && !CALLERS.contains(name));
    for name in CALLERS.into_iter().chain(others) {
        let user = keys::user(file, name, CREDIT)?;
        made.push((name.to_owned(), keys::create(file, &user, LABEL)?));
    }
    // What is queued for one app is nothing that another one could answer.
    if let Some(other) = keys::apps(file)?.iter().find(|other| *other != app) {
        return Err(LedgerError::Refused(format!(
            "this is the ledger of the app `{other}`, and not of `{app}`\nhelp: choose another file with `--db`"
        )));
    }
    let own_key = keys::create_for_app(file, &owner, app)?;
    Ok(Prepared {
        owner,
        keys: Keys(made),
        own_key,
        interrupted,
    })
}

fn listing(app: &AppDeclaration, owner: User) -> Listing {
    let (machine, machines) = app.billed_machine();
    Listing {
        owner,
        app: app.name.to_owned(),
        auth: app.auth,
        machine: machine.to_owned(),
        machines,
        retries: Retries::declared(app),
        private_logs: app.private_logs,
    }
}

/// A receiver on this machine is what a rehearsal is for. Where callers are on other machines, what they name must not
/// lead to this one.
fn webhook_limits(options: &Options) -> webhooks::Limits {
    let reach = match options.allow_remote {
        true => Reach::Public,
        false => Reach::PublicOrLoopback,
    };
    webhooks::Limits::new(options.webhook_delay, reach)
}

fn limits(options: &Options) -> Limits {
    let app = &options.app;
    let declared = app
        .request_start_timeout
        .map(|seconds| Duration::from_secs(seconds.into()));
    Limits {
        places: app.max_multiplexing.unwrap_or(1),
        body: options.largest_body,
        start: declared.unwrap_or_else(|| app.startup_timeout()),
        queue: declared,
        work: app.request_timeout(),
        record: options.record,
    }
}
