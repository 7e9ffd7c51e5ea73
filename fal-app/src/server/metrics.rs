//! The metrics: those of the SDK, by their names (`docs/platform.md` §2.2), and the billable units.

use std::borrow::Cow;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{Method, StatusCode};
use prometheus::core::Collector;
use prometheus::{
    Counter, CounterVec, Encoder, GaugeVec, Histogram, HistogramOpts, HistogramVec, IntCounter,
    IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
};

use super::log::LOG;
use super::process::ProcessMetrics;
use crate::units::BillableUnits;

/// The SDK's `app_name`, the same for every app.
const APP: &str = "fal";

/// The labels of what is counted by request.
const LABELS: [&str; 4] = ["app_name", "method", "path", "status_code"];

/// The labels of the units.
const UNITS_LABELS: [&str; 2] = ["app_name", "path"];

/// What these metrics are, also for the times at which their series began.
const REQUESTS: &str = "Total HTTP requests";
const DURATIONS: &str = "HTTP request duration, in seconds";
const UNITS: &str = "Billable units that answers carried";

/// Upper bounds in seconds, the SDK's.
const BUCKETS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// The metrics of a server.
#[derive(Clone, Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    in_progress: IntGaugeVec,
    requests: IntCounterVec,
    durations: HistogramVec,
    units: CounterVec,
    /// When each series of these began.
    requests_created: GaugeVec,
    durations_created: GaugeVec,
    units_created: GaugeVec,
    process: Option<ProcessMetrics>,
}

impl Metrics {
    pub(crate) fn new(version: &str) -> prometheus::Result<Self> {
        let registry = Registry::new();
        let created = |metric: &str, help, labels| {
            GaugeVec::new(Opts::new(format!("{metric}_created"), help), labels)
        };
        let metrics = Self {
            process: ProcessMetrics::new(&registry)?,
            registry,
            in_progress: IntGaugeVec::new(
                Opts::new(
                    "http_requests_in_progress",
                    "Total HTTP requests currently in progress",
                ),
                &["app_name", "method"],
            )?,
            requests: IntCounterVec::new(Opts::new("http_requests_total", REQUESTS), &LABELS)?,
            durations: HistogramVec::new(
                HistogramOpts::new("http_request_duration_seconds", DURATIONS)
                    .buckets(BUCKETS.to_vec()),
                &LABELS,
            )?,
            units: CounterVec::new(Opts::new("fal_billable_units_total", UNITS), &UNITS_LABELS)?,
            requests_created: created("http_requests", REQUESTS, &LABELS)?,
            durations_created: created("http_request_duration_seconds", DURATIONS, &LABELS)?,
            units_created: created("fal_billable_units", UNITS, &UNITS_LABELS)?,
        };
        let info = GaugeVec::new(Opts::new("fal_app_info", "The app"), &["version"])?;
        info.with_label_values(&[version]).set(1.0);
        metrics.registry.register(Box::new(info))?;
        metrics.register(&metrics.in_progress)?;
        metrics.register(&metrics.requests)?;
        metrics.register(&metrics.durations)?;
        metrics.register(&metrics.units)?;
        metrics.register(&metrics.requests_created)?;
        metrics.register(&metrics.durations_created)?;
        metrics.register(&metrics.units_created)?;
        Ok(metrics)
    }

    fn register(&self, metric: &(impl Collector + Clone + 'static)) -> prometheus::Result<()> {
        self.registry.register(Box::new(metric.clone()))
    }

    /// The metrics of one route. Of its methods in `allow`, most requests have the first.
    pub(crate) fn route(&self, path: Cow<'static, str>, allow: &'static str) -> RouteMetrics {
        let method = allow.split_once(',').map_or(allow, |(first, _)| first);
        RouteMetrics {
            path,
            method,
            in_progress: self.in_progress.with_label_values(&[APP, method]),
            success: OnceLock::new(),
            units: OnceLock::new(),
            all: self.clone(),
        }
    }

    /// The metrics in the text format of Prometheus.
    pub(crate) fn text(&self) -> Vec<u8> {
        if let Some(process) = &self.process {
            process.read();
        }
        let mut text = Vec::new();
        if let Err(error) = TextEncoder::new().encode(&self.registry.gather(), &mut text) {
            tracing::error!(target: LOG, "the metrics could not be written: {error}");
        }
        text
    }
}

/// The metrics of one route. Those that most requests touch are looked up once, the others each time.
#[derive(Debug)]
pub(crate) struct RouteMetrics {
    path: Cow<'static, str>,
    method: &'static str,
    in_progress: IntGauge,
    success: OnceLock<(IntCounter, Histogram)>,
    units: OnceLock<Counter>,
    all: Metrics,
}

impl RouteMetrics {
    /// A request has arrived.
    pub(crate) fn count_start(&self) {
        self.in_progress.inc();
    }

    /// A request is answered, or its caller has left.
    pub(crate) fn count_end(
        &self,
        method: &Method,
        status: StatusCode,
        took: Duration,
        units: Option<BillableUnits>,
    ) {
        self.in_progress.dec();
        let looked_up;
        let (count, duration) = if status == StatusCode::OK && method.as_str() == self.method {
            self.success
                .get_or_init(|| self.handles(self.method, "200"))
        } else {
            looked_up = self.handles(method.as_str(), status.as_str());
            &looked_up
        };
        count.inc();
        duration.observe(took.as_secs_f64());
        if let Some(units) = units {
            self.units().inc_by(units.to_f64());
        }
    }

    fn handles(&self, method: &str, status: &str) -> (IntCounter, Histogram) {
        let labels = [APP, method, &self.path, status];
        begin(&self.all.requests_created, &labels);
        begin(&self.all.durations_created, &labels);
        (
            self.all.requests.with_label_values(&labels),
            self.all.durations.with_label_values(&labels),
        )
    }

    fn units(&self) -> &Counter {
        let labels = [APP, &self.path];
        self.units.get_or_init(|| {
            begin(&self.all.units_created, &labels);
            self.all.units.with_label_values(&labels)
        })
    }
}

/// Notes the time at which a series begins, in seconds since 1970, once.
fn begin(created: &GaugeVec, labels: &[&str]) {
    let created = created.with_label_values(labels);
    if created.get() == 0.0 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        created.set(now.unwrap_or_default().as_secs_f64());
    }
}
