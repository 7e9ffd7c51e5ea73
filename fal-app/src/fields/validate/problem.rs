//! What is wrong with a value, in pydantic's words.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::fields::json::python_float;
use crate::fields::rules::{Broken, float};
use crate::fields::table::{Bound, OneOf, Rules};

/// What is wrong with a value: pydantic's `type`, `msg` and `ctx`.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) kind: &'static str,
    pub(super) message: Cow<'static, str>,
    /// JSON of the `ctx`.
    pub(super) context: Option<String>,
}

impl Problem {
    pub(super) const MISSING: Self = Self::plain("missing", "Field required");
    pub(super) const NO_OBJECT: Self = Self::plain(
        "model_attributes_type",
        "Input should be a valid dictionary or object to extract fields from",
    );
    pub(super) const NO_MAP: Self = Self::plain("dict_type", "Input should be a valid dictionary");
    pub(super) const NO_TUPLE: Self = Self::plain("tuple_type", "Input should be a valid tuple");
    pub(super) const NO_LIST: Self = Self::plain("list_type", "Input should be a valid list");
    pub(super) const NO_STRING: Self = Self::plain("string_type", "Input should be a valid string");
    pub(super) const NO_TEXT: Self = Self::plain(
        "string_unicode",
        "Input should be a valid string, unable to parse raw data as a unicode string",
    );
    pub(super) const NO_BYTES: Self = Self::plain("bytes_type", "Input should be a valid bytes");
    pub(super) const NO_BOOLEAN: Self = Self::plain("bool_type", "Input should be a valid boolean");
    pub(super) const BOOLEAN_PARSING: Self = Self::plain(
        "bool_parsing",
        "Input should be a valid boolean, unable to interpret input",
    );
    pub(super) const NO_INTEGER: Self = Self::plain("int_type", "Input should be a valid integer");
    pub(super) const INTEGER_PARSING: Self = Self::plain(
        "int_parsing",
        "Input should be a valid integer, unable to parse string as an integer",
    );
    pub(super) const INTEGER_TOO_LONG: Self = Self::plain(
        "int_parsing_size",
        "Unable to parse input string as an integer, exceeded maximum size",
    );
    pub(super) const FRACTION: Self = Self::plain(
        "int_from_float",
        "Input should be a valid integer, got a number with a fractional part",
    );
    pub(super) const NOT_FINITE: Self =
        Self::plain("finite_number", "Input should be a finite number");
    pub(super) const NO_NUMBER: Self = Self::plain("float_type", "Input should be a valid number");
    pub(super) const NUMBER_PARSING: Self = Self::plain(
        "float_parsing",
        "Input should be a valid number, unable to parse string as a number",
    );
    pub(super) const NOT_NULL: Self = Self::plain("none_required", "Input should be None");

    const fn plain(kind: &'static str, message: &'static str) -> Self {
        Self {
            kind,
            message: Cow::Borrowed(message),
            context: None,
        }
    }

    fn new(kind: &'static str, message: String, context: impl IntoContext) -> Self {
        Self {
            kind,
            message: message.into(),
            context: Some(context.json()),
        }
    }

    /// For a syntax error in the body.
    pub(super) fn bad_json(message: &str) -> Self {
        let context = json!({ "error": message });
        Self::new("json_invalid", "JSON decode error".to_owned(), context)
    }

    /// For a rule that a whole number breaks.
    pub(super) fn integer(broken: Broken, rules: &Rules) -> Self {
        Self::number(broken, rules, |bound| match bound {
            Bound::Integer(bound) => Shown::whole(bound),
            Bound::Number(bound) => Shown::fraction(bound),
        })
    }

    /// For a rule that a float breaks. Pydantic shows its bounds as floats.
    pub(super) fn fraction(broken: Broken, rules: &Rules) -> Self {
        Self::number(broken, rules, |bound| Shown::fraction(float(bound)))
    }

    fn number(broken: Broken, rules: &Rules, shown: fn(Bound) -> Shown) -> Self {
        let (kind, key, words, bound) = match broken {
            Broken::MultipleOf(of) => ("multiple_of", "multiple_of", "a multiple of", of),
            Broken::LessThanEqual(le) => ("less_than_equal", "le", "less than or equal to", le),
            Broken::LessThan(lt) => ("less_than", "lt", "less than", lt),
            Broken::GreaterThanEqual(ge) => {
                ("greater_than_equal", "ge", "greater than or equal to", ge)
            }
            Broken::GreaterThan(gt) => ("greater_than", "gt", "greater than", gt),
            other => return Self::string(other, rules),
        };
        let Shown { words: bound, json } = shown(bound);
        Self::new(
            kind,
            format!("Input should be {words} {bound}"),
            format!("{{\"{key}\":{json}}}"),
        )
    }

