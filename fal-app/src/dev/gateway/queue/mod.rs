//! `/queue/{owner}/{app}[/{path}]`: requests that their callers do not wait for (`docs/platform.md` §7.2).

mod ask;
mod asked;
mod submit;
mod turn;

use std::sync::Arc;

use http::{Method, Request, Response};
use uuid::Uuid;

use super::market::Market;
use super::refusal::{Content, Refusal, Sent};
use asked::{Asked, asked, unknown, wrong_method};
pub(super) use turn::resume;

/// Answers what is asked of the queue. `path` is what follows the name of the app, decoded.
pub(super) async fn answer(
    market: &Arc<Market>,
    id: Uuid,
    path: &str,
    request: Request<Sent>,
) -> Result<Response<Content>, Refusal> {
    if let Some((named, asked)) = asked(path) {
        let is_right = match asked {
            Asked::Cancel => *request.method() == Method::PUT,
            _ => *request.method() == Method::GET,
        };
        match named.parse() {
            Ok(named) if is_right => return ask::answer(market, named, asked, request).await,
            Ok(_) if asked == Asked::Cancel => return Ok(wrong_method(&id, "PUT")),
            Ok(_) => return Ok(wrong_method(&id, "GET")),
            Err(_) if is_right => return Ok(unknown(&id)),
            // It may be a path of the app.
            Err(_) => {}
        }
    }
    match *request.method() {
        Method::POST => submit::submit(market, id, path, request).await,
        _ => Ok(wrong_method(&id, "POST")),
    }
}
