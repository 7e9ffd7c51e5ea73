//! What the attributes declare, as const data, and what the compiler is asked of it.

mod app;
mod endpoint;
mod probe;

pub use app::{Auth, Declaration, Declared, DeploymentStrategy, RetryConfig};
pub use endpoint::{EndpointDeclaration, HealthCheck, declare};
pub use probe::{
    Probe, ShapeOf, Shapeless, TableOf, Tableless, Undeclared, made_once, misplaced,
    must_be_declared, must_say_billing,
};
