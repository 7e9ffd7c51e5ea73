//! The words of `#[field(…)]`, read; `check` compares them with each other.

use proc_macro2::Ident;
use syn::{Expr, Lit, LitStr};

use crate::attribute::old_values::Text;
use crate::attribute::old_words::{self as read, Vocabulary, Word, ungrouped};
use crate::errors::{Errors, error};
use crate::fields::default::{Number, Value};

const WORDS: Vocabulary = Vocabulary {
    kind: "rule of `#[field]`",
    words: &[
        "default",
        "ge",
        "gt",
        "le",
        "lt",
        "multiple_of",
        "one_of",
        "min_length",
        "max_length",
        "pattern",
        "max_width",
        "max_height",
        "min_width",
        "min_height",
        "max_area",
        "max_file_size",
        "examples",
        "title",
        "hidden",
        "ui",
    ],
};

const UI: Vocabulary = Vocabulary {
    kind: "word of `ui`",
    words: &["field", "important", "hint"],
};

/// What `#[field(…)]` says of one field.
#[derive(Default)]
pub(crate) struct Rules {
    pub(crate) default: Option<Default>,
    pub(crate) ge: Option<Bound>,
    pub(crate) gt: Option<Bound>,
    pub(crate) le: Option<Bound>,
    pub(crate) lt: Option<Bound>,
    pub(crate) multiple_of: Option<Bound>,
    pub(crate) one_of: Option<OneOf>,
    pub(crate) min_length: Option<Count>,
    pub(crate) max_length: Option<Count>,
    pub(crate) pattern: Option<(Ident, LitStr)>,
    /// Widths, heights and the area, in pixels, and the size of a file in bytes.
    pub(crate) measures: Vec<Count>,
    pub(crate) examples: Option<Vec<Value>>,
    pub(crate) title: Option<LitStr>,
    pub(crate) hidden: Option<Ident>,
    pub(crate) ui: Option<Ui>,
}

/// `default` or `default = EXPR`.
pub(crate) enum Default {
    Bare(Ident),
    Value(Value),
}

/// A rule with a number.
pub(crate) struct Bound {
    pub(crate) word: Ident,
    pub(crate) value: Number,
    pub(crate) at: Expr,
}

/// A rule with a whole number that is not negative.
pub(crate) struct Count {
    pub(crate) word: Ident,
    pub(crate) value: u64,
    pub(crate) at: Expr,
}

/// `one_of = […]`
pub(crate) struct OneOf {
    pub(crate) word: Ident,
    pub(crate) choices: Choices,
    pub(crate) at: Expr,
}

pub(crate) enum Choices {
    Integers(Vec<(i128, Expr)>),
    Strings(Vec<LitStr>),
}

/// `ui = "…"` or `ui(…)`
#[derive(Default)]
pub(crate) struct Ui {
    pub(crate) field: Option<LitStr>,
    pub(crate) important: bool,
    pub(crate) hint: Option<LitStr>,
}

impl Rules {
    pub(crate) fn read(words: Vec<Word>, errors: &mut Errors) -> Self {
        let mut rules = Self::default();
        for word in read::known(words, &WORDS, errors) {
            let read = rules.word(word, errors);
            errors.take(read);
        }
        rules
    }

    fn word(&mut self, word: Word, errors: &mut Errors) -> syn::Result<()> {
        match word.text().as_str() {
            "default" => self.default = Some(default(word)?),
            "ge" => self.ge = Some(bound(word)?),
            "gt" => self.gt = Some(bound(word)?),
            "le" => self.le = Some(bound(word)?),
            "lt" => self.lt = Some(bound(word)?),
            "multiple_of" => self.multiple_of = Some(bound(word)?),
            "one_of" => self.one_of = Some(one_of(word)?),
            "min_length" => self.min_length = Some(count(word, u64::MAX)?),
            "max_length" => self.max_length = Some(count(word, u64::MAX)?),
            "pattern" => {
                self.pattern = Some((word.name.clone(), text(&word, "pattern = \"^[a-z]+$\"")?))
            }
            "examples" => {
                let items = word.items("examples = [FIRST, SECOND]")?;
                self.examples = Some(items.into_iter().map(Value::new).collect());
            }
            "title" => self.title = Some(text(&word, "title = \"Number of images\"")?),
            "hidden" => {
                word.flag()?;
                self.hidden = Some(word.name);
            }
            "ui" => self.ui = Some(Ui::read(&word, errors)?),
            "max_area" | "max_file_size" => self.measures.push(count(word, u64::MAX)?),
            _ => self.measures.push(count(word, u64::from(u32::MAX))?),
        }
        Ok(())
    }

