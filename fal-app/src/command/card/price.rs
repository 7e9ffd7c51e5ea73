//! The prices that the author proposes.

use std::str::FromStr;

use super::super::output::{Failed, wrong_arguments};
use super::listing::Listing;
use crate::billing::{Billing, Meter};
use crate::program::Program;
use crate::units::{Money, MoneyError};

/// A value of `--unit-price`: for one endpoint, or for all others.
#[derive(Clone, Debug)]
pub(super) struct PriceFor {
    path: Option<String>,
    price: Money,
}

impl FromStr for PriceFor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (path, price) = match text.rsplit_once('=') {
            Some((path, price)) => (Some(path.to_owned()), price),
            None => (None, text),
        };
        let price = price.parse().map_err(|why: MoneyError| why.to_string())?;
        Ok(Self { path, price })
    }
}

/// All of them.
#[derive(Debug)]
pub(super) struct Prices(Vec<PriceFor>);

impl Prices {
    /// # Errors
    /// One is for an endpoint that is not listed, or two are for the same one.
    pub(super) fn new(prices: Vec<PriceFor>, program: &Program) -> Result<Self, Failed> {
        for (at, price) in prices.iter().enumerate() {
            if let Some(path) = &price.path {
                let Some(endpoint) = program.listed().find(|one| one.path == path) else {
                    let all: Vec<&str> = program.listed().map(|one| one.path).collect();
                    return Err(wrong_arguments(format!(
                        "`--unit-price` names `{path}`, which is not a listed endpoint\nhelp: these are: `{}`",
                        all.join("`, `")
                    )));
                };
                if is_free(&endpoint.billing) {
                    return Err(wrong_arguments(format!(
                        "`--unit-price` names `{path}`, which is free: it has no unit to price"
                    )));
                }
            }
            if prices
                .iter()
                .take(at)
                .any(|earlier| earlier.path == price.path)
            {
                let of = price.path.as_deref().unwrap_or("all endpoints");
                return Err(wrong_arguments(format!(
                    "`--unit-price` says the price of `{of}` twice"
                )));
            }
        }
        Ok(Self(prices))
    }

    /// The price of a unit of an endpoint. What is free has none.
    pub(super) fn of(&self, path: &str, billing: &Billing) -> Option<Money> {
        let found = self.for_one(path).or(self.for_all());
        found.filter(|_| !is_free(billing))
    }

    /// What a price without a path was taken for, where that is not one and the same unit.
    pub(super) fn note(&self, listings: &[Listing]) -> Option<String> {
        let price = self.for_all()?;
        let mut units: Vec<(String, Vec<String>)> = Vec::new();
        for listing in listings {
            let endpoint = &listing.endpoint;
            if self.for_one(endpoint.path).is_some() || is_free(&endpoint.billing) {
                continue;
            }
            let path = format!("`{}`", endpoint.path);
            let unit = listing.endpoint.billing.one_unit();
            match units.iter_mut().find(|(known, _)| *known == unit) {
                Some((_, paths)) => paths.push(path),
                None => units.push((unit, vec![path])),
            }
        }
        let units = Some(units).filter(|units| units.len() > 1)?.into_iter();
        let units = units.map(|(unit, paths)| format!("{unit} ({})", paths.join(", ")));
        Some(format!(
            "`--unit-price {price}` is the price of each of these: {}; `--unit-price PATH=DOLLARS` gives an endpoint its own",
            units.collect::<Vec<_>>().join(", ")
        ))
    }

    fn for_one(&self, path: &str) -> Option<Money> {
        let of_this = |price: &&PriceFor| price.path.as_deref() == Some(path);
        self.0.iter().find(of_this).map(|price| price.price)
    }

    fn for_all(&self) -> Option<Money> {
        let of_all = |price: &&PriceFor| price.path.is_none();
        self.0.iter().find(of_all).map(|price| price.price)
    }
}

fn is_free(billing: &Billing) -> bool {
    matches!(billing.meter, Meter::Free)
}
