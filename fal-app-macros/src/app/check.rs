//! Refuses a wrong app. Each rule is a function, and has a program of its name in `tests/ui/app`.

use proc_macro2::TokenStream;
use syn::Attribute;

use super::args::{AppArgs, MachineArg, Machines, RetryArgs};
use super::model::{App, Name};
use crate::attribute::{Given, Nested, Text, Whole, doc_comment};
use crate::errors::{Errors, advice, error, refuse};
use crate::syntax::item::{ItemHead, keyword};

/// The app, unless it has generics. One with other mistakes is returned too, so that the rest of the program has no
/// further errors.
pub(super) fn check<'a>(head: &'a ItemHead, keys: AppArgs, errors: &mut Errors) -> Option<App<'a>> {
    let is_plain = errors.take(app_with_generics(head));
    let name = errors.take(match &keys.name {
        Some(name) => name_not_kebab_case(&name.value),
        None => struct_name_not_kebab_case(head),
    });
    machines(&keys, errors);
    repeated_names(&keys, errors);
    if let Some(places) = &keys.max_multiplexing {
        errors.take(number_zero(places));
    }
    if let Some(percent) = &keys.concurrency_buffer_perc {
        errors.take(concurrency_buffer_perc_above_100(percent));
    }
    if let (Some(min), Some(max)) = (&keys.min_concurrency, &keys.max_concurrency) {
        errors.take(min_concurrency_above_max(min, max));
    }
    let retries = keys.retry_config.as_ref();
    let retries = retries.map(|retries| retry_config(retries, errors));
    is_plain.map(|()| App {
        ident: &head.ident,
        name: name.unwrap_or_else(Name::stand_in),
        doc: doc_comment(&head.attrs),
        retries,
        keys,
    })
}

fn app_with_generics(head: &ItemHead) -> syn::Result<()> {
    let name = &head.ident;
    let (message, help) = if head.generics.lifetimes().next().is_some() {
        (
            format!("the app `{name}` borrows"),
            "let it own what it holds: `String` for `&str`, `Arc<T>` for `&T`",
        )
    } else {
        (
            format!("the app `{name}` has generics"),
            "name the types: one app is one struct",
        )
    };
    refuse(
        !head.generics.params.is_empty(),
        &head.generics,
        message,
        help,
    )
}

fn name_not_kebab_case(name: &Text) -> syn::Result<Name> {
    Name::new(&name.value()).ok_or_else(|| {
        error(
            &name.0,
            format_args!("the name `{}` is not in kebab case", name.value()),
            "write lower case words with `-` between them: `text-to-image`",
        )
    })
}

fn struct_name_not_kebab_case(head: &ItemHead) -> syn::Result<Name> {
    Name::from_struct(&head.ident.to_string()).ok_or_else(|| {
        error(
            &head.ident,
            format_args!("no name in kebab case can be made from `{}`", head.ident),
            "write one: `#[fal_app(name = \"text-to-image\")]`",
        )
    })
}

fn machines(keys: &AppArgs, errors: &mut Errors) {
    if let Some(num_gpus) = &keys.num_gpus {
        errors.take(number_zero(num_gpus));
        errors.take(num_gpus_without_gpu(num_gpus, keys.machine_type.as_ref()));
    }
    if let Some(machines) = &keys.machine_type {
        errors.take(machine_type_empty(machines));
        for machine in &machines.value.0 {
            errors.take(machine_unknown(machine));
            errors.take(machine_known_as_other(machine));
        }
    }
}

fn num_gpus_without_gpu(
    num_gpus: &Given<Whole>,
    machines: Option<&Given<Machines>>,
) -> syn::Result<()> {
    let has_no_gpu = |machine: &&MachineArg| machine.known().is_ok_and(|known| !known.has_gpu());
    let cpu = match machines {
        // The platform's default.
        None => Some("S".to_owned()),
        Some(machines) => {
            let cpu = machines.value.0.iter().find(has_no_gpu);
            cpu.map(|machine| machine.name.value())
        }
    };
    match cpu {
        None => Ok(()),
        Some(cpu) => Err(error(
            &num_gpus.at,
            format_args!("`num_gpus` needs a GPU machine, and `{cpu}` has no GPU"),
            "name a machine that has one: `machine_type = \"GPU-H100\"`",
        )),
    }
}

fn machine_type_empty(machines: &Given<Machines>) -> syn::Result<()> {
    refuse(
        machines.value.0.is_empty(),
        &machines.at,
        "`machine_type` names no machine",
        "name at least one: `machine_type = \"GPU-H100\"`",
    )
}

