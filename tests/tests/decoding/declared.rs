//! The types that bodies are read as.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use fal_app::__private::{
    Undecoded, Writer, decode as decode_body, decode_by_table, decode_canonical,
};
use fal_app::prelude::*;
use fal_app::{ImageSize, Input};
use proptest::prelude::*;
use serde::de::IgnoredAny;

const JSON: Option<&[u8]> = Some(b"application/json");

/// One type, and what must hold of any body that is read as it.
pub(crate) struct Declared {
    pub(crate) name: &'static str,
    pub(crate) check: fn(&[u8]) -> Result<Read, TestCaseError>,
    /// How the app answers a body.
    pub(crate) status: fn(&[u8]) -> u16,
}

/// How a body was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    InOnePass,
    ByTheTable,
    Refused,
}

/// The bytes of an answer beside a refused body, at most: a thousand errors of what is declared here, their echoes and
/// their `loc`s.
const MAX_ANSWER: usize = 6 << 20;

/// Reads a body both ways, and compares.
fn check<T: Input + Debug + PartialEq>(body: &[u8]) -> Result<Read, TestCaseError> {
    let slow = decode_by_table::<T>(body, JSON);
    match (decode_canonical::<T>(body, JSON), slow) {
        (_, Err(Undecoded::Failed(why))) => Err(TestCaseError::fail(format!(
            "the table wrote what cannot be read: {why}"
        ))),
        (Some(fast), Ok(slow)) => {
            prop_assert_eq!(fast, slow);
            Ok(Read::InOnePass)
        }
        (Some(fast), Err(Undecoded::Refused(refusal))) => Err(TestCaseError::fail(format!(
            "read in one pass as {fast:?}, and refused: {}",
            String::from_utf8_lossy(&refusal.body)
        ))),
        (None, Ok(slow)) => {
            let mut written = Writer::request();
            slow.write(&mut written);
            let written = written.finish().expect("JSON");
            let again = decode_body::<T>(&written, JSON);
            prop_assert!(again.is_ok(), "taken, and not as it is written: {slow:?}");
            Ok(Read::ByTheTable)
        }
        (None, Err(Undecoded::Refused(refusal))) => {
            refused(refusal.status, &refusal.body)?;
            Ok(Read::Refused)
        }
    }
}

/// Reads a body as the app does, and drops it.
fn status<T: Input>(body: &[u8]) -> u16 {
    match decode_body::<T>(body, JSON) {
        Ok(_) => 200,
        Err(Undecoded::Refused(refusal)) => refusal.status,
        Err(Undecoded::Failed(why)) => panic!("{why}"),
    }
}

fn refused(status: u16, answer: &[u8]) -> Result<(), TestCaseError> {
    prop_assert!(answer.len() <= MAX_ANSWER, "{} bytes", answer.len());
    // Echoed whole numbers may be larger than what Rust reads.
    let told: BTreeMap<String, IgnoredAny> = serde_json::from_slice(answer).expect("JSON");
    prop_assert!(told.contains_key("detail"));
    let errors: Option<BTreeMap<String, Vec<IgnoredAny>>> = serde_json::from_slice(answer).ok();
    match (status, errors.map_or(0, |told| told["detail"].len())) {
        (400, 0) | (422, 1..=1000) => Ok(()),
        _ => Err(TestCaseError::fail(format!(
            "{status}: {}",
            String::from_utf8_lossy(answer)
        ))),
    }
}

/// Reads a body as the app does.
pub(crate) fn decode<T: Input>(body: &str) -> Result<T, Value> {
    decode_body(body.as_bytes(), JSON).map_err(|undecoded| match undecoded {
        Undecoded::Refused(refusal) => serde_json::from_slice(&refusal.body).expect("JSON"),
        Undecoded::Failed(why) => panic!("{why}"),
    })
}

