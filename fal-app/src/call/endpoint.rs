//! An endpoint: what it declares, and the call that is generated for it.

use std::sync::Arc;

use super::outcome::CallResult;
use super::request::EndpointRequest;
use super::start::Call;
use crate::declare::EndpointDeclaration;
use crate::task::BoxFuture;

/// One `#[endpoint]` or `#[stream]`.
pub struct Endpoint<A: 'static> {
    /// What its attributes say.
    pub declared: EndpointDeclaration,
    /// The generated call.
    pub run: fn(Call<A>) -> BoxFuture<CallResult>,
}

impl EndpointDeclaration {
    /// With the generated call.
    pub const fn run<A>(self, run: fn(Call<A>) -> BoxFuture<CallResult>) -> Endpoint<A> {
        Endpoint {
            declared: self,
            run,
        }
    }
}

/// The call of an endpoint, without the type of the app.
pub(crate) type EndpointFn = Arc<dyn Fn(EndpointRequest) -> BoxFuture<CallResult> + Send + Sync>;

/// Hides the type of the app.
pub(crate) fn endpoint_fn<A: Send + Sync + 'static>(
    app: Arc<A>,
    endpoint: &'static Endpoint<A>,
) -> EndpointFn {
    let run = endpoint.run;
    Arc::new(move |request| run(Call::new(Some(app.clone()), request)))
}

/// The quote of an endpoint: its call, up to where an app is needed.
pub(crate) fn quote_fn<A: Send + Sync + 'static>(endpoint: &'static Endpoint<A>) -> EndpointFn {
    let run = endpoint.run;
    Arc::new(move |request| run(Call::new(None, request)))
}
