//! What the process takes of the machine: the metrics `process_*`, by the names and in the words of Python's
//! prometheus_client, which the SDK serves (`docs/platform.md` §2.2).
//!
//! Read from `/proc` by hand: the `process` feature of the crate `prometheus` counts the CPU in whole seconds, and takes six
//! crates more.

use std::fs;

use prometheus::core::Collector;
use prometheus::{Counter, Gauge, Opts, Registry};

/// Ticks a second in which Linux tells times to programs, on every machine that Rust has.
const TICKS: f64 = 100.0;

/// The metrics of this process. Where there is no `/proc`, there are none.
#[derive(Clone, Debug)]
pub(super) struct ProcessMetrics {
    virtual_memory: Gauge,
    resident_memory: Gauge,
    start_time: Gauge,
    cpu: Counter,
    open_fds: Gauge,
    max_fds: Gauge,
}

/// What `/proc` says of the process now.
struct Now {
    virtual_memory: f64,
    resident_memory: f64,
    /// Seconds after the start of the machine.
    started: f64,
    cpu_seconds: f64,
}

impl ProcessMetrics {
    /// Registers them; `None` where the process cannot be read.
    pub(super) fn new(registry: &Registry) -> prometheus::Result<Option<Self>> {
        let (Some(now), Some(boot)) = (Now::read(), boot_time()) else {
            return Ok(None);
        };
        let gauge = |name, help| registered(registry, Gauge::with_opts(Opts::new(name, help))?);
        let metrics = Self {
            virtual_memory: gauge(
                "process_virtual_memory_bytes",
                "Virtual memory size in bytes.",
            )?,
            resident_memory: gauge(
                "process_resident_memory_bytes",
                "Resident memory size in bytes.",
            )?,
            start_time: gauge(
                "process_start_time_seconds",
                "Start time of the process since unix epoch in seconds.",
            )?,
            cpu: registered(
                registry,
                Counter::with_opts(Opts::new(
                    "process_cpu_seconds_total",
                    "Total user and system CPU time spent in seconds.",
                ))?,
            )?,
            open_fds: gauge("process_open_fds", "Number of open file descriptors.")?,
            max_fds: gauge(
                "process_max_fds",
                "Maximum number of open file descriptors.",
            )?,
        };
        metrics.start_time.set(boot + now.started);
        Ok(Some(metrics))
    }

    /// Reads them anew.
    pub(super) fn read(&self) {
        if let Some(now) = Now::read() {
            self.virtual_memory.set(now.virtual_memory);
            self.resident_memory.set(now.resident_memory);
            // Two that read at once may find it risen already.
            self.cpu.inc_by((now.cpu_seconds - self.cpu.get()).max(0.0));
        }
        if let Ok(open) = fs::read_dir("/proc/self/fd") {
            self.open_fds.set(open.count() as f64);
        }
        if let Some(most) = max_fds() {
            self.max_fds.set(most);
        }
    }
}

fn registered<M: Collector + Clone + 'static>(
    registry: &Registry,
    metric: M,
) -> prometheus::Result<M> {
    registry.register(Box::new(metric.clone()))?;
    Ok(metric)
}

impl Now {
    fn read() -> Option<Self> {
        let stat = fs::read_to_string("/proc/self/stat").ok()?;
        // The name of the program may hold anything; the numbers follow it.
        let (_, numbers) = stat.rsplit_once(')')?;
        let numbers: Vec<&str> = numbers.split_ascii_whitespace().collect();
        let number = |at: usize| numbers.get(at)?.parse::<f64>().ok();
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let kib: f64 = value_of(&status, "VmRSS:")?.parse().ok()?;
        Some(Self {
            virtual_memory: number(20)?,
            resident_memory: kib * 1024.0,
            started: number(19)? / TICKS,
            cpu_seconds: (number(11)? + number(12)?) / TICKS,
        })
    }
}

/// When the machine was started, in seconds since 1970.
fn boot_time() -> Option<f64> {
    value_of(&fs::read_to_string("/proc/stat").ok()?, "btime ")?
        .parse()
        .ok()
}

/// How many files the process may have open.
fn max_fds() -> Option<f64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    match value_of(&limits, "Max open files")? {
        "unlimited" => Some(f64::INFINITY),
        number => number.parse().ok(),
    }
}

/// The first word behind the beginning of a line.
fn value_of<'t>(text: &'t str, beginning: &str) -> Option<&'t str> {
    let line = text.lines().find_map(|line| line.strip_prefix(beginning))?;
    line.split_ascii_whitespace().next()
}
