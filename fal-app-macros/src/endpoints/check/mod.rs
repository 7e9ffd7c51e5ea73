//! Refuses wrong endpoints. Each rule is a function, and has a program of its name in `tests/ui/endpoints`.

mod alias;
mod block;
mod endpoint;
mod error_type;
mod example;
mod health_check;
mod pairs;
mod parameters;
mod returned;
mod returned_stream;
mod session;
mod setup_teardown;
mod words;

pub(crate) use block::{check, endpoints_given_twice, endpoints_not_on_an_impl};
