//! What is answered otherwise than by the SDK on purpose. Each stands in the README's list of differences, or in
//! `docs/deviations.md`, with its reason.

use crate::text;

/// One difference that is meant.
struct Exception {
    /// The port; all of them where it is empty.
    port: &'static str,
    /// A part of the difference, as the comparison says it.
    says: &'static str,
    /// The first cell of its row in the list.
    listed: &'static str,
}

const EXCEPTIONS: &[Exception] = &[
    Exception {
        port: "",
        says: "document /info/title: ",
        listed: "title and version in the document",
    },
    Exception {
        port: "",
        says: "document /info/version: ",
        listed: "title and version in the document",
    },
    Exception {
        port: "",
        says: "/post/x-fal-billing: {",
        listed: "`x-fal-billing` on the document's operations",
    },
    Exception {
        port: "",
        says: r#"url/ui: {"field":"file"}"#,
        listed: "`ImageUrl` and its like under a name that says nothing of a medium",
    },
    Exception {
        port: "studio",
        says: "document /paths//health/",
        listed: "a declared health check",
    },
    Exception {
        port: "shape",
        says: r#"{"input_image_url":"\ud800"}"#,
        listed: "half of a surrogate pair",
    },
];

/// The exceptions, and which of them were needed.
pub(crate) struct Exceptions {
    was_needed: Vec<bool>,
}

impl Default for Exceptions {
    fn default() -> Self {
        Self {
            was_needed: vec![false; EXCEPTIONS.len()],
        }
    }
}

impl Exceptions {
    /// Whether a difference of a port is meant.
    pub(crate) fn lists(&mut self, port: &str, difference: &str) -> bool {
        let found = EXCEPTIONS.iter().position(|exception| {
            [port, ""].contains(&exception.port) && difference.contains(exception.says)
        });
        if let Some(index) = found {
            self.was_needed[index] = true;
        }
        found.is_some()
    }

    /// The exceptions that no difference needed.
    pub(crate) fn not_needed(&self) -> Vec<String> {
        let exceptions = EXCEPTIONS.iter().zip(&self.was_needed);
        exceptions
            .filter(|(_, was_needed)| !**was_needed)
            .map(|(exception, _)| format!("{} {}", exception.port, exception.says))
            .collect()
    }
}

#[test]
fn every_exception_stands_in_a_list_with_its_reason() {
    let lists = text("README.md") + &text("docs/deviations.md");
    for exception in EXCEPTIONS {
        let begins = format!("| {}", exception.listed);
        let row = lists.lines().find(|line| line.starts_with(&begins));
        let cells = row.map(|row| row.matches(" | ").count());
        assert_eq!(cells, Some(3), "no row for {}", exception.listed);
    }
}
