//! What must cost nothing, really sent: an invalid body, an unknown path, a wrong method.

use std::time::Duration;

use bytes::Bytes;
use http::Method;

use super::report::Item;
use crate::command::trial::Caller;
use crate::declare::EndpointDeclaration;
use crate::one_line::OneLine;
use crate::program::Program;
use crate::units::BillableUnits;

const NAME: &str = "refusals are free";
const TO_DO: &str = "please report this to fal-app: nobody pays for a refusal";

/// A path that no app has.
const UNKNOWN_PATH: &str = "/no-such-endpoint";

/// It is not JSON.
const INVALID: &[u8] = b"{";

/// An unknown path.
pub(super) async fn of_app(caller: &Caller, limit: Duration) -> Item {
    let refused = refused(caller, Method::POST, UNKNOWN_PATH, 404, limit).await;
    item(&[("an unknown path", refused)])
}

/// Of each endpoint, an invalid body, and a wrong method.
pub(super) async fn of_endpoints(program: &Program, caller: &Caller, limit: Duration) -> Vec<Item> {
    let mut items = Vec::new();
    for endpoint in program.charged() {
        items.push(of_endpoint(caller, endpoint, limit).await);
    }
    items
}

async fn of_endpoint(caller: &Caller, endpoint: &EndpointDeclaration, limit: Duration) -> Item {
    let path = endpoint.path;
    let mut tried = Vec::new();
    if endpoint.realtime.is_some() {
        let refused = refused(caller, Method::POST, path, 404, limit).await;
        return item(&[("a request that asks for no session", refused)]).at(path);
    }
    if endpoint.input.is_some() {
        let refused = refused(caller, Method::POST, path, 422, limit).await;
        tried.push(("an invalid body", refused));
    }
    let refused = refused(caller, Method::PUT, path, 405, limit).await;
    tried.push(("a wrong method", refused));
    item(&tried).at(path)
}

fn item(tried: &[(&str, Result<(), String>)]) -> Item {
    let wrong = tried
        .iter()
        .find_map(|(what, refused)| Some((what, refused.as_ref().err()?)));
    match wrong {
        Some((what, why)) => Item::fails(NAME, format!("{what}: {}", OneLine(why)), TO_DO),
        None => {
            let what: Vec<&str> = tried.iter().map(|(what, _)| *what).collect();
            Item::holds(NAME, what.join(", "))
        }
    }
}

/// The request is refused with that status, and costs 0.
async fn refused(
    caller: &Caller,
    method: Method,
    path: &str,
    status: u16,
    limit: Duration,
) -> Result<(), String> {
    let reply = caller
        .send(method, path, Bytes::from_static(INVALID), limit)
        .await?;
    if reply.status != status {
        return Err(format!("the answer was {}, not {status}", reply.status));
    }
    match reply.units()? {
        Some(BillableUnits::ZERO) => Ok(()),
        Some(units) => Err(format!("{status} cost {units}")),
        None => Err(format!("{status} did not say that it cost 0")),
    }
}
