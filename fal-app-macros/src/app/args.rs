//! The keys of `#[fal_app(…)]` as they are written.

use proc_macro2::{Ident, TokenStream};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Expr, Generics, Token, Visibility};

use crate::attribute::read::{self, Vocabulary, Word};
use crate::attribute::values::{Flag, Text, Value, Whole};
use crate::errors::Errors;

const KEYS: Vocabulary = Vocabulary {
    kind: "key of `#[fal_app]`",
    words: &[
        "name",
        "auth",
        "machine_type",
        "num_gpus",
        "regions",
        "keep_alive",
        "startup_timeout",
        "request_timeout",
        "request_start_timeout",
        "scaling_delay",
        "termination_grace_period_seconds",
        "min_concurrency",
        "max_concurrency",
        "max_multiplexing",
        "concurrency_buffer",
        "concurrency_buffer_perc",
        "skip_retry_conditions",
        "retry_config",
        "deployment_strategy",
        "private_logs",
        "secrets",
        "data_mounts",
        "title",
        "category",
        "license",
        "thumbnail",
        "tags",
    ],
};

/// The conditions of `skip_retry_conditions` and of `retry_config`.
pub(super) const CONDITIONS: Vocabulary = Vocabulary {
    kind: "retry condition",
    words: &["timeout", "server_error", "connection_error"],
};

/// The head of a struct; its fields are the author's and rustc's.
pub(super) struct StructHead {
    pub(super) attrs: Vec<Attribute>,
    pub(super) ident: Ident,
    pub(super) generics: Generics,
}

impl Parse for StructHead {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        input.parse::<Token![struct]>()?;
        let (ident, mut generics): (_, Generics) = (input.parse()?, input.parse()?);
        generics.where_clause = input.parse()?;
        let head = Self {
            attrs,
            ident,
            generics,
        };
        input.parse::<TokenStream>()?;
        Ok(head)
    }
}

/// What is written, each value of the right kind; nothing is said of its range.
#[derive(Default)]
pub(super) struct AppArgs {
    pub(super) name: Option<Text>,
    pub(super) auth: Option<Text>,
    pub(super) machine_type: Option<MachineArgs>,
    pub(super) num_gpus: Option<Whole>,
    pub(super) regions: Vec<Text>,
    pub(super) keep_alive: Option<Whole>,
    pub(super) startup_timeout: Option<Whole>,
    pub(super) request_timeout: Option<Whole>,
    pub(super) request_start_timeout: Option<Whole>,
    pub(super) scaling_delay: Option<Whole>,
    pub(super) termination_grace_period_seconds: Option<Whole>,
    pub(super) min_concurrency: Option<Whole>,
    pub(super) max_concurrency: Option<Whole>,
    pub(super) max_multiplexing: Option<Whole>,
    pub(super) concurrency_buffer: Option<Whole>,
    pub(super) concurrency_buffer_perc: Option<Whole>,
    pub(super) skip_retry_conditions: Vec<Text>,
    pub(super) retry_config: Option<RetryArgs>,
    pub(super) deployment_strategy: Option<Text>,
    pub(super) private_logs: bool,
    pub(super) secrets: Vec<Text>,
    pub(super) data_mounts: Vec<Text>,
    pub(super) title: Option<Text>,
    pub(super) category: Option<Text>,
    pub(super) license: Option<Text>,
    pub(super) thumbnail: Option<Text>,
    pub(super) tags: Vec<Text>,
}

/// The machines, and the value they stand in.
pub(super) struct MachineArgs {
    pub(super) machines: Vec<MachineArg>,
    pub(super) at: Expr,
}

/// One machine.
pub(super) enum MachineArg {
    /// `"GPU-H100"`
    Known(Text),
    /// `other("GPU-NEW")`
    Other(Text),
}

impl MachineArg {
    /// The platform's name of it.
    pub(super) fn name(&self) -> &Text {
        match self {
            Self::Known(name) | Self::Other(name) => name,
        }
    }
}

/// `retry_config(…)`
pub(super) struct RetryArgs {
    pub(super) word: Ident,
    pub(super) empty: bool,
    pub(super) timeout: Option<Whole>,
    pub(super) server_error: Option<Whole>,
    pub(super) connection_error: Option<Whole>,
}

pub(super) fn parse(args: TokenStream, errors: &mut Errors) -> AppArgs {
    let words = read::parse(args, errors);
    let mut parsed = AppArgs::default();
    for word in read::known(words, &KEYS, errors) {
        let read = parsed.read(&word, errors);
        errors.take(read);
    }
    parsed
}

