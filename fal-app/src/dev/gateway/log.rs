//! One line for each request. What callers send is not in it.

use std::io::{self, Write};

use serde_json::json;
use uuid::Uuid;

use crate::dev::ledger::requests::Charge;
use crate::one_line::OneLine;

/// How lines are written on stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Log {
    ForPeople,
    Json,
}

/// A request that is settled, or that is left to a report.
pub(super) struct Line<'l> {
    pub(super) id: &'l Uuid,
    pub(super) caller: &'l str,
    /// The path.
    pub(super) endpoint: &'l str,
    pub(super) status: u16,
    pub(super) milliseconds: u64,
    /// `None` where a report will say it.
    pub(super) charge: Option<Charge>,
}

impl Log {
    pub(super) fn write(self, line: &Line<'_>) {
        let text = match self {
            Self::ForPeople => line.for_people(),
            Self::Json => line.json(),
        };
        // Who does not read it does not stop the marketplace.
        let _ = writeln!(io::stdout(), "{text}");
    }
}

impl Line<'_> {
    fn for_people(&self) -> String {
        let Self {
            caller,
            status,
            milliseconds,
            ..
        } = self;
        let endpoint = OneLine(self.endpoint).to_string();
        let charged = match self.charge {
            None => "waits for its report".to_owned(),
            Some(Charge {
                units,
                amount,
                flag,
            }) => {
                let flag = flag.map_or(String::new(), |flag| {
                    format!("  not charged: {}", flag.as_str())
                });
                format!("{:>10} units  ${amount}{flag}", units.short())
            }
        };
        format!("{caller:<10} {endpoint:<20} {status}  {milliseconds:>6} ms  {charged}")
    }

    fn json(&self) -> String {
        let charge = self.charge;
        json!({
            "request_id": self.id.to_string(),
            "caller": self.caller,
            "endpoint": self.endpoint,
            "status": self.status,
            "milliseconds": self.milliseconds,
            "billable_units": charge.map(|charge| charge.units.to_string()),
            "cost_nano_usd": charge.map(|charge| charge.amount.to_nano()),
            "flag": charge.and_then(|charge| charge.flag).map(|flag| flag.as_str()),
        })
        .to_string()
    }
}
