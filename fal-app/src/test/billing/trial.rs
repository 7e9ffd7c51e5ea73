//! Asks one endpoint, and holds what it costs against what is declared.

use serde_json::Value;

use super::asker::{Asker, Quoted, Ran, Send, Told, shown};
use super::delivery::less_than_charged;
use super::fault::{Fault, Kind};
use crate::billing::{AskedFor, Bounds};
use crate::declare::EndpointDeclaration;
use crate::fields::Field;
use crate::requests::Requests;
use crate::test::reply::Reply;
use crate::units::BillableUnits;

/// One of so many requests is asked for more and more by small steps, and where that runs a method, only that one.
const SELDOM: usize = 8;

/// What an author says of the tests.
#[derive(Clone, Debug)]
pub(super) struct Options {
    pub(super) seed: u64,
    /// Requests by chance for each endpoint.
    pub(super) cases: usize,
    pub(super) is_monotone: bool,
    pub(super) is_repeatable: bool,
    pub(super) may_failures_cost: bool,
}

/// The tests of one endpoint.
pub(super) struct Trial<'t> {
    endpoint: &'t EndpointDeclaration,
    options: &'t Options,
    is_fake: bool,
    asker: Asker<'t>,
    /// What is declared of any success.
    bounds: Option<Bounds>,
    /// Whether the quote is the bill.
    is_exact: bool,
    /// What a caller may ask for more of.
    asked_for: Vec<(AskedFor, Vec<&'static Field>)>,
}

/// What is looked for.
#[derive(Clone, Copy)]
struct Look<'l> {
    is_wanted: &'l dyn Fn(Kind) -> bool,
    /// Whether more is asked for by small steps.
    is_fine: bool,
}

impl<'t> Trial<'t> {
    pub(super) fn new(
        endpoint: &'t EndpointDeclaration,
        options: &'t Options,
        is_fake: bool,
        told: &'t Told,
        send: &'t Send<'t>,
    ) -> Self {
        let billing = &endpoint.billing;
        let input = endpoint.input.as_ref();
        Self {
            endpoint,
            options,
            is_fake,
            asker: Asker::new(endpoint, told, send),
            bounds: endpoint.bounds(),
            is_exact: billing.reads_only_input(),
            asked_for: input.map_or_else(Vec::new, |input| billing.asked_for(input)),
        }
    }

    /// Each kind of fault once, with the simplest request that shows it.
    pub(super) fn run(&mut self) -> Vec<Fault> {
        let mut requests = Requests::of(self.endpoint, self.options.seed);
        let mut found: Vec<Fault> = Vec::new();
        let mut asked = vec![Value::Null];
        if let Some(requests) = &mut requests {
            found.extend(self.not_refused(requests));
            asked = requests.edges();
            asked.extend((0..self.options.cases).filter_map(|_| requests.any()));
        }
        let requests = requests.as_ref();
        let mut succeeded = false;
        for (index, request) in asked.iter().enumerate() {
            let before: Vec<Kind> = found.iter().map(|fault| fault.kind).collect();
            let is_wanted = |kind| {
                let is_seldom = kind == Kind::CostsLess && !self.is_exact && index % SELDOM > 0;
                !before.contains(&kind) && !is_seldom
            };
            let look = Look {
                is_wanted: &is_wanted,
                is_fine: self.is_exact && index % SELDOM == 0,
            };
            let (ran, faults) = self.faults(requests, request, look);
            succeeded |= ran;
            for fault in faults {
                found.push(self.simplest(requests, request, fault));
            }
        }
        if !succeeded && found.is_empty() {
            found.push(self.never_succeeds(asked.first()));
        }
        found
    }

    /// A request that breaks a rule, and is not refused for nothing.
    fn not_refused(&self, requests: &Requests) -> Option<Fault> {
        requests.broken().into_iter().find_map(|broken| {
            let of = |request: &Value| self.kept_by(request, &broken.rule);
            let mut fault = of(&broken.request)?;
            requests.simplest(broken.request.clone(), |simpler| {
                let shows = Some(simpler).filter(|simpler| !requests.accepts(simpler));
                let again = shows.and_then(of);
                let is_shown = again.is_some();
                fault = again.unwrap_or_else(|| fault.clone());
                is_shown
            });
            Some(fault)
        })
    }

    /// Where a request that breaks a rule is not refused.
    fn kept_by(&self, request: &Value, rule: &str) -> Option<Fault> {
        let body = request.to_string();
        let is_free =
            |reply: &Reply| reply.status() == 422 && reply.units() == Some(BillableUnits::ZERO);
        let run = match self.asker.run(body.clone()) {
            Ran::Failure(reply) if is_free(&reply) => reply,
            Ran::Failure(reply) | Ran::Success(_, reply) => {
                return Some(self.fault(
                    Kind::NotRefused,
                    format!("{rule}: {}", shown(&reply)),
                    [body],
                ));
            }
            Ran::Empty(_) | Ran::Unbilled(_) | Ran::BrokeOff => {
                return Some(self.fault(
                    Kind::NotRefused,
                    format!("{rule}: its method ran"),
                    [body],
                ));
            }
        };
        match self.asker.quote(body.clone()) {
            Quoted::Refused(quote) if is_free(&quote) && quote.body() == run.body() => None,
            _ => {
                let seen = format!("{rule}: the quote is not refused in the same words");
                Some(self.fault(Kind::NotRefused, seen, [body]))
            }
        }
    }

