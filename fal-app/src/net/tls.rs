//! TLS, with the roots of Mozilla's store and those that the environment adds.

use std::sync::{Arc, OnceLock};

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

use super::Failure;

/// Shakes hands for the host that the URL names, wherever the connection leads.
///
/// # Errors
/// The host is none that can have a certificate, the server has none of its, or the connection broke.
pub(super) async fn secure(tcp: TcpStream, host: &str) -> Result<TlsStream<TcpStream>, Failure> {
    let name =
        ServerName::try_from(host.to_owned()).map_err(|error| Failure::Final(error.to_string()))?;
    TlsConnector::from(config()?)
        .connect(name, tcp)
        .await
        .map_err(|error| Failure::Passing(format!("no TLS with `{host}`: {error}")))
}

/// Made at the first use: an app that asks nobody does not pay for it.
fn config() -> Result<Arc<ClientConfig>, Failure> {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return Ok(Arc::clone(config));
    }
    let made = Arc::new(make().map_err(|why| Failure::Final(format!("no TLS: {why}")))?);
    Ok(Arc::clone(CONFIG.get_or_init(|| made)))
}

fn make() -> Result<ClientConfig, Box<dyn std::error::Error>> {
    let provider = Arc::new(crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots()?)
        .with_no_client_auth();
    Ok(config)
}

/// `SSL_CERT_FILE` adds a file of certificates, as it does for the tools around an app.
fn roots() -> Result<RootCertStore, Box<dyn std::error::Error>> {
    let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(path) = std::env::var_os("SSL_CERT_FILE") {
        let certificates = CertificateDer::pem_file_iter(&path)
            .map_err(|error| format!("`SSL_CERT_FILE`: {error}"))?
            .filter_map(Result::ok);
        roots.add_parsable_certificates(certificates);
    }
    Ok(roots)
}