    /// The measure of that name.
    pub(crate) fn measure(&self, name: &str) -> Option<&Count> {
        self.measures.iter().find(|measure| measure.word == name)
    }
}

impl Ui {
    fn read(word: &Word, errors: &mut Errors) -> syn::Result<Self> {
        const EXAMPLE: &str = "ui(field = \"image\", important, hint = \"…\")";
        if word.value("").is_ok() {
            return Ok(Self {
                field: Some(text(word, "ui = \"image\"")?),
                ..Self::default()
            });
        }
        let mut ui = Self::default();
        for word in read::known(read::parse(word.list(EXAMPLE)?, errors), &UI, errors) {
            match word.text().as_str() {
                "field" => ui.field = Some(text(&word, "field = \"image\"")?),
                "hint" => ui.hint = Some(text(&word, "hint = \"…\"")?),
                _ => {
                    word.flag()?;
                    ui.important = true;
                }
            }
        }
        Ok(ui)
    }
}

/// A string.
pub(crate) fn text(word: &Word, example: &str) -> syn::Result<LitStr> {
    word.read::<Text>(example).map(|text| text.0)
}

fn default(word: Word) -> syn::Result<Default> {
    if word.flag().is_ok() {
        return Ok(Default::Bare(word.name));
    }
    word.value("default = EXPR")
        .map(|value| Default::Value(Value::new(value)))
}

fn bound(word: Word) -> syn::Result<Bound> {
    let name = word.text();
    let at = word.value(&format!("{name} = 1"))?.clone();
    match Number::of(&at) {
        Some(value) => Ok(Bound {
            word: word.name,
            value,
            at,
        }),
        None => Err(bound_without_number(&name, &at)),
    }
}

fn bound_without_number(name: &str, at: &Expr) -> syn::Error {
    error(
        at,
        format_args!("`{name}` takes a number"),
        format_args!("write `{name} = 1`"),
    )
}

fn count(word: Word, most: u64) -> syn::Result<Count> {
    let name = word.text();
    let at = word.value(&format!("{name} = 1"))?.clone();
    let value = match Number::of(&at) {
        Some(Number::Integer(value)) => u64::try_from(value).ok().filter(|value| *value <= most),
        _ => None,
    };
    match value {
        Some(value) => Ok(Count {
            word: word.name,
            value,
            at,
        }),
        None => Err(count_out_of_range(&name, most, &at)),
    }
}

fn count_out_of_range(name: &str, most: u64, at: &Expr) -> syn::Error {
    error(
        at,
        format_args!("`{name}` takes a whole number from 0 to {most}"),
        format_args!("write `{name} = 1`"),
    )
}

fn one_of(word: Word) -> syn::Result<OneOf> {
    const EXAMPLE: &str = "one_of = [480, 720]";
    let items = word.items(EXAMPLE)?;
    let at = word.value(EXAMPLE)?.clone();
    one_of_without_values(&at, &items)?;
    let choices = if items.iter().any(|item| string(item).is_some()) {
        Choices::Strings(
            items
                .into_iter()
                .map(|item| string(item).ok_or(item))
                .collect::<Result<_, _>>()
                .map_err(one_of_mixed_kinds)?,
        )
    } else {
        Choices::Integers(
            items
                .into_iter()
                .map(|item| integer(item).ok_or(item))
                .collect::<Result<_, _>>()
                .map_err(one_of_mixed_kinds)?,
        )
    };
    Ok(OneOf {
        word: word.name,
        choices,
        at,
    })
}

fn one_of_without_values(at: &Expr, items: &[&Expr]) -> syn::Result<()> {
    match items {
        [] => Err(error(
            at,
            "`one_of` allows nothing",
            "list at least one value",
        )),
        _ => Ok(()),
    }
}

fn one_of_mixed_kinds(item: &Expr) -> syn::Error {
    error(
        item,
        "the values of `one_of` are all whole numbers or all strings",
        "write `one_of = [480, 720]` or `one_of = [\"fast\", \"best\"]`",
    )
}

fn string(item: &Expr) -> Option<LitStr> {
    match ungrouped(item) {
        Expr::Lit(syn::ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.clone()),
        _ => None,
    }
}

fn integer(item: &Expr) -> Option<(i128, Expr)> {
    match Number::of(item)? {
        Number::Integer(value) => Some((value, item.clone())),
        Number::Float(_) => None,
    }
}
