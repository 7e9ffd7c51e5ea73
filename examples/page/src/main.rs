//! Sets Markdown as a page of HTML: a flat charge for each page.
//!
//! ```sh
//! cargo run --release -p page &
//! curl -si --retry 600 --retry-delay 1 --retry-connrefused localhost:8080 -H 'content-type: application/json' \
//!   -d '{"markdown": "# Tides\n\nThe *moon* pulls the sea."}'
//! ```
//! ```http
//! HTTP/1.1 200 OK
//! x-fal-billable-units: 1
//!
//! {"html":"<!DOCTYPE html>\n<html lang=\"en\">…<p>The <em>moon</em> pulls the sea.</p>\n</html>\n","title":"Tides",…}
//! ```

mod set;

use fal_app::prelude::*;

/// Sets Markdown as a page of HTML.
///
/// CommonMark with tables, footnotes, task lists and strikethrough. HTML in the text is shown, never obeyed, and links
/// lead to the web and to mail only: the page is safe to show whoever wrote the text.
#[fal_app(
    auth = "shared",
    machine_type = "XS",
    category = "text-to-text",
    min_concurrency = 0,
    max_concurrency = 4,
    max_multiplexing = 8,
    keep_alive = 60,
    startup_timeout = 60,
    request_timeout = 30,
    private_logs = true
)]
#[derive(Default)]
struct Page;

/// A text to set.
#[input]
struct PageInput {
    /// The text, in Markdown.
    #[field(min_length = 1, max_length = 100000, ui = "textarea")]
    markdown: String,
    /// The page's language, as `en` or `pt-BR`.
    #[field(default = "en", pattern = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    language: String,
}

/// The page.
#[output]
struct PageOutput {
    /// The whole page.
    html: String,
    /// The words of its first heading.
    title: String,
    /// Its headings, in their order.
    outline: Vec<Heading>,
}

/// A heading of a page.
#[output]
struct Heading {
    /// 1 for the largest, to 6.
    level: u32,
    /// What it says, without markup.
    text: String,
}

#[endpoints]
impl Page {
    /// Sets a page, charged one unit however long it is.
    #[endpoint("/")]
    #[billable(flat)]
    #[example(PageInput { markdown: "# Tides\n\nThe *moon* pulls the sea.".into(), .. })]
    async fn set(&self, input: PageInput) -> Result<PageOutput> {
        let page = set::Page::read(&input.markdown);
        Ok(PageOutput {
            html: page.html(&input.language),
            title: page.title().to_owned(),
            outline: page.outline,
        })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Page>()
}

#[cfg(test)]
mod tests;
