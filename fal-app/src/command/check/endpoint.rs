//! What is asked of an endpoint, as it is declared.

use super::report::{Item, counted};
use crate::billing::Meter;
use crate::declare::{AppDeclaration, EndpointDeclaration};
use crate::fields::{Shape, walk};
use crate::units::BillableUnits;

/// What its declaration says. `open` are the endpoints whose price may be open.
pub(super) fn items(
    app: &AppDeclaration,
    endpoint: &EndpointDeclaration,
    open: &[&str],
) -> Vec<Item> {
    let items = [
        Some(billing(endpoint)),
        price(endpoint, open.contains(&endpoint.path)),
        unit(endpoint),
        Some(Item::description(
            endpoint.doc,
            &format!("the method `{}`", endpoint.name),
            "say above the method what it does: `/// Paints a picture.`",
        )),
        endpoint.is_listed().then(|| category(app, endpoint)),
        example(endpoint),
        Some(fields(endpoint)),
        Some(path(endpoint)),
    ];
    let items = items.into_iter().flatten();
    items.map(|item| item.at(endpoint.path)).collect()
}

fn billing(endpoint: &EndpointDeclaration) -> Item {
    const NAME: &str = "billing";
    match endpoint.billing.meter() {
        None => Item::fails(
            NAME,
            "nothing says what a request costs",
            "write `#[billable(…)]` above the method; `#[billable(free)]` where it costs nothing",
        ),
        Some(meter) => Item::holds(
            NAME,
            format!("`{meter}`: {}", endpoint.billing.formula_for_people()),
        ),
    }
}

/// What a caller sends or begins, for people.
pub(super) fn asked(endpoint: &EndpointDeclaration) -> &'static str {
    match endpoint.realtime {
        Some(_) => "session",
        None => "request",
    }
}

/// A caller of another app was once billed $40,500 for one video: its price had no most.
fn price(endpoint: &EndpointDeclaration, may_be_open: bool) -> Option<Item> {
    const NAME: &str = "price";
    let billing = &endpoint.billing;
    billing.meter()?;
    let one = format!("one {}", asked(endpoint));
    let Some(bounds) = endpoint.bounds() else {
        return Some(Item::unknown(
            NAME,
            format!(
                "nobody can quote `per_compute_second`: {one} costs the seconds that it happens to take, and the price must be \
                 set to compute seconds"
            ),
        ));
    };
    let price = match bounds.max {
        Some(BillableUnits::ZERO) => "nothing".to_owned(),
        _ => billing.price(Some(bounds)).to_string(),
    };
    Some(match (bounds.max, may_be_open) {
        (Some(_), false) => Item::holds(NAME, format!("{one} costs {price}")),
        (Some(_), true) => Item::holds(
            NAME,
            format!("{one} costs {price}; `--open-price` is not needed: there is a most"),
        ),
        (None, true) => Item::holds(
            NAME,
            format!("{one} costs {price}: open, as `--open-price` allows"),
        ),
        (None, false) => {
            let bound = match billing.needs_max() {
                true => "bound the bill, as `max = 10`",
                false => {
                    "bound the fields that `#[billable]` reads, as `#[field(le = 4)]`, or the bill, as `max = 10`"
                }
            };
            Item::fails(
                NAME,
                format!("{one} costs {price}: no caller knows the most"),
                format!(
                    "{bound}; or say that it is meant so: `--open-price {}`",
                    endpoint.path
                ),
            )
        }
    })
}

fn unit(endpoint: &EndpointDeclaration) -> Option<Item> {
    const NAME: &str = "unit";
    let billing = &endpoint.billing;
    if matches!(billing.meter, Meter::Unstated | Meter::Free) {
        return None;
    }
    let has_name =
        billing.unit.is_some() || !matches!(billing.meter, Meter::Units { .. } | Meter::Custom);
    Some(Item::when(
        has_name,
        NAME,
        format!("the price is for one `{}`", billing.unit_name()),
        "write `unit = \"…\"` in `#[billable(…)]`: what one unit is",
    ))
}

fn category(app: &AppDeclaration, endpoint: &EndpointDeclaration) -> Item {
    const NAME: &str = "category";
    match endpoint.category.or(app.category) {
        Some(category) => Item::holds(NAME, format!("`{category}`")),
        None => Item::fails(
            NAME,
            "there is none",
            "write `category = \"text-to-image\"` or the like in `#[fal_app(…)]`, or in the attribute of the method",
        ),
    }
}

fn example(endpoint: &EndpointDeclaration) -> Option<Item> {
    const NAME: &str = "example";
    let input = match endpoint.input? {
        Shape::Object(table) => table().name,
        Shape::Choice(choices) => choices().name,
        Shape::Union(union) => union().name,
        _ => "Input",
    };
    let count = endpoint.examples.len() as u128;
    Some(Item::when(
        count > 0,
        NAME,
        counted(count, "example"),
        format!("write `#[example({input} {{ …, .. }})]` above the method"),
    ))
}

/// How many of the fields without a description are named.
const NAMED: usize = 5;

/// The playground's form and the document show the description of each field.
fn fields(endpoint: &EndpointDeclaration) -> Item {
    const NAME: &str = "fields";
    let (mut all, mut silent) = (0_u128, Vec::new());
    for shape in endpoint.input.iter().chain([&endpoint.output]) {
        walk(shape, &mut |shape| {
            let Shape::Object(table) = shape else { return };
            let table = table();
            // The fields of a medium are the SDK's.
            if table.medium.is_some() {
                return;
            }
            for field in table.fields.iter().filter(|field| !field.hidden) {
                all += 1;
                if field.doc.is_empty() {
                    silent.push(format!("`{}.{}`", table.name, field.ident));
                }
            }
        });
    }
    if all == 0 {
        return Item::holds(NAME, "it has none");
    }
    if silent.is_empty() {
        let all = counted(all, "field");
        return Item::holds(NAME, format!("{all}, each with a description"));
    }
    let more = match silent.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    silent.truncate(NAMED);
    Item::fails(
        NAME,
        format!("no description of {}{more}", silent.join(", ")),
        "say above each field what it is: `/// What to paint.`",
    )
}

/// Where the clients look when no path is said, after that of the app (`docs/platform.md` §6).
const STREAM: &str = "/stream";
const REALTIME: &str = "/realtime";

fn path(endpoint: &EndpointDeclaration) -> Item {
    const NAME: &str = "path";
    let path = endpoint.path;
    let expected = match (endpoint.stream, endpoint.realtime) {
        (true, _) => Some((STREAM, "a stream", "stream")),
        (_, Some(_)) => Some((REALTIME, "sessions", "realtime")),
        _ => None,
    };
    if let Some((ending, what, attribute)) = expected {
        return match path.ends_with(ending) {
            true => Item::holds(NAME, format!("`{path}`, where clients look for {what}")),
            false => Item::fails(
                NAME,
                format!("`{path}`, where no client looks for {what}"),
                format!(
                    "let it end in `{ending}`: `#[{attribute}(\"{}{ending}\")]`",
                    path.trim_end_matches('/')
                ),
            ),
        };
    }
    let taken = [(STREAM, "a stream"), (REALTIME, "sessions")];
    match taken.iter().find(|(ending, _)| path.ends_with(ending)) {
        None => Item::holds(NAME, format!("`POST {path}`")),
        Some((_, what)) => Item::fails(
            NAME,
            format!("`{path}`, where clients look for {what}"),
            "give it another path",
        ),
    }
}
