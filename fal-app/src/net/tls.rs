//! TLS. The trusted roots are those of Mozilla, and those that the environment adds.

use std::sync::{Arc, OnceLock};

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

use super::Failure;

/// Secures a connection. The server must have a certificate for the host that the URL names.
///
/// # Errors
/// There cannot be a certificate for the host, the server does not have one, or the connection broke.
pub(super) async fn secure(tcp: TcpStream, host: &str) -> Result<TlsStream<TcpStream>, Failure> {
    let name =
        ServerName::try_from(host.to_owned()).map_err(|error| Failure::Final(error.to_string()))?;
    TlsConnector::from(config()?)
        .connect(name, tcp)
        .await
        .map_err(|error| Failure::Passing(format!("no TLS with `{host}`: {error}")))
}

/// Made when it is first used: an app that sends no requests does not need it.
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

/// `SSL_CERT_FILE` names a file with more certificates, as for other tools.
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
