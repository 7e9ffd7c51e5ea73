//! Whether an example delivered what it charged. An app that charges what was asked for and delivers less is the oldest
//! complaint there is (`docs/billing.md` §1.8).

use super::report::{Item, counted};
use crate::billing::{Billing, Meter};
use crate::command::quote;
use crate::command::trial::{ExampleRun, Reply};
use crate::declare::EndpointDeclaration;
use crate::fields::{MediaKind, Shape, walk};
use crate::media::{Delivered, delivered};
use crate::program::Quote;
use crate::units::BillableUnits;

const NAME: &str = "delivers";

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

/// What was delivered, held against what was charged. `None` where nothing is charged that can be counted.
pub(super) async fn item(run: &ExampleRun, reply: &Reply, quotes: &[Quote]) -> Option<Item> {
    let endpoint = &run.example.endpoint;
    let measure = Measure::of(&endpoint.billing.meter)?;
    let example = run.example.shown();
    let kind = measure.kind();
    if !holds_kind(&endpoint.output, kind) {
        let declares = match endpoint.stream {
            true => "the items of a stream have no schema".to_owned(),
            false => format!("its output has no `{}`", measure.type_name()),
        };
        return Some(Item::unknown(NAME, format!("{example}: {declares}")));
    }
    let values = reply.values();
    let found = values
        .iter()
        .flat_map(|value| delivered(value, &endpoint.output));
    let found: Vec<Delivered> = found.filter(|medium| medium.kind == kind).collect();
    let Some(charged) = charged(run, reply, &endpoint.billing, quotes).await else {
        return Some(Item::unknown(
            NAME,
            format!("{example}: `times`, `round` or `min` hides what was counted"),
        ));
    };
    Some(match measure {
        Measure::Pictures => pictures(&example, charged, &found),
        Measure::Megapixels => {
            let count = count_charged(run, quotes).await;
            megapixels(&example, charged, count, &found)
        }
        Measure::Seconds(_) => seconds(&example, charged, &found),
    })
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

fn holds_kind(output: &Shape, kind: MediaKind) -> bool {
    let mut found = false;
    walk(output, &mut |shape| {
        found |= matches!(shape, Shape::Object(table) if table().medium == Some(kind));
    });
    found
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
        Some(count) => format!(" in {}", counted(count.floor(), "picture")),
        None => String::new(),
    };
    let seen = format!(
        "{example} charged {}{of} and delivered {delivered}: {}",
        counted(charged.floor(), "megapixel"),
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

fn seconds(example: &str, charged: BillableUnits, found: &[Delivered]) -> Item {
    let known: Vec<f64> = found.iter().filter_map(Delivered::seconds).collect();
    let said = format!("{example} charged {} seconds", charged.short());
    if known.len() < found.len() || cfg!(not(feature = "probe")) && !found.is_empty() {
        let why = match cfg!(feature = "probe") {
            true => "the length of what was delivered cannot be read",
            false => {
                "the feature `probe` of `fal-app`, which reads the length of media, is not there"
            }
        };
        return Item::unknown(NAME, format!("{said}; {why}"));
    }
    let delivered: f64 = known.iter().sum();
    Item::when(
        delivered + SLACK >= charged.to_f64(),
        NAME,
        format!("{said} and delivered {delivered:.2}"),
        "charge what is delivered, as `seconds = output.video`, or answer an error where it is shorter",
    )
}
