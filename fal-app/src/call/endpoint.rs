//! An endpoint: what it declares, and the call that is generated for it.

use std::sync::Arc;

use super::fake::Fake;
use super::outcome::{CallResult, Outcome};
use super::request::EndpointRequest;
#[cfg(feature = "realtime")]
use super::session::{Session, SessionCode, SessionEnd, SessionReader};
use super::start::{Call, Runs};
use crate::declare::EndpointDeclaration;
use crate::task::BoxFuture;

/// One `#[endpoint]`, `#[stream]` or `#[realtime]`.
pub struct Endpoint<A: 'static> {
    /// What its attributes say.
    pub declared: EndpointDeclaration,
    /// The generated code.
    pub(crate) run: Run<A>,
}

/// The code that is generated for an endpoint.
pub(crate) enum Run<A: 'static> {
    /// For each request.
    Call(CallCode<A>),
    /// For each session.
    #[cfg(feature = "realtime")]
    Session(SessionCode<A>),
}

/// The generated call of a request.
pub(crate) type CallCode<A> = fn(Call<A>) -> BoxFuture<CallResult>;

impl EndpointDeclaration {
    /// With the generated call.
    pub const fn run<A>(self, run: CallCode<A>) -> Endpoint<A> {
        Endpoint {
            declared: self,
            run: Run::Call(run),
        }
    }

    /// With the generated code of its sessions.
    #[cfg(feature = "realtime")]
    pub const fn sessions<A>(
        self,
        reader: SessionReader,
        run: fn(Session<A>) -> BoxFuture<Result<(), SessionEnd>>,
    ) -> Endpoint<A> {
        Endpoint {
            declared: self,
            run: Run::Session(SessionCode::new(reader, run)),
        }
    }
}

/// The call of an endpoint, without the type of the app.
pub(crate) type EndpointFn = Arc<dyn Fn(EndpointRequest) -> BoxFuture<CallResult> + Send + Sync>;

/// Hides the type of the app.
pub(crate) fn endpoint_fn<A: Send + Sync + 'static>(app: Arc<A>, run: CallCode<A>) -> EndpointFn {
    Arc::new(move |request| run(Call::new(Runs::Method(app.clone()), request)))
}

/// The same call, which says why the units of a success could not be computed: its caller sees a 500 without a cause.
pub(crate) fn told_of_metering(
    call: EndpointFn,
    tell: impl Fn(String) + Send + Sync + 'static,
) -> EndpointFn {
    let tell = Arc::new(tell);
    Arc::new(move |request| {
        let (running, tell) = (call(request), tell.clone());
        Box::pin(async move {
            let ended = running.await;
            if let Err(early) = &ended
                && let Outcome::MeteringFailed(why) = &*early.0
            {
                tell(why.to_string());
            }
            ended
        })
    })
}

/// The quote of an endpoint: its call, up to where an app is needed.
pub(crate) fn quote_fn<A: Send + Sync + 'static>(run: CallCode<A>) -> EndpointFn {
    Arc::new(move |request| run(Call::new(Runs::Nothing, request)))
}

/// The call of an endpoint with something else in the place of its method: it needs no app.
pub(crate) fn fake_fn<A: Send + Sync + 'static>(
    run: CallCode<A>,
    fake: Arc<dyn Fake>,
) -> EndpointFn {
    Arc::new(move |request| run(Call::new(Runs::Fake(fake.clone()), request)))
}
