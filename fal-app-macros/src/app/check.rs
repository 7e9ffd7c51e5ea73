//! The only file that refuses an app: one rule, one function, one program of its name in `tests/ui`.

use super::args::{AppArgs, CONDITIONS, MachineArg, MachineArgs, RetryArgs, StructHead};
use super::model::{
    App, Auth, Card, Concurrency, DeploymentStrategy, Machines, Name, RetryConfig, Scaling, Timing,
};
use crate::attribute::doc_comment;
use crate::attribute::read::Vocabulary;
use crate::attribute::values::{Text, Whole};
use crate::errors::{Errors, error};

const AUTH: Vocabulary = Vocabulary {
    kind: "auth mode",
    words: &["private", "public", "shared"],
};
const CPUS: &[&str] = &["XS", "S", "M", "L", "XL"];
const MACHINES: Vocabulary = Vocabulary {
    kind: "machine",
    words: &[
        "XS",
        "S",
        "M",
        "L",
        "XL",
        "GPU-A100",
        "GPU-A6000",
        "GPU-L40",
        "GPU-H100",
        "GPU-H200",
        "GPU-B200",
        "GPU-RTXPRO6000",
    ],
};
const REGIONS: Vocabulary = Vocabulary {
    kind: "region",
    words: &["us-west", "us-central", "us-east", "eu-north", "eu-west"],
};
const STRATEGIES: Vocabulary = Vocabulary {
    kind: "deployment strategy",
    words: &["rolling", "recreate"],
};

/// The app without what is wrong, and every error.
pub(super) fn check<'a>(head: &'a StructHead, args: &AppArgs, errors: &mut Errors) -> App<'a> {
    errors.take(app_with_generics(head));
    App {
        ident: &head.ident,
        generics: &head.generics,
        name: errors
            .take(app_name_not_kebab_case(head, args.name.as_ref()))
            .unwrap_or_else(Name::stand_in),
        doc: doc_comment::text(&head.attrs),
        auth: args
            .auth
            .as_ref()
            .and_then(|auth| errors.take(app_auth_unknown(auth)))
            .unwrap_or(Auth::Private),
        machines: machines(args, errors),
        regions: vocabulary_list(&args.regions, &REGIONS, errors),
        timing: timing(args),
        scaling: scaling(args, errors),
        skip_retry_conditions: vocabulary_list(&args.skip_retry_conditions, &CONDITIONS, errors),
        retry_config: args
            .retry_config
            .as_ref()
            .map(|retries| retry_config(retries, errors)),
        deployment_strategy: args
            .deployment_strategy
            .as_ref()
            .and_then(|strategy| errors.take(app_deployment_strategy_unknown(strategy))),
        private_logs: args.private_logs,
        secrets: strings(&args.secrets),
        data_mounts: strings(&args.data_mounts),
        card: card(args),
    }
}

fn app_with_generics(head: &StructHead) -> syn::Result<()> {
    if head.generics.params.is_empty() {
        return Ok(());
    }
    Err(error(
        &head.generics,
        format_args!("the app `{}` has generics", head.ident),
        "name the types: one app is one struct",
    ))
}

fn app_name_not_kebab_case(head: &StructHead, name: Option<&Text>) -> syn::Result<Name> {
    let help = "write lower case words with `-` between them: `text-to-image`";
    match name {
        Some(name) => {
            let message = format!("the name `{}` is not in kebab case", name.value());
            Name::new(&name.value()).ok_or_else(|| error(&name.0, message, help))
        }
        None => Name::from_struct(&head.ident.to_string()).ok_or_else(|| {
            let message = format!("no name in kebab case can be made from `{}`", head.ident);
            error(
                &head.ident,
                message,
                "add one: `#[fal_app(name = \"text-to-image\")]`",
            )
        }),
    }
}

fn app_auth_unknown(auth: &Text) -> syn::Result<Auth> {
    Ok(match AUTH.find(&auth.value(), &auth.0)? {
        "shared" => Auth::Shared,
        "public" => Auth::Public,
        _ => Auth::Private,
    })
}

