//! What requests earned beside what the machine cost that worked on them.

use std::collections::BTreeMap;

use rusqlite::{Connection, params_from_iter};
use uuid::Uuid;

use super::Result;
use super::requests::{bytes, units};
use super::usage::{Question, State};
use crate::units::{BillableUnits, Money};

/// Notes how long the app was at an attempt.
pub(crate) fn note_work(
    connection: &Connection,
    id: &Uuid,
    attempt: u32,
    seconds: BillableUnits,
) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO work VALUES (?1, ?2, ?3)")?
        .execute((bytes(id), attempt, seconds.to_e8()))?;
    Ok(())
}

/// What the settled requests of a question earned and cost.
#[derive(Clone, Debug, Default)]
pub(crate) struct Margin {
    /// By endpoint and caller; `None` for one who did not say who they are.
    pub(crate) sales: BTreeMap<(String, Option<String>), Sales>,
    /// The requests that were sold below cost, the worst first.
    pub(crate) losses: Vec<Loss>,
}

/// Totals of requests. They may be more than one amount can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sales {
    pub(crate) requests: u64,
    /// Those of which the work is not known.
    pub(crate) unmeasured: u64,
    /// Those that cost the machine's time and were charged no units, as failures.
    pub(crate) unpaid: u64,
    /// Those that were charged units, and earned less than they cost.
    pub(crate) below_cost: u64,
    /// Charged, less what was refunded, without the seconds of machines: a count of 10⁻⁸ units.
    pub(crate) units: i128,
    /// Charged, less what was refunded: nano-dollars.
    pub(crate) earned: i128,
    /// The work of all attempts: a count of 10⁻⁸ seconds.
    pub(crate) seconds: i128,
    /// What this work cost: nano-dollars.
    pub(crate) cost: i128,
    /// The least price of a unit at which each request that was charged units earns what it costs; `None` where none was, or
    /// where it is more than can be counted.
    pub(crate) price: Option<Money>,
}

/// A request that was sold below cost.
#[derive(Clone, Debug)]
pub(crate) struct Loss {
    pub(crate) id: Uuid,
    pub(crate) caller: Option<String>,
    pub(crate) endpoint: String,
    /// What was charged, less what was refunded.
    pub(crate) units: BillableUnits,
    pub(crate) earned: Money,
    pub(crate) seconds: BillableUnits,
    pub(crate) cost: Money,
    /// The least price of a unit at which it earns what it costs; `None` where its units are seconds of the machine.
    pub(crate) price: Option<Money>,
}

/// What is selected of a settled request. A request without work has NULL for its seconds.
const SOLD: State = (
    "settled.units, settled.amount, coalesce(refunded.units, 0), coalesce(refunded.amount, 0), flag IS NULL,
     source IN ('machine_seconds', 'timings'),
     (SELECT sum(seconds) FROM work WHERE request_id = accepted.request_id)",
    "accepted JOIN settled USING (request_id) LEFT JOIN refunded USING (request_id)",
);

/// Answers the question, where a second of the machine costs so much. Of the requests that were sold below cost it keeps
/// the worst.
pub(crate) fn of(
    connection: &Connection,
    question: &Question,
    second: Money,
    most_losses: usize,
) -> Result<Margin> {
    let (select, parameters) = question.select(SOLD);
    let mut statement = connection.prepare_cached(&select)?;
    let mut rows = statement.query(params_from_iter(parameters))?;
    let mut margin = Margin::default();
    while let Some(row) = rows.next()? {
        let [charged, amount, less_units, refunded] =
            [4, 5, 6, 7].map(|column| row.get::<_, i64>(column));
        let (is_charged, is_seconds): (bool, bool) = (row.get(8)?, row.get(9)?);
        let worked: Option<i64> = row.get(10)?;
        let net = match is_charged {
            true => charged? - less_units?,
            false => 0,
        };
        let seconds = units(worked.unwrap_or_default());
        // No request works for so long that this is more than can be counted, unless the price is absurd.
        let cost = second.times(seconds).unwrap_or(Money::from_nano(i64::MAX));
        let loss = Loss {
            id: Uuid::from_slice(&row.get::<_, Vec<u8>>(0)?).unwrap_or_default(),
            caller: row.get(1)?,
            endpoint: row.get(3)?,
            units: units(net),
            earned: Money::from_nano(amount? - refunded?),
            seconds,
            cost,
            price: None,
        };
        margin.add(loss, worked.is_some(), is_seconds, most_losses);
    }
    margin.keep(most_losses);
    Ok(margin)
}

