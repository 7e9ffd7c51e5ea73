//! Fetches a medium that a caller sent.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use http::header::CONTENT_TYPE;

use super::data_uri;
use super::fetched::Fetched;
use super::refused::Refused;
use super::source::{Bounds, Source};
use crate::context::RequestContext;
use crate::error::Result;
use crate::fields::MediaKind;
use crate::media::content_type;
use crate::media::measure::measure;
use crate::net::{self, Failure, Incoming, Limits, Url};

/// The most bytes of a medium whose field has no `max_file_size`. For a picture it is the SDK's limit
/// (`docs/platform.md` §5), for all else ours.
const fn most(kind: MediaKind) -> u64 {
    match kind {
        MediaKind::Image => 50 * 1024 * 1024,
        MediaKind::Video | MediaKind::Audio | MediaKind::File => 500 * 1024 * 1024,
    }
}

/// How long fetching may take, all redirects together.
const TIME: Duration = Duration::from_secs(300);

pub(super) async fn fetch(
    source: &Source,
    kind: MediaKind,
    context: &RequestContext,
) -> Result<Fetched> {
    let most = source.bounds().max_file_size.unwrap_or(most(kind));
    let fetched = match data_uri::strip_scheme(source.url()) {
        Some(rest) => here(source, rest, most),
        None => there(source, most, context).await,
    };
    fetched
        .and_then(|fetched| checked(fetched, source, kind))
        .map_err(|refused| refused.at(source.location()))
}

/// Has a thread and a runtime of its own, so that it works wherever it is called and blocks nobody else.
pub(super) fn fetch_blocking(
    source: &Source,
    kind: MediaKind,
    context: &RequestContext,
) -> Result<Fetched> {
    let span = tracing::Span::current();
    let work = || {
        let _in_span = span.enter();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(unless_cancelled(context, fetch(source, kind, context)))
    };
    std::thread::scope(|scope| scope.spawn(work).join())
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

async fn unless_cancelled<T>(
    context: &RequestContext,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    let (mut cancelled, mut work) = (pin!(context.cancelled()), pin!(work));
    poll_fn(|task| {
        if cancelled.as_mut().poll(task).is_ready()
            && let Err(cancelled) = context.check_cancelled()
        {
            return Poll::Ready(Err(cancelled));
        }
        work.as_mut().poll(task)
    })
    .await
}

fn here(source: &Source, rest: &str, most: u64) -> Result<Fetched, Refused> {
    let (content_type, bytes) = data_uri::decode(rest)
        .ok_or_else(|| Failure::Final("the data URI is not valid".to_owned()))?;
    if bytes.len() as u64 > most {
        return Err(Refused::TooLarge(most));
    }
    Ok(Fetched {
        bytes,
        content_type: content_type.to_owned(),
        location: source.location(),
    })
}

async fn there(source: &Source, most: u64, context: &RequestContext) -> Result<Fetched, Refused> {
    let limits = Limits {
        time: TIME,
        size: most,
    };
    let url = Url::parse(source.url())?;
    let incoming = net::get(url, limits, context.own_files()).await?;
    Ok(Fetched {
        content_type: type_of(&incoming, source),
        bytes: incoming.body,
        location: source.location(),
    })
}

/// What the server says; else what the caller says; else no certain type.
fn type_of(incoming: &Incoming, source: &Source) -> String {
    let said = incoming.headers.get(CONTENT_TYPE);
    said.and_then(|said| said.to_str().ok())
        .or(source.content_type())
        .unwrap_or(content_type::BINARY)
        .to_owned()
}

/// The content type and the size of a picture are read from its bytes.
fn checked(fetched: Fetched, source: &Source, kind: MediaKind) -> Result<Fetched, Refused> {
    if kind != MediaKind::Image {
        return Ok(fetched);
    }
    let picture = measure(&fetched.bytes).map_err(|_| Refused::NoPicture)?;
    check_size(source.bounds(), (picture.width, picture.height))?;
    Ok(Fetched {
        content_type: picture.content_type.to_owned(),
        ..fetched
    })
}

/// The size in an error is one that would be accepted. A side without a bound has the length that the picture has.
fn check_size(bounds: &Bounds, (width, height): (u32, u32)) -> Result<(), Refused> {
    let (least_width, least_height) = (bounds.min_width, bounds.min_height);
    if least_width.is_some_and(|least| width < least)
        || least_height.is_some_and(|least| height < least)
    {
        let (width, height) = (least_width.unwrap_or(width), least_height.unwrap_or(height));
        return Err(Refused::Small(width, height));
    }
    let (most_width, most_height) = (bounds.max_width, bounds.max_height);
    if most_width.is_some_and(|most| width > most) || most_height.is_some_and(|most| height > most)
    {
        let (width, height) = (most_width.unwrap_or(width), most_height.unwrap_or(height));
        return Err(Refused::Large(width, height));
    }
    let area = u64::from(width) * u64::from(height);
    match bounds.max_area {
        Some(most) if area > most => {
            let scale = (most as f64 / area as f64).sqrt();
            let scaled = |side: u32| (f64::from(side) * scale) as u32;
            Err(Refused::Large(scaled(width), scaled(height)))
        }
        _ => Ok(()),
    }
}
