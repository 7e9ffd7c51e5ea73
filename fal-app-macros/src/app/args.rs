//! The keys of `#[fal_app(…)]` as they are written. Each value is of the right kind; its range is checked later.

use darling::FromMeta;
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Expr, ExprCall};

use crate::attribute::{BodyMib, Bool, Choice, Given, List, Nested, Text, Value, Whole};

/// `#[fal_app(…)]`
#[derive(Default, FromMeta)]
pub(super) struct AppArgs {
    pub(super) name: Option<Given<Text>>,
    pub(super) auth: Option<Given<Choice<Auth>>>,
    pub(super) machine_type: Option<Given<Machines>>,
    pub(super) num_gpus: Option<Given<Whole>>,
    pub(super) regions: Option<Given<List<Choice<Region>>>>,
    pub(super) keep_alive: Option<Given<Whole>>,
    pub(super) startup_timeout: Option<Given<Whole>>,
    pub(super) request_timeout: Option<Given<Whole>>,
    pub(super) request_start_timeout: Option<Given<Whole>>,
    pub(super) scaling_delay: Option<Given<Whole>>,
    pub(super) termination_grace_period_seconds: Option<Given<Whole>>,
    pub(super) min_concurrency: Option<Given<Whole>>,
    pub(super) max_concurrency: Option<Given<Whole>>,
    pub(super) max_multiplexing: Option<Given<Whole>>,
    pub(super) concurrency_buffer: Option<Given<Whole>>,
    pub(super) concurrency_buffer_perc: Option<Given<Whole>>,
    pub(super) skip_retry_conditions: Option<Given<List<Choice<RetryCondition>>>>,
    pub(super) retry_config: Option<Nested>,
    pub(super) deployment_strategy: Option<Given<Choice<DeploymentStrategy>>>,
    pub(super) private_logs: Option<Given<Bool>>,
    pub(super) max_body_mib: Option<Given<BodyMib>>,
    pub(super) secrets: Option<Given<List<Text>>>,
    pub(super) data_mounts: Option<Given<List<Text>>>,
    pub(super) title: Option<Given<Text>>,
    pub(super) category: Option<Given<Text>>,
    pub(super) license: Option<Given<Text>>,
    pub(super) thumbnail: Option<Given<Text>>,
    pub(super) tags: Option<Given<List<Text>>>,
}

/// `retry_config(…)`
#[derive(Default, FromMeta)]
pub(super) struct RetryArgs {
    pub(super) timeout: Option<Given<Whole>>,
    pub(super) server_error: Option<Given<Whole>>,
    pub(super) connection_error: Option<Given<Whole>>,
}

/// Who may call. The runtime has an enum with the same names, here and for the deployment strategy.
#[derive(Clone, Copy, Debug, FromMeta)]
#[darling(rename_all = "snake_case")]
pub(super) enum Auth {
    Private,
    Public,
    Shared,
}

/// How a new deployment replaces the old one.
#[derive(Clone, Copy, Debug, FromMeta)]
#[darling(rename_all = "snake_case")]
pub(super) enum DeploymentStrategy {
    Rolling,
    Recreate,
}

/// Where an app may run.
#[derive(Clone, Copy, FromMeta)]
#[darling(rename_all = "kebab-case")]
pub(super) enum Region {
    UsWest,
    UsCentral,
    UsEast,
    EuNorth,
    EuWest,
}

/// A failure after which the platform repeats a request (`docs/platform.md` §2.5).
#[derive(Clone, Copy, FromMeta)]
#[darling(rename_all = "snake_case")]
pub(super) enum RetryCondition {
    Timeout,
    ServerError,
    ConnectionError,
}

/// The machines that this crate knows.
#[derive(Clone, Copy, FromMeta)]
pub(super) enum Machine {
    #[darling(rename = "XS")]
    Xs,
    #[darling(rename = "S")]
    S,
    #[darling(rename = "M")]
    M,
    #[darling(rename = "L")]
    L,
    #[darling(rename = "XL")]
    Xl,
    #[darling(rename = "GPU-A100")]
    A100,
    #[darling(rename = "GPU-A6000")]
    A6000,
    #[darling(rename = "GPU-L40")]
    L40,
    #[darling(rename = "GPU-H100")]
    H100,
    #[darling(rename = "GPU-H200")]
    H200,
    #[darling(rename = "GPU-B200")]
    B200,
    #[darling(rename = "GPU-RTX4090")]
    Rtx4090,
    #[darling(rename = "GPU-RTX5090")]
    Rtx5090,
    #[darling(rename = "GPU-RTXPRO6000")]
    RtxPro6000,
}

impl Machine {
    pub(super) fn has_gpu(self) -> bool {
        !matches!(self, Self::Xs | Self::S | Self::M | Self::L | Self::Xl)
    }
}

/// One machine, or several in order of preference.
pub(super) struct Machines(pub(super) Vec<MachineArg>);

/// `"GPU-H100"`, or `other("GPU-NEW")`
pub(super) struct MachineArg {
    /// The platform's name of it.
    pub(super) name: Text,
    pub(super) is_other: bool,
}

impl MachineArg {
    /// The machine, where this crate knows it.
    pub(super) fn known(&self) -> darling::Result<Machine> {
        Machine::from_string(&self.name.value())
    }

    /// The platform's name, where the author wrote it without `GPU-`, or in lower case.
    pub(super) fn known_by_its_short_name(&self) -> Option<String> {
        let upper = self.name.value().to_uppercase();
        let upper = upper.replace(['_', ' '], "-");
        let mut names = [format!("GPU-{upper}"), upper].into_iter();
        names.find(|name| Machine::from_string(name).is_ok())
    }
}

impl Value for Machines {
    const TAKES: &str = MachineArg::TAKES;
    const EXAMPLE: &str = MachineArg::EXAMPLE;

    fn read(value: &Expr) -> Option<Self> {
        MachineArg::read(value).map(|machine| Self(vec![machine]))
    }

    fn of(word: &Ident, value: &Expr, example: &str) -> darling::Result<Self> {
        match value {
            Expr::Array(_) => List::of(word, value, example).map(|List(machines)| Self(machines)),
            _ => MachineArg::of(word, value, example).map(|machine| Self(vec![machine])),
        }
    }
}

impl Value for MachineArg {
    const TAKES: &str = "the name of a machine";
    const EXAMPLE: &str = "\"GPU-H100\"";

    fn read(value: &Expr) -> Option<Self> {
        let (name, is_other) = match value {
            Expr::Call(call) if is_other(call) => (call.args.first()?, true),
            _ => (value, false),
        };
        let name = Text::read(name)?;
        Some(Self { name, is_other })
    }
}

fn is_other(call: &ExprCall) -> bool {
    matches!(&*call.func, Expr::Path(path) if path.path.is_ident("other")) && call.args.len() == 1
}

impl ToTokens for MachineArg {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
    }
}