impl Margin {
    fn add(&mut self, request: Loss, is_measured: bool, is_seconds: bool, most_losses: usize) {
        let of = (request.endpoint.clone(), request.caller.clone());
        let is_paid = request.units > BillableUnits::ZERO;
        let is_below = is_paid && request.earned < request.cost;
        let price = match is_paid && !is_seconds {
            true => least_price(request.units, request.cost),
            false => None,
        };
        self.sales.entry(of).or_default().add(&Sales {
            requests: 1,
            unmeasured: u64::from(!is_measured),
            unpaid: u64::from(!is_paid && request.cost > Money::ZERO),
            below_cost: u64::from(is_below),
            units: match is_seconds {
                true => 0,
                false => request.units.to_e8().into(),
            },
            earned: request.earned.to_nano().into(),
            seconds: request.seconds.to_e8().into(),
            cost: request.cost.to_nano().into(),
            price,
        });
        if is_below {
            self.losses.push(Loss { price, ..request });
            if self.losses.len() >= most_losses.saturating_mul(2).saturating_add(1) {
                self.keep(most_losses);
            }
        }
    }

    /// Keeps the worst.
    fn keep(&mut self, most: usize) {
        let worst = |loss: &Loss| (loss.earned.to_nano() - loss.cost.to_nano(), loss.id);
        self.losses.sort_by_key(worst);
        self.losses.truncate(most);
    }

    /// The totals of each endpoint.
    pub(crate) fn endpoints(&self) -> BTreeMap<&str, Sales> {
        let mut endpoints: BTreeMap<&str, Sales> = BTreeMap::new();
        for ((endpoint, _), sales) in &self.sales {
            endpoints.entry(endpoint).or_default().add(sales);
        }
        endpoints
    }
}

impl Sales {
    fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        self.unmeasured += other.unmeasured;
        self.unpaid += other.unpaid;
        self.below_cost += other.below_cost;
        self.units += other.units;
        self.earned += other.earned;
        self.seconds += other.seconds;
        self.cost += other.cost;
        self.price = self.price.max(other.price);
    }

    /// A price of a unit at which no request is sold below cost, and all of them together earn what all cost, also those that
    /// are not paid. The machine is paid for all of the time, and at work for so many hundredths of it. It is rounded up to
    /// two digits. `None` where no units were charged, or where it is more than can be counted.
    pub(crate) fn suggested_price(&self, busy: u32) -> Option<Money> {
        let units = u128::try_from(self.units).ok().filter(|units| *units > 0)?;
        let cost = u128::try_from(self.cost).ok()?;
        let together = cost.checked_mul(100_000_000)?.div_ceil(units);
        let each = u128::try_from(self.price?.to_nano()).ok()?;
        let exact = together.max(each).checked_mul(100)?.div_ceil(busy.into());
        let step = 10_u128.pow(exact.checked_ilog10().unwrap_or_default().saturating_sub(1));
        let price = exact.div_ceil(step).checked_mul(step)?;
        i64::try_from(price).ok().map(Money::from_nano)
    }
}

/// The least price of a unit at which so many of them, more than none, earn at least that amount.
fn least_price(units: BillableUnits, amount: Money) -> Option<Money> {
    let (count, nano): (u128, u128) = (
        units.to_e8().unsigned_abs().into(),
        amount.to_nano().unsigned_abs().into(),
    );
    // An amount is the nearest to its product: half a nano-dollar less is enough, or just not, where that is a tie.
    let product = (nano * 100_000_000).saturating_sub(50_000_000);
    let price = i64::try_from(product.div_ceil(count)).ok()?;
    let is_enough = |price: i64| Money::from_nano(price).times(units) >= Some(amount);
    let price = match is_enough(price) {
        true => price,
        false => price.checked_add(1)?,
    };
    Some(Money::from_nano(price))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Sales, least_price};
    use crate::units::{BillableUnits, Money};

    proptest! {
        /// It earns enough, and a nano-dollar less does not.
        #[test]
        fn the_least_price_is_the_least(
            units in prop_oneof![1..=2_000_000_000_i64, (1..=40_i64).prop_map(|n| n * 50_000_000)],
            nano in prop_oneof![0..=20_i64, 0..=1_000_000_000_000_i64],
        ) {
            let (units, amount) = (BillableUnits::from_e8(units), Money::from_nano(nano));
            let price = least_price(units, amount);
            prop_assert!(price.and_then(|price| price.times(units)) >= Some(amount));
            let less = price.map_or(0, Money::to_nano) - 1;
            if less >= 0 {
                prop_assert!(Money::from_nano(less).times(units) < Some(amount));
            }
        }
    }

    #[test]
    fn a_suggestion_pays_for_all_and_for_the_time_in_which_nothing_is_at_work() {
        let sales = Sales {
            units: 300_000_000,
            cost: 1_000_000_000,
            price: Some(Money::from_nano(200_000_000)),
            ..Sales::default()
        };
        let suggested = |sales: &Sales, busy| sales.suggested_price(busy).map(Money::to_nano);
        assert_eq!(suggested(&sales, 100), Some(340_000_000));
        assert_eq!(suggested(&sales, 50), Some(670_000_000));
        let worst = Sales {
            price: Some(Money::from_nano(601_000_000)),
            ..sales
        };
        assert_eq!(suggested(&worst, 100), Some(610_000_000));
        assert_eq!(suggested(&Sales::default(), 100), None);
    }
}
