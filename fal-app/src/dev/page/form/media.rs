//! Pictures, videos, sounds and files that are sent: what is shown of one.

use percent_encoding::percent_decode_str;

use super::super::address::own_path;
use super::super::shown::bytes;
use crate::dev::files::Files;
use crate::fields::{MediaKind, Rules, rules_of_media};

/// What is shown of a medium that is chosen.
pub(super) struct Preview {
    /// Where this page reads it from; `None` where it is elsewhere, as nothing is loaded from a network.
    pub(super) source: Option<String>,
    pub(super) kind: MediaKind,
    pub(super) about: String,
}

impl Preview {
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind.widget() == kind
    }
}

/// What a medium must obey.
pub(super) fn rule(rules: &Rules) -> String {
    rules_of_media(rules)
}

/// What the button for files offers.
pub(super) fn accept(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image/*",
        MediaKind::Video => "video/*",
        MediaKind::Audio => "audio/*",
        MediaKind::File => "*/*",
    }
}

/// Where files are that callers sent.
#[derive(Clone, Copy)]
pub(crate) struct Local<'a> {
    /// As the browser names the marketplace.
    pub(crate) address: &'a str,
    pub(crate) files: &'a Files,
}

pub(super) fn preview(local: Local<'_>, kind: MediaKind, url: &str) -> Option<Preview> {
    if url.is_empty() {
        return None;
    }
    if url.starts_with("data:") {
        let about = format!("data URI, {}", bytes(url.len() as u64));
        let source = (url.len() < LONGEST).then(|| url.to_owned());
        return Some(Preview {
            source,
            kind,
            about,
        });
    }
    let file = own_path(local.address, url).and_then(|path| {
        let (id, name) = path.strip_prefix("/cdn/files/")?.split_once('/')?;
        Some((
            path,
            local.files.size(id)?,
            percent_decode_str(name).decode_utf8_lossy(),
        ))
    });
    Some(match file {
        Some((path, size, name)) => Preview {
            source: Some(path.to_owned()),
            kind,
            about: format!("{name}, {}", bytes(size)),
        },
        None => Preview {
            source: None,
            kind,
            about: "on another server: it is not shown here".to_owned(),
        },
    })
}

/// A longer data URI is not shown, as the page would hold it twice.
const LONGEST: usize = 16 * 1024;
