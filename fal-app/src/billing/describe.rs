//! What `#[billable]` says, for people and for the platform.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::bounds::Bounds;
use super::meter::{Billing, Meter, Operand};

impl Billing {
    /// The meter's word in `#[billable]`; `None` where nothing is said.
    pub(crate) fn meter(&self) -> Option<&'static str> {
        Some(match self.meter {
            Meter::Unstated => return None,
            Meter::Free => "free",
            Meter::Flat { .. } => "flat",
            Meter::PerImage { .. } => "per_image",
            Meter::PerMegapixel { .. } | Meter::PerMegapixelOfPictures { .. } => "per_megapixel",
            Meter::PerVideoSecond { .. } => "per_video_second",
            Meter::PerAudioSecond { .. } => "per_audio_second",
            Meter::PerTextChunk { .. } => "per_text_chunk",
            Meter::Units { .. } => "units",
            Meter::Custom => "custom",
            Meter::PerComputeSecond => "per_compute_second",
        })
    }

    /// What one unit is, as the price names it: `image`, `1000 characters`.
    pub(crate) fn unit_name(&self) -> Cow<'static, str> {
        if let Some(unit) = self.unit {
            return unit.into();
        }
        match self.meter {
            Meter::Unstated | Meter::Free | Meter::Flat { .. } => "request".into(),
            Meter::PerImage { .. } => "image".into(),
            Meter::PerMegapixel { .. } | Meter::PerMegapixelOfPictures { .. } => "megapixel".into(),
            Meter::PerVideoSecond { .. } | Meter::PerAudioSecond { .. } => "second".into(),
            Meter::PerTextChunk { chars: 1, .. } => "character".into(),
            Meter::PerTextChunk { chars, .. } => format!("{chars} characters").into(),
            Meter::Units { .. } | Meter::Custom => "unit".into(),
            Meter::PerComputeSecond => "compute second".into(),
        }
    }

    /// How units are made from a request, in words.
    pub(crate) fn formula(&self) -> String {
        let mut words = self.meter.words();
        if let Some(times) = &self.times {
            words += &format!(", times {}", said(times));
        }
        if let Some(min) = self.min {
            words += &format!(", at least {min}");
        }
        if let Some(max) = self.max {
            words += &format!(", at most {max}");
        }
        words
    }

    /// The name of this very declaration: another formula or unit has another.
    pub(crate) fn schema_id(&self) -> String {
        let meter = self.meter().unwrap_or("unstated");
        let hash = fnv1a(&format!("{} {}", self.unit_name(), self.formula()));
        format!("{meter}.{hash:016x}")
    }

    /// The declaration as the platform's `billing_components` (`docs/platform.md` §1.5): what is reported is the
    /// units, by the name of one.
    pub(crate) fn components(&self) -> Value {
        let metric = self
            .unit_name()
            .replace(|letter: char| !letter.is_alphanumeric(), "_");
        let properties = match self.meter {
            Meter::Unstated | Meter::Free | Meter::PerComputeSecond => json!({}),
            _ => json!({metric: {"type": "number", "minimum": 0, "description": self.formula()}}),
        };
        json!({
            "version": 1,
            "schema_id": self.schema_id(),
            "app": {"type": "object", "properties": properties},
        })
    }
}

impl Meter {
    fn words(&self) -> String {
        match self {
            Self::Unstated => "nothing: the app does not say what it costs".to_owned(),
            Self::Free => "nothing".to_owned(),
            Self::Flat { units } => format!("{units} for each request"),
            Self::PerImage { images } => format!("the count of {}", said(images)),
            Self::PerMegapixel { size, images } => format!(
                "the megapixels of {}, rounded up, times the count of {}",
                said(size),
                said(images)
            ),
            Self::PerMegapixelOfPictures { pictures } => {
                format!(
                    "the megapixels of each of {}, rounded up, added",
                    said(pictures)
                )
            }
            Self::PerVideoSecond { seconds } | Self::PerAudioSecond { seconds } => {
                format!("the seconds of {}", said(seconds))
            }
            Self::PerTextChunk { text, chars } => format!(
                "one for each {chars} characters of {}, rounded down, but not less than one",
                said(text)
            ),
            Self::Units { units } => said(units),
            Self::Custom => "what the method says".to_owned(),
            Self::PerComputeSecond => {
                "the seconds of the machine, as the platform counts them".to_owned()
            }
        }
    }
}

impl Bounds {
    /// As a quote says them.
    pub(crate) fn json(self) -> Value {
        json!({
            "min": self.min.to_string(),
            "max": self.max.map(|max| max.to_string()),
        })
    }
}

fn said(operand: &Operand) -> String {
    match operand {
        Operand::Constant(units) => units.to_string(),
        Operand::Input(expression) | Operand::Output(expression) => {
            format!("`{}`", expression.text)
        }
    }
}

/// FNV-1a in 64 bits: the same on every machine and in every version, as the standard library's hashes are not.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
