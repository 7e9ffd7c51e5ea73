//! Who calls: a cookie says it, and no key is in the page.

use http::StatusCode;
use http::header::{HeaderValue, SET_COOKIE};
use http::request::Parts;

use super::address::cookie_name;
use super::answer::{self, Answer, Refused};
use super::bar;
use super::playground;
use super::posted;
use super::visit::Visit;
use crate::dev::gateway::Sent;

/// `POST /ui/caller`: another one calls from now on.
pub(super) async fn switch(visit: &Visit, head: &Parts, body: Sent) -> Answer {
    let posted = posted::read(visit, head, body).await?;
    let name = posted.one("caller").unwrap_or_default();
    if !visit.users.iter().any(|(user, _)| user.name == name) {
        let why = format!("there is no caller `{name}`");
        return Err(Refused::new(StatusCode::UNPROCESSABLE_ENTITY, why));
    }
    let mut response = match visit.is_script {
        true => answer::html(
            &playground::for_caller(&visit.calling_as(name), &posted)
                .await?
                .and(&bar::partial(&visit.calling_as(name))),
        ),
        false => answer::see_other("/"),
    };
    let cookie = format!(
        "{}={name}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000",
        cookie_name(&visit.address)
    );
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}