fn machines(args: &AppArgs, errors: &mut Errors) -> Option<Machines> {
    if let Some(num_gpus) = &args.num_gpus {
        errors.take(app_num_gpus_zero(num_gpus));
        errors.take(app_num_gpus_on_cpu(num_gpus, args.machine_type.as_ref()));
    }
    let machines = args.machine_type.as_ref()?;
    errors.take(app_machine_type_empty(machines));
    for (i, machine) in machines.machines.iter().enumerate() {
        errors.take(app_machine_unknown(machine));
        errors.take(repeated(
            machine.name(),
            machines.machines[..i].iter().map(MachineArg::name),
        ));
    }
    let types = machines
        .machines
        .iter()
        .map(|machine| machine.name().value())
        .collect();
    Some(Machines {
        types,
        num_gpus: args.num_gpus.as_ref().map(|num_gpus| num_gpus.value),
    })
}

fn app_num_gpus_zero(num_gpus: &Whole) -> syn::Result<()> {
    at_least_one(num_gpus, "`num_gpus`")
}

fn app_num_gpus_on_cpu(num_gpus: &Whole, machines: Option<&MachineArgs>) -> syn::Result<()> {
    let named = machines.map_or_else(Vec::new, |machines| {
        machines.machines.iter().map(|m| m.name().value()).collect()
    });
    let cpu = match machines {
        // The platform's default.
        None => Some("S"),
        Some(_) => named
            .iter()
            .map(String::as_str)
            .find(|name| CPUS.contains(name)),
    };
    match cpu {
        None => Ok(()),
        Some(cpu) => Err(error(
            &num_gpus.at,
            format_args!("`num_gpus` needs a GPU machine, and `{cpu}` has no GPU"),
            "name one: `machine_type = \"GPU-H100\"`",
        )),
    }
}

fn app_machine_type_empty(machines: &MachineArgs) -> syn::Result<()> {
    let empty = matches!(&machines.at, syn::Expr::Array(array) if array.elems.is_empty());
    if !empty {
        return Ok(());
    }
    Err(error(
        &machines.at,
        "`machine_type` names no machine",
        "name at least one: `machine_type = \"GPU-H100\"`",
    ))
}

fn app_machine_unknown(machine: &MachineArg) -> syn::Result<()> {
    match machine {
        MachineArg::Known(name) => {
            let name_text = name.value();
            let newer =
                format_args!("`other(\"{name_text}\")` takes one that is newer than this crate");
            MACHINES.find_or(&name_text, &name.0, newer).map(|_| ())
        }
        MachineArg::Other(name) if MACHINES.words.contains(&name.value().as_str()) => Err(error(
            &name.0,
            format_args!("`{}` is a known machine", name.value()),
            format_args!("write `\"{}\"` without `other`", name.value()),
        )),
        MachineArg::Other(_) => Ok(()),
    }
}

fn timing(args: &AppArgs) -> Timing {
    Timing {
        keep_alive: value(&args.keep_alive),
        startup_timeout: value(&args.startup_timeout),
        request_timeout: value(&args.request_timeout),
        request_start_timeout: value(&args.request_start_timeout),
        scaling_delay: value(&args.scaling_delay),
        termination_grace_period_seconds: value(&args.termination_grace_period_seconds),
    }
}

fn scaling(args: &AppArgs, errors: &mut Errors) -> Scaling {
    if let Some(places) = &args.max_multiplexing {
        errors.take(app_max_multiplexing_zero(places));
    }
    if let Some(percent) = &args.concurrency_buffer_perc {
        errors.take(app_concurrency_buffer_perc_above_100(percent));
    }
    let bounds = (args.min_concurrency.as_ref(), args.max_concurrency.as_ref());
    Scaling {
        concurrency: errors
            .take(app_min_concurrency_above_max(bounds.0, bounds.1))
            .unwrap_or_default(),
        max_multiplexing: value(&args.max_multiplexing),
        concurrency_buffer: value(&args.concurrency_buffer),
        concurrency_buffer_perc: value(&args.concurrency_buffer_perc),
    }
}