    /// Whether the request succeeded, and the faults that it shows.
    fn faults(
        &self,
        requests: Option<&Requests>,
        request: &Value,
        look: Look<'_>,
    ) -> (bool, Vec<Fault>) {
        let is_wanted = look.is_wanted;
        let body = match requests {
            Some(_) => request.to_string(),
            None => String::new(),
        };
        let quote = match self.asker.quote(body.clone()) {
            Quoted::Units(units) => units,
            Quoted::Refused(reply) => {
                return (false, self.not_quoted(is_wanted, &shown(&reply), body));
            }
            Quoted::Unbilled(why) => {
                return (
                    false,
                    self.not_quoted(is_wanted, &format!("metering failed: {why}"), body),
                );
            }
            Quoted::Unread(why) => return (false, self.not_quoted(is_wanted, &why, body)),
        };
        let mut found = Vec::new();
        let mut add = |kind: Kind, seen: Option<String>| {
            if let Some(seen) = seen.filter(|_| is_wanted(kind)) {
                found.push(self.fault(kind, seen, [body.clone()]));
            }
        };
        let (units, reply) = match self.asker.run(body.clone()) {
            Ran::Success(units, reply) => (units, reply),
            Ran::Empty(units) => {
                let is_free = units == Some(BillableUnits::ZERO);
                let seen = format!("a stream without an item cost {}", said(units));
                add(Kind::NotAsQuoted, (!is_free).then_some(seen));
                return (true, found);
            }
            Ran::Failure(reply) => {
                add(Kind::FailureCosts, self.costs_something(&reply, quote));
                return (false, found);
            }
            Ran::Unbilled(why) => {
                add(Kind::NotBilled, Some(format!("metering failed: {why}")));
                return (false, found);
            }
            Ran::BrokeOff => return (false, found),
        };
        add(Kind::NotAsQuoted, self.not_as_quoted(units, quote));
        let is_within = self
            .bounds
            .zip(units)
            .is_none_or(|(bounds, units)| bounds.contains(units));
        add(
            Kind::OutOfBounds,
            (!is_within).then(|| {
                let bounds = self.endpoint.billing.price(self.bounds);
                format!("charged {}, and declared {bounds}", said(units))
            }),
        );
        if !self.is_fake {
            add(
                Kind::NotDelivered,
                units.and_then(|units| less_than_charged(self.endpoint, &reply, units)),
            );
        }
        if self.options.is_repeatable && is_wanted(Kind::NotRepeated) {
            add(Kind::NotRepeated, self.repeated(&body, units));
        }
        let Some(requests) = requests else {
            return (true, found);
        };
        if is_wanted(Kind::Spelled) {
            found.extend(self.spelled(requests, request, units));
        }
        if self.options.is_monotone && is_wanted(Kind::CostsLess) {
            let mut asked_for = self.asked_for.iter();
            let is_fine = look.is_fine;
            found.extend(
                asked_for.find_map(|(what, path)| {
                    self.costs_less(requests, request, *what, path, is_fine)
                }),
            );
        }
        (true, found)
    }

    fn not_quoted(&self, is_wanted: &dyn Fn(Kind) -> bool, seen: &str, body: String) -> Vec<Fault> {
        let kind = Kind::NotQuoted;
        let wanted = is_wanted(kind).then(|| {
            let mut fault = self.fault(kind, seen.to_owned(), [body]);
            for (path, _) in &mut fault.requests {
                *path = self.asker.quote_path();
            }
            fault
        });
        wanted.into_iter().collect()
    }

    fn costs_something(&self, reply: &Reply, quote: Option<Bounds>) -> Option<String> {
        let units = reply.units();
        let most = quote.and_then(|quote| quote.max);
        let is_allowed = match units {
            Some(BillableUnits::ZERO) => true,
            Some(units) => self.options.may_failures_cost && most.is_none_or(|most| units <= most),
            None => false,
        };
        (!is_allowed).then(|| shown(reply))
    }

    fn not_as_quoted(&self, units: Option<BillableUnits>, quote: Option<Bounds>) -> Option<String> {
        let is_quoted = match (units, quote) {
            (Some(units), Some(quote)) => {
                let is_exact = quote.min == units && quote.max == Some(units);
                quote.contains(units) && (is_exact || !self.is_exact)
            }
            (None, None) => true,
            _ => false,
        };
        let quote = self.endpoint.billing.price(quote);
        (!is_quoted).then(|| format!("charged {}, and quoted {quote}", said(units)))
    }

