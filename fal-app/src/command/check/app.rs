//! What is asked of the app as a whole.

use serde_json::Value;

use super::report::Item;
use super::timings::{self, Measured};
use crate::declare::{AppDeclaration, Auth, EndpointDeclaration};
use crate::net::Url;
use crate::openapi::{app_title, endpoint_title};
use crate::program::Program;

/// What the declarations say, held against what was measured.
pub(super) fn items(program: &Program, measured: Measured) -> Vec<Item> {
    let app = &program.declaration;
    let [startup, request, grace] = timings::items(program, measured).map(Some);
    let items = [
        // No command runs for an app that refuses its own defaults or examples.
        Some(Item::holds(
            "declaration",
            "every default and every example is one that a caller may send",
        )),
        Some(auth(app)),
        Some(title(program)),
        Some(Item::description(
            app.doc,
            "the struct",
            "say above the struct what the app does: `/// Paints pictures from a prompt.`",
        )),
        thumbnail(app),
        Some(document(program)),
        Some(scaling(app)),
        startup,
        request,
        grace,
        reports(&program.endpoints),
        logs(app),
        https(program),
    ];
    items.into_iter().flatten().collect()
}

fn auth(app: &AppDeclaration) -> Item {
    let (said, pays) = match app.auth {
        Auth::Shared => ("shared", "callers pay, with their own keys"),
        Auth::Public => ("public", "you pay for every call"),
        Auth::Private => ("private", "only you can call"),
    };
    Item::when(
        app.auth == Auth::Shared,
        "shared mode",
        format!("`auth` is \"{said}\": {pays}"),
        "write `auth = \"shared\"` in `#[fal_app(…)]`",
    )
}

/// The platform lists each endpoint by its title.
fn title(program: &Program) -> Item {
    const NAME: &str = "title";
    let app = &program.declaration;
    let title = app_title(app);
    let mut titles: Vec<String> = program.listed().map(endpoint_title).collect();
    titles.sort_unstable();
    if let Some(twice) = titles.windows(2).find(|pair| pair[0] == pair[1]) {
        return Item::fails(
            NAME,
            format!("two endpoints have the title `{}`", twice[0]),
            "write `title = \"…\"` in `#[endpoint(…)]` of each",
        );
    }
    let made = match app.title {
        Some(_) => "",
        None => ", made from the name",
    };
    Item::holds(NAME, format!("`{title}`{made}"))
}

/// The Marketplace shows the picture at this URL. It asks for none.
fn thumbnail(app: &AppDeclaration) -> Option<Item> {
    let thumbnail = app.thumbnail?;
    Some(Item::when(
        Url::parse(thumbnail).is_ok(),
        "thumbnail",
        format!("`{thumbnail}`"),
        "write the `https` URL of a picture: `thumbnail = \"https://…\"` in `#[fal_app(…)]`",
    ))
}

/// The document is made of the declarations: all that is declared is in it.
fn document(program: &Program) -> Item {
    const NAME: &str = "document";
    const TO_DO: &str = "please report this to fal-app";
    let document = program.document();
    for endpoint in &program.endpoints {
        let item = &document["paths"][endpoint.path];
        let is_complete = match (endpoint.realtime, endpoint.health_check) {
            (Some(_), _) => item["x-fal-protocol"].is_object() && item["x-fal-billing"].is_object(),
            (None, Some(_)) => item["get"]["responses"]["200"].is_object(),
            (None, None) => {
                let post = &item["post"];
                post["responses"]["200"].is_object()
                    && post["requestBody"].is_object() == endpoint.input.is_some()
                    && post["x-fal-billing"].is_object()
            }
        };
        if !is_complete {
            let seen = format!("`/openapi.json` does not describe `{}`", endpoint.path);
            return Item::fails(NAME, seen, TO_DO);
        }
    }
    if let Some(reference) = dangling(&document, &document) {
        let seen = format!("`/openapi.json` has nothing at `{reference}`");
        return Item::fails(NAME, seen, TO_DO);
    }
    let paths = document["paths"].as_object().map_or(0, |paths| paths.len());
    Item::holds(
        NAME,
        format!("`/openapi.json` describes {paths} paths with their schemas and prices"),
    )
}