fn app_max_multiplexing_zero(places: &Whole) -> syn::Result<()> {
    at_least_one(places, "`max_multiplexing`")
}

fn app_concurrency_buffer_perc_above_100(percent: &Whole) -> syn::Result<()> {
    if percent.value <= 100 {
        return Ok(());
    }
    Err(error(
        &percent.at,
        "`concurrency_buffer_perc` is above 100",
        "write a percentage from 0 to 100",
    ))
}

fn app_min_concurrency_above_max(
    min: Option<&Whole>,
    max: Option<&Whole>,
) -> syn::Result<Concurrency> {
    let count = |bound: Option<&Whole>| bound.map(|bound| bound.value);
    let wrong = || {
        let message = "`min_concurrency` is above `max_concurrency`";
        let help = match max {
            Some(max) => format!("write {} or less", max.value),
            None => String::new(),
        };
        error(&min.map(|min| &min.at), message, help)
    };
    Concurrency::new(count(min), count(max)).ok_or_else(wrong)
}

fn retry_config(retries: &RetryArgs, errors: &mut Errors) -> RetryConfig {
    errors.take(app_retry_config_empty(retries));
    let mut count = |count: &Option<Whole>| {
        count
            .as_ref()
            .and_then(|count| errors.take(app_retries_above_9(count)))
    };
    RetryConfig {
        timeout: count(&retries.timeout),
        server_error: count(&retries.server_error),
        connection_error: count(&retries.connection_error),
    }
}

fn app_retry_config_empty(retries: &RetryArgs) -> syn::Result<()> {
    if !retries.empty {
        return Ok(());
    }
    Err(error(
        &retries.word,
        "`retry_config` says nothing",
        "name a condition: `retry_config(timeout = 1)`",
    ))
}

fn app_retries_above_9(count: &Whole) -> syn::Result<u32> {
    if count.value <= 9 {
        return Ok(count.value);
    }
    Err(error(
        &count.at,
        format_args!("{} retries are more than the platform makes", count.value),
        "write 0 to 9",
    ))
}

fn app_deployment_strategy_unknown(strategy: &Text) -> syn::Result<DeploymentStrategy> {
    Ok(match STRATEGIES.find(&strategy.value(), &strategy.0)? {
        "recreate" => DeploymentStrategy::Recreate,
        _ => DeploymentStrategy::Rolling,
    })
}

fn card(args: &AppArgs) -> Card {
    let text = |text: &Option<Text>| text.as_ref().map(Text::value);
    Card {
        title: text(&args.title),
        category: text(&args.category),
        license: text(&args.license),
        thumbnail: text(&args.thumbnail),
        tags: strings(&args.tags),
    }
}

/// The words that are in the vocabulary, each once.
fn vocabulary_list(texts: &[Text], vocabulary: &Vocabulary, errors: &mut Errors) -> Vec<String> {
    for (i, text) in texts.iter().enumerate() {
        errors.take(vocabulary.find(&text.value(), &text.0));
        errors.take(repeated(text, texts[..i].iter()));
    }
    strings(texts)
}

fn repeated<'a>(text: &Text, mut before: impl Iterator<Item = &'a Text>) -> syn::Result<()> {
    if !before.any(|before| before.value() == text.value()) {
        return Ok(());
    }
    Err(error(
        &text.0,
        format_args!("`{}` is named twice", text.value()),
        "remove one of the two",
    ))
}

fn at_least_one(number: &Whole, subject: &str) -> syn::Result<()> {
    if number.value >= 1 {
        return Ok(());
    }
    Err(error(
        &number.at,
        format_args!("{subject} is 0"),
        "write 1 or more",
    ))
}

fn value(number: &Option<Whole>) -> Option<u32> {
    number.as_ref().map(|number| number.value)
}

fn strings(texts: &[Text]) -> Vec<String> {
    texts.iter().map(Text::value).collect()
}
