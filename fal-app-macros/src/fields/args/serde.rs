//! The words of `#[serde(…)]` that are taken, for each place. serde's other words would not mean the same in decoding,
//! in the schema and in the answer.

use darling::FromMeta;
use syn::{Expr, Path};

use crate::attribute::{Choice, Flag, Given, Text, Value};

/// On a struct.
#[derive(Default, FromMeta)]
pub(crate) struct StructSerde {
    /// The name of the type in the document.
    pub(crate) rename: Option<Given<Text>>,
    pub(crate) rename_all: Option<Given<Choice<Case>>>,
}

/// On an enum.
#[derive(Default, FromMeta)]
pub(crate) struct EnumSerde {
    #[darling(flatten)]
    pub(crate) names: StructSerde,
    pub(crate) tag: Option<Given<Text>>,
    pub(crate) untagged: Option<Flag>,
}

/// On a variant.
#[derive(Default, FromMeta)]
pub(crate) struct VariantSerde {
    pub(crate) rename: Option<Given<Text>>,
    #[darling(multiple)]
    pub(crate) alias: Vec<Given<Text>>,
}

/// On a field.
#[derive(Default, FromMeta)]
pub(crate) struct FieldSerde {
    #[darling(flatten)]
    pub(crate) names: VariantSerde,
    pub(crate) flatten: Option<Flag>,
    pub(crate) serialize_with: Option<Given<FunctionPath>>,
    pub(crate) skip_serializing_if: Option<Given<FunctionPath>>,
}

/// The case of `rename_all`.
#[derive(Clone, Copy, FromMeta)]
pub(crate) enum Case {
    #[darling(rename = "lowercase")]
    Lower,
    #[darling(rename = "UPPERCASE")]
    Upper,
    #[darling(rename = "PascalCase")]
    Pascal,
    #[darling(rename = "camelCase")]
    Camel,
    #[darling(rename = "snake_case")]
    Snake,
    #[darling(rename = "SCREAMING_SNAKE_CASE")]
    ScreamingSnake,
    #[darling(rename = "kebab-case")]
    Kebab,
    #[darling(rename = "SCREAMING-KEBAB-CASE")]
    ScreamingKebab,
}

/// A string that holds the path of a function.
#[derive(Clone)]
pub(crate) struct FunctionPath(pub(crate) Path);

impl Value for FunctionPath {
    const TAKES: &str = "the path of a function";
    const EXAMPLE: &str = "\"path::to::function\"";

    fn read(value: &Expr) -> Option<Self> {
        Text::read(value)?.0.parse().ok().map(Self)
    }
}
