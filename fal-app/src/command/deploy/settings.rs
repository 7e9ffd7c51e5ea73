//! What is declared, as the keys of `[tool.fal.apps.NAME]` (`docs/platform.md` §2.12).

use toml_edit::{Array, InlineTable, Value};

use crate::command::serve::{METRICS_PORT, PORT};
use crate::declare::{Auth, DeploymentStrategy, RetryConfig};
use crate::program::Program;

/// A key, within its table where it has one, and its value.
pub(super) struct Setting {
    pub(super) key: Key,
    pub(super) value: Value,
}

/// `("", "auth")`, or `("health_check", "path")`.
pub(super) type Key = (&'static str, &'static str);

pub(super) const AUTH: Key = ("", "auth");
pub(super) const RESET_SCALE: Key = ("", "app_scale_settings");
pub(super) const DOCKERFILE: Key = ("image", "dockerfile");

/// All keys that this command may write. Others are a person's.
pub(super) const KEYS: [Key; 30] = [
    AUTH,
    ("", "machine_type"),
    ("", "num_gpus"),
    ("", "regions"),
    ("", "exposed_port"),
    ("", "metrics_port"),
    ("", "keep_alive"),
    ("", "min_concurrency"),
    ("", "max_concurrency"),
    ("", "max_multiplexing"),
    ("", "concurrency_buffer"),
    ("", "concurrency_buffer_perc"),
    ("", "scaling_delay"),
    ("", "request_timeout"),
    ("", "request_start_timeout"),
    ("", "startup_timeout"),
    ("", "termination_grace_period_seconds"),
    RESET_SCALE,
    ("", "deployment_strategy"),
    ("", "private_logs"),
    ("", "secrets"),
    ("", "data_mounts"),
    ("", "skip_retry_conditions"),
    ("", "retry_config"),
    DOCKERFILE,
    ("health_check", "path"),
    ("health_check", "start_period_seconds"),
    ("health_check", "timeout_seconds"),
    ("health_check", "failure_threshold"),
    ("health_check", "call_regularly"),
];

/// What a deployed app keeps when it is deployed again, unless `app_scale_settings` says otherwise (`docs/platform.md`
/// §2.6).
pub(super) const KEPT_WHEN_DEPLOYED: [&str; 9] = [
    "keep_alive",
    "min_concurrency",
    "max_concurrency",
    "concurrency_buffer",
    "concurrency_buffer_perc",
    "scaling_delay",
    "request_timeout",
    "request_start_timeout",
    "regions",
];

/// What is declared, in the order in which it is written.
pub(super) fn settings(
    program: &Program,
    auth: Auth,
    reset_scale: bool,
    dockerfile: Option<&str>,
) -> Vec<Setting> {
    let app = &program.declaration;
    let mut list = Vec::new();
    let mut add = |key: Key, value: Option<Value>| {
        list.extend(value.map(|value| Setting { key, value }));
    };
    let number = |value: Option<u32>| value.map(|value| Value::from(i64::from(value)));
    let words = |words: &[&str]| {
        (!words.is_empty()).then(|| Value::from(Array::from_iter(words.iter().copied())))
    };
    add(AUTH, Some(auth.name().into()));
    add(
        ("", "machine_type"),
        match app.machine_types {
            [machine] => Some((*machine).into()),
            several => words(several),
        },
    );
    add(("", "num_gpus"), number(app.num_gpus));
    add(("", "regions"), words(app.regions));
    add(("", "exposed_port"), number(Some(PORT.into())));
    add(("", "metrics_port"), number(Some(METRICS_PORT.into())));
    add(("", "keep_alive"), number(app.keep_alive));
    add(("", "min_concurrency"), number(app.min_concurrency));
    add(("", "max_concurrency"), number(app.max_concurrency));
    add(("", "max_multiplexing"), number(app.max_multiplexing));
    add(("", "concurrency_buffer"), number(app.concurrency_buffer));
    add(
        ("", "concurrency_buffer_perc"),
        number(app.concurrency_buffer_perc),
    );
    add(("", "scaling_delay"), number(app.scaling_delay));
    add(("", "request_timeout"), number(app.request_timeout));
    add(
        ("", "request_start_timeout"),
        number(app.request_start_timeout),
    );
    add(("", "startup_timeout"), number(app.startup_timeout));
    add(
        ("", "termination_grace_period_seconds"),
        number(app.termination_grace_period_seconds),
    );
    add(RESET_SCALE, reset_scale.then(|| true.into()));
    add(
        ("", "deployment_strategy"),
        app.deployment_strategy.map(|strategy| match strategy {
            DeploymentStrategy::Rolling => "rolling".into(),
            DeploymentStrategy::Recreate => "recreate".into(),
        }),
    );
    add(("", "private_logs"), app.private_logs.then(|| true.into()));
    add(("", "secrets"), words(app.secrets));
    add(("", "data_mounts"), words(app.data_mounts));
    add(
        ("", "skip_retry_conditions"),
        words(app.skip_retry_conditions),
    );
    add(("", "retry_config"), app.retry_config.map(retries));
    add(DOCKERFILE, dockerfile.map(Value::from));
    let (path, check) = program.health_check_or_default();
    add(("health_check", "path"), Some(path.into()));
    add(
        ("health_check", "start_period_seconds"),
        number(check.start_period_seconds),
    );
    add(
        ("health_check", "timeout_seconds"),
        number(check.timeout_seconds),
    );
    add(
        ("health_check", "failure_threshold"),
        number(check.failure_threshold),
    );
    add(
        ("health_check", "call_regularly"),
        check.call_regularly.map(Value::from),
    );
    list
}

/// The modes, from the one that lets in the fewest callers.
pub(super) const MODES: [Auth; 3] = [Auth::Private, Auth::Public, Auth::Shared];

pub(super) fn auth_named(name: &str) -> Option<Auth> {
    MODES.into_iter().find(|auth| auth.name() == name)
}

/// `{ timeout = { retries = 1 } }`
fn retries(config: RetryConfig) -> Value {
    let counts = [
        ("timeout", config.timeout),
        ("server_error", config.server_error),
        ("connection_error", config.connection_error),
    ];
    let counts = counts.into_iter().filter_map(|(condition, count)| {
        let retries = InlineTable::from_iter([("retries", Value::from(i64::from(count?)))]);
        Some((condition, Value::from(retries)))
    });
    Value::from(InlineTable::from_iter(counts))
}
