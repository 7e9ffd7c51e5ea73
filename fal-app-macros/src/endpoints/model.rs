//! Checked endpoints: what cannot be right cannot be held.

use proc_macro2::Ident;
use syn::{Attribute, Expr, Generics, LitStr, Path, Token, Type};

use crate::billing::Billing;

/// What an `impl` with `#[endpoints]` says, without what is wrong in it.
pub(super) struct Endpoints<'a> {
    pub(super) impl_token: Token![impl],
    /// Empty in a program that compiles.
    pub(super) generics: &'a Generics,
    pub(super) app: &'a Type,
    pub(super) setup: Setups<'a>,
    pub(super) teardowns: Vec<Hook<'a>>,
    pub(super) endpoints: Vec<Endpoint<'a>>,
    /// The names by which the attributes on its members go.
    pub(super) marks: Vec<&'a Path>,
    /// The endpoints that say nothing of billing, wrong ones too.
    pub(super) unstated: Vec<Callee<'a>>,
}

/// What makes the app.
pub(super) enum Setups<'a> {
    /// The first of these whose `#[cfg]` holds, or the struct's `Default`.
    Right(Vec<Hook<'a>>),
    /// Refused.
    Wrong,
}

/// `#[setup]` or `#[teardown]`.
pub(super) struct Hook<'a> {
    pub(super) method: Callee<'a>,
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
    pub(super) title: Option<String>,
    pub(super) category: Option<String>,
    pub(super) unlisted: bool,
    pub(super) takes_context: Option<ContextPlace>,
    /// The one value, or that of each item.
    pub(super) output: &'a Type,
    /// None: one value.
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
        billing: Billing,
    },
    /// GET, without an input, never billed.
    HealthCheck(HealthCheck),
}

/// What a `#[stream]` answers.
pub(super) struct Stream {
    /// None: events.
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

/// What the platform asks instead of `/health`.
#[derive(Default)]
pub(super) struct HealthCheck {
    pub(super) start_period_seconds: Option<u32>,
    pub(super) timeout_seconds: Option<u32>,
    pub(super) failure_threshold: Option<u32>,
    pub(super) call_regularly: Option<bool>,
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
    /// What it says of billing; nothing where it cannot be billed.
    pub(super) fn billing(&self) -> &Billing {
        match &self.kind {
            EndpointKind::Work { billing, .. } => billing,
            EndpointKind::HealthCheck(_) => &Billing::Free,
        }
    }
}
