//! Checked endpoints: only right endpoints can be built.

use proc_macro2::Ident;
use syn::{Attribute, Expr, Generics, LitStr, Member, Path, Token, Type};

use super::args::{HealthCheckArgs, ListingArgs};
use crate::attribute::{BodyMib, Count, Doc, Seconds};
use crate::billing::Billing;

/// An `impl` with `#[endpoints]`, without the parts that were refused.
pub(super) struct Endpoints<'a> {
    pub(super) impl_token: Token![impl],
    pub(super) generics: &'a Generics,
    pub(super) app: &'a Type,
    /// From 0, among the blocks of the types with this name.
    pub(super) number: u64,
    pub(super) setup: Setups<'a>,
    /// The methods with `#[teardown]`.
    pub(super) teardowns: Vec<Callee<'a>>,
    pub(super) endpoints: Vec<Endpoint<'a>>,
    /// The paths of our attributes on its members, each once.
    pub(super) attributes: Vec<&'a Path>,
    /// The endpoints without `#[billable]`, also those that were refused.
    pub(super) unbilled: Vec<Callee<'a>>,
}

/// How the app is made.
pub(super) enum Setups<'a> {
    /// By the first of these methods whose `#[cfg]` holds, else by the struct's `Default`.
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
    /// All its attributes but ours, with the `#[cfg]`s.
    attrs: &'a [Attribute],
}

/// `#[endpoint]`, `#[stream]` or `#[realtime]`
pub(super) struct Endpoint<'a> {
    pub(super) method: Callee<'a>,
    pub(super) path: LitStr,
    pub(super) doc: Doc,
    pub(super) listing: ListingArgs,
    /// `None` for that of the app.
    pub(super) max_body_mib: Option<BodyMib>,
    pub(super) takes_context: Option<ContextPlace>,
    /// What the method returns, as it is written.
    pub(super) returned: &'a Type,
    pub(super) output: Output<'a>,
    /// `None` for one answer.
    pub(super) stream: Option<Stream>,
    /// `None` for what is not `#[realtime]`.
    pub(super) session: Option<Session>,
    pub(super) kind: EndpointKind<'a>,
}

/// The type of the answer, or of each item of a stream.
#[derive(Clone, Copy)]
pub(super) enum Output<'a> {
    /// The `T` of `Result<T>`, of `Result<Billed<T>>` or of `Item = Result<T>`.
    Named(&'a Type),
    /// That of this type, which has another name than `Result`: whether it is one, and of what, the compiler knows.
    Of(&'a Type),
}

/// Where the context stands among the parameters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ContextPlace {
    BeforeInput,
    AfterInput,
}

/// What the endpoint does.
pub(super) enum EndpointKind<'a> {
    /// It answers POST.
    Work {
        input: Option<Input<'a>>,
        /// `None` without `#[billable]`.
        billing: Option<Billing>,
    },
    /// It answers GET, without an input, and is never billed.
    HealthCheck(HealthCheckArgs),
}

/// How many values are sent.
pub(super) struct Stream {
    /// `None` for events.
    pub(super) content_type: Option<LitStr>,
    /// Whether the method returns a `Result` of it.
    pub(super) may_fail: bool,
    /// Whether a blocking thread drives it.
    pub(super) is_iterator: bool,
}

/// What `#[realtime]` says, and how many inputs the method takes.
pub(super) struct Session {
    /// The method takes a stream of inputs.
    pub(super) takes_stream: bool,
    pub(super) buffering: Option<Count>,
    pub(super) timeout: Option<Seconds>,
    /// What waits is taken together, as a list.
    pub(super) batch: Option<Batch>,
}

/// How inputs are taken together.
pub(super) struct Batch {
    /// `max_batch_size = …`
    pub(super) most: Count,
    /// `can_batch = …`
    pub(super) can: Option<Expr>,
}

/// The input of an endpoint.
pub(super) struct Input<'a> {
    pub(super) of: &'a Type,
    pub(super) examples: Vec<Example>,
    pub(super) sync_mode: Option<SyncMode>,
}

/// `sync_mode = …`
pub(super) struct SyncMode {
    /// The expression that says whether media are sent inside the answer.
    pub(super) value: Expr,
    /// The author's token of `input` in it.
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

impl Endpoints<'_> {
    /// Whether it is the block of a type with generics, also as `impl Painter<u8>`. Such an app is refused at its struct.
    pub(super) fn is_generic(&self) -> bool {
        let has_arguments = match self.app {
            Type::Path(app) => app
                .path
                .segments
                .iter()
                .any(|name| !name.arguments.is_none()),
            _ => false,
        };
        has_arguments || !self.generics.params.is_empty()
    }
}

impl<'a> Callee<'a> {
    pub(super) fn new(name: &'a Ident, is_async: bool, attrs: &'a [Attribute]) -> Self {
        Self {
            name,
            is_async,
            attrs,
        }
    }

    /// The `#[cfg]`s under which it exists.
    pub(super) fn cfgs(&self) -> Vec<&'a Attribute> {
        self.attrs
            .iter()
            .filter(|attr| attr.path().is_ident("cfg"))
            .collect()
    }
}

impl Example {
    /// The fields that it gives, where it is a struct literal.
    pub(super) fn fields(&self) -> Vec<(&Ident, &Expr)> {
        match self {
            Self::Partial { fields, .. } => {
                fields.iter().map(|(name, value)| (name, value)).collect()
            }
            Self::Whole(Expr::Struct(literal)) => {
                let named = literal
                    .fields
                    .iter()
                    .filter_map(|field| match &field.member {
                        Member::Named(name) => Some((name, &field.expr)),
                        Member::Unnamed(_) => None,
                    });
                named.collect()
            }
            Self::Whole(_) => vec![],
        }
    }
}

impl<'a> Endpoint<'a> {
    /// Its input, where it has one.
    pub(super) fn input(&self) -> Option<&Input<'a>> {
        match &self.kind {
            EndpointKind::Work { input, .. } => input.as_ref(),
            EndpointKind::HealthCheck(_) => None,
        }
    }

    /// Its billing, where it has some.
    pub(super) fn billing(&self) -> Option<&Billing> {
        match &self.kind {
            EndpointKind::Work { billing, .. } => billing.as_ref(),
            EndpointKind::HealthCheck(_) => None,
        }
    }
}