macro_rules! declared {
    ($($name:ident: $type:ty, $rules:tt;)*) => {
        $(
            #[allow(non_camel_case_types)]
            #[input]
            #[output]
            #[derive(Debug, PartialEq)]
            struct $name {
                #[field $rules]
                value: $type,
                #[field(default = 1, ge = 1, le = 4)]
                count: u32,
            }
        )*

        /// All of them.
        pub(crate) const ALL: &[Declared] = &[
            $(Declared {
                name: stringify!($name: $type, $rules),
                check: check::<$name>,
                status: status::<$name>,
            },)*
            Declared { name: "Flat", check: check::<Flat>, status: status::<Flat> },
            Declared { name: "Nested", check: check::<Nested>, status: status::<Nested> },
        ];
    };
}

#[input]
#[output]
#[derive(Debug, PartialEq)]
enum Style {
    Photo,
    #[serde(alias = "a", alias = "\u{e9}")]
    LineArt,
}

#[input]
#[output]
#[derive(Debug, PartialEq)]
struct Lora {
    #[field(min_length = 1)]
    #[serde(alias = "url", alias = "label")]
    path: String,
    #[field(default = 1.0, ge = 0, le = 4)]
    scale: f64,
}

#[input]
#[output]
#[derive(Debug, PartialEq)]
struct Point {
    x: f64,
    y: Option<f32>,
}

#[input]
#[output]
#[derive(Debug, PartialEq)]
struct Label {
    label: String,
    x: Option<u8>,
}

#[input]
#[output]
#[serde(tag = "type")]
#[derive(Debug, PartialEq)]
enum Source {
    Point(Point),
    Label(Label),
    #[serde(rename = "a")]
    Typed(Typed),
}

/// Has a field where the tag stands.
#[input]
#[output]
#[derive(Debug, PartialEq)]
struct Typed {
    source: Option<Box<Source>>,
    guess: Option<Guess>,
}

#[input]
#[output]
#[serde(untagged)]
#[derive(Debug, PartialEq)]
enum Guess {
    Number(f64),
    Whole(u32),
    Flag(bool),
    Style(Style),
    Text(String),
    Label(Label),
    Point(Point),
    Points(Vec<Point>),
    Pair((f64, f64)),
    Lengths(BTreeMap<String, u8>),
    Size(ImageSize),
    Source(Box<Source>),
}

#[input]
#[output]
#[serde(untagged)]
#[derive(Debug, PartialEq)]
enum Whole {
    Small(i8),
    Large(u64),
    Number(f32),
}

#[input]
#[output]
#[serde(untagged)]
#[derive(Debug, PartialEq)]
enum Loose {
    Open(Open),
    Typed(Typed),
    Either(Whole),
    Any(Value),
}

#[input]
#[output]
#[derive(Debug, PartialEq)]
struct Open {
    source: Value,
}

/// Holds itself, in two ways that look alike.
#[input]
#[output]
#[serde(untagged)]
#[derive(Debug, PartialEq)]
pub(crate) enum Tree {
    Leaf(u32),
    Branch(Branch),
    Other(Other),
}

#[input]
#[output]
#[derive(Debug, PartialEq)]
pub(crate) struct Branch {
    pub(crate) child: Box<Tree>,
    pub(crate) large: Option<Vec<u32>>,
}

#[input]
#[output]
#[derive(Debug, PartialEq)]
pub(crate) struct Other {
    pub(crate) child: Box<Tree>,
    pub(crate) only: Option<u32>,
}

/// Holds itself in lists alone.
#[input]
#[output]
#[serde(untagged)]
#[derive(Debug, PartialEq)]
enum Lists {
    Leaf(bool),
    Many(Vec<Lists>),
    Pairs(Vec<Vec<Lists>>),
}

/// Has the fields of others.
#[input]
#[output]
#[derive(Debug, PartialEq)]
struct Flat {
    #[serde(flatten)]
    lora: Lora,
    value: Value,
    #[serde(flatten)]
    point: Inner,
}