    fn repeated(&self, body: &str, units: Option<BillableUnits>) -> Option<String> {
        match self.asker.run(body.to_owned()) {
            Ran::Success(again, _) if again != units => {
                Some(format!("charged {}, then {}", said(units), said(again)))
            }
            _ => None,
        }
    }

    /// The same request, written otherwise.
    fn spelled(
        &self,
        requests: &Requests,
        request: &Value,
        units: Option<BillableUnits>,
    ) -> Option<Fault> {
        let spelled = requests.spelled(request)?;
        let again = match self.asker.run(spelled.clone()) {
            Ran::Success(again, _) if again != units => said(again),
            Ran::Failure(reply) if reply.status() == 422 => match self.asker.quote(spelled.clone())
            {
                // The method refuses by chance.
                Quoted::Units(_) => return None,
                _ => shown(&reply),
            },
            _ => return None,
        };
        let seen = format!("charged {}, then {again}", said(units));
        // By chance it costs something else anyway.
        if let Ran::Success(again, _) = self.asker.run(request.to_string())
            && again != units
        {
            return None;
        }
        Some(self.fault(Kind::Spelled, seen, [request.to_string(), spelled]))
    }

    /// Two requests of which the second asks for more, and costs less.
    fn costs_less(
        &self,
        requests: &Requests,
        request: &Value,
        what: AskedFor,
        path: &[&'static Field],
        is_fine: bool,
    ) -> Option<Fault> {
        let ladder = requests.ladder(request, path, is_fine);
        let mut costs = ladder
            .iter()
            .filter_map(|rung| Some((rung, self.cost(rung)?)));
        let mut before = costs.next()?;
        let (mut less, mut more) = loop {
            let next = costs.next()?;
            if next.1 < before.1 {
                break ((before.0.clone(), before.1), (next.0.clone(), next.1));
            }
            before = next;
        };
        // The two that are nearest to each other.
        while let Some(middle) = requests.between(path, &less.0, &more.0) {
            match self.cost(&middle) {
                Some(cost) if cost > more.1 => less = (middle, cost),
                Some(cost) => more = (middle, cost),
                None => break,
            }
        }
        let seen = format!(
            "{} costs {}, {} costs {}",
            less.0,
            less.1,
            what.one_more(),
            more.1
        );
        let seen = match less.0.to_string().len() > 200 {
            true => format!("charged {}, and {} for {}", less.1, what.one_more(), more.1),
            false => seen,
        };
        Some(self.fault(
            Kind::CostsLess,
            seen,
            [less.0.to_string(), more.0.to_string()],
        ))
    }

    /// What a success costs: by the quote where that is the bill.
    fn cost(&self, request: &Value) -> Option<BillableUnits> {
        let body = request.to_string();
        if self.is_exact {
            return match self.asker.quote(body) {
                Quoted::Units(units) => units.map(|units| units.min),
                _ => None,
            };
        }
        match self.asker.run(body) {
            Ran::Success(units, _) => units,
            _ => None,
        }
    }

    /// The simplest request that shows the same kind of fault.
    fn simplest(&self, requests: Option<&Requests>, request: &Value, fault: Fault) -> Fault {
        let Some(requests) = requests else {
            return fault;
        };
        let kind = fault.kind;
        let mut shown = fault;
        requests.simplest(request.clone(), |simpler| {
            if !requests.accepts(simpler) {
                return false;
            }
            let (_, faults) = self.faults(
                Some(requests),
                simpler,
                Look {
                    is_wanted: &|wanted| wanted == kind,
                    is_fine: true,
                },
            );
            match faults.into_iter().find(|fault| fault.kind == kind) {
                Some(fault) => {
                    shown = fault;
                    true
                }
                None => false,
            }
        });
        shown
    }

    fn never_succeeds(&self, first: Option<&Value>) -> Fault {
        let Some(first) = first else {
            let seen = "no request is known that the rules accept".to_owned();
            return self.fault(Kind::NeverSucceeds, seen, []);
        };
        let body = match self.endpoint.input {
            Some(_) => first.to_string(),
            None => String::new(),
        };
        let seen = match self.asker.run(body.clone()) {
            Ran::Failure(reply) => shown(&reply),
            _ => "none came to its end".to_owned(),
        };
        self.fault(Kind::NeverSucceeds, seen, [body])
    }

    fn fault(&self, kind: Kind, seen: String, bodies: impl IntoIterator<Item = String>) -> Fault {
        let path = self.endpoint.path;
        let requests = bodies.into_iter().map(|body| (path.to_owned(), body));
        Fault {
            kind,
            endpoint: path,
            seen,
            requests: requests.collect(),
        }
    }
}

fn said(units: Option<BillableUnits>) -> String {
    units.map_or_else(|| "no units".to_owned(), |units| units.to_string())
}
