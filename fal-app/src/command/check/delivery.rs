//! Whether an example delivered what it charged. An app that charges what was asked for and delivers less is the oldest
//! complaint there is (`docs/billing.md` §1.8).

use super::report::{Item, counted};
use crate::billing::{Billing, Meter};
use crate::command::quote;
use crate::command::trial::{ExampleRun, Reply};
use crate::declare::EndpointDeclaration;
use crate::fields::{MediaKind, Shape};
use crate::media::{Delivered, delivered, delivered_anywhere, holds_kind};
use crate::program::Quote;
use crate::units::BillableUnits;

const NAME: &str = "delivers";

/// What to do where it cannot be told.
const BY_HAND: &str = "compare by hand what is charged with what is delivered";

/// By how many seconds a medium may be shorter than charged: the least that the platform bills, and more than encoders add at
/// the ends of a sound.
const SLACK: f64 = 0.25;

/// What a meter charges for, where that can be counted in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Pictures,
    Megapixels,
    Seconds(MediaKind),
}

/// What was delivered, held against what was charged. `None` where the meter counts nothing that an answer shows.
pub(super) async fn item(run: &ExampleRun, reply: &Reply, quotes: &[Quote]) -> Option<Item> {
    let endpoint = &run.example.endpoint;
    let measure = Measure::of(&endpoint.billing.meter)?;
    let example = run.example.shown();
    let kind = measure.kind();
    let mut found = found(endpoint, reply);
    found.retain(|medium| medium.kind == kind);
    // In an answer without media, as one of links, only its author knows what was delivered.
    let is_seen = match has_schema(endpoint) {
        true => holds_kind(&endpoint.output, kind),
        false => !found.is_empty() || reply.body.is_empty(),
    };
    if !is_seen {
        let type_name = measure.type_name();
        let what = match has_schema(endpoint) {
            true => format!("its output has no `{type_name}`"),
            false => format!("its items hold no `{type_name}`"),
        };
        let unseen = Item::unknown(NAME, format!("{example}: {what}"));
        return Some(unseen.until(format!("answer it as `{type_name}`, or {BY_HAND}")));
    }
    let Some(charged) = charged(run, reply, &endpoint.billing, quotes).await else {
        let hidden = format!("{example}: `times`, `round` or `min` hides what was counted");
        return Some(Item::unknown(NAME, hidden).until(BY_HAND));
    };
    // The bill itself is another number.
    let example = match (endpoint.billing.times, endpoint.billing.round) {
        (Some(_), _) => format!("{example}, before `times`,"),
        (None, Some(_)) => format!("{example}, before `round`,"),
        (None, None) => example,
    };
    Some(match measure {
        Measure::Pictures => pictures(&example, charged, &found),
        Measure::Megapixels => {
            let count = count_charged(run, quotes).await;
            megapixels(&example, charged, count, &found)
        }
        Measure::Seconds(kind) => seconds(&example, kind, charged, &found),
    })
}

/// The document says nothing of the items of a stream, as that of the SDK does not, unless its bill reads them.
pub(super) fn has_schema(endpoint: &EndpointDeclaration) -> bool {
    !(endpoint.stream && matches!(endpoint.output, Shape::Null))
}

/// The media in an answer: by what is declared of it, else all that are seen in it.
fn found(endpoint: &EndpointDeclaration, reply: &Reply) -> Vec<Delivered> {
    if endpoint.stream && !reply.is_events() {
        // The bytes of a stream are one medium.
        let kind = MediaKind::of_content_type(reply.content_type());
        let bytes = Some(&reply.body).filter(|bytes| !bytes.is_empty());
        let medium = kind.zip(bytes);
        return medium
            .map(|(kind, bytes)| Delivered::of_bytes(kind, bytes))
            .into_iter()
            .collect();
    }
    let values = reply.values();
    let media = values.iter().map(|value| match has_schema(endpoint) {
        true => delivered(value, &endpoint.output),
        false => delivered_anywhere(value),
    });
    media.flatten().collect()
}

impl Measure {
    fn of(meter: &Meter) -> Option<Self> {
        Some(match meter {
            Meter::PerImage { .. } => Self::Pictures,
            Meter::PerMegapixel { .. } | Meter::PerMegapixelOfPictures { .. } => Self::Megapixels,
            Meter::PerVideoSecond { .. } => Self::Seconds(MediaKind::Video),
            Meter::PerAudioSecond { .. } => Self::Seconds(MediaKind::Audio),
            _ => return None,
        })
    }

    fn kind(self) -> MediaKind {
        match self {
            Self::Pictures | Self::Megapixels => MediaKind::Image,
            Self::Seconds(kind) => kind,
        }
    }

    fn type_name(self) -> &'static str {
        match self {
            Self::Pictures | Self::Megapixels => "Image",
            Self::Seconds(MediaKind::Audio) => "Audio",
            Self::Seconds(_) => "Video",
        }
    }
}

