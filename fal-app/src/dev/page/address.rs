//! The address at which a browser has the page.

/// The path of a URL of this marketplace, whichever name of this machine it has.
pub(super) fn own_path<'u>(address: &str, url: &'u str) -> Option<&'u str> {
    let rest = url.strip_prefix("http://")?;
    let (authority, _) = rest.split_once('/')?;
    let port = |authority: &str| authority.rsplit_once(':').map(|(_, port)| port.to_owned());
    let (host, _) = authority.rsplit_once(':')?;
    let is_here = authority == address
        || (["127.0.0.1", "localhost", "[::1]"].contains(&host)
            && port(authority) == port(address));
    is_here.then(|| &rest[authority.len()..])
}

/// The port is in the name, as browsers send a cookie to every port of a host.
pub(super) fn cookie_name(address: &str) -> String {
    let port = address.rsplit_once(':').map_or("80", |(_, port)| port);
    format!("fal_caller_{port}")
}
