//! Which attempts of the queue are tried again, and when (`docs/platform.md` §2.5).

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::refusal::Refusal;
use crate::declare::AppDeclaration;

/// What callers say.
const NO_RETRY: &str = "x-fal-no-retry";
const RETRY_CONFIG: &str = "x-fal-retry-config";

/// What the app says with an answer.
const NEEDS_RETRY: &str = "x-fal-needs-retry";

/// The most attempts at one request.
const MOST_ATTEMPTS: u32 = 10;

/// How long the first retry waits. Each waits twice as long as the one before, up to [`LONGEST_PAUSE`].
const PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Why an attempt may be tried again, by the platform's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    /// It took longer than `request_timeout`.
    Timeout,
    /// A 503, a 504, or an answer that is lost or incomplete.
    ServerError,
    /// The app did not take the connection.
    ConnectionError,
}

const CONDITIONS: [(&str, Condition); 3] = [
    ("timeout", Condition::Timeout),
    ("server_error", Condition::ServerError),
    ("connection_error", Condition::ConnectionError),
];

/// How often a request may still be tried again, for each condition; `None` where never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Retries(Option<[u32; 3]>);

impl Retries {
    /// What the app declares.
    pub(crate) fn declared(app: &AppDeclaration) -> Self {
        let config = app.retry_config.unwrap_or_default();
        let declared = [config.timeout, config.server_error, config.connection_error];
        let mut left = declared.map(|retries| retries.unwrap_or(MOST_ATTEMPTS - 1));
        for (name, condition) in CONDITIONS {
            if app.skip_retry_conditions.contains(&name) {
                left[condition as usize] = 0;
            }
        }
        Self(Some(left))
    }

    /// With what the caller says of this request. Numbers are for who owns the app.
    ///
    /// # Errors
    /// The numbers are not valid.
    pub(super) fn of(self, headers: &HeaderMap, is_owner: bool) -> Result<Self, Refusal> {
        let says_never = headers.get(NO_RETRY).and_then(|says| says.to_str().ok());
        if says_never
            .is_some_and(|says| ["1", "true", "yes"].contains(&&*says.trim().to_ascii_lowercase()))
        {
            return Ok(Self(None));
        }
        let (Some(config), Some(mut left), true) = (headers.get(RETRY_CONFIG), self.0, is_owner)
        else {
            return Ok(self);
        };
        let config: Option<Value> = serde_json::from_slice(config.as_bytes()).ok();
        let Some(config) = config.filter(Value::is_object) else {
            return Err(Refusal::bad_request(
                "Invalid X-Fal-Retry-Config header: it is an object, as {\"server_error\": {\"retries\": 2}}",
            ));
        };
        for (name, condition) in CONDITIONS {
            // Other forms are ignored, as on the platform.
            if let Some(retries) = config[name]["retries"].as_u64() {
                left[condition as usize] = u32::try_from(retries).unwrap_or(MOST_ATTEMPTS);
            }
        }
        Ok(Self(Some(left)))
    }

    /// Whether an attempt that was answered so is tried again. If it is, there is one retry less.
    pub(super) fn after_answer(
        &mut self,
        attempt: u32,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> bool {
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            let wanted = headers.get(NEEDS_RETRY).and_then(|says| says.to_str().ok());
            match wanted.map(str::to_ascii_lowercase).as_deref() {
                Some("1" | "true") => return self.0.is_some() && attempt < MOST_ATTEMPTS,
                Some("0" | "false") => return false,
                _ => {}
            }
        }
        let is_retried = matches!(
            status,
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT
        );
        self.take(attempt, is_retried.then_some(Condition::ServerError))
    }

    /// Whether an attempt that had no answer is tried again.
    pub(super) fn after_refusal(&mut self, attempt: u32, refusal: &Refusal) -> bool {
        let condition = match refusal.error_type() {
            _ if refusal.is_for_good() => None,
            Some("request_timeout") => Some(Condition::Timeout),
            Some("runner_disconnected" | "runner_incomplete_response") => {
                Some(Condition::ServerError)
            }
            Some("runner_connection_refused" | "runner_connection_error") => {
                Some(Condition::ConnectionError)
            }
            _ => None,
        };
        self.take(attempt, condition)
    }

    fn take(&mut self, attempt: u32, condition: Option<Condition>) -> bool {
        let (Some(left), Some(condition)) = (&mut self.0, condition) else {
            return false;
        };
        let left = &mut left[condition as usize];
        let is_tried = *left > 0 && attempt < MOST_ATTEMPTS;
        *left = left.saturating_sub(u32::from(is_tried));
        is_tried
    }

    /// As they stand in the file.
    pub(super) fn write(self) -> String {
        serde_json::json!(self.0).to_string()
    }

    pub(super) fn read(text: &str) -> Self {
        let left: Option<Vec<u32>> = serde_json::from_str(text).unwrap_or_default();
        Self(left.and_then(|left| left.try_into().ok()))
    }
}

