//! What the attributes declare, as const data, and what is checked of it at compile time.

mod app;
mod endpoint;
mod probe;
mod realtime;

pub use app::{AppDeclaration, Auth, DeclaredApp, DeploymentStrategy, RetryConfig};
pub(crate) use app::{
    GRACE_SECONDS, MAX_BODY_MIB, MOST_BODY_MIB, REQUEST_TIMEOUT, STARTUP_TIMEOUT,
};
pub(crate) use endpoint::HEALTH_PATH;
pub use endpoint::{EndpointDeclaration, HealthCheck};
pub use probe::{
    DeclarationOf, NoDeclaration, NoShape, ShapeOf, refuse_misplaced, require_billing,
    require_fal_app,
};
pub(crate) use realtime::MAX_MESSAGE_MIB;
pub use realtime::{Realtime, RealtimeMode};
