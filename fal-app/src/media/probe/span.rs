//! The time from the first of some packets to the end of the last.

/// The time that packets take up, in the units of their track. Empty at first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) start: i64,
    pub(super) end: i64,
}

impl Default for Span {
    fn default() -> Self {
        Self {
            start: i64::MAX,
            end: i64::MIN,
        }
    }
}

impl Span {
    /// Adds a packet that begins at a time and lasts so long.
    pub(super) fn add(&mut self, start: i64, lasts: u64) {
        self.start = self.start.min(start);
        self.end = self.end.max(start.saturating_add_unsigned(lasts));
    }

    /// What lies within two times.
    pub(super) fn within(self, start: i64, end: i64) -> Self {
        Self {
            start: self.start.max(start),
            end: self.end.min(end),
        }
    }

    /// Its seconds, where each unit is a second divided by `rate`. `None` where nothing was added.
    pub(super) fn seconds(self, rate: f64) -> Option<f64> {
        let units = self.end.checked_sub(self.start)?;
        (units >= 0 && rate > 0.0).then_some(units as f64 / rate)
    }
}