/// How long it takes from this attempt to the next one.
pub(super) fn pause(attempt: u32) -> Duration {
    let doubled = PAUSE.saturating_mul(1 << attempt.saturating_sub(1).min(16));
    doubled.min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

    use super::{MOST_ATTEMPTS, Retries, pause};
    use crate::declare::{AppDeclaration, RetryConfig};
    use crate::dev::gateway::refusal::Refusal;

    const APP: AppDeclaration = AppDeclaration::new("app", "");

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        });
        pairs.collect()
    }

    /// The attempts at a request that always ends so.
    fn attempts(mut retries: Retries, status: u16, sent: &[(&'static str, &'static str)]) -> u32 {
        let status = StatusCode::from_u16(status).unwrap();
        (1..)
            .find(|attempt| !retries.after_answer(*attempt, status, &headers(sent)))
            .unwrap()
    }

    #[test]
    fn statuses_and_what_the_app_says_decide() {
        let retries = Retries::declared(&APP);
        for (status, says, expected) in [
            (200, None, 1),
            (422, None, 1),
            (429, None, 1),
            (500, None, 1),
            (502, None, 1),
            (503, None, 10),
            (504, None, 10),
            (500, Some("1"), 10),
            (429, Some("true"), 10),
            (503, Some("0"), 1),
            (503, Some("false"), 1),
            (422, Some("1"), 1),
            (200, Some("1"), 1),
        ] {
            let sent: Vec<_> = says
                .map(|says| ("x-fal-needs-retry", says))
                .into_iter()
                .collect();
            assert_eq!(
                attempts(retries, status, &sent),
                expected,
                "{status} {says:?}"
            );
        }
    }

    #[test]
    fn each_condition_has_a_budget_of_its_own() {
        let app = AppDeclaration {
            skip_retry_conditions: &["timeout"],
            retry_config: Some(RetryConfig {
                server_error: Some(2),
                ..RetryConfig::PLATFORM
            }),
            ..APP
        };
        let mut retries = Retries::declared(&app);
        assert_eq!(attempts(retries, 503, &[]), 3);
        assert!(!retries.after_refusal(1, &Refusal::request_timeout()));
        let failure =
            |error_type| Refusal::infrastructure(StatusCode::SERVICE_UNAVAILABLE, error_type, "");
        assert!(retries.after_refusal(1, &failure("runner_disconnected")));
        assert!(retries.after_refusal(2, &failure("runner_connection_refused")));
        assert!(retries.after_refusal(3, &failure("runner_disconnected")));
        assert!(!retries.after_refusal(4, &failure("runner_disconnected")));
        assert!(!retries.after_refusal(4, &failure("runner_connection_refused").for_good()));
        assert!(retries.after_refusal(4, &failure("runner_connection_refused")));
        assert!(!retries.after_refusal(MOST_ATTEMPTS, &failure("runner_connection_refused")));
        assert!(!retries.after_refusal(1, &failure("startup_timeout")));
    }

    #[test]
    fn callers_say_never_and_the_owner_says_how_often() {
        let declared = Retries::declared(&APP);
        for (sent, is_owner, expected) in [
            (&[("x-fal-no-retry", "yes")][..], false, 1),
            (&[("x-fal-no-retry", "0")], false, 10),
            (
                &[("x-fal-retry-config", r#"{"server_error": {"retries": 2}}"#)],
                true,
                3,
            ),
            (
                &[("x-fal-retry-config", r#"{"server_error": {"retries": 2}}"#)],
                false,
                10,
            ),
            (
                &[("x-fal-retry-config", r#"{"server_error": {"retries": 99}}"#)],
                true,
                10,
            ),
            (
                &[("x-fal-retry-config", r#"{"server_error": 2}"#)],
                true,
                10,
            ),
            (
                &[
                    ("x-fal-retry-config", r#"{"server_error": {"retries": 2}}"#),
                    ("x-fal-no-retry", "1"),
                ],
                true,
                1,
            ),
        ] {
            let retries = declared.of(&headers(sent), is_owner).unwrap();
            assert_eq!(Retries::read(&retries.write()), retries);
            assert_eq!(attempts(retries, 503, &[]), expected, "{sent:?} {is_owner}");
        }
        let never = declared
            .of(&headers(&[("x-fal-no-retry", "true")]), false)
            .unwrap();
        assert_eq!(attempts(never, 500, &[("x-fal-needs-retry", "1")]), 1);
        assert!(
            declared
                .of(&headers(&[("x-fal-retry-config", "[]")]), true)
                .is_err()
        );
    }

    #[test]
    fn pauses_grow_up_to_the_longest() {
        let pauses: Vec<u128> = (1..9).map(|attempt| pause(attempt).as_millis()).collect();
        assert_eq!(pauses, [50, 100, 200, 400, 800, 1600, 2000, 2000]);
    }
}
