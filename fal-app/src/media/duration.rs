//! How long a video or a sound lasts.

use super::content::Content;
use crate::billing::Seconds;
use crate::error::Result;
#[cfg(feature = "probe")]
use crate::one_line::OneLine;
use crate::units::BillableUnits;

/// How long a medium lasts: what its author says, held against what its bytes say.
#[derive(Clone, Debug)]
pub(super) struct Duration {
    said: Option<BillableUnits>,
    /// In seconds, read from the bytes. Without the feature `probe` nothing is read.
    real: Option<f64>,
}

/// What a video and a sound share. `$noun` is what messages and pages call it.
macro_rules! lasting_media {
    ($medium:ident, $noun:literal) => {
        impl $medium {
            /// Reads a file that lasts so many seconds; its extension decides its content type. This blocks the thread.
            ///
            /// # Errors
            /// The file cannot be read.
            pub fn from_path(
                path: impl AsRef<std::path::Path>,
                seconds: impl $crate::billing::Seconds,
            ) -> $crate::error::Result<Self> {
                let content = $crate::media::content::Content::from_path(path.as_ref())?;
                Ok(Self::of(content).seconds(seconds))
            }

            #[doc = concat!("Refers to a ", $noun, " that callers can already get from a URL.")]
            #[must_use]
            pub fn from_url(url: impl Into<String>) -> Self {
                Self::of($crate::media::content::Content::from_url(url.into()))
            }

            fn of(content: $crate::media::content::Content) -> Self {
                Self {
                    duration: $crate::media::duration::Duration::of(&content),
                    content,
                }
            }

            #[doc = concat!(
                                "Sets how many seconds it lasts. A ",
                                $noun,
                                " whose length is negative or not finite cannot be metered.",
                            )]
            #[must_use]
            pub fn seconds(mut self, seconds: impl $crate::billing::Seconds) -> Self {
                self.duration = self.duration.say(seconds);
                self
            }
        }

        #[diagnostic::do_not_recommend]
        impl $crate::billing::Seconds for $medium {
            fn seconds(&self) -> $crate::error::Result<$crate::units::BillableUnits> {
                self.duration.charged($noun)
            }
        }
    };
}

pub(super) use lasting_media;

/// By how many seconds an author may be wrong without consequences: the least that the platform bills, and more than
/// encoders add at the ends of a sound.
const SLACK: f64 = 0.25;

impl Duration {
    /// Reads the length from the bytes, where they are in memory. Whether they could be read is logged: else a length that
    /// nobody checked would look like one that was.
    pub(super) fn of(content: &Content) -> Self {
        #[cfg(feature = "probe")]
        let real = content.bytes().and_then(|bytes| {
            super::probe::seconds(bytes)
                .inspect_err(|why| {
                    tracing::warn!(
                        "a medium is charged as its author says, its length was not read: {}",
                        OneLine(why)
                    );
                })
                .ok()
        });
        #[cfg(not(feature = "probe"))]
        let (real, _) = (None, content);
        Self { said: None, real }
    }

    /// Takes the length that the author says. Less than the real one is the author's loss: it is charged, and logged.
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
    /// The author gave no valid length, or more than the bytes last: nobody pays for what was not delivered.
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
