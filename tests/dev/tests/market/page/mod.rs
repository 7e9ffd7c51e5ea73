//! The page, as a browser asks for it.

mod playground;
mod sections;
mod whole;

use fal_app_tests::http::{Answer, Connection};

use crate::support::Market;

/// A browser at the page.
pub(crate) struct Browser<'m> {
    market: &'m Market,
    /// `fal_caller_8000=alice`
    cookie: Option<String>,
    /// Whether htmx asks.
    is_script: bool,
}

impl<'m> Browser<'m> {
    pub(crate) fn at(market: &'m Market) -> Self {
        Self {
            market,
            cookie: None,
            is_script: false,
        }
    }

    /// With script.
    pub(crate) fn with_script(market: &'m Market) -> Self {
        Self {
            is_script: true,
            ..Self::at(market)
        }
    }

    /// Another one calls.
    pub(crate) fn calls_as(mut self, name: &str) -> Self {
        let port = self.market.address.port();
        self.cookie = Some(format!("cookie: fal_caller_{port}={name}"));
        self
    }

    /// The headers that a browser sends with what the page itself asks.
    fn headers(&self) -> Vec<String> {
        let mut headers = vec![
            format!("origin: http://{}", self.market.address),
            "sec-fetch-site: same-origin".to_owned(),
        ];
        headers.extend(self.cookie.clone());
        if self.is_script {
            headers.push("hx-request: true".to_owned());
        }
        headers
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send(&format!("GET {path}"), &[], "")
    }

    /// Posts a form: names and texts.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, text)| format!("{}={}", encoded(name), encoded(text)))
            .collect();
        let plain = "content-type: application/x-www-form-urlencoded";
        self.send(&format!("POST {path}"), &[plain], &fields.join("&"))
    }

    fn send(&self, head: &str, more: &[&str], body: &str) -> Answer {
        let headers = self.headers();
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        let headers = [&headers, more].concat();
        send(self.market, head, &headers, body.as_bytes())
    }
}

/// Sends a request to the address at which a browser has the page.
pub(crate) fn send(market: &Market, head: &str, headers: &[&str], body: &[u8]) -> Answer {
    let headers: String = headers
        .iter()
        .map(|header| format!("{header}\r\n"))
        .collect();
    let (host, length) = (market.address, body.len());
    let head =
        format!("{head} HTTP/1.1\r\nhost: {host}\r\n{headers}content-length: {length}\r\n\r\n");
    Connection::open(market.address)
        .send([head.as_bytes(), body].concat())
        .answer()
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let encode = |byte: u8| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}
