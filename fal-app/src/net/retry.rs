//! Asking the platform, again where that may help.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use super::{Failure, Incoming, Limits, Outgoing, Reach, exchange};

// The SDK's (`docs/platform.md` §5).
const ATTEMPTS: u32 = 5;
const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(30);

/// Asks the platform until it succeeds, at most 5 times, for as long as the failures may pass.
///
/// # Errors
/// The last failure; a status that is no success is one.
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

/// Doubled each time, half more or less by chance, so that apps do not come back in step.
fn delay(attempt: u32) -> Duration {
    let doubled = FIRST_DELAY * 2_u32.saturating_pow(attempt - 1);
    let chance = RandomState::new().hash_one(attempt) as f64 / u64::MAX as f64;
    doubled.min(LONGEST_DELAY).mul_f64(0.5 + chance)
}
