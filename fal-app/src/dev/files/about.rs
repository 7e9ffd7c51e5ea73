//! [`About`].

use serde_json::{Value, json};

/// What is known of a file beside its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct About {
    pub(crate) name: String,
    pub(crate) content_type: String,
}

impl About {
    /// As callers say it. A name has no folders, and what is no content type is bytes.
    pub(crate) fn new(name: &str, content_type: &str) -> Self {
        /// In bytes.
        const LONGEST: usize = 120;
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let last: String = last.chars().filter(|letter| !letter.is_control()).collect();
        let last = &last[..last.floor_char_boundary(LONGEST)];
        let name = match last.trim().trim_matches('.').is_empty() {
            true => "upload.bin",
            false => last,
        };
        let is_type = content_type
            .bytes()
            // Of a list, browsers take the last.
            .all(|byte| (byte.is_ascii_graphic() && byte != b',') || byte == b' ')
            && content_type.len() <= LONGEST
            && content_type
                .split_once('/')
                .is_some_and(|(kind, rest)| !kind.is_empty() && !rest.is_empty());
        let content_type = match is_type {
            true => content_type,
            false => "application/octet-stream",
        };
        Self {
            name: name.to_owned(),
            content_type: content_type.to_owned(),
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({"name": self.name, "content_type": self.content_type})
    }

    pub(super) fn read(json: &[u8]) -> Self {
        let json: Value = serde_json::from_slice(json).unwrap_or_default();
        Self::from_json(&json)
    }

    pub(crate) fn from_json(json: &Value) -> Self {
        let text = |member: &str| json[member].as_str().unwrap_or_default().to_owned();
        Self::new(&text("name"), &text("content_type"))
    }
}

#[cfg(test)]
mod tests {
    use super::About;

    #[test]
    fn a_name_has_no_way_out_of_its_folder() {
        for (sent, kept) in [
            ("fox.png", "fox.png"),
            ("../../etc/passwd", "passwd"),
            (r"C:\fox.png", "fox.png"),
            ("..", "upload.bin"),
            ("/", "upload.bin"),
            ("", "upload.bin"),
            (".", "upload.bin"),
            ("a\r\nb\0.png", "ab.png"),
            ("狐.png", "狐.png"),
        ] {
            assert_eq!(About::new(sent, "image/png").name, kept, "{sent:?}");
        }
        assert!(About::new(&"狐".repeat(100), "").name.len() <= 120);
    }

    #[test]
    fn what_is_no_content_type_is_bytes() {
        for (sent, kept) in [
            ("image/png", "image/png"),
            ("text/plain; charset=utf-8", "text/plain; charset=utf-8"),
            ("", "application/octet-stream"),
            ("png", "application/octet-stream"),
            ("image/", "application/octet-stream"),
            ("image/png\r\nx: y", "application/octet-stream"),
            ("image/png, text/html", "application/octet-stream"),
        ] {
            assert_eq!(About::new("a", sent).content_type, kept, "{sent:?}");
        }
    }
}
