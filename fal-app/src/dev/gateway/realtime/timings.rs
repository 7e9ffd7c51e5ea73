//! What a session costs (`docs/billing.md` §2.7, §5): its app tells seconds in text frames, and the gateway adds them up.

use std::time::Duration;

use serde_json::Value;

use super::super::charge;
use super::super::market::Listing;
use crate::dev::app::document::Bounds;
use crate::dev::ledger::requests::{Flag, Measured, Source};
use crate::units::BillableUnits;

/// The longest text that is looked at, in bytes. What the app says of the session itself is far shorter.
const LONGEST: usize = 64 * 1024;

/// The least seconds of a session that has any: a quarter.
const LEAST: BillableUnits = BillableUnits::from_e8(25_000_000);

/// What the app told of a session.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    timings: Option<Sum>,
    /// The app said that the session failed.
    is_failed: bool,
    /// An answer was sent on to the caller.
    is_answered: bool,
}

/// Whether a session is charged more seconds than it lasted. The least that is charged is not.
pub(super) fn are_beyond(cost: &Measured, lasted: Duration) -> bool {
    matches!(cost.source, Source::Timings { .. }) && cost.units > charge::seconds(lasted).max(LEAST)
}

/// The sum of the timings that count.
#[derive(Clone, Copy, Debug)]
struct Sum {
    /// `None` where it is more than can be counted.
    seconds: Option<BillableUnits>,
    /// Whether one of them was above 0, however little.
    is_positive: bool,
}

impl Told {
    /// Hears a text of the app.
    pub(super) fn hear(&mut self, text: &str) {
        if text.len() > LONGEST || !text.starts_with('{') {
            return;
        }
        let said: Value = serde_json::from_str(text).unwrap_or_default();
        match (said["type"].as_str(), said["action"].as_str()) {
            (Some("x-fal-message"), Some("timings")) => {
                if let Some(seconds) = said["timing"].as_f64() {
                    self.add(seconds);
                }
            }
            // A session that ended well says `TIMEOUT` too.
            (Some("x-fal-error"), _) => self.is_failed |= said["error"] != "TIMEOUT",
            _ => {}
        }
    }

    fn add(&mut self, seconds: f64) {
        if !seconds.is_finite() || seconds < 0.0 {
            return;
        }
        let sum = self.timings.unwrap_or(Sum {
            seconds: Some(BillableUnits::ZERO),
            is_positive: false,
        });
        let one = BillableUnits::try_from(seconds).ok();
        self.timings = Some(Sum {
            seconds: sum
                .seconds
                .zip(one)
                .and_then(|(sum, one)| sum.checked_add(one)),
            is_positive: sum.is_positive || seconds > 0.0,
        });
    }

    /// An answer was sent on to the caller.
    pub(super) fn answered(&mut self) {
        self.is_answered = true;
    }

    /// What the session cost that lasted so long. `is_broken` where it did not come to an end of its own.
    pub(super) fn cost(
        self,
        bounds: Option<Bounds>,
        listing: &Listing,
        lasted: Duration,
        is_broken: bool,
    ) -> Measured {
        let is_failed = self.is_failed || is_broken;
        match (bounds, self.timings) {
            // The seconds count only where the price counts seconds.
            (Some(Bounds::MachineSeconds), Some(sum)) => Measured {
                source: Source::Timings {
                    machine: listing.machine.clone(),
                    number: listing.machines,
                },
                units: sum.seconds().unwrap_or_default(),
                flag: sum.seconds().is_none().then_some(Flag::TooLarge),
            },
            (Some(Bounds::MachineSeconds), None) if !is_failed => {
                charge::machine_seconds(listing, lasted)
            }
            (Some(Bounds::Units { max, .. }), _)
                if max != Some(BillableUnits::ZERO) && (self.is_answered || !is_failed) =>
            {
                Measured {
                    source: Source::Session,
                    units: BillableUnits::ONE,
                    flag: None,
                }
            }
            _ => charge::nothing(),
        }
    }
}

