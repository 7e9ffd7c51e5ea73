//! The local marketplace: the publishing story on one machine. It reaches the app over HTTP, as the platform does.

pub(crate) mod ledger;
