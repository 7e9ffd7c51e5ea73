//! What a scenario does.

use bytes::Bytes;
use http::Method;
use http::header::HeaderMap;

use super::super::super::trial::Example;
use super::expected::Expected;
use crate::declare::Realtime;
use crate::dev::Fault;
use crate::dev::ledger::prices::Priced;
use crate::units::{BillableUnits, Money};

/// A line of a file.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// From 1.
    pub(super) number: usize,
    /// What it does, as it is written.
    pub(super) written: String,
    pub(super) step: Step,
    pub(super) expected: Vec<Expected>,
}

/// What is done.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Price(Priced, Money),
    /// A user begins with so much.
    Has(String, Money),
    Gets(String, Money),
    /// What a user has is looked at.
    Left(String),
    /// Units of the last request are given back, or all.
    Refund(Option<BillableUnits>),
    Call(Box<Call>),
}

/// What a caller does.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// `None` for one without a key.
    pub(super) caller: Option<String>,
    pub(super) way: Way,
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    /// One body, or the messages of a session.
    pub(super) sent: Vec<Bytes>,
    /// The example whose values these are, where it is one.
    pub(super) example: Option<Example>,
    /// What each attempt meets.
    pub(super) faults: Vec<Vec<Fault>>,
}

/// How an app is called.
#[derive(Clone, Debug)]
pub(super) enum Way {
    Http(Method),
    Queue,
    #[cfg_attr(not(feature = "realtime"), allow(dead_code, reason = "there are none"))]
    Session(Realtime),
}
