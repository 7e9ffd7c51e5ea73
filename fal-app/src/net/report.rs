//! Reports the units of a deferred request to the platform (`docs/platform.md` §1.3).

use std::future::Future;
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Method};
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep};

use super::{Failure, Limits, Outgoing, Platform, Reach, Url, exchange};
use crate::units::BillableUnits;

// The SDK's limits.
const ATTEMPTS: u32 = 10;
const LONGEST: Duration = Duration::from_secs(60);
const LONGEST_ATTEMPT: Duration = Duration::from_secs(10);
const LONGEST_DELAY: Duration = Duration::from_secs(16);

/// The largest answer to a report, in bytes. What it says is not read.
const SIZE: u64 = 64 * 1024;

/// Whether reports have a URL.
///
/// # Errors
/// The host that the environment names is not a valid host.
pub(crate) fn can_report(platform: &Platform) -> Result<(), Failure> {
    Url::parse(&url(platform, "")).map(|_| ())
}

fn url(platform: &Platform, request_id: &str) -> String {
    format!("{}/requests/billable-units/{request_id}", platform.rest)
}

/// Reports the units of a request, and tries again while that fails, as long as the SDK does. Each attempt waits for one
/// of `turns`.
///
/// # Errors
/// The last failure.
pub(crate) async fn report(
    platform: &Platform,
    request_id: &str,
    units: BillableUnits,
    turns: &Semaphore,
) -> Result<(), Failure> {
    let url = url(platform, request_id);
    let json = HeaderValue::from_static("application/json");
    let outgoing = Outgoing {
        method: Method::POST,
        url: Url::parse(&url)?,
        headers: HeaderMap::from_iter([
            (AUTHORIZATION, platform.key.clone()),
            (CONTENT_TYPE, json.clone()),
            (ACCEPT, json),
        ]),
        body: json!({"billable_units": units.to_string()})
            .to_string()
            .into(),
    };
    insist(turns, |time| {
        let outgoing = &outgoing;
        async move {
            let limits = Limits { time, size: SIZE };
            exchange(outgoing, Reach::Any, limits).await?.success()?;
            Ok(())
        }
    })
    .await
}

/// Tries until it succeeds, within the limits, which begin with the first attempt. As in the SDK, any failure may pass.
async fn insist<F: Future<Output = Result<(), Failure>>>(
    turns: &Semaphore,
    attempt: impl Fn(Duration) -> F,
) -> Result<(), Failure> {
    let mut end = None;
    let mut tried = 0;
    loop {
        // Nobody closes it.
        let turn = turns.acquire().await;
        let end = *end.get_or_insert_with(|| Instant::now() + LONGEST);
        let left = end.saturating_duration_since(Instant::now());
        let Err(failure) = attempt(left.min(LONGEST_ATTEMPT)).await else {
            return Ok(());
        };
        drop(turn);
        let delay = Duration::from_secs(2_u64.saturating_pow(tried)).min(LONGEST_DELAY);
        tried += 1;
        let left = end.saturating_duration_since(Instant::now());
        if tried == ATTEMPTS || delay >= left {
            return Err(failure);
        }
        tracing::debug!(target: "fal_app", %failure, tried, "the units are reported again");
        sleep(delay).await;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::cell::RefCell;

    use super::*;

    /// When each attempt began, in seconds, and how long it might take; what came of them all.
    async fn attempts(
        takes: Duration,
        succeeds_at: usize,
    ) -> (Vec<(u64, u64)>, Result<(), Failure>) {
        let (began, seen) = (Instant::now(), RefCell::new(Vec::new()));
        let turns = Semaphore::new(1);
        let insisted = insist(&turns, |time| {
            seen.borrow_mut()
                .push((began.elapsed().as_secs(), time.as_secs()));
            let is_last = seen.borrow().len() == succeeds_at;
            async move {
                sleep(takes.min(time)).await;
                match is_last {
                    true => Ok(()),
                    false => Err(Failure::Passing("no".to_owned())),
                }
            }
        });
        let done = insisted.await;
        (seen.into_inner(), done)
    }

    #[tokio::test(start_paused = true)]
    async fn quick_failures_are_tried_again_after_longer_and_longer_delays() {
        let (seen, done) = attempts(Duration::ZERO, 0).await;
        let began: Vec<u64> = seen.iter().map(|(began, _)| *began).collect();
        assert_eq!(began, [0, 1, 3, 7, 15, 31, 47]);
        assert!(done.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn hanging_attempts_are_cut_and_all_of_them_end_in_a_minute() {
        let before = Instant::now();
        let (seen, done) = attempts(Duration::from_secs(3600), 0).await;
        assert_eq!(seen, [(0, 10), (11, 10), (23, 10), (37, 10), (55, 5)]);
        assert!(done.is_err());
        assert_eq!(before.elapsed(), LONGEST);
    }

    #[tokio::test(start_paused = true)]
    async fn a_success_ends_them() {
        let (seen, done) = attempts(Duration::ZERO, 3).await;
        assert_eq!(seen.len(), 3);
        done.unwrap();
    }
}