    /// For a rule that a string breaks.
    pub(super) fn string(broken: Broken, rules: &Rules) -> Self {
        match broken {
            Broken::TooShort(least) => Self::new(
                "string_too_short",
                format!("String should have at least {}", plural(least, "character")),
                json!({ "min_length": least }),
            ),
            Broken::TooLong(most) => Self::new(
                "string_too_long",
                format!("String should have at most {}", plural(most, "character")),
                json!({ "max_length": most }),
            ),
            Broken::Pattern(pattern) => Self::new(
                "string_pattern_mismatch",
                format!("String should match pattern '{pattern}'"),
                json!({ "pattern": pattern }),
            ),
            Broken::OneOf => Self::choice(&match rules.one_of {
                Some(OneOf::Integers(allowed)) => allowed.iter().map(i128::to_string).collect(),
                Some(OneOf::Strings(allowed)) => quoted(allowed),
                None => Vec::new(),
            }),
            other => Self::integer(other, rules),
        }
    }

    /// For a string that is not one of these.
    pub(super) fn names(allowed: &[&str]) -> Self {
        Self::choice(&quoted(allowed))
    }

    /// For a value that is not one of these, which are written as in Python.
    fn choice(allowed: &[String]) -> Self {
        let expected = match allowed {
            [others @ .., before, last] => {
                let others: String = others.iter().map(|other| format!("{other}, ")).collect();
                format!("{others}{before} or {last}")
            }
            _ => allowed.concat(),
        };
        Self::new(
            "literal_error",
            format!("Input should be {expected}"),
            json!({ "expected": expected }),
        )
    }

    /// For a rule that the number of items of a "List", a "Dictionary" or a "Tuple" breaks.
    pub(super) fn items(of: &str, broken: Broken, length: usize) -> Self {
        let (kind, words, key, bound) = match broken {
            Broken::TooShort(least) => ("too_short", "at least", "min_length", least),
            Broken::TooLong(most) => ("too_long", "at most", "max_length", most),
            other => return Self::string(other, &Rules::NONE),
        };
        let items = plural(bound, "item");
        Self::new(
            kind,
            format!("{of} should have {words} {items} after validation, not {length}"),
            json!({ "field_type": of, key: bound, "actual_length": length }),
        )
    }

    /// For the text of an error that a validator of the SDK raises.
    pub(super) fn value_error(words: &str) -> Self {
        Self::new(
            "value_error",
            format!("Value error, {words}"),
            json!({ "error": words }),
        )
    }

    /// For an image size of more than `most` pixels.
    pub(super) fn area(most: u64) -> Self {
        Self::new(
            "less_than_equal",
            format!("Width times height should be less than or equal to {most}"),
            json!({ "le": most }),
        )
    }

    /// For an object without its tag.
    pub(super) fn no_tag(tag: &str) -> Self {
        let tag = quote(tag);
        Self::new(
            "union_tag_not_found",
            format!("Unable to extract tag using discriminator {tag}"),
            json!({ "discriminator": tag }),
        )
    }

    /// For an object whose tag does not name a variant.
    pub(super) fn wrong_tag(tag: &str, found: &str, variants: &[&str]) -> Self {
        let (tag, expected) = (quote(tag), quoted(variants).join(", "));
        Self::new(
            "union_tag_invalid",
            format!(
                "Input tag '{found}' found using {tag} does not match any of the expected tags: {expected}"
            ),
            json!({ "discriminator": tag, "tag": found, "expected_tags": expected }),
        )
    }
}

/// A bound as pydantic writes it.
struct Shown {
    words: String,
    json: String,
}

impl Shown {
    fn whole(bound: i128) -> Self {
        Self {
            words: bound.to_string(),
            json: bound.to_string(),
        }
    }

    /// A float is `0` in the message and `0.0` in JSON.
    fn fraction(bound: f64) -> Self {
        Self {
            words: bound.to_string(),
            json: python_float(bound),
        }
    }
}

trait IntoContext {
    fn json(self) -> String;
}

impl IntoContext for String {
    fn json(self) -> String {
        self
    }
}

impl IntoContext for Value {
    fn json(self) -> String {
        self.to_string()
    }
}

fn plural(count: u64, what: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {what}{ending}")
}

/// Python's `repr` of each string.
pub(super) fn quoted(strings: &[&str]) -> Vec<String> {
    strings.iter().map(|string| quote(string)).collect()
}

/// Python's `repr` of a string.
pub(super) fn quote(string: &str) -> String {
    let quote = if string.contains('\'') && !string.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut quoted = String::from(quote);
    for letter in string.chars() {
        match letter {
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if letter == quote => quoted.extend(['\\', letter]),
            _ if letter.is_control() && letter <= '\u{ff}' => {
                quoted.push_str(&format!("\\x{:02x}", u32::from(letter)));
            }
            _ => quoted.push(letter),
        }
    }
    quoted.push(quote);
    quoted
}