fn machine_unknown(machine: &MachineArg) -> syn::Result<()> {
    match machine.known() {
        Err(reason) if !machine.is_other => {
            let newer =
                "`other(\"GPU-NEW\")` takes the name of a machine that is newer than this crate";
            let short = machine.known_by_its_short_name();
            let nearest = several_in_one(&machine.name)
                .map(|all| format!("write `machine_type = {all}`"))
                .or_else(|| short.map(|name| format!("did you mean `{name}`?")))
                .or_else(|| advice(&reason))
                .map(|nearest| format!("{nearest}\nhelp: "));
            Err(error(
                &machine.name.0,
                format_args!(
                    "`{}` is not a machine that this crate knows",
                    machine.name.value()
                ),
                nearest.unwrap_or_default() + newer,
            ))
        }
        _ => Ok(()),
    }
}

/// The array of the machines that one string names: `["GPU-H100", "GPU-A100"]`.
fn several_in_one(names: &Text) -> Option<String> {
    let names = names.value();
    let names: Vec<&str> = names.split(',').map(str::trim).collect();
    (names.len() > 1).then(|| format!("{names:?}"))
}

fn machine_known_as_other(machine: &MachineArg) -> syn::Result<()> {
    let name = machine.name.value();
    refuse(
        machine.is_other && machine.known().is_ok(),
        &machine.name.0,
        format_args!("`{name}` is a machine that this crate knows"),
        format_args!("write `\"{name}\"` without `other`"),
    )
}

/// Free text, as `tags`, may be repeated.
fn repeated_names(keys: &AppArgs, errors: &mut Errors) {
    let machines = keys.machine_type.iter().flat_map(|list| &list.value.0);
    let regions = keys.regions.iter().flat_map(|list| &list.value.0);
    let conditions = keys
        .skip_retry_conditions
        .iter()
        .flat_map(|list| &list.value.0);
    for names in [
        machines.map(|machine| &machine.name).collect::<Vec<_>>(),
        regions.map(|region| &region.text).collect(),
        conditions.map(|condition| &condition.text).collect(),
    ] {
        for (i, name) in names.iter().enumerate() {
            errors.take(name_given_twice(name, &names[..i]));
        }
    }
}

fn name_given_twice(name: &Text, before: &[&Text]) -> syn::Result<()> {
    refuse(
        before.iter().any(|before| before.value() == name.value()),
        &name.0,
        format_args!("`{}` is listed twice", name.value()),
        "remove one of the two",
    )
}

fn concurrency_buffer_perc_above_100(percent: &Given<Whole>) -> syn::Result<()> {
    refuse(
        percent.value.0 > 100,
        &percent.at,
        "`concurrency_buffer_perc` is above 100",
        "write a percentage from 0 to 100",
    )
}

fn min_concurrency_above_max(min: &Given<Whole>, max: &Given<Whole>) -> syn::Result<()> {
    refuse(
        min.value.0 > max.value.0,
        &min.at,
        "`min_concurrency` is above `max_concurrency`",
        format_args!("write {} or less", max.value.0),
    )
}

fn retry_config(written: &Nested, errors: &mut Errors) -> RetryArgs {
    errors.take(retry_config_empty(written));
    let retries: RetryArgs = written.read(errors);
    let counts = [
        &retries.timeout,
        &retries.server_error,
        &retries.connection_error,
    ];
    for count in counts.into_iter().flatten() {
        errors.take(retries_above_9(count));
    }
    retries
}

fn retry_config_empty(written: &Nested) -> syn::Result<()> {
    refuse(
        written.tokens.is_empty(),
        &written.word,
        "`retry_config` names no condition",
        "name one: `retry_config(timeout = 1)`",
    )
}

fn retries_above_9(count: &Given<Whole>) -> syn::Result<()> {
    refuse(
        count.value.0 > 9,
        &count.at,
        format_args!("the platform does not retry {} times", count.value.0),
        "write a number from 0 to 9",
    )
}

fn number_zero(number: &Given<Whole>) -> syn::Result<()> {
    refuse(
        number.value.0 == 0,
        &number.at,
        format_args!("`{}` is 0", number.word),
        "write 1 or more",
    )
}

pub(super) fn app_not_on_a_struct(item: &TokenStream) -> syn::Error {
    error(
        &keyword(item),
        "`#[fal_app]` belongs on a struct",
        "move it to the struct that is the app",
    )
}

pub(super) fn app_given_twice(again: Option<&Attribute>) -> syn::Result<()> {
    match again {
        None => Ok(()),
        Some(again) => Err(error(
            again.path(),
            "`#[fal_app]` is given twice",
            "put all keys into one",
        )),
    }
}
