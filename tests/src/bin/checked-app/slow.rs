//! Apps that take longer than they say, or take fewer requests at once.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use fal_app::prelude::*;

/// Longer than a second, which is the least that can be declared.
const LONG: Duration = Duration::from_millis(1200);

/// Takes its time.
#[fal_app(
    auth = "shared",
    startup_timeout = 1,
    request_timeout = 600,
    termination_grace_period_seconds = 1
)]
pub(crate) struct Slow;

#[endpoints]
impl Slow {
    #[setup]
    async fn load() -> Result<Self> {
        tokio::time::sleep(LONG).await;
        Ok(Self)
    }

    /// Takes its time.
    #[endpoint("/")]
    #[billable(flat)]
    async fn take_time(&self) -> Result<()> {
        tracing::info!("it takes its time");
        tokio::time::sleep(LONG).await;
        Ok(())
    }

    #[teardown]
    async fn unload(self) {
        tracing::info!("it is torn down");
    }
}

/// Is never well.
#[fal_app]
#[derive(Default)]
pub(crate) struct Unwell;

#[endpoints]
impl Unwell {
    /// Does nothing.
    #[endpoint("/")]
    async fn nothing(&self) -> Result<()> {
        Ok(())
    }

    #[endpoint("/ready", health_check(timeout_seconds = 2))]
    async fn ready(&self) -> Result<()> {
        Err("it is not well".into())
    }
}

/// Has room for one request, and takes two.
#[fal_app(max_multiplexing = 2)]
#[derive(Default)]
pub(crate) struct Crowded {
    at_work: AtomicU32,
}

#[endpoints]
impl Crowded {
    /// Fails beside another.
    #[endpoint("/")]
    async fn work(&self) -> Result<()> {
        if self.at_work.fetch_add(1, Ordering::SeqCst) > 0 {
            return Err(Error::status(503, "there is no room"));
        }
        // Long enough for the other request to arrive.
        tokio::time::sleep(2 * LONG).await;
        self.at_work.store(0, Ordering::SeqCst);
        Ok(())
    }
}

/// Blocks wherever it can: its setup where the environment says so, else its method.
#[fal_app(max_multiplexing = 64, request_timeout = 1)]
pub(crate) struct Blocking;

#[endpoints]
impl Blocking {
    #[setup]
    async fn load() -> Result<Self> {
        if std::env::var_os("BLOCKS_SETUP").is_some() {
            tracing::info!("it blocks its setup");
            std::thread::sleep(FOR_EVER);
        }
        Ok(Self)
    }

    /// Blocks the async runtime, as no method should.
    #[endpoint("/")]
    async fn block(&self) -> Result<()> {
        tracing::info!("it blocks its method");
        std::thread::sleep(FOR_EVER);
        Ok(())
    }
}

/// Longer than any test waits.
const FOR_EVER: Duration = Duration::from_secs(3600);