impl AppArgs {
    fn read(&mut self, word: &Word, errors: &mut Errors) -> syn::Result<()> {
        match word.text().as_str() {
            "name" => self.name = Some(word.read("name = \"text-to-image\"")?),
            "auth" => self.auth = Some(word.read("auth = \"shared\"")?),
            "machine_type" => self.machine_type = Some(machines(word, errors)?),
            "num_gpus" => self.num_gpus = Some(word.read("num_gpus = 1")?),
            "regions" => self.regions = texts(word, "regions = [\"us-west\"]", errors)?,
            "keep_alive" => self.keep_alive = Some(seconds(word)?),
            "startup_timeout" => self.startup_timeout = Some(seconds(word)?),
            "request_timeout" => self.request_timeout = Some(seconds(word)?),
            "request_start_timeout" => self.request_start_timeout = Some(seconds(word)?),
            "scaling_delay" => self.scaling_delay = Some(seconds(word)?),
            "termination_grace_period_seconds" => {
                self.termination_grace_period_seconds = Some(seconds(word)?)
            }
            "min_concurrency" => self.min_concurrency = Some(word.read("min_concurrency = 0")?),
            "max_concurrency" => self.max_concurrency = Some(word.read("max_concurrency = 2")?),
            "max_multiplexing" => self.max_multiplexing = Some(word.read("max_multiplexing = 1")?),
            "concurrency_buffer" => {
                self.concurrency_buffer = Some(word.read("concurrency_buffer = 1")?)
            }
            "concurrency_buffer_perc" => {
                self.concurrency_buffer_perc = Some(word.read("concurrency_buffer_perc = 10")?);
            }
            "skip_retry_conditions" => {
                self.skip_retry_conditions =
                    texts(word, "skip_retry_conditions = [\"timeout\"]", errors)?;
            }
            "retry_config" => self.retry_config = Some(retries(word, errors)?),
            "deployment_strategy" => {
                self.deployment_strategy = Some(word.read("deployment_strategy = \"rolling\"")?)
            }
            "private_logs" => self.private_logs = word.read::<Flag>("private_logs = true")?.0,
            "secrets" => self.secrets = texts(word, "secrets = [\"HF_TOKEN\"]", errors)?,
            "data_mounts" => {
                self.data_mounts = texts(word, "data_mounts = [\"/data/models\"]", errors)?
            }
            "title" => self.title = Some(word.read("title = \"Text to image\"")?),
            "category" => self.category = Some(word.read("category = \"text-to-image\"")?),
            "license" => self.license = Some(word.read("license = \"Apache-2.0\"")?),
            "thumbnail" => self.thumbnail = Some(word.read("thumbnail = \"https://…\"")?),
            _ => self.tags = texts(word, "tags = [\"stylized\"]", errors)?,
        }
        Ok(())
    }
}

fn seconds(word: &Word) -> syn::Result<Whole> {
    word.read(&format!("{} = 60", word.text()))
}

/// The strings of an array; one that is no string is an error of its own.
fn texts(word: &Word, example: &str, errors: &mut Errors) -> syn::Result<Vec<Text>> {
    let subject = format!("`{}`", word.text());
    let items = word.items(example)?;
    Ok(items
        .into_iter()
        .filter_map(|item| errors.take(read::read(item, &subject, example)))
        .collect())
}

fn machines(word: &Word, errors: &mut Errors) -> syn::Result<MachineArgs> {
    const EXAMPLE: &str = "machine_type = \"GPU-H100\"";
    let at = word.value(EXAMPLE)?;
    let items = if matches!(at, Expr::Array(_)) {
        word.items(EXAMPLE)?
    } else {
        vec![at]
    };
    let machines = items
        .into_iter()
        .filter_map(|item| errors.take(read::read(item, "`machine_type`", EXAMPLE)))
        .collect();
    Ok(MachineArgs {
        machines,
        at: at.clone(),
    })
}

impl Value for MachineArg {
    const TAKEN: &str =
        "the name of a machine, or `other(\"…\")` for one that is newer than this crate";

    fn of(value: &Expr) -> Option<Self> {
        match value {
            Expr::Call(call) if is_other(&call.func) && call.args.len() == 1 => {
                let name = Text::of(read::ungrouped(call.args.first()?))?;
                Some(Self::Other(name))
            }
            _ => Text::of(value).map(Self::Known),
        }
    }
}

fn is_other(func: &Expr) -> bool {
    matches!(func, Expr::Path(path) if path.path.is_ident("other"))
}

fn retries(word: &Word, errors: &mut Errors) -> syn::Result<RetryArgs> {
    const EXAMPLE: &str = "retry_config(timeout = 1)";
    let words = read::parse(word.list(EXAMPLE)?, errors);
    let mut retries = RetryArgs {
        word: word.name.clone(),
        empty: word.list(EXAMPLE)?.is_empty(),
        timeout: None,
        server_error: None,
        connection_error: None,
    };
    for word in read::known(words, &CONDITIONS, errors) {
        let count = errors.take(word.read(&format!("{} = 1", word.text())));
        match word.text().as_str() {
            "timeout" => retries.timeout = count,
            "server_error" => retries.server_error = count,
            _ => retries.connection_error = count,
        }
    }
    Ok(retries)
}