#[input]
#[output]
#[derive(Debug, PartialEq)]
struct Inner {
    #[serde(flatten)]
    point: Point,
    #[serde(alias = "zz")]
    only: Option<u8>,
}

#[input]
#[output]
#[derive(Debug, PartialEq)]
pub(crate) struct Nested {
    pub(crate) tree: Tree,
}

/// A tree of so many branches, and its leaf.
pub(crate) fn nested(depth: usize, leaf: &str) -> String {
    let (open, close) = (r#"{"child": "#.repeat(depth), "}".repeat(depth));
    format!(r#"{{"tree": {open}{leaf}{close}}}"#)
}

declared! {
    Text: String, (title = "Value");
    TextLengths: String, (min_length = 2, max_length = 4);
    TextPattern: String, (pattern = "^[a-z]+$");
    TextOneOf: String, (one_of = ["a", "b"]);
    TextOptional: Option<String>, (max_length = 3);
    Flag: bool, (default = true);
    Int: i64, (title = "Value");
    IntLarge: u64, (title = "Value");
    IntInclusive: i8, (ge = -2, le = 9);
    IntExclusive: u16, (gt = 0, lt = 7);
    IntMultiple: u32, (default = 8, multiple_of = 8);
    IntOneOf: u32, (one_of = [1, 3]);
    Float: f64, (title = "Value");
    FloatInclusive: f64, (default = 0.5, ge = 0, le = 2);
    Single: f32, (gt = -1, lt = 1);
    SingleFree: Option<f32>, (title = "Value");
    FloatMultiple: f64, (multiple_of = 0.5);
    List: Vec<String>, (min_length = 1, max_length = 2);
    ListBounded: Vec<i64>, (default, ge = 0, le = 5);
    ListOptional: Option<Vec<Option<f64>>>, (max_length = 3);
    ListNested: Vec<Vec<u8>>, (default);
    Map: HashMap<String, f64>, (min_length = 1, max_length = 2, ge = 0);
    MapSorted: BTreeMap<String, Vec<u8>>, (default);
    MapOptional: Option<HashMap<String, Option<bool>>>, (title = "Value");
    MapOfStructs: HashMap<String, Lora>, (title = "Value");
    MapOfAny: BTreeMap<String, Value>, (title = "Value");
    MapNested: HashMap<String, BTreeMap<String, u8>>, (title = "Value");
    Tuple: (u8, Option<f64>), (ge = 0, le = 9);
    TupleOptional: Option<(String, bool, Style)>, (title = "Value");
    TupleOfOne: (Lora,), (title = "Value");
    Tuples: Vec<(f32, i8)>, (default);
    ItemsOfList: Vec<String>, (max_length = 3, items(min_length = 1, pattern = "^[ab]"));
    ItemsOfItems: Vec<Vec<u8>>, (items(max_length = 2, items(le = 9)));
    ItemsOfMap: BTreeMap<String, Vec<f64>>, (min_length = 1, items(max_length = 1));
    ItemsOfTuple: (u8, Option<i8>, f32), (items(ge = 1, lt = 100));
    Array: [u8; 3], (title = "Value");
    Arrays: Option<Vec<[Box<Lora>; 2]>>, (title = "Value");
    Choice: Style, (title = "Value");
    Choices: Vec<Style>, (default);
    Struct: Lora, (title = "Value");
    Structs: Vec<Lora>, (default, max_length = 2);
    Size: ImageSize, (default);
    SizeBounded: ImageSize, (max_width = 1024, multiple_of = 8);
    Anything: Value, (default);
    Tagged: Source, (title = "Value");
    TaggedMany: Vec<Source>, (default);
    Untagged: Guess, (title = "Value");
    UntaggedMany: Option<Vec<Guess>>, (title = "Value");
    UntaggedNumbers: Whole, (title = "Value");
    UntaggedLoose: Loose, (title = "Value");
    SelfHolding: Tree, (title = "Value");
    SelfHoldingLists: Lists, (title = "Value");
}