/// What was charged for, in what the meter counts: by the quote of a meter without modifiers, else by the answer. `None`
/// where the modifiers hide it.
async fn charged(
    run: &ExampleRun,
    reply: &Reply,
    billing: &Billing,
    quotes: &[Quote],
) -> Option<BillableUnits> {
    let counted = quoted(run, Billing::new(billing.meter), quotes).await;
    if billing.times.is_some() || billing.round.is_some() {
        return counted;
    }
    // `max` lowers the bill below what was counted, `min` lifts it above.
    let units = run.units(reply).ok().flatten()?;
    match counted {
        Some(counted) => Some(counted.min(units)),
        None => (billing.min != Some(units)).then_some(units),
    }
}

/// How many pictures `per_megapixel` counted, where the input says it.
async fn count_charged(run: &ExampleRun, quotes: &[Quote]) -> Option<BillableUnits> {
    let Meter::PerMegapixel { images, .. } = run.example.endpoint.billing.meter else {
        return None;
    };
    quoted(run, Billing::new(Meter::PerImage { images }), quotes).await
}

/// What a request would cost by another meter of the same operands, where its input says that exactly.
async fn quoted(run: &ExampleRun, billing: Billing, quotes: &[Quote]) -> Option<BillableUnits> {
    let example = &run.example;
    let is_it = |quote: &&Quote| quote.endpoint.path == example.endpoint.path;
    let quote = quotes.iter().find(is_it)?;
    // A request holds its declaration for as long as the program runs. There are as many as examples.
    let declared: &'static EndpointDeclaration = Box::leak(Box::new(EndpointDeclaration {
        billing,
        ..example.endpoint
    }));
    let bounds = quote::price(quote, declared, example.body.clone())
        .await?
        .units?;
    (bounds.max == Some(bounds.min)).then_some(bounds.min)
}

fn pictures(example: &str, charged: BillableUnits, found: &[Delivered]) -> Item {
    let unread = found.iter().filter(|medium| medium.size.is_none()).count();
    let delivered = found.len() - unread;
    let mut seen = format!(
        "{example} charged {} and delivered {delivered}",
        counted(charged.floor(), "picture")
    );
    if unread > 0 {
        seen += &format!(", and {unread} whose size nobody knows");
    }
    Item::when(
        delivered as u128 >= charged.floor(),
        NAME,
        seen,
        "charge what is delivered, as `images = output.images`, or answer an error where pictures are missing",
    )
}

fn megapixels(
    example: &str,
    charged: BillableUnits,
    count: Option<BillableUnits>,
    found: &[Delivered],
) -> Item {
    let sizes: Vec<(u32, u32)> = found.iter().filter_map(|medium| medium.size).collect();
    let megapixels = sizes.iter().map(|(width, height)| {
        let pixels = u128::from(*width) * u128::from(*height);
        pixels.div_ceil(1024 * 1024)
    });
    let delivered: u128 = megapixels.sum();
    let shown = sizes
        .iter()
        .take(4)
        .map(|(width, height)| format!("{width}×{height}"));
    let mut shown: Vec<String> = shown.collect();
    if sizes.len() > shown.len() {
        shown.push("…".to_owned());
    }
    let of = match count {
        Some(count) => format!(" for {}", counted(count.floor(), "picture")),
        None => String::new(),
    };
    let seen = format!(
        "{example} charged {}{of} and delivered {}: {}",
        counted(charged.floor(), "megapixel"),
        counted(delivered, "megapixel"),
        match shown.is_empty() {
            true => "no picture".to_owned(),
            false => shown.join(", "),
        }
    );
    let is_enough = count.is_none_or(|count| sizes.len() as u128 >= count.floor());
    Item::when(
        is_enough && delivered >= charged.floor(),
        NAME,
        seen,
        "charge what is delivered, as `pictures = output.images`, or answer an error where pictures are missing or smaller",
    )
}

fn seconds(example: &str, kind: MediaKind, charged: BillableUnits, found: &[Delivered]) -> Item {
    let known: Vec<f64> = found.iter().filter_map(|medium| medium.seconds).collect();
    let said = format!("{example} charged {:.2} s", charged.to_f64());
    if known.len() < found.len() || cfg!(not(feature = "probe")) && !found.is_empty() {
        let (why, to_do) = match cfg!(feature = "probe") {
            true => ("the length of what was delivered cannot be read", BY_HAND),
            false => (
                "the feature `probe` of `fal-app`, which reads the length of media, is not there",
                "add `probe` to the features of `fal-app` in Cargo.toml",
            ),
        };
        return Item::unknown(NAME, format!("{said}; {why}")).until(to_do);
    }
    let delivered: f64 = known.iter().sum();
    Item::when(
        delivered + SLACK >= charged.to_f64(),
        NAME,
        format!("{said} and delivered {delivered:.2} s"),
        format!(
            "charge what is delivered, as `seconds = output.{}`, or answer an error where it is shorter",
            kind.widget()
        ),
    )
}
