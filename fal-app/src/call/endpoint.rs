//! An endpoint: what it declares, and the call that is generated for it.

use std::sync::Arc;

use super::outcome::{Done, Exit};
use super::request::{Call, Task};
use crate::declare::EndpointDeclaration;
use crate::task::BoxFuture;

/// One `#[endpoint]` or `#[stream]`.
pub struct Endpoint<A: 'static> {
    /// What was declared.
    pub declared: EndpointDeclaration,
    /// The generated call.
    pub run: fn(Call<A>) -> BoxFuture<Result<Done, Exit>>,
}

impl EndpointDeclaration {
    /// The generated call.
    pub const fn run<A>(self, run: fn(Call<A>) -> BoxFuture<Result<Done, Exit>>) -> Endpoint<A> {
        Endpoint {
            declared: self,
            run,
        }
    }
}

/// An endpoint of an app whose type is forgotten.
pub(crate) type Run = Arc<dyn Fn(Task) -> BoxFuture<Result<Done, Exit>> + Send + Sync>;

/// Forgets the app's type.
pub(crate) fn run<A: Send + Sync + 'static>(app: Arc<A>, endpoint: &'static Endpoint<A>) -> Run {
    let run = endpoint.run;
    Arc::new(move |task| {
        let app = app.clone();
        run(Call::new(app, task))
    })
}
