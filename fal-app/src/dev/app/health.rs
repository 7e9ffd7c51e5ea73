//! The health check, as the platform asks it (`docs/platform.md` §2.7).

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use super::client::Client;
use crate::declare;

/// How often the platform asks.
const EVERY: Duration = Duration::from_secs(15);

/// The platform's own numbers, where the app says none.
const START_PERIOD: u32 = 30;
const TIMEOUT: u32 = 5;
const FAILURE_THRESHOLD: u32 = 3;

/// How the app is asked whether it is well.
#[derive(Clone, Debug)]
pub(crate) struct HealthCheck {
    path: &'static str,
    /// The time after the start in which failures do not count.
    start_period: Duration,
    timeout: Duration,
    /// Failures in a row.
    failures: u32,
    is_regular: bool,
}

impl HealthCheck {
    /// As declared, for an app that may take so long to start.
    pub(crate) fn of(
        path: &'static str,
        declared: declare::HealthCheck,
        startup: Duration,
    ) -> Self {
        let seconds =
            |seconds: Option<u32>, else_: u32| Duration::from_secs(seconds.unwrap_or(else_).into());
        Self {
            path,
            start_period: seconds(declared.start_period_seconds, START_PERIOD).max(startup),
            timeout: seconds(declared.timeout_seconds, TIMEOUT),
            failures: declared.failure_threshold.unwrap_or(FAILURE_THRESHOLD),
            // Else only an answer with `x-fal-runner-health-check` asks for it, which no API of fal-app sets.
            is_regular: declared.call_regularly.unwrap_or(true),
        }
    }

    /// Asks a process that began then, until it has failed too often.
    pub(super) async fn fails(&self, client: &Client, address: SocketAddr, began: Instant) {
        let ask = || {
            let mut request = Request::new(Full::<Bytes>::default());
            *request.uri_mut() = self.path.parse().unwrap_or_default();
            async move {
                let answer = client.send(address, request).await;
                answer.is_ok_and(|answer| answer.status().is_success())
            }
        };
        self.fails_by(ask, began).await;
    }

    async fn fails_by<F: Future<Output = bool>>(&self, ask: impl Fn() -> F, began: Instant) {
        if !self.is_regular {
            std::future::pending::<()>().await;
        }
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.tick().await;
        let mut failures = 0;
        while failures < self.failures {
            ticks.tick().await;
            let is_well = timeout(self.timeout, ask()).await.unwrap_or(false);
            failures = match is_well {
                true => 0,
                false if began.elapsed() < self.start_period => 0,
                false => failures + 1,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::Duration;

    use tokio::time::{Instant, timeout};

    use super::HealthCheck;
    use crate::declare;

    fn check(declared: declare::HealthCheck, startup: u64) -> HealthCheck {
        HealthCheck::of("/health", declared, Duration::from_secs(startup))
    }

    /// The second at which it is replaced, where the answer to each question is given in turn, the last one for ever.
    async fn replaced_at(check: HealthCheck, answers: &[bool]) -> Option<u64> {
        let (began, asked) = (Instant::now(), Cell::new(0));
        let ask = || {
            let number = asked.replace(asked.get() + 1);
            std::future::ready(answers[number.min(answers.len() - 1)])
        };
        let failed = timeout(Duration::from_secs(10_000), check.fails_by(ask, began)).await;
        failed.ok().map(|()| began.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn three_failures_in_a_row_after_the_start_are_too_many() {
        let platform = declare::HealthCheck::PLATFORM;
        assert_eq!(replaced_at(check(platform, 1), &[true]).await, None);
        // Asked every 15 s; those before 30 s do not count.
        assert_eq!(replaced_at(check(platform, 1), &[false]).await, Some(60));
        assert_eq!(replaced_at(check(platform, 600), &[false]).await, Some(630));
        let answers = [true, true, false, false, true, false];
        assert_eq!(replaced_at(check(platform, 1), &answers).await, Some(120));
        let eager = declare::HealthCheck {
            start_period_seconds: Some(0),
            failure_threshold: Some(1),
            ..platform
        };
        assert_eq!(replaced_at(check(eager, 0), &[false]).await, Some(15));
        let never = declare::HealthCheck {
            call_regularly: Some(false),
            ..platform
        };
        assert_eq!(replaced_at(check(never, 1), &[false]).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn no_answer_in_its_time_is_a_failure() {
        let declared = declare::HealthCheck {
            timeout_seconds: Some(2),
            failure_threshold: Some(1),
            ..declare::HealthCheck::PLATFORM
        };
        let began = Instant::now();
        check(declared, 1)
            .fails_by(std::future::pending, began)
            .await;
        assert_eq!(began.elapsed(), Duration::from_secs(32));
    }
}
