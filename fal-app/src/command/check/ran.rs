//! What is asked of the examples that ran.

use super::delivery;
use super::report::{Item, counted};
use crate::billing::Bounds;
use crate::command::output::shown;
use crate::command::trial::{ExampleRun, Reply, ReplyEnd};
use crate::fields::check_answer;
use crate::one_line::OneLine;
use crate::program::Quote;
use crate::units::BillableUnits;

/// What is asked of one example that ran.
pub(super) async fn items(run: &ExampleRun, quotes: &[Quote]) -> Vec<Item> {
    let mut items = vec![answer(run)];
    // Of a failure nothing more is asked: its answer is an error, and costs what an error costs.
    if let Some(reply) = success(run) {
        if delivery::has_schema(&run.example.endpoint) {
            items.push(fit(run, reply));
        }
        items.push(cost(run, reply));
        items.extend(delivery::item(run, reply, quotes).await);
    }
    let path = run.example.endpoint.path;
    items.into_iter().map(|item| item.at(path)).collect()
}

/// The answer of an example that succeeded.
fn success(run: &ExampleRun) -> Option<&Reply> {
    let reply = run.reply.as_ref().ok()?;
    (reply.is_success() && reply.end != ReplyEnd::BrokenOff).then_some(reply)
}

/// What a caller is told of a failure that only the log explains.
const HIDDEN: &str = "Internal Server Error";

/// It answers 200 in its time, and the answer is whole.
fn answer(run: &ExampleRun) -> Item {
    const NAME: &str = "runs";
    const TO_DO: &str = "an example is to succeed; the log of the app says why it did not";
    let example = run.example.shown();
    let reply = match &run.reply {
        Ok(reply) => reply,
        Err(why) => {
            let seen = format!("{example}: {}", OneLine(why));
            let to_do = match run.example.endpoint.realtime {
                Some(_) if why.ends_with(HIDDEN) => TO_DO,
                Some(_) => "an example is to succeed",
                None => {
                    "make it faster, or `request_timeout` longer; the log of the app may say more"
                }
            };
            return Item::fails(NAME, seen, to_do);
        }
    };
    let took = shown(reply.took);
    let is_session = run.example.endpoint.realtime.is_some();
    let (mut seen, what) = match is_session {
        true => (format!("{example}: a session of {took}"), "output"),
        false => (
            format!("{example} answered {} in {took}", reply.status),
            "item",
        ),
    };
    if !reply.is_success() {
        seen += &format!(": {}", OneLine(String::from_utf8_lossy(&reply.body)));
        return Item::fails(NAME, seen, TO_DO);
    }
    if reply.is_events() {
        seen += &format!(", with {}", counted(reply.values().len() as u128, what));
    }
    match reply.end {
        ReplyEnd::BrokenOff => Item::fails(NAME, seen + ", and broke off", TO_DO),
        ReplyEnd::Cut => Item::holds(NAME, seen + ", and would go on"),
        ReplyEnd::Whole => Item::holds(NAME, seen),
    }
}

/// Its answer, or each item of its stream, is what the document promises.
fn fit(run: &ExampleRun, reply: &Reply) -> Item {
    const NAME: &str = "fits its schema";
    let example = run.example.shown();
    let endpoint = &run.example.endpoint;
    let values = reply.values();
    let checked = values
        .iter()
        .try_for_each(|value| check_answer(value, &endpoint.output));
    match checked {
        Ok(()) => Item::holds(NAME, format!("{example} answered what is declared")),
        Err(why) => Item::fails(
            NAME,
            format!("{example}: {}", OneLine(why)),
            "answer what the `#[output]` declares, or declare what is answered",
        ),
    }
}

/// It costs what the quote of the same body said.
fn cost(run: &ExampleRun, reply: &Reply) -> Item {
    const NAME: &str = "costs as quoted";
    const TO_DO: &str = "please report this to fal-app: the quote and the run read the same meter";
    let example = run.example.shown();
    if let Some(seconds) = run.seconds {
        let seen =
            format!("{example}: the app told the platform {seconds:.2} s; a session has no quote");
        return Item::holds(NAME, seen);
    }
    let price = |units| run.example.endpoint.billing.price(units).to_string();
    // A deployed app reports them to the platform.
    if run.example.endpoint.billing.deferred && run.reported.is_none() {
        let seen = format!("{example}: its units are reported after its end, to the platform");
        return Item::unknown(NAME, seen);
    }
    let (quote, charged) = match (&run.quote, run.units(reply)) {
        (Err(why), _) => {
            return Item::fails(NAME, format!("{example}: {}", OneLine(why)), TO_DO);
        }
        (Ok(_), Err(why)) => {
            return Item::fails(NAME, format!("{example}: {}", OneLine(why)), TO_DO);
        }
        (Ok(quote), Ok(charged)) => (quote, charged),
    };
    let cost = price(charged.map(|units| Bounds {
        min: units,
        max: Some(units),
    }));
    // The quote is that of a request that delivers something. A stream that delivers nothing is free, whatever its `min`.
    if run.reported == Some(BillableUnits::ZERO) && reply.body.is_empty() {
        return Item::fails(
            NAME,
            format!("{example} delivered nothing, and so it cost nothing"),
            "write an example that delivers something",
        );
    }
    match (quote.units, charged) {
        (None, None) => Item::holds(NAME, format!("{example} says {cost}")),
        (Some(bounds), Some(units)) => {
            let quoted = price(Some(bounds));
            let seen = match quoted == cost {
                true => format!("{example} cost {cost}"),
                false => format!("{example} cost {cost}, quoted {quoted}"),
            };
            Item::when(bounds.contains(units), NAME, seen, TO_DO)
        }
        _ => {
            let seen = format!("{example} said {cost}, quoted {}", price(quote.units));
            Item::fails(NAME, seen, TO_DO)
        }
    }
}
