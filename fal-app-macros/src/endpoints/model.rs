//! Checked endpoints: what is wrong cannot be held.

use proc_macro2::Ident;
use syn::{Attribute, Expr, Generics, LitStr, Path, Token, Type};

use super::args::{HealthCheckArgs, ListingArgs};
use crate::billing::Billing;

/// A block with `#[endpoints]`, without what is wrong in it.
pub(super) struct Endpoints<'a> {
    pub(super) impl_token: Token![impl],
    /// Empty in a program that compiles.
    pub(super) generics: &'a Generics,
    pub(super) app: &'a Type,
    pub(super) setup: Setups<'a>,
    /// The methods with `#[teardown]`.
    pub(super) teardowns: Vec<Callee<'a>>,
    pub(super) endpoints: Vec<Endpoint<'a>>,
    /// The names by which the attributes on its members go, each once.
    pub(super) attributes: Vec<&'a Path>,
    /// The endpoints without `#[billable]`, wrong ones too.
    pub(super) unbilled: Vec<Callee<'a>>,
}

/// What makes the app.
pub(super) enum Setups<'a> {
    /// The first of these methods whose `#[cfg]` holds, or the struct's `Default`.
    Right(Vec<Callee<'a>>),
    /// Refused.
    Wrong,
}

/// A method that generated code calls.
#[derive(Clone, Copy)]
pub(super) struct Callee<'a> {
    pub(super) name: &'a Ident,
    /// A plain `fn` runs on a blocking thread.
    pub(super) is_async: bool,
    /// All its attributes but ours, the `#[cfg]`s among them.
    attrs: &'a [Attribute],
}

/// `#[endpoint]` or `#[stream]`
pub(super) struct Endpoint<'a> {
    pub(super) method: Callee<'a>,
    pub(super) path: LitStr,
    pub(super) doc: String,
    pub(super) listing: ListingArgs,
    pub(super) takes_context: Option<ContextPlace>,
    /// The type of the answer, or of each item of a stream.
    pub(super) output: &'a Type,
    /// `None` for one answer.
    pub(super) stream: Option<Stream>,
    pub(super) kind: EndpointKind<'a>,
}

/// Where the context stands among the parameters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ContextPlace {
    BeforeInput,
    AfterInput,
}

/// What answers on the path.
pub(super) enum EndpointKind<'a> {
    /// POST.
    Work {
        input: Option<Input<'a>>,
        /// `None` without `#[billable]`.
        billing: Option<Billing>,
    },
    /// GET, without an input, never billed.
    HealthCheck(HealthCheckArgs),
}

/// What a `#[stream]` answers.
pub(super) struct Stream {
    /// `None` for events.
    pub(super) content_type: Option<LitStr>,
    /// Whether the method returns a `Result` of it.
    pub(super) may_fail: bool,
    /// Whether a blocking thread drives it.
    pub(super) is_iterator: bool,
}

/// What a caller sends.
pub(super) struct Input<'a> {
    pub(super) of: &'a Type,
    pub(super) examples: Vec<Example>,
    pub(super) sync_mode: Option<SyncMode>,
}

/// `sync_mode = …`
pub(super) struct SyncMode {
    /// Whether media are wanted in the answer.
    pub(super) value: Expr,
    /// The author's word for the input in it.
    pub(super) input: Ident,
}

/// `#[example(…)]`
pub(super) enum Example {
    /// A whole value.
    Whole(Expr),
    /// A struct literal that ends in a bare `..`.
    Partial {
        path: Path,
        fields: Vec<(Ident, Expr)>,
    },
}

impl<'a> Callee<'a> {
    pub(super) fn new(name: &'a Ident, is_async: bool, attrs: &'a [Attribute]) -> Self {
        Self {
            name,
            is_async,
            attrs,
        }
    }

    /// The conditions under which it exists.
    pub(super) fn cfgs(&self) -> Vec<&'a Attribute> {
        self.attrs
            .iter()
            .filter(|attr| attr.path().is_ident("cfg"))
            .collect()
    }
}

impl Endpoint<'_> {
    /// What `#[billable]` says.
    pub(super) fn billing(&self) -> Option<&Billing> {
        match &self.kind {
            EndpointKind::Work { billing, .. } => billing.as_ref(),
            EndpointKind::HealthCheck(_) => None,
        }
    }
}
