//! Refuses wrong types that an endpoint returns.

use syn::{ReturnType, Signature, Type};

use super::alias::may_be_an_alias;
use super::error_type::error_of_another_type;
use super::returned_stream::{
    ReturnedStream, endpoint_returns_a_stream, holds_a_stream, returned_stream,
};
use crate::endpoints::model::Output;
use crate::errors::{Errors, error};
use crate::syntax::method_attribute::AttributeKind;
use crate::syntax::parts::{argument, associated, first_argument, name_of, result_of, shown};

/// What a method returns.
#[derive(Clone, Copy)]
pub(super) struct Returned<'a> {
    /// As it is written.
    pub(super) whole: &'a Type,
    pub(super) output: Output<'a>,
    /// The `Billed<T>`.
    pub(super) billed: Option<&'a Type>,
    /// For a stream, whose items are `output`.
    pub(super) stream: Option<ReturnedStream>,
}

/// What the method returns, unless something in it is wrong.
pub(super) fn returned<'a>(
    signature: &'a Signature,
    kind: AttributeKind,
    errors: &mut Errors,
) -> Option<Returned<'a>> {
    let whole = match &signature.output {
        ReturnType::Default => None,
        ReturnType::Type(_, returned) => Some(&**returned),
    };
    let error_is_ours =
        errors.take(whole.map_or(Ok(()), |whole| error_of_another_type(signature, whole)));
    let sends_many = match kind {
        AttributeKind::Stream => true,
        AttributeKind::Realtime => whole.is_some_and(holds_a_stream),
        _ => false,
    };
    if sends_many {
        let (output, stream) = returned_stream(signature, whole, errors)?;
        errors.take(endpoint_returns_a_reference(output))?;
        error_is_ours?;
        return Some(Returned {
            whole: whole?,
            output: Output::Named(output),
            billed: None,
            stream: Some(stream),
        });
    }
    errors.take(endpoint_returns_a_stream(signature, whole))?;
    let whole = errors.take(endpoint_without_result(signature, whole))?;
    let value = result_of(whole);
    if let Some(value) = value {
        errors.take(endpoint_returns_a_reference(value))?;
        errors.take(endpoint_returns_a_type_without_name(signature, value))?;
    }
    error_is_ours?;
    let holds = value.or_else(|| first_argument(whole));
    let billed = holds.filter(|of| argument(of, "Billed", 0).is_some());
    Some(Returned {
        whole,
        output: match (value, billed) {
            (Some(_), Some(billed)) => Output::Named(argument(billed, "Billed", 0)?),
            (Some(value), None) => Output::Named(value),
            (None, _) => Output::Of(whole),
        },
        billed,
        stream: None,
    })
}

/// A type with a name of its own may be an alias of a `Result`, which a macro cannot know: the compiler decides.
fn endpoint_without_result<'a>(
    signature: &Signature,
    whole: Option<&'a Type>,
) -> syn::Result<&'a Type> {
    let name = &signature.ident;
    let Some(whole) = whole else {
        return Err(error(
            name,
            format_args!("endpoint `{name}` returns nothing"),
            "write `-> Result<()>`",
        ));
    };
    if result_of(whole).is_some() || may_be_an_alias(whole) {
        return Ok(whole);
    }
    Err(error(
        whole,
        format_args!("endpoint `{name}` does not return a `Result`"),
        instead_of(whole),
    ))
}

/// The `Result` to write, of a type that an endpoint may answer.
fn instead_of(whole: &Type) -> String {
    if let Some(output) = output_of_a_future(whole) {
        return format!("write `async fn`, and `-> {}`", shown(output));
    }
    match whole {
        Type::Reference(reference) => return instead_of(&reference.elem),
        Type::Never(_) => return "write `-> Result<()>`".to_owned(),
        Type::Tuple(tuple) if tuple.elems.is_empty() => return "write `-> Result<()>`".to_owned(),
        Type::ImplTrait(_) | Type::TraitObject(_) => {
            return "write `-> Result<…>` with the name of a type that has `#[output]`".to_owned();
        }
        _ => {}
    }
    let Some(name) = name_of(whole) else {
        return in_a_struct(whole);
    };
    match first_argument(whole) {
        Some(value) if name == "Option" => format!(
            "{}; where there is nothing to answer, return `Err(Error::status(404, \"…\"))`",
            instead_of(value)
        ),
        Some(value) if ["Box", "Arc", "Rc"].iter().any(|known| name == known) => instead_of(value),
        _ if may_be_an_alias(whole) => format!("write `-> Result<{}>`", shown(whole)),
        _ => in_a_struct(whole),
    }
}

/// The output of an `impl Future<Output = …>`, also of a boxed `dyn` one.
fn output_of_a_future(whole: &Type) -> Option<&Type> {
    let bounds = match whole {
        Type::ImplTrait(of) => &of.bounds,
        Type::TraitObject(of) => &of.bounds,
        _ => return output_of_a_future(first_argument(whole)?),
    };
    bounds
        .iter()
        .find_map(|bound| associated(bound, "Future", "Output"))
}

fn in_a_struct(whole: &Type) -> String {
    format!(
        "put the `{}` into a struct with `#[output]`, and write `-> Result<…>` of that struct",
        shown(whole)
    )
}

fn endpoint_returns_a_reference(output: &Type) -> syn::Result<()> {
    match output {
        Type::Reference(_) => Err(error(
            output,
            "an endpoint cannot return a reference",
            "return the value itself",
        )),
        _ => Ok(()),
    }
}

fn endpoint_returns_a_type_without_name(signature: &Signature, output: &Type) -> syn::Result<()> {
    match output {
        Type::ImplTrait(_) => Err(error(
            output,
            format_args!(
                "endpoint `{}` returns a type without a name",
                signature.ident
            ),
            "write the name of a type that has `#[output]`",
        )),
        _ => Ok(()),
    }
}
