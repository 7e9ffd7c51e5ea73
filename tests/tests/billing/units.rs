//! `BillableUnits` compared with exact fractions of another library.

use std::time::Duration;

use fal_app::{BillableUnits, UnitsError};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

/// The count of 10⁻⁸ nearest to a fraction, ties to even, or why there is none.
fn nearest(units: &BigRational) -> Result<i64, UnitsError> {
    if *units < BigRational::from_integer(0.into()) {
        return Err(UnitsError::Negative);
    }
    let e8 = units * BigRational::from_integer(100_000_000.into());
    let (floor, half) = (e8.floor(), BigRational::new(1.into(), 2.into()));
    let rest = &e8 - &floor;
    let odd = floor.to_integer() % 2 == BigInt::from(1);
    let up = rest > half || (rest == half && odd);
    i64::try_from(floor.to_integer() + i32::from(up)).map_err(|_| UnitsError::TooLarge)
}

fn exact(units: BillableUnits) -> BigRational {
    BigRational::new(units.to_e8().into(), 100_000_000.into())
}

fn count(units: Result<BillableUnits, UnitsError>) -> Result<i64, UnitsError> {
    units.map(BillableUnits::to_e8)
}

/// A decimal as a fraction.
fn decimal(text: &str) -> BigRational {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: BigInt = format!("{whole}{fraction}").parse().unwrap();
    BigRational::new(
        digits,
        BigInt::from(10).pow(fraction.len().try_into().unwrap()),
    )
}

fn units() -> impl Strategy<Value = BillableUnits> {
    let counts = prop_oneof![0..=i64::MAX, 0..=1_000_000_000_i64, Just(i64::MAX)];
    counts.prop_map(BillableUnits::from_e8)
}

/// Floats where errors are likely: around the largest units, and halfway between two units.
fn floats() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        0.0..1e-6,
        0.0..100.0,
        0.0..1e11,
        (0..1_u64 << 40).prop_map(|ties| ties as f64 / 512.0),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn integers_are_exact(units: i128) {
        let small = units >> 70;
        for units in [units, small] {
            let expected = nearest(&BigRational::from_integer(units.into()));
            prop_assert_eq!(count(BillableUnits::try_from(units)), expected);
        }
    }

    #[test]
    fn doubles_are_taken_by_their_exact_value(units in floats()) {
        let expected = BigRational::from_float(units)
            .map_or(Err(UnitsError::NotFinite), |exact| nearest(&exact));
        prop_assert_eq!(count(BillableUnits::try_from(units)), expected);
    }

    #[test]
    fn singles_are_taken_by_their_shortest_decimal(units in prop_oneof![any::<f32>(), 0_f32..100.0, 0_f32..1e-5]) {
        let expected = match units {
            units if !units.is_finite() => Err(UnitsError::NotFinite),
            units if units < 0.0 => Err(UnitsError::Negative),
            units => nearest(&decimal(&format!("{}", units.abs()))),
        };
        prop_assert_eq!(count(BillableUnits::try_from(units)), expected);
    }

    #[test]
    fn durations_are_taken_by_their_nanoseconds(seconds: u64, below_2_40 in 0..1_u64 << 40, nanos in 0..1_000_000_000_u32) {
        for seconds in [seconds, below_2_40] {
            let duration = Duration::new(seconds, nanos);
            let expected = nearest(&BigRational::new(duration.as_nanos().into(), 1_000_000_000.into()));
            prop_assert_eq!(count(BillableUnits::try_from(duration)), expected);
        }
    }

    #[test]
    fn decimals_are_read_to_the_nearest(text in r"[0-9]{1,14}(\.[0-9]{1,12}|\.[0-9]{8}50{0,4}1?)?") {
        prop_assert_eq!(count(text.parse()), nearest(&decimal(&text)));
    }

    #[test]
    fn what_is_written_is_read_as_the_same(units in units()) {
        let text = units.to_string();
        prop_assert_eq!(text.parse(), Ok(units));
        let whole = units.to_e8() % 100_000_000 == 0;
        prop_assert_eq!(text.split_once('.').map(|(_, decimals)| decimals.len()), (!whole).then_some(8));
        prop_assert!(text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    }

    #[test]
    fn no_other_text_is_read(text in r"[-+ 0-9._,eE]{0,6}|.{0,4}") {
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let read = text.parse::<BillableUnits>();
        prop_assert_eq!(read.is_ok(), digits(whole) && digits(decimals));
    }

    #[test]
    fn sums_and_products_are_rounded_once(a in units(), b in units(), small in 0..1_000_000_000_i64) {
        for b in [b, BillableUnits::from_e8(small)] {
            let (x, y) = (exact(a), exact(b));
            prop_assert_eq!(a.checked_add(b).map(BillableUnits::to_e8), nearest(&(&x + &y)).ok());
            prop_assert_eq!(a.checked_sub(b).map(BillableUnits::to_e8), nearest(&(&x - &y)).ok());
            prop_assert_eq!(a.checked_mul(b).map(BillableUnits::to_e8), nearest(&(&x * &y)).ok());
        }
    }
}

#[test]
fn every_integer_type_becomes_units() {
    let three = BillableUnits::from(3);
    assert_eq!(three.to_string(), "3");
    assert_eq!(BillableUnits::try_from(3_u8), Ok(three));
    assert_eq!(BillableUnits::try_from(3_usize), Ok(three));
    assert_eq!(BillableUnits::try_from(3), Ok(three));
    assert_eq!(BillableUnits::try_from(-1_i64), Err(UnitsError::Negative));
    assert_eq!(BillableUnits::try_from(u64::MAX), Err(UnitsError::TooLarge));
    assert_eq!(BillableUnits::from(u32::MAX).to_string(), "4294967295");
}

#[test]
fn the_least_and_the_most_units_hold() {
    assert_eq!(BillableUnits::MAX.to_string(), "92233720368.54775807");
    assert_eq!(
        BillableUnits::MAX.checked_add(BillableUnits::from_e8(1)),
        None
    );
    assert_eq!(
        BillableUnits::ZERO.checked_sub(BillableUnits::from_e8(1)),
        None
    );
    assert_eq!(BillableUnits::try_from(-0.0), Ok(BillableUnits::ZERO));
    assert_eq!(BillableUnits::try_from(-0.0_f32), Ok(BillableUnits::ZERO));
    assert_eq!(
        BillableUnits::try_from(-f64::MIN_POSITIVE),
        Err(UnitsError::Negative)
    );
    assert_eq!(BillableUnits::try_from(5e-324), Ok(BillableUnits::ZERO));
    assert_eq!(BillableUnits::try_from(f64::MAX), Err(UnitsError::TooLarge));
    assert_eq!(
        format!("{}9", u128::MAX).parse::<BillableUnits>(),
        Err(UnitsError::TooLarge)
    );
}
