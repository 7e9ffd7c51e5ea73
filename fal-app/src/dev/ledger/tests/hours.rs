//! The sums of each hour.

use uuid::Builder;

use super::super::hours::{self, HOUR, Hour, Sums};
use super::*;

/// An id of that time.
fn id_at(milliseconds: i64, number: u8) -> Uuid {
    let milliseconds = u64::try_from(milliseconds).unwrap();
    Builder::from_unix_timestamp_millis(milliseconds, &[number; 10]).into_uuid()
}

#[test]
fn a_request_counts_in_the_hour_in_which_it_was_accepted() {
    let ledger = ledger();
    let payer = payer(&ledger, "100");
    price(&ledger, "0.5");
    let key = ledger.write_now(|file| {
        let alice = keys::user(file, "alice", Money::ZERO)?;
        let key = keys::create(file, &alice, "")?;
        let key = keys::find(file, key.split(':').next().unwrap_or_default())?;
        Ok(key.unwrap().id)
    });
    let key = key.unwrap();
    let ten = 500_000 * HOUR;
    let times = [ten - 1, ten, ten + HOUR - 1, ten + HOUR];
    for (number, time) in (0..).zip(times) {
        let call = Call {
            id: id_at(time, number),
            key: (number == 1).then_some(key),
            ..call(payer, Quote::AtMost(units("2")))
        };
        accept(&ledger, &call);
        settle(&ledger, &answered(call.id, Source::Header, units("1.5")));
    }
    let refunded = id_at(ten, 1);
    let one = Some(units("0.5"));
    ledger
        .write_now(move |file| refunds::refund(file, &refunded, one))
        .unwrap();
    let between = |start, end, caller| {
        let hours = ledger.read(|file| hours::between(file, (start, end), caller));
        hours.unwrap()
    };
    let hour = |hour, caller: Option<&str>, units, amount| Hour {
        hour,
        caller: caller.map(str::to_owned),
        endpoint: "/".to_owned(),
        sums: Sums {
            charged: 1,
            free: 0,
            units,
            amount,
        },
    };
    let before = hour(499_999, None, 150_000_000, 750_000_000);
    let in_it = [
        hour(500_000, None, 150_000_000, 750_000_000),
        hour(500_000, Some("alice"), 100_000_000, 500_000_000),
    ];
    let after = hour(500_001, None, 150_000_000, 750_000_000);
    assert_eq!(between(500_000, 500_001, None), in_it);
    assert_eq!(between(500_000, 500_001, Some("alice")), in_it[1..]);
    assert_eq!(
        between(0, i64::MAX, None),
        [&[before][..], &in_it, &[after]].concat()
    );
}

#[test]
fn what_is_not_charged_is_free_and_the_most_units_can_be_added() {
    let ledger = ledger();
    let payer = payer(&ledger, "1");
    for (number, flag) in [None, None, Some(Flag::MalformedUnits)]
        .into_iter()
        .enumerate()
    {
        let call = call(payer, Quote::Open(units("0")));
        accept(&ledger, &call);
        let mut answered = answered(call.id, Source::Header, BillableUnits::MAX);
        answered.measured.flag = flag;
        settle(&ledger, &answered);
        let hours = ledger.read(|file| hours::between(file, (0, i64::MAX), None));
        let mut sums = Sums::default();
        for hour in hours.unwrap() {
            sums.add(&hour.sums);
        }
        let charged = (number + 1).min(2);
        assert_eq!(usize::try_from(sums.charged).unwrap(), charged);
        assert_eq!(sums.free, i64::from(flag.is_some()));
        let most = i128::from(BillableUnits::MAX.to_e8());
        assert_eq!(sums.units, most * i128::try_from(charged).unwrap());
    }
}

#[test]
fn the_last_use_of_a_key_is_the_latest_request_that_it_was_accepted_for() {
    let ledger = ledger();
    let payer = payer(&ledger, "1");
    let key = ledger.write_now(|file| {
        let alice = keys::user(file, "alice", Money::ZERO)?;
        keys::create(file, &alice, "")
    });
    let key_id = key.unwrap().split(':').next().unwrap().to_owned();
    let found = || {
        let found = ledger.read(|file| keys::find(file, &key_id));
        found.unwrap().unwrap()
    };
    assert_eq!(found().last_used_at, None);
    for time in [2 * HOUR, HOUR] {
        let call = Call {
            id: id_at(time, 0),
            key: Some(found().id),
            ..call(payer, Quote::AtMost(units("0")))
        };
        accept(&ledger, &call);
    }
    assert_eq!(found().last_used_at, Some(2 * HOUR));
}
