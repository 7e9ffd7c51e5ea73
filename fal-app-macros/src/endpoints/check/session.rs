//! Refuses wrong words of `#[realtime]`, and a method that cannot serve a session.

use syn::{Ident, Signature, Type};

use super::parameters::Parameters;
use super::returned::Returned;
use crate::endpoints::args::SessionArgs;
use crate::endpoints::model::{Batch, Session};
use crate::errors::{Errors, error, refuse};
use crate::syntax::method_attribute::MethodAttribute;
use crate::syntax::parts::{argument, items_of, shown};

/// The session, and the parameters with the type of one input, unless something is wrong.
pub(super) fn session<'a>(
    signature: &Signature,
    args: &SessionArgs,
    parameters: Option<Parameters<'a>>,
    returned: Option<Returned<'a>>,
    errors: &mut Errors,
) -> Option<(Session, Parameters<'a>)> {
    errors.take(realtime_can_batch_without_size(args))?;
    let parameters = parameters?;
    let taken = errors.take(realtime_without_input(signature, parameters.input))?;
    let items = errors.take(realtime_input_as_an_iterator(signature, taken))?;
    errors.take(realtime_inputs_on_a_thread(signature, items, returned))?;
    errors.take(realtime_batch_of_a_stream(args, items, returned))?;
    let list = argument(taken, "Vec", 0);
    errors.take(realtime_batch_without_a_list(args, taken, list))?;
    errors.take(realtime_list_without_batch(args, taken, list))?;
    let batch = args.max_batch_size.as_ref().map(|most| Batch {
        most: most.value,
        can: args.can_batch.as_ref().map(|can| can.value.0.clone()),
    });
    let one = Parameters {
        input: Some(items.or(list).unwrap_or(taken)),
        ..parameters
    };
    Some((
        Session {
            takes_stream: items.is_some(),
            buffering: args.buffering.as_ref().map(|given| given.value),
            timeout: args.session_timeout.as_ref().map(|given| given.value),
            batch,
        },
        one,
    ))
}

/// The server is built without WebSockets, and nothing else is to be said of the method.
pub(super) fn realtime_without_its_feature(attribute: &MethodAttribute) -> syn::Result<()> {
    refuse(
        cfg!(not(feature = "realtime")),
        attribute.attr.path(),
        "this app was built without the feature `realtime` of `fal-app`, which serves sessions over WebSockets",
        "add `realtime` to the features of `fal-app` in `Cargo.toml`",
    )
}

fn realtime_without_input<'a>(
    signature: &Signature,
    taken: Option<&'a Type>,
) -> syn::Result<&'a Type> {
    taken.ok_or_else(|| {
        error(
            &signature.ident,
            format_args!("`{}` takes no input, and a session is its inputs", signature.ident),
            "take one at a time, `input: …`, or all of them, `inputs: impl Stream<Item = …> + Unpin`",
        )
    })
}

/// The type of the items of a stream; `None` where inputs are taken one by one.
fn realtime_input_as_an_iterator<'a>(
    signature: &Signature,
    taken: &'a Type,
) -> syn::Result<Option<&'a Type>> {
    if let Some(item) = items_of(taken, "Iterator") {
        return Err(error(
            taken,
            format_args!("`{}` takes its inputs as an iterator", signature.ident),
            format_args!(
                "write `impl Stream<Item = {}> + Unpin`, and wait for each with `.next().await`",
                shown(item)
            ),
        ));
    }
    Ok(items_of(taken, "Stream"))
}

/// A blocking thread cannot wait for the inputs of a stream. A plain `fn` that returns a stream only makes it.
fn realtime_inputs_on_a_thread(
    signature: &Signature,
    items: Option<&Type>,
    returned: Option<Returned<'_>>,
) -> syn::Result<()> {
    let on_a_thread = returned.is_some_and(|returned| match returned.stream {
        Some(stream) => stream.is_iterator,
        None => signature.asyncness.is_none(),
    });
    refuse(
        items.is_some() && on_a_thread,
        &signature.ident,
        format_args!(
            "`{}` runs on a blocking thread, which cannot wait for inputs",
            signature.ident
        ),
        "write `async fn`, and run what blocks with `tokio::task::spawn_blocking`; or take one input at a time",
    )
}

fn realtime_can_batch_without_size(args: &SessionArgs) -> syn::Result<()> {
    match (&args.can_batch, &args.max_batch_size) {
        (Some(can), None) => Err(error(
            &can.word,
            "`can_batch` says which inputs are taken together, and none are",
            "add `max_batch_size = 4`, and take `input: Vec<…>`",
        )),
        _ => Ok(()),
    }
}

fn realtime_batch_of_a_stream(
    args: &SessionArgs,
    items: Option<&Type>,
    returned: Option<Returned<'_>>,
) -> syn::Result<()> {
    let sends_many = returned.is_some_and(|returned| returned.stream.is_some());
    let word: Option<&Ident> = args.max_batch_size.as_ref().map(|most| &most.word);
    match word {
        Some(word) if items.is_some() || sends_many => Err(error(
            word,
            "only a method of one input and one output takes inputs together",
            "remove the word, or return one `Result` for a `Vec` of inputs",
        )),
        _ => Ok(()),
    }
}

fn realtime_batch_without_a_list(
    args: &SessionArgs,
    taken: &Type,
    list: Option<&Type>,
) -> syn::Result<()> {
    refuse(
        args.max_batch_size.is_some() && list.is_none(),
        taken,
        "with `max_batch_size` the method takes a list of inputs",
        format_args!("write `Vec<{}>`", shown(taken)),
    )
}

fn realtime_list_without_batch(
    args: &SessionArgs,
    taken: &Type,
    list: Option<&Type>,
) -> syn::Result<()> {
    match list {
        Some(of) if args.max_batch_size.is_none() => Err(error(
            taken,
            "a list of inputs is what waits together, and nothing says how many that may be",
            format_args!("add `max_batch_size = 4`, or take `{}`", shown(of)),
        )),
        _ => Ok(()),
    }
}
