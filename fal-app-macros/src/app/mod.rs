//! `#[fal_app(…)]`: the settings of an app, on its struct.

mod args;
mod check;
mod expand;
mod features;
mod model;

use proc_macro2::TokenStream;
use quote::quote;

use crate::attribute;
use crate::errors::Errors;
use crate::syntax::item::{ItemHead, without_attribute};

/// The unchanged struct, then the declaration that the runtime reads.
pub(crate) fn fal_app(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let (item, again) = without_attribute(item, "fal_app");
    errors.take(check::app_given_twice(again.as_ref()));
    let keys = attribute::read("`#[fal_app]`", args, &mut errors);
    let generated = match syn::parse2::<ItemHead>(item.clone()) {
        Ok(head) if head.is_struct => match check::check(&head, keys, &mut errors) {
            Some(app) => expand::expand(&app),
            None => expand::stand_in(&head),
        },
        Ok(head) => {
            errors.push(check::app_not_on_a_struct(&item));
            expand::stand_in(&head)
        }
        Err(_) => {
            errors.push(check::app_not_on_a_struct(&item));
            TokenStream::new()
        }
    };
    let errors = errors.into_tokens();
    quote!(#item #generated #errors)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::fal_app;
    use crate::snapshot;

    #[test]
    fn an_app_of_three_keys() {
        let args = quote!(
            auth = "shared",
            machine_type = "GPU-H100",
            max_multiplexing = 4
        );
        let item = quote! {
            /// Paints pictures from a prompt.
            struct Painter {
                model: Model,
            }
        };
        snapshot::check("app", fal_app(args, item));
    }

    #[test]
    fn an_app_of_every_key() {
        let args = quote! {
            name = "painter", auth = "public", machine_type = ["GPU-H100", other("GPU-NEW")], num_gpus = 2,
            regions = ["us-west", "eu-north"], keep_alive = 1, startup_timeout = 2, request_timeout = 3,
            request_start_timeout = 4, scaling_delay = 5, termination_grace_period_seconds = 6,
            min_concurrency = 1, max_concurrency = 2, max_multiplexing = 3, concurrency_buffer = 4,
            concurrency_buffer_perc = 5, skip_retry_conditions = ["timeout"],
            retry_config(server_error = 1, connection_error = 9), deployment_strategy = "recreate",
            private_logs = true, max_body_mib = 64, secrets = ["HF_TOKEN"], data_mounts = ["/data/models"], title = "Painter",
            category = "text-to-image", license = "MIT", thumbnail = "https://example.com/1.png", tags = ["stylized"]
        };
        snapshot::check(
            "app_every_key",
            fal_app(
                args,
                quote!(
                    struct Painter;
                ),
            ),
        );
    }
}
