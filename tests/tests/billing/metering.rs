//! Every meter with every modifier, compared with its formula in exact fractions (`docs/billing.md` §1).

use fal_app::__private::{Billing, Meter, Operand, Operands, Round, Shape};
use fal_app::BillableUnits;
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

/// A request as the operands see it.
#[derive(Clone, Debug)]
struct Measured {
    images: u32,
    size: (u32, u32),
    pictures: Vec<(u32, u32)>,
    seconds: f64,
    text: String,
    units: BillableUnits,
    times: BillableUnits,
}

fn units() -> impl Strategy<Value = BillableUnits> {
    let counts = prop_oneof![
        0..=i64::MAX,
        0..=100_000_000_i64,
        (0..1000_i64).prop_map(|halves| halves * 50_000_000),
        (0..1000_i64).prop_map(|whole| whole * 100_000_000),
    ];
    counts.prop_map(BillableUnits::from_e8)
}

fn size() -> impl Strategy<Value = (u32, u32)> {
    prop_oneof![(1..4096_u32, 1..4096_u32), (1..=u32::MAX, 1..=u32::MAX)]
}

prop_compose! {
    fn measured()(
        images in prop_oneof![0..10_u32, any::<u32>()],
        size in size(),
        pictures in prop::collection::vec(size(), 0..5),
        seconds in prop_oneof![0.0..100.0, 0.0..1e12],
        text in ".{0,40}",
        units in units(),
        times in units(),
    ) -> Measured {
        Measured { images, size, pictures, seconds, text, units, times }
    }
}

/// A meter, what reads its operands, and its formula.
type Case = (
    Meter,
    fn(&Measured, &mut Operands) -> fal_app::Result<()>,
    fn(&Measured, u64) -> BigRational,
);

const OPERAND: Operand = Operand::input("input.it");

fn cases(chars: u64) -> Vec<Case> {
    vec![
        (
            Meter::PerImage { images: OPERAND },
            |m, o| o.images(&m.images),
            |m, _| whole(m.images),
        ),
        (
            Meter::PerMegapixel {
                size: OPERAND,
                images: OPERAND,
            },
            |m, o| {
                o.size(&m.size)?;
                o.images(&m.images)
            },
            |m, _| megapixels(m.size) * whole(m.images),
        ),
        (
            Meter::PerMegapixelOfPictures { pictures: OPERAND },
            |m, o| o.pictures(&m.pictures),
            |m, _| m.pictures.iter().map(|size| megapixels(*size)).sum(),
        ),
        (
            Meter::PerVideoSecond { seconds: OPERAND },
            |m, o| o.seconds(&m.seconds),
            |m, _| seconds(m),
        ),
        (
            Meter::PerAudioSecond { seconds: OPERAND },
            |m, o| o.seconds(&m.seconds),
            |m, _| seconds(m),
        ),
        (
            Meter::PerTextChunk {
                text: OPERAND,
                chars,
            },
            |m, o| o.text(&m.text),
            |m, chars| whole(m.text.chars().count() as u64 / chars).max(whole(1)),
        ),
        (
            Meter::Units { units: OPERAND },
            |m, o| o.units(&m.units),
            |m, _| exact(m.units),
        ),
        (
            Meter::Custom,
            |m, o| o.units(&m.units),
            |m, _| exact(m.units),
        ),
        (
            Meter::Flat {
                units: BillableUnits::from_e8(250_000_000),
            },
            |_, _| Ok(()),
            |_, _| BigRational::new(5.into(), 2.into()),
        ),
    ]
}

fn whole(number: impl Into<BigInt>) -> BigRational {
    BigRational::from_integer(number.into())
}

fn exact(units: BillableUnits) -> BigRational {
    BigRational::new(units.to_e8().into(), 100_000_000.into())
}

/// An operand is rounded once when it is read.
fn seconds(measured: &Measured) -> BigRational {
    rounded(&BigRational::from_float(measured.seconds).unwrap())
}

fn megapixels((width, height): (u32, u32)) -> BigRational {
    BigRational::new(BigInt::from(width) * height, (1024 * 1024).into()).ceil()
}

fn rounded(units: &BigRational) -> BigRational {
    let e8 = units * whole(100_000_000);
    let (floor, half) = (e8.floor(), BigRational::new(1.into(), 2.into()));
    let rest = &e8 - &floor;
    let up = rest > half || (rest == half && floor.to_integer() % 2 == BigInt::from(1));
    (floor + whole(i32::from(up))) / whole(100_000_000)
}

