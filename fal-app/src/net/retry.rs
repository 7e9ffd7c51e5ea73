//! Asks the platform, and asks again where that may help.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use super::{Failure, Incoming, Limits, Outgoing, Reach, exchange};

// The attempts and delays are the SDK's (`docs/platform.md` §5).
const ATTEMPTS: u32 = 5;
const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(30);

/// Asks the platform, at most 5 times, until it succeeds or fails in a way that would not change.
///
/// # Errors
/// The last failure. A status that is not a success is a failure.
pub(crate) async fn persist(outgoing: &Outgoing, limits: Limits) -> Result<Incoming, Failure> {
    for attempt in 1..ATTEMPTS {
        match once(outgoing, limits).await {
            Err(failure) if failure.is_passing() => {
                tracing::debug!(%failure, attempt, "the platform is asked again");
                tokio::time::sleep(delay(attempt)).await;
            }
            settled => return settled,
        }
    }
    once(outgoing, limits).await
}

async fn once(outgoing: &Outgoing, limits: Limits) -> Result<Incoming, Failure> {
    exchange(outgoing, Reach::Any, limits).await?.success()
}

/// Each delay is twice the one before, give or take half of it by chance, so that many apps do not ask at the same time.
fn delay(attempt: u32) -> Duration {
    let doubled = FIRST_DELAY * 2_u32.saturating_pow(attempt - 1);
    let chance = RandomState::new().hash_one(attempt) as f64 / u64::MAX as f64;
    doubled.min(LONGEST_DELAY).mul_f64(0.5 + chance)
}
