//! From Markdown to HTML.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use crate::Heading;

const EXTENSIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_STRIKETHROUGH);

/// A text that has been read.
pub(crate) struct Page {
    body: String,
    pub(crate) outline: Vec<Heading>,
}

impl Page {
    pub(crate) fn read(markdown: &str) -> Self {
        let events: Vec<Event> = Parser::new_ext(markdown, EXTENSIONS)
            .map(harmless)
            .collect();
        let outline = outline(&events);
        let mut body = String::new();
        html::push_html(&mut body, events.into_iter());
        Self { body, outline }
    }

    /// The words of the first heading.
    pub(crate) fn title(&self) -> &str {
        self.outline
            .first()
            .map_or("Untitled", |heading| &heading.text)
    }

    /// The whole page; the language is a tag without markup.
    pub(crate) fn html(&self, language: &str) -> String {
        let mut title = String::new();
        html::push_html(&mut title, [Event::Text(self.title().into())].into_iter());
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n{}</html>\n",
            self.body
        )
    }
}

/// An event that can do a reader no harm.
fn harmless(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Link {
            link_type,
            dest_url: safe(dest_url),
            title,
            id,
        }),
        Event::Start(Tag::Image {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Image {
            link_type,
            dest_url: safe(dest_url),
            title,
            id,
        }),
        event => event,
    }
}

/// A URL that runs nothing: others lead nowhere.
fn safe(url: CowStr<'_>) -> CowStr<'_> {
    let lower = url.to_ascii_lowercase();
    let known = ["https://", "http://", "mailto:", "#"];
    if known.iter().any(|start| lower.starts_with(start)) {
        url
    } else {
        "#".into()
    }
}

fn outline(events: &[Event<'_>]) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    let mut inside = false;
    for event in events {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                inside = true;
                headings.push(Heading {
                    level: *level as u32,
                    text: String::new(),
                });
            }
            Event::End(TagEnd::Heading(_)) => inside = false,
            Event::Text(text) | Event::Code(text) if inside => {
                if let Some(heading) = headings.last_mut() {
                    heading.text.push_str(text);
                }
            }
            _ => {}
        }
    }
    headings
}
