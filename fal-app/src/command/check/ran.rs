//! What is asked of the examples that ran.

use super::report::Item;
use crate::command::trial::{Example, ExampleRun, ReplyEnd};
use crate::fields::check_answer;
use crate::one_line::OneLine;

/// What is asked of one example that ran.
pub(super) fn of_run(run: &ExampleRun) -> Vec<Item> {
    let path = run.example.endpoint.path;
    let items = [answer(run), fit(run), cost(run)];
    items.into_iter().map(|item| item.at(path)).collect()
}

fn name(example: &Example) -> String {
    match example.input.is_null() {
        true => "the endpoint, which has no input".to_owned(),
        false => format!("example {}", example.number),
    }
}

/// It answers 200, and the answer is whole.
fn answer(run: &ExampleRun) -> Item {
    const NAME: &str = "example runs";
    let example = name(&run.example);
    let reply = match &run.reply {
        Ok(reply) => reply,
        Err(why) => {
            let seen = format!("{example}: {}", OneLine(why));
            let to_do = "make it faster, or `request_timeout` longer; the log is on stderr";
            return Item::fails(NAME, seen, to_do);
        }
    };
    let seen = format!("{example} answered {} in {:.1?}", reply.status, reply.took);
    if reply.status != 200 {
        let said = String::from_utf8_lossy(&reply.body);
        let seen = format!("{seen}: {}", OneLine(said));
        return Item::fails(NAME, seen, "an example is to succeed; the log is on stderr");
    }
    match reply.end {
        ReplyEnd::BrokenOff => Item::fails(
            NAME,
            format!("{seen}, and broke off"),
            "a stream is to end without an error; the log is on stderr",
        ),
        ReplyEnd::Whole | ReplyEnd::Cut => Item::holds(NAME, seen),
    }
}

/// Its answer, or each item of its stream, is what the document promises.
fn fit(run: &ExampleRun) -> Item {
    const NAME: &str = "fits its schema";
    let example = name(&run.example);
    let Ok(reply) = &run.reply else {
        return Item::unknown(NAME, format!("{example} has no answer"));
    };
    if reply.status != 200 {
        return Item::unknown(NAME, format!("{example} failed"));
    }
    if run.example.endpoint.stream && !reply.is_events() {
        return Item::holds(
            NAME,
            format!("{example}: bytes, of which no schema is declared"),
        );
    }
    let values = reply.values();
    let checked = values
        .iter()
        .try_for_each(|value| check_answer(value, &run.example.endpoint.output));
    match checked {
        Ok(()) if run.example.endpoint.stream => {
            Item::holds(NAME, format!("{example}: each of {} items", values.len()))
        }
        Ok(()) => Item::holds(
            NAME,
            format!("{example}: the answer obeys the types and rules of its fields"),
        ),
        Err(why) => Item::fails(
            NAME,
            format!("{example}: {}", OneLine(why)),
            "answer what the `#[output]` declares, or declare what is answered",
        ),
    }
}

/// It costs what the quote of the same body said.
fn cost(run: &ExampleRun) -> Item {
    const NAME: &str = "costs as quoted";
    const TO_DO: &str =
        "the meter is to read the same for the quote and the run; please report this to fal-app";
    let example = name(&run.example);
    let (quote, reply) = match (&run.quote, &run.reply) {
        (Err(why), _) => {
            let seen = format!("{example} has no quote: {}", OneLine(why));
            return Item::fails(NAME, seen, TO_DO);
        }
        (Ok(_), Err(_)) => return Item::unknown(NAME, format!("{example} has no answer")),
        (Ok(quote), Ok(reply)) => (quote, reply),
    };
    if reply.status != 200 {
        return Item::unknown(NAME, format!("{example} failed"));
    }
    let charged = match reply.units() {
        Ok(charged) => charged,
        Err(why) => return Item::fails(NAME, format!("{example}: {}", OneLine(why)), TO_DO),
    };
    match (quote.units, charged) {
        (None, None) => Item::holds(
            NAME,
            format!("{example} says no units: the platform counts the seconds of the machine"),
        ),
        (Some(bounds), Some(units)) => {
            let most = bounds
                .max
                .map_or("or more".to_owned(), |max| format!("to {}", max.short()));
            let said = match bounds.max == Some(bounds.min) {
                true => bounds.min.short(),
                false => format!("{} {most}", bounds.min.short()),
            };
            let seen = format!(
                "{example} cost {} {}, quoted {said}",
                units.short(),
                quote.unit
            );
            match bounds.contains(units) {
                true => Item::holds(NAME, seen),
                false => Item::fails(NAME, seen, TO_DO),
            }
        }
        _ => Item::fails(
            NAME,
            format!("{example}: one of quote and answer says units, the other none"),
            TO_DO,
        ),
    }
}
