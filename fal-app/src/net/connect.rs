//! Connects to the host of a URL.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::rt::{Read, Write};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::address::is_public;
#[cfg(feature = "https")]
use super::tls;
use super::{Failure, Reach, Url};

/// How long one address may take to accept a connection. Then the next address of the host is tried.
const CONNECT_TIME: Duration = Duration::from_secs(10);

/// Connects to the host of a URL. It connects to the very address that was checked, so that a name which changes its
/// address in between leads nowhere.
///
/// # Errors
/// The host may not be connected to, or accepts no connection; or the URL is an `https` one and the app was built without
/// the feature.
pub(crate) async fn connect(url: &Url, reach: Reach) -> Result<SendRequest<Full<Bytes>>, Failure> {
    let addresses = resolve(url, reach).await?;
    let tcp = open(&addresses).await.map_err(|error| {
        Failure::Passing(format!("no connection to `{}`: {error}", url.authority()))
    })?;
    if !url.is_https() {
        return shake_hands(tcp).await;
    }
    #[cfg(feature = "https")]
    return shake_hands(tls::secure(tcp, url.host()).await?).await;
    #[cfg(not(feature = "https"))]
    Err(Failure::NoFeature)
}

/// One address that is not public condemns the name: which of them is used must not be luck.
async fn resolve(url: &Url, reach: Reach) -> Result<Vec<SocketAddr>, Failure> {
    let host = url.host();
    let addresses: Vec<SocketAddr> = lookup_host((host, url.port()))
        .await
        .map_err(|error| Failure::Passing(format!("`{host}` does not resolve: {error}")))?
        .collect();
    match addresses.iter().find(|address| !reach.admits(address.ip())) {
        Some(address) => Err(Failure::Final(format!(
            "`{host}` resolves to `{}`, which is not public",
            address.ip()
        ))),
        None => Ok(addresses),
    }
}

impl Reach {
    fn admits(self, address: IpAddr) -> bool {
        match self {
            Self::Public => is_public(address),
            #[cfg(feature = "dev")]
            Self::PublicOrLoopback => is_public(address) || address.to_canonical().is_loopback(),
            Self::Any => true,
        }
    }
}

async fn open(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let mut failed = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in addresses {
        match timeout(CONNECT_TIME, TcpStream::connect(address)).await {
            Ok(Ok(tcp)) => {
                // A request is written at once: waiting for more bytes would only delay it.
                tcp.set_nodelay(true)?;
                return Ok(tcp);
            }
            Ok(Err(error)) => failed = error,
            Err(_) => failed = io::Error::from(io::ErrorKind::TimedOut),
        }
    }
    Err(failed)
}

async fn shake_hands<S>(stream: S) -> Result<SendRequest<Full<Bytes>>, Failure>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
    TokioIo<S>: Read + Write,
{
    let (sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|error| Failure::Passing(error.to_string()))?;
    // It ends when its sender is dropped, which also gets its error.
    tokio::spawn(async move { drop(connection.await) });
    Ok(sender)
}
