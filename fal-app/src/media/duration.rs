//! How long a medium lasts.

use super::content::Content;
use crate::billing::Seconds;
use crate::error::Result;
use crate::units::BillableUnits;

/// How long a medium lasts: what its author says, held against what its bytes tell.
#[derive(Clone, Debug)]
pub(super) struct Duration {
    said: Option<BillableUnits>,
    /// In seconds, where the feature `probe` can read it.
    real: Option<f64>,
}

/// Seconds by which an author may be wrong unnoticed: the least that the platform bills, and more than encoders add at
/// the ends of a sound.
const SLACK: f64 = 0.25;

impl Duration {
    /// Of what is made; nothing is said of it yet.
    pub(super) fn of(content: &Content) -> Self {
        #[cfg(feature = "probe")]
        let real = content.bytes().and_then(super::probe::seconds);
        #[cfg(not(feature = "probe"))]
        let (real, _) = (None, content);
        Self { said: None, real }
    }

    /// What its author says. Less than the real length is the author's loss: it is charged as said, and logged.
    pub(super) fn say(mut self, seconds: impl Seconds) -> Self {
        self.said = seconds.seconds().ok();
        if let (Some(said), Some(real)) = (self.said, self.real)
            && said.to_f64() < real - SLACK
        {
            tracing::warn!("a medium is said to last {said} s, but its bytes last {real:.2} s");
        }
        self
    }

    /// The seconds to charge for a video or a sound.
    ///
    /// # Errors
    /// Nothing usable was said of it, or more than its bytes last: nobody pays for what was not delivered.
    pub(super) fn charged(&self, medium: &str) -> Result<BillableUnits> {
        let said = self.said.ok_or_else(|| {
            format!("the seconds of a {medium} are not known: give them with `.seconds(…)`")
        })?;
        match self.real {
            Some(real) if said.to_f64() > real + SLACK => Err(format!(
                "a {medium} is said to last {said} s, but its bytes last {real:.2} s"
            )
            .into()),
            _ => Ok(said),
        }
    }
}