impl Sum {
    fn seconds(self) -> Option<BillableUnits> {
        let least = match self.is_positive {
            true => LEAST,
            false => BillableUnits::ZERO,
        };
        self.seconds.map(|seconds| seconds.max(least))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::time::Duration;

    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::super::super::market::Listing;
    use super::{LONGEST, Told, are_beyond};
    use crate::declare::{AppDeclaration, Auth};
    use crate::dev::app::document::Bounds;
    use crate::dev::gateway::Retries;
    use crate::dev::ledger::keys::User;
    use crate::dev::ledger::requests::{Flag, Measured, Source};
    use crate::units::BillableUnits;

    fn listing() -> Listing {
        Listing {
            owner: User {
                id: 1,
                name: "owner".to_owned(),
            },
            app: "market".to_owned(),
            auth: Auth::Shared,
            machine: "GPU-H100".to_owned(),
            machines: 2,
            retries: Retries::declared(&AppDeclaration::new("app", "")),
            private_logs: false,
        }
    }

    fn timing(seconds: &str) -> String {
        format!(r#"{{"type":"x-fal-message","action":"timings","timing":{seconds}}}"#)
    }

    fn told(texts: &[String]) -> Told {
        let mut told = Told::default();
        for text in texts {
            told.hear(text);
        }
        told
    }

    fn cost(told: Told, bounds: Bounds, is_broken: bool) -> Measured {
        told.cost(Some(bounds), &listing(), Duration::from_secs(9), is_broken)
    }

    fn seconds(timings: &[&str]) -> (Source, String) {
        let texts: Vec<String> = timings.iter().map(|seconds| timing(seconds)).collect();
        let measured = cost(told(&texts), Bounds::MachineSeconds, false);
        (measured.source, measured.units.to_string())
    }

    fn of_timings() -> Source {
        Source::Timings {
            machine: "GPU-H100".to_owned(),
            number: 2,
        }
    }

    const FLAT: Bounds = Bounds::Units {
        min: BillableUnits::ONE,
        max: Some(BillableUnits::ONE),
    };

    const FREE: Bounds = Bounds::Units {
        min: BillableUnits::ZERO,
        max: Some(BillableUnits::ZERO),
    };

    #[test]
    fn vector_23() {
        for (timings, sum) in [
            (&["0"][..], "0"),
            (&["0.1", "0.1"], "0.25000000"),
            (&["7.3"], "7.30000000"),
            (&["5", "-1", "NaN"], "5"),
            // The first one says that these count, and the rest is added.
            (&["0", "2.5", "0.5"], "3"),
            (&["0", "1e-300"], "0.25000000"),
            (&["0.25"], "0.25000000"),
            (
                &["5", "1e999", "-1e999", "-0.0", "\"7\"", "true", "null"],
                "5",
            ),
        ] {
            assert_eq!(
                seconds(timings),
                (of_timings(), sum.to_owned()),
                "{timings:?}"
            );
        }
    }

    #[test]
    fn what_is_more_than_can_be_counted_is_flagged_and_not_charged() {
        for timings in [&["1e300", "1"][..], &["92233720368", "1"]] {
            let texts: Vec<String> = timings.iter().map(|seconds| timing(seconds)).collect();
            let measured = cost(told(&texts), Bounds::MachineSeconds, false);
            assert_eq!(measured.flag, Some(Flag::TooLarge), "{timings:?}");
            assert_eq!(measured.units, BillableUnits::ZERO);
        }
    }

    #[test]
    fn more_seconds_than_a_session_lasted_are_charged_and_noticed() {
        for (timings, milliseconds, is_beyond) in [
            (&["92233720368.5"][..], 300, true),
            (&["2", "2"], 3999, true),
            (&["2", "2"], 4000, false),
            (&["0.01"], 20, false),
            (&["0.1", "0.2"], 290, true),
            (&["0"], 0, false),
        ] {
            let lasted = Duration::from_millis(milliseconds);
            let texts: Vec<String> = timings.iter().map(|seconds| timing(seconds)).collect();
            let measured = cost(told(&texts), Bounds::MachineSeconds, false);
            assert_eq!(are_beyond(&measured, lasted), is_beyond, "{timings:?}");
        }
        // Without timings it is what it lasted.
        let measured = cost(Told::default(), Bounds::MachineSeconds, false);
        assert!(!are_beyond(&measured, Duration::from_secs(1)));
    }

    #[test]
    fn without_timings_a_session_costs_the_seconds_that_it_lasted_and_a_failed_one_nothing() {
        for text in [
            "x-fal-message".to_owned(),
            "{".to_owned(),
            r#"{"type":"x-fal-message","action":"other","timing":5}"#.to_owned(),
            r#"{"type":"message","action":"timings","timing":5}"#.to_owned(),
            r#"{"type":"x-fal-message","action":"timings"}"#.to_owned(),
            timing("-1"),
            timing(&format!("5{}", " ".repeat(LONGEST))),
        ] {
            let measured = cost(told(&[text]), Bounds::MachineSeconds, false);
            assert!(matches!(measured.source, Source::MachineSeconds { .. }));
            assert_eq!(measured.units.to_string(), "9");
        }
        let measured = cost(Told::default(), Bounds::MachineSeconds, true);
        assert_eq!(measured.source, Source::None);
        // Its first timing says that it is not charged so.
        let measured = cost(told(&[timing("0")]), Bounds::MachineSeconds, true);
        assert_eq!(
            (measured.source, measured.units),
            (of_timings(), BillableUnits::ZERO)
        );
    }

    #[test]
    fn a_failure_keeps_what_was_told_before() {
        let failed = r#"{"type":"x-fal-error","error":"INTERNAL_ERROR","reason":"boom"}"#;
        let told = told(&[timing("0"), timing("2.5"), failed.to_owned()]);
        for is_broken in [false, true] {
            let measured = cost(told, Bounds::MachineSeconds, is_broken);
            assert_eq!(measured.units.to_string(), "2.50000000");
        }
    }

    #[test]
    fn where_units_are_declared_a_session_is_one_unless_it_failed_before_any_answer() {
        let failed = r#"{"type":"x-fal-error","error":"INTERNAL_ERROR","reason":"boom"}"#;
        let timeout = r#"{"type":"x-fal-error","error":"TIMEOUT","reason":"no inputs"}"#;
        let answered = |mut told: Told| {
            told.answered();
            told
        };
        for (told, is_broken, units) in [
            (Told::default(), false, "1"),
            (Told::default(), true, "0"),
            (told(&[timeout.to_owned()]), false, "1"),
            (told(&[failed.to_owned()]), false, "0"),
            (answered(told(&[failed.to_owned()])), false, "1"),
            (answered(Told::default()), true, "1"),
            // Seconds do not count there.
            (told(&[timing("50")]), false, "1"),
        ] {
            let measured = cost(told, FLAT, is_broken);
            assert_eq!(measured.units.to_string(), units, "{told:?}");
            assert_eq!(measured.source == Source::Session, units == "1");
            assert_eq!(cost(told, FREE, is_broken).source, Source::None);
        }
    }

    proptest! {
        /// The sum does not depend on the order, and differs from the exact one by the rounding of each timing.
        #[test]
        fn timings_are_added(mut timings in vec(0.0..1e5_f64, 0..40), ignored in vec(any::<f64>(), 0..4)) {
            let ignored: Vec<f64> = ignored.into_iter().filter(|one| !one.is_finite() || *one < 0.0).collect();
            timings.extend(ignored);
            let sum = |timings: &[f64]| {
                let mut told = Told::default();
                for one in timings {
                    told.add(*one);
                }
                told.timings.map(|sum| sum.seconds().unwrap().to_e8())
            };
            let counted: Vec<f64> = timings.iter().copied().filter(|one| one.is_finite() && *one >= 0.0).collect();
            let whole = sum(&timings);
            prop_assert_eq!(whole, sum(&counted));
            let exact = counted.iter().sum::<f64>() * 1e8;
            match whole {
                None => prop_assert!(counted.is_empty()),
                Some(_) if exact > 0.0 && exact < 25e6 => prop_assert_eq!(whole, Some(25_000_000)),
                Some(whole) => prop_assert!((whole as f64 - exact).abs() <= 40.0, "{} {}", whole, exact),
            }
            timings.reverse();
            prop_assert_eq!(whole, sum(&timings));
        }
    }
}
