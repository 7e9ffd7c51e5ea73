//! Words that other tools have for what is said otherwise here.

/// What to write for a word of serde, of pydantic, of JSON Schema or of everyday speech, in the attribute that messages
/// call so.
pub(super) fn elsewhere(attribute: &str, word: &str) -> Option<&'static str> {
    match (attribute, word) {
        (_, "description" | "desc" | "doc" | "docs") => Some("write a doc comment: `/// …`"),
        ("`#[field]`", _) => of_a_field(word),
        ("`#[fal_app]`", _) => of_an_app(word),
        ("`#[endpoint]`" | "`#[stream]`", _) => of_an_endpoint(word),
        _ => None,
    }
}

/// For words of `#[field]`.
pub(super) fn of_a_field(word: &str) -> Option<&'static str> {
    Some(match word {
        "min" | "minimum" | "gte" => "write `ge = …`, or `min_length = …` for a string or list",
        "max" | "maximum" | "lte" => "write `le = …`, or `max_length = …` for a string or list",
        "exclusive_minimum" => "write `gt = …`",
        "exclusive_maximum" => "write `lt = …`",
        "range" => "write `ge = …, le = …`",
        "step" => "write `multiple_of = …`",
        "regex" => "write `pattern = \"…\"`",
        "enum" | "choices" | "allowed" | "values" => "write `one_of = […]`",
        "length" | "len" => "write `min_length = …` and `max_length = …`",
        "example" => "write `examples = […]`",
        "required" => "leave it out: a field without a default is required",
        "optional" | "nullable" => "let the field be an `Option<…>`",
        "alias" | "rename" | "flatten" | "skip_serializing_if" | "serialize_with" => {
            "write it in `#[serde(…)]`"
        }
        _ => return None,
    })
}

fn of_an_app(word: &str) -> Option<&'static str> {
    Some(match word {
        "machine" | "gpu" | "instance" => "write `machine_type = \"…\"`",
        "gpus" => "write `num_gpus = …`",
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
