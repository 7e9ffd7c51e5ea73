//! What the environment of the app says of the platform: here it is the marketplace (`docs/platform.md` §2.10).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::process::Command;

/// What the environment of the marketplace may say of the real platform. The app must not report to it or upload to it.
const OF_THE_PLATFORM: [&str; 9] = [
    "FAL_APP_NAME",
    "FAL_CDN_V3_HOST",
    "FAL_GRPC_HOST",
    "FAL_HOST",
    "FAL_KEY",
    "FAL_KEY_ID",
    "FAL_KEY_SECRET",
    "FAL_REST_HOST",
    "ISOLATE_AUTH_DISABLED",
];

/// With this the app reaches the REST API over plain HTTP, as the SDK does.
const PLAIN_HTTP: &str = "ISOLATE_TEST_MODE";

/// The marketplace, as its app sees it. It is not `Debug`: the key is a secret.
#[derive(Clone)]
pub(crate) struct Platform {
    /// The app's own key.
    pub(crate) key: String,
    /// The name of the app.
    pub(crate) app: String,
    /// Where the marketplace listens.
    pub(crate) address: SocketAddr,
}

impl Platform {
    /// Tells a process of it.
    pub(super) fn tell(&self, command: &mut Command) {
        for name in OF_THE_PLATFORM {
            command.env_remove(name);
        }
        command.env("FAL_APP_NAME", &self.app);
        // An app that can send nothing answers its media as data URIs, as it does without a key.
        if cfg!(feature = "https") {
            let origin = origin(self.address);
            command
                .env("FAL_KEY", &self.key)
                .env("FAL_REST_HOST", format!("{origin}/rest"))
                .env("FAL_CDN_V3_HOST", format!("http://{origin}/cdn"))
                .env(PLAIN_HTTP, "1");
        }
    }
}

/// Where this machine reaches what listens there.
fn origin(address: SocketAddr) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port()).to_string()
}