/// A reference of the document that leads nowhere.
fn dangling<'d>(document: &Value, part: &'d Value) -> Option<&'d str> {
    match part {
        Value::Object(members) => {
            let reference = members.get("$ref").and_then(Value::as_str);
            reference
                .filter(|reference| {
                    document
                        .pointer(reference.trim_start_matches('#'))
                        .is_none()
                })
                .or_else(|| members.values().find_map(|part| dangling(document, part)))
        }
        Value::Array(items) => items.iter().find_map(|part| dangling(document, part)),
        _ => None,
    }
}

/// The platform's own numbers are for an app that nobody calls: at most two runners, which stay ten seconds.
fn scaling(app: &AppDeclaration) -> Item {
    const NAME: &str = "scaling";
    let keys = [
        ("min_concurrency", app.min_concurrency),
        ("max_concurrency", app.max_concurrency),
        ("keep_alive", app.keep_alive),
        ("max_multiplexing", app.max_multiplexing),
    ];
    let said = |(key, value): &(&str, Option<u32>)| value.map(|value| format!("`{key}` {value}"));
    let seen: Vec<String> = keys.iter().filter_map(said).collect();
    let silent = keys.iter().filter(|(_, value)| value.is_none());
    let silent: Vec<String> = silent.map(|(key, _)| format!("`{key} = …`")).collect();
    if silent.is_empty() {
        return Item::holds(NAME, seen.join(", "));
    }
    let seen = match seen.is_empty() {
        true => "nothing is said".to_owned(),
        false => format!("only {} is said", seen.join(", ")),
    };
    Item::fails(
        NAME,
        format!("{seen}; the platform's own numbers are 0, 2, 10 and 1"),
        format!(
            "write {} in `#[fal_app(…)]`, for the callers that you expect",
            silent.join(", ")
        ),
    )
}

/// Without the feature `https` an app with a deferred stream does not start on the platform.
fn reports(endpoints: &[EndpointDeclaration]) -> Option<Item> {
    let mut endpoints = endpoints.iter();
    let deferred = endpoints.find(|endpoint| endpoint.billing.deferred)?;
    let path = deferred.path;
    Some(Item::when(
        cfg!(feature = "https"),
        "reports",
        match cfg!(feature = "https") {
            true => format!("the units of `{path}` are reported by the feature `https`"),
            false => format!(
                "nothing reports the units of `{path}`: this binary has not the feature `https`"
            ),
        },
        "add `https` to the features of `fal-app` in Cargo.toml",
    ))
}

/// The platform finds the log of a request by its time: one that ran beside another has the lines of both.
fn logs(app: &AppDeclaration) -> Option<Item> {
    const NAME: &str = "logs";
    let at_once = app.max_multiplexing.unwrap_or(1);
    let seen = match (app.private_logs, at_once) {
        (true, _) => "`private_logs`: callers see no logs",
        (false, 1) => "one request at a time: a caller sees the lines of its own request",
        (false, _) => "several requests at once share a log, which their callers see",
    };
    Some(Item::when(
        app.private_logs || at_once == 1,
        NAME,
        seen,
        "write `private_logs = true` in `#[fal_app(…)]`, or `max_multiplexing = 1`",
    ))
}

fn https(program: &Program) -> Option<Item> {
    let lost = program.lost_without_https(true)?;
    let first = lost.split(": ").next().unwrap_or(&lost).to_owned();
    Some(Item::fails(
        "media",
        format!("{first}, because this binary has not the feature `https`"),
        "add `https` to the features of `fal-app` in Cargo.toml",
    ))
}
