//! Words that other tools have for what is said otherwise here.

use quote::ToTokens;
use syn::{Expr, Lit, Meta};

use crate::syntax::parts::{literal, shown};

/// What to write for a word of serde, of pydantic, of JSON Schema, of the Python SDK or of everyday speech, with the value
/// that the author gave. `attribute` is what messages call the attribute.
pub(super) fn elsewhere(attribute: &str, word: &Meta) -> Option<String> {
    let name = word.path().to_token_stream().to_string();
    if attribute.starts_with("`#[field]`") && SERDE.contains(&&*name) {
        return Some(format!("write `#[serde({})]`", shown(word)));
    }
    let help = match (attribute, &*name) {
        (_, "description" | "desc" | "doc" | "docs") => Some("write a doc comment: `/// …`"),
        ("`#[field]`", name) => of_a_field(name),
        ("`#[field]` on a variant", name) => of_a_variant(name),
        ("`#[fal_app]`", name) => of_an_app(name),
        ("`#[endpoint]`" | "`#[stream]`", name) => of_an_endpoint(name),
        _ => None,
    }?;
    Some(match word {
        Meta::NameValue(given) => with_value(help, &given.value),
        Meta::Path(_) | Meta::List(_) => help.to_owned(),
    })
}

/// Words of serde, which are written as they are there.
const SERDE: [&str; 6] = [
    "alias",
    "rename",
    "rename_all",
    "flatten",
    "skip_serializing_if",
    "serialize_with",
];

/// The help with the author's value for its `…`, where the value is of that kind.
fn with_value(help: &str, value: &Expr) -> String {
    let is_text = matches!(literal(value), Some(Lit::Str(_)));
    let shown = shown(value);
    match value {
        Expr::Range(_) => help.to_owned(),
        Expr::Array(_) => help.replace("= […]", &format!("= {shown}")),
        _ if is_text => help.replace("= \"…\"", &format!("= {shown}")),
        _ => help.replace("= …", &format!("= {shown}")),
    }
}

/// For words of `#[field]`.
pub(super) fn of_a_field(word: &str) -> Option<&'static str> {
    Some(match word {
        "min_items" | "minItems" | "minLength" => "write `min_length = …`",
        "max_items" | "maxItems" | "maxLength" => "write `max_length = …`",
        "min" | "minimum" | "gte" => "write `ge = …`, or `min_length = …` for a string or list",
        "max" | "maximum" | "lte" => "write `le = …`, or `max_length = …` for a string or list",
        "exclusive_minimum" | "exclusiveMinimum" => "write `gt = …`",
        "exclusive_maximum" | "exclusiveMaximum" => "write `lt = …`",
        "range" => "write `ge = …, le = …`",
        "step" | "multipleOf" => "write `multiple_of = …`",
        "regex" => "write `pattern = \"…\"`",
        "enum" | "choices" | "allowed" | "values" => "write `one_of = […]`",
        "length" | "len" => "write `min_length = …` and `max_length = …`",
        "example" => "write `examples = […]`",
        "required" => "leave it out: a field without a default is required",
        "optional" | "nullable" => "let the field be an `Option<…>`",
        "deprecated" => DEPRECATED,
        _ => return None,
    })
}

const DEPRECATED: &str = "write `#[deprecated]` above it";

fn of_a_variant(word: &str) -> Option<&'static str> {
    Some(match word {
        "deprecated" => DEPRECATED,
        "units" | "price" | "times" | "weight" | "cost" => "write `amount = …`",
        _ => return None,
    })
}

fn of_an_app(word: &str) -> Option<&'static str> {
    Some(match word {
        "machine" | "gpu" | "instance" => "write `machine_type = \"…\"`",
        "gpus" => "write `num_gpus = …`",
        "app_auth" | "auth_mode" => "write `auth = \"…\"`",
        "app_name" => "write `name = \"…\"`",
        "billable" => "write `#[billable(…)]` above the method that it is for",
        "requirements" | "dependencies" => {
            "leave it out: `Cargo.toml` names the crates that the app needs"
        }
        "python_version" => "leave it out: `rust-version` in `Cargo.toml` is the least Rust",
        "private" => "write `auth = \"private\"`",
        "public" => "write `auth = \"public\"`",
        "shared" => "write `auth = \"shared\"`",
        "timeout" => "write `request_timeout = …` or `startup_timeout = …`, in seconds",
        "concurrency" => {
            "write `max_multiplexing = …` for the requests of one runner, `max_concurrency = …` for the runners"
        }
        "price" | "unit_price" => {
            "leave it out: the platform holds the price of a unit, and `#[billable]` says the units"
        }
        _ => return None,
    })
}

fn of_an_endpoint(word: &str) -> Option<&'static str> {
    Some(match word {
        "path" | "route" | "url" => "write the path first: `(\"/…\", …)`",
        "method" | "methods" => "leave it out: callers send a POST",
        "response_model" | "responses" => {
            "leave it out: the method's own type says what it answers"
        }
        _ => return None,
    })
}
