//! From a checked block to the `impl` that the runtime reads.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Attribute, Type};

use super::call::{alias_name, input_alias, output_alias};
use super::endpoint::endpoint;
use super::example::examples_required;
use crate::crate_name;
use crate::endpoints::model::{Callee, Endpoint, Endpoints, Setups};
use crate::syntax::spans::{located, start};

/// The code that is generated for the block.
pub(crate) fn expand(block: &Endpoints<'_>) -> TokenStream {
    // rustc reports an `impl` for a reference and the like.
    if !matches!(block.app, Type::Path(_)) {
        return TokenStream::new();
    }
    if block.is_generic() {
        return generic(block);
    }
    let (app, impl_token, attributes) = (block.app, block.impl_token, attributes(block));
    let aliases = block
        .endpoints
        .iter()
        .flat_map(|endpoint| [input_alias(endpoint), output_alias(endpoint)]);
    let aliases = aliases.flatten();
    let endpoints = block.endpoints.iter().map(endpoint);
    let setup = setup(block);
    let teardown = teardown(&block.teardowns);
    let (id, one_block) = one_block(block);
    let facts = facts(block);
    crate_name::scope(&quote! {
        #[allow(unused_imports)]
        use __p::{NoShape as _, NoTree as _, NoValue as _, NoDeclaration as _, NoRange as _};
        #attributes
        #(#aliases)*
        #[automatically_derived]
        #[allow(deprecated)]
        #impl_token __p::OneEndpointsBlock<#id> for #app {
            fn list() -> &'static [__p::Endpoint<Self>]
            where
                for<'__a> Self: __p::ThreadSafe,
            {
                const { &[#(#endpoints),*] }
            }
            #setup
            #teardown
        }
        #one_block
        #facts
    })
}

/// The id of the block, and what refuses a second one.
fn one_block(block: &Endpoints<'_>) -> (TokenStream, TokenStream) {
    /// As many of the blocks before it are asked: in an editor, their number grows.
    const ASKED: u64 = 4;
    let (app, number) = (block.app, block.number);
    let numbered = quote!(impl __p::NumberedBlock<#number> for #app {});
    if number == 0 {
        return (quote!(0), numbered);
    }
    let earlier = number.saturating_sub(ASKED)..number;
    let is_second = quote!({
        #[allow(unused_imports)]
        use __p::NoBlock as _;
        false #(|| __p::BlockOf::<#app, #earlier>::PRESENT)*
    });
    let refuse = quote_spanned!(start(app)=> __p::require_one_block(#is_second));
    (
        quote!({ __p::block_id(#is_second, #number) }),
        quote!(#numbered const _: () = #refuse;),
    )
}

/// Without this, rustc would call the import of an attribute that was taken off unused.
fn attributes(block: &Endpoints<'_>) -> TokenStream {
    let imports = block.attributes.iter().map(|path| {
        // At the author's word: there rustc reports one that is not imported.
        quote_spanned!(start(path)=> #[allow(unused_imports)] use #path as _;)
    });
    imports.collect()
}

/// `#[fal_app]` refuses generics, and here rustc reports that it is missing. Nothing else is to be said of such a block.
fn generic(block: &Endpoints<'_>) -> TokenStream {
    let (app, attributes) = (block.app, attributes(block));
    let (impl_generics, _, where_clause) = block.generics.split_for_impl();
    crate_name::scope(&quote! {
        #attributes
        impl #impl_generics __p::GenericBlock for #app #where_clause {}
    })
}

fn setup(block: &Endpoints<'_>) -> TokenStream {
    let signature = quote! {
        fn setup() -> __p::BoxFuture<__p::Result<Self>>
        where
            for<'__a> Self: __p::ThreadSafe,
    };
    let Setups::Right(setups) = &block.setup else {
        return quote!(#signature { __p::boxed(::core::future::pending()) });
    };
    let made = setups.iter().map(|method| {
        let (name, at) = (method.name, located(method.name.span()));
        let make = if method.is_async {
            quote_spanned!(at=> __p::boxed(Self::#name()))
        } else {
            quote_spanned!(at=> __p::on_blocking_thread(Self::#name))
        };
        let make = quote_spanned!(at=> let __made = #make; __p::set_up::<Self, _>(__made));
        (method, quote!(#signature { #make }))
    });
    let app = block.app;
    let by_default = quote_spanned!(start(app)=> __p::setup_by_default::<#app>());
    let by_default = quote!(#signature { #by_default });
    first_that_exists(made.collect(), Some(&by_default))
}

fn teardown(teardowns: &[Callee<'_>]) -> TokenStream {
    let made = teardowns.iter().map(|method| {
        let (name, at) = (method.name, located(method.name.span()));
        let unmake = if method.is_async {
            quote_spanned!(at=> |__app| __p::boxed(Self::#name(__app)))
        } else {
            quote_spanned!(at=> |__app| __p::on_blocking_thread(move || Self::#name(__app)))
        };
        let teardown = quote! {
            fn teardown() -> ::core::option::Option<fn(Self) -> __p::BoxFuture<()>>
            where
                for<'__a> Self: __p::ThreadSafe,
            {
                ::core::option::Option::Some(#unmake)
            }
        };
        (method, teardown)
    });
    first_that_exists(made.collect(), None)
}

/// One function for each method, and one for when no method is left. Their `#[cfg]`s keep exactly one of them.
fn first_that_exists(
    functions: Vec<(&Callee<'_>, TokenStream)>,
    otherwise: Option<&TokenStream>,
) -> TokenStream {
    let mut tokens = TokenStream::new();
    let mut earlier: Vec<TokenStream> = Vec::new();
    for (method, function) in functions {
        let cfgs = method.cfgs();
        let not_earlier = none_of(&earlier);
        tokens.extend(quote!(#(#cfgs)* #not_earlier #function));
        if cfgs.is_empty() {
            return tokens;
        }
        earlier.push(all_of(&cfgs));
    }
    if let Some(otherwise) = otherwise {
        let not_earlier = none_of(&earlier);
        tokens.extend(quote!(#not_earlier #otherwise));
    }
    tokens
}

fn all_of(cfgs: &[&Attribute]) -> TokenStream {
    let conditions = cfgs
        .iter()
        .filter_map(|cfg| cfg.meta.require_list().ok())
        .map(|cfg| &cfg.tokens);
    quote!(all(#(#conditions),*))
}

fn none_of(conditions: &[TokenStream]) -> Option<TokenStream> {
    (!conditions.is_empty()).then(|| quote!(#[cfg(not(any(#(#conditions),*)))]))
}

/// Checks that need other parts of the program. rustc evaluates them, and each reports one error.
fn facts(block: &Endpoints<'_>) -> TokenStream {
    let app = block.app;
    let must_be_declared = quote_spanned!(start(app)=> __p::require_fal_app::<#app>());
    let must_say_billing = block
        .unbilled
        .iter()
        .map(|method| must_say_billing(method, app));
    let data_required = block.endpoints.iter().flat_map(data_required);
    quote! {
        const _: () = #must_be_declared;
        #(#must_say_billing)*
        #(#data_required)*
        impl __p::AppImpl<{ __p::impl_id(__p::DeclarationOf::<#app>::PRESENT, ::core::line!(), ::core::column!()) }> for #app {
            const DECLARATION: __p::AppDeclaration = __p::AppDeclaration::new("", "");
            type Shared = __p::Refused;
            fn endpoints() -> __p::Endpoints<__p::Refused> {
                __p::Endpoints::none()
            }
        }
    }
}

fn must_say_billing(method: &Callee<'_>, app: &Type) -> TokenStream {
    let (name, cfgs) = (method.name, method.cfgs());
    let message = format!(
        "endpoint `{name}` of a shared app has no `#[billable]`\nhelp: add `#[billable(…)]` with what callers pay, or `#[billable(free)]`",
    );
    let must_say = quote_spanned! {name.span()=>
        __p::require_billing(__p::DeclarationOf::<#app>::SHARED, #message)
    };
    quote!(#(#cfgs)* const _: () = #must_say;)
}

/// What the operands read of the input is data: no `default_factory` makes it. The literals of the examples obey the rules
/// of their fields.
fn data_required(endpoint: &Endpoint<'_>) -> Vec<TokenStream> {
    if input_alias(endpoint).is_none() {
        return vec![];
    }
    let alias = alias_name(endpoint, Span::call_site());
    let tree = quote!(__p::FieldsOf::<#alias>::TREE);
    let cfgs = endpoint.method.cfgs();
    let examples = endpoint
        .input()
        .map(|input| examples_required(input, &tree));
    let examples = examples.into_iter().flatten();
    let required = endpoint
        .billing()
        .into_iter()
        .flat_map(|billing| billing.data_required(&tree))
        .chain(examples);
    required
        .map(|required| quote!(#(#cfgs)* const _: () = #required;))
        .collect()
}
