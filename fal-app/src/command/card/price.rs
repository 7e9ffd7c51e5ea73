//! The prices that the author proposes.

use std::str::FromStr;

use super::super::output::{Failed, wrong_arguments};
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
        let paths: Vec<&str> = program.listed().map(|endpoint| endpoint.path).collect();
        for (at, price) in prices.iter().enumerate() {
            if let Some(path) = &price.path
                && !paths.contains(&&**path)
            {
                let all = paths.join("`, `");
                return Err(wrong_arguments(format!(
                    "`--unit-price` names `{path}`, which is not a listed endpoint\nhelp: these are: `{all}`"
                )));
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

    /// The price of a unit of an endpoint.
    pub(super) fn of(&self, path: &str) -> Option<Money> {
        let of_this = |price: &&PriceFor| price.path.as_deref() == Some(path);
        let of_all = |price: &&PriceFor| price.path.is_none();
        let found = self.0.iter().find(of_this).or(self.0.iter().find(of_all));
        found.map(|price| price.price)
    }
}
