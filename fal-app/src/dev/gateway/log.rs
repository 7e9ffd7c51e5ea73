//! One line for each request. What callers send is not in it.

use std::time::Instant;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::dev::ledger::requests::Charge;
use crate::dev::terminal::Printer;
use crate::one_line::OneLine;

/// Where lines are printed, and how.
#[derive(Clone)]
pub(crate) struct Log {
    printer: Printer,
    is_json: bool,
}

/// Whose request it is, and for what.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) id: Uuid,
    /// For people.
    pub(super) caller: String,
    /// The path, as the ledger keeps it.
    pub(super) endpoint: String,
    /// When it came.
    pub(super) began: Instant,
}

impl Log {
    pub(crate) fn new(printer: Printer, is_json: bool) -> Self {
        Self { printer, is_json }
    }

    /// Writes the line of a request that is refused or settled, or, without a charge, one that waits for its report.
    pub(super) fn write(&self, line: &Line, status: u16, charge: Option<Charge>) {
        line.warn(charge);
        self.print(match self.is_json {
            true => line.json(status, charge).to_string(),
            false => line.for_people(status, charge),
        });
    }

    /// Writes the second line of a request that waited for its report.
    pub(super) fn write_report(&self, line: &Line, status: u16, charge: Charge) {
        let charge = Some(charge);
        line.warn(charge);
        self.print(match self.is_json {
            true => {
                let mut json = line.json(status, charge);
                json["source"] = "report".into();
                json.to_string()
            }
            false => format!("{}  by its report", line.for_people(status, charge)),
        });
    }

    fn print(&self, mut line: String) {
        line.push('\n');
        self.printer.print(line.as_bytes());
    }
}

impl Line {
    /// Since it came.
    pub(super) fn milliseconds(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// What is charged beyond the quote is the app's mistake, and its callers pay for it.
    fn warn(&self, charge: Option<Charge>) {
        if let Some(Charge {
            units,
            quoted: Some(most),
            ..
        }) = charge
        {
            let endpoint = OneLine(&self.endpoint);
            tracing::warn!(
                "request {} for `{endpoint}` is charged {units} units, and its quote said {most} at most",
                self.id
            );
        }
    }

    fn for_people(&self, status: u16, charge: Option<Charge>) -> String {
        let (caller, milliseconds) = (&self.caller, self.milliseconds());
        let endpoint = OneLine(&self.endpoint).to_string();
        let charged = match charge {
            None => "waits for its report".to_owned(),
            Some(Charge {
                units,
                amount,
                flag,
                ..
            }) => {
                let flag = flag.map_or(String::new(), |flag| {
                    format!("  not charged: {}", flag.as_str())
                });
                format!("{:>10} units  ${amount}{flag}", units.short())
            }
        };
        format!("{caller:<10} {endpoint:<20} {status}  {milliseconds:>6} ms  {charged}")
    }

    fn json(&self, status: u16, charge: Option<Charge>) -> Value {
        json!({
            "request_id": self.id.to_string(),
            "caller": self.caller,
            "endpoint": self.endpoint,
            "status": status,
            "milliseconds": self.milliseconds(),
            "billable_units": charge.map(|charge| charge.units.to_string()),
            "cost_nano_usd": charge.map(|charge| charge.amount.to_nano()),
            "flag": charge.and_then(|charge| charge.flag).map(|flag| flag.as_str()),
        })
    }
}