/// As whole units; of two that are as near, the even one.
fn made_whole(units: &BigRational, round: Round) -> BigRational {
    match round {
        Round::Up => units.ceil(),
        Round::Down => units.floor(),
        Round::Nearest => {
            let (floor, half) = (units.floor(), BigRational::new(1.into(), 2.into()));
            let rest = units - &floor;
            let up = rest > half || (rest == half && floor.to_integer() % 2 == BigInt::from(1));
            floor + whole(i32::from(up))
        }
    }
}

fn rounds() -> impl Strategy<Value = Option<Round>> {
    let round = prop_oneof![Just(Round::Up), Just(Round::Down), Just(Round::Nearest)];
    prop::option::of(round)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn units_are_the_formula_rounded_once_then_bounded(
        measured in measured(),
        chars in 1..20_u64,
        by_times: bool,
        round in rounds(),
        min in prop::option::of(units()),
        max in prop::option::of(units()),
    ) {
        for (meter, read, formula) in cases(chars) {
            let mut billing = Billing::new(meter);
            let mut expected = formula(&measured, chars);
            let mut operands = Operands::default();
            read(&measured, &mut operands).unwrap();
            if by_times {
                billing = billing.times(OPERAND);
                operands.times(&measured.times).unwrap();
                expected *= exact(measured.times);
            }
            expected = rounded(&expected);
            if let Some(round) = round {
                billing = billing.round(round);
                expected = made_whole(&expected, round);
            }
            if let Some(min) = min {
                billing = billing.min(min);
                expected = expected.max(exact(min));
            }
            if let Some(max) = max {
                billing = billing.max(max);
                expected = expected.min(exact(max));
            }
            let settled = billing.settle(&operands);
            // Of an operand that is beyond, nothing more is known: it is charged only where `max` cuts it for certain.
            let certain = is_read_exactly(&meter, &measured) || settled.is_ok();
            prop_assert_eq!(settled.is_ok(), certain && expected <= exact(BillableUnits::MAX), "{:?}: {:?}", meter, settled);
            let quoted = billing.quote(&operands, &Shape::Null);
            // What a method says is known only after it ran.
            prop_assert_eq!(quoted.is_ok(), settled.is_ok() || matches!(meter, Meter::Custom));
            if let Ok(units) = settled {
                let units = units.unwrap();
                prop_assert_eq!(exact(units), expected, "{:?}", meter);
                prop_assert!(quoted.unwrap().unwrap().contains(units));
            }
        }
    }
}

/// Whether each operand is a number that can be billed.
fn is_read_exactly(meter: &Meter, measured: &Measured) -> bool {
    let most = exact(BillableUnits::MAX);
    match meter {
        Meter::PerMegapixel { .. } => megapixels(measured.size) <= most,
        Meter::PerMegapixelOfPictures { .. } => {
            measured
                .pictures
                .iter()
                .map(|size| megapixels(*size))
                .sum::<BigRational>()
                <= most
        }
        Meter::PerVideoSecond { .. } | Meter::PerAudioSecond { .. } => seconds(measured) <= most,
        _ => true,
    }
}

#[test]
fn per_compute_second_has_no_units() {
    let billing = Billing::new(Meter::PerComputeSecond);
    assert_eq!(billing.settle(&Operands::default()).unwrap(), None);
    assert_eq!(
        billing.quote(&Operands::default(), &Shape::Null).unwrap(),
        None
    );
}

#[test]
fn an_operand_that_was_not_read_is_no_charge() {
    let billing = Billing::new(Meter::PerImage { images: OPERAND });
    assert!(billing.settle(&Operands::default()).is_err());
}

#[test]
fn what_cannot_be_measured_is_a_metering_failure() {
    let mut read = Operands::default();
    assert!(read.images(&-1).is_err());
    assert!(read.seconds(&f64::NAN).is_err());
    assert!(read.seconds(&-0.5).is_err());
    assert!(read.size(&(0, 512)).is_err());
    assert!(read.pictures(&[(512, 512), (512, 0)]).is_err());
    assert!(read.times(&f32::INFINITY).is_err());
    assert!(read.units(&-1e-9).is_err());
}
