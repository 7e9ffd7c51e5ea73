//! Uploads, as the clients and the app make them, and the files that become of them: `/rest/storage/` and `/cdn/`
//! (`docs/platform.md` §5, §7.7).
//!
//! Who has a key gets a token for `/cdn/files/upload`, or a ticket: a URL to which the bytes of one file are put.

mod common;
mod serve;
mod ticket;
mod upload;

use std::sync::Arc;

use http::{HeaderMap, Method, Request, Response, StatusCode};
use jiff::{Timestamp, ToSpan};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::auth;
use super::body;
use super::market::Market;
use super::refusal::{Content, Refusal, Sent};
use crate::dev::files::About;
use crate::dev::ledger::keys;
use common::{base, file_url, not_found, ok, only};
use ticket::{LASTS, Ticket};

/// For what a token is.
const TOKEN: &str = "files";

/// Answers what is asked before bytes are sent. `path` is what follows `/rest/storage/`.
pub(super) async fn rest(
    market: &Arc<Market>,
    path: &str,
    request: Request<Sent>,
) -> Result<Response<Content>, Refusal> {
    let is_multipart = match path.trim_end_matches('/') {
        "auth/token" => None,
        "upload/initiate" => Some(false),
        "upload/initiate-multipart" => Some(true),
        _ => return Err(not_found()),
    };
    only(&request, &[Method::POST], "POST")?;
    let key = auth::required(market, request.headers())?;
    let base = base(&request);
    let Some(is_multipart) = is_multipart else {
        let ends = Timestamp::now().checked_add((LASTS.as_secs() as i64).seconds());
        let token = market.seal.close(TOKEN, &json!(key.key_id), LASTS);
        return Ok(ok(&json!({
            "token": token,
            "token_type": "Bearer",
            "base_url": base,
            // Older Pythons do not read `Z`.
            "expires_at": ends.unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string(),
        })));
    };
    let read = body::read(market, request.into_body()).await?;
    let said: Value = serde_json::from_slice(&read.bytes)
        .map_err(|error| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()))?;
    let text = |member: &str| said[member].as_str().unwrap_or_default();
    let about = About::new(text("file_name"), text("content_type"));
    if is_multipart {
        market.files.remove_old_parts(LASTS).await;
    }
    let ticket = Ticket::new(about, is_multipart);
    Ok(ok(&json!({
        "upload_url": format!("{base}/uploads/{}", ticket.close(&market.seal)),
        "file_url": file_url(&base, &ticket.id, &ticket.about.name),
    })))
}

/// Takes bytes, and serves files. `path` is what follows `/cdn/`.
pub(super) async fn cdn(
    market: &Arc<Market>,
    path: &str,
    request: Request<Sent>,
) -> Result<Response<Content>, Refusal> {
    let segments: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    match *segments {
        ["files", "upload"] => {
            only(&request, &[Method::POST], "POST")?;
            token(market, request.headers())?;
            let ticket = Ticket::new(about(request.headers()), false);
            let url = file_url(&base(&request), &ticket.id, &ticket.about.name);
            upload::whole(market, &ticket, request).await?;
            Ok(ok(&json!({"access_url": url})))
        }
        ["files", "upload", "multipart"] => {
            only(&request, &[Method::POST], "POST")?;
            token(market, request.headers())?;
            let ticket = Ticket::new(about(request.headers()), true);
            Ok(ok(&json!({
                "access_url": file_url(&base(&request), &ticket.id, &ticket.about.name),
                "uploadId": ticket.close(&market.seal),
            })))
        }
        ["files", _, _, "multipart", sealed, what] => {
            token(market, request.headers())?;
            upload::part(market, &Ticket::open(&market.seal, sealed)?, what, request).await
        }
        ["uploads", sealed] => {
            only(&request, &[Method::PUT], "PUT")?;
            let ticket = Ticket::open(&market.seal, sealed)?;
            upload::whole(market, &ticket, request).await?;
            Ok(ok(&json!({})))
        }
        ["uploads", sealed, what] => {
            upload::part(market, &Ticket::open(&market.seal, sealed)?, what, request).await
        }
        ["files", id, name] => {
            only(&request, &[Method::GET, Method::HEAD], "GET, HEAD")?;
            let name = percent_decode_str(name).decode_utf8_lossy();
            serve::file(market, id, &name, &request).await
        }
        _ => Err(not_found()),
    }
}

/// What headers say of a file.
fn about(headers: &HeaderMap) -> About {
    let text = |name: &str| {
        let value = headers.get(name).map(|value| value.as_bytes());
        String::from_utf8_lossy(value.unwrap_or_default()).into_owned()
    };
    About::new(&text("x-fal-file-name"), &text("content-type"))
}

/// Lets through who has a token, or a key itself. A token dies with its key.
fn token(market: &Market, headers: &HeaderMap) -> Result<(), Refusal> {
    let sent = headers.get(http::header::AUTHORIZATION);
    let sent = sent.and_then(|sent| sent.to_str().ok()?.split_once(' '));
    let Some((_, token)) = sent.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")) else {
        return auth::required(market, headers).map(drop);
    };
    let key_id = market.seal.open(TOKEN, token.trim());
    let key = key_id.as_ref().and_then(Value::as_str).map(|key_id| {
        let found = market.ledger.read(|file| keys::find(file, key_id));
        found.map_err(|error| Refusal::internal(&error))
    });
    match key.transpose()?.flatten() {
        Some(key) if key.revoked_at.is_none() => Ok(()),
        _ => Err(Refusal::new(
            StatusCode::UNAUTHORIZED,
            "invalid or expired token",
        )),
    }
}
