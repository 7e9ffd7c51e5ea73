//! Tokens as text, as their author wrote them.

use proc_macro2::{Delimiter, Spacing, Span, TokenStream, TokenTree};

/// The tokens on one line: without comments, and with one space where there was any.
pub(crate) fn text(tokens: &TokenStream) -> String {
    let mut text = Text::default();
    text.add(tokens);
    text.written
}

/// A token in the order of writing: a delimiter is one of its own.
struct Token {
    text: String,
    /// Where it is. `None` outside of a compiler.
    span: Option<proc_macro::Span>,
    /// Whether the next belongs to it: the first of `::`.
    is_joint: bool,
}

#[derive(Default)]
struct Text {
    written: String,
    /// The last two tokens.
    before: Option<Token>,
    before_that: String,
}

impl Text {
    fn add(&mut self, tokens: &TokenStream) {
        for token in tokens.clone() {
            match token {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::Brace => ("{", "}"),
                        // What a `macro_rules!` makes of an expression, and nobody wrote.
                        Delimiter::None => {
                            self.add(&group.stream());
                            continue;
                        }
                    };
                    self.push(open.to_owned(), group.span_open(), false);
                    self.add(&group.stream());
                    self.push(close.to_owned(), group.span_close(), false);
                }
                TokenTree::Punct(punct) => {
                    let is_joint = punct.spacing() == Spacing::Joint;
                    self.push(punct.to_string(), punct.span(), is_joint);
                }
                TokenTree::Ident(ident) => {
                    let name = ident.to_string();
                    let name = name.strip_prefix("r#").unwrap_or(&name);
                    self.push(name.to_owned(), ident.span(), false);
                }
                TokenTree::Literal(literal) => {
                    self.push(literal.to_string(), literal.span(), false);
                }
            }
        }
    }

    fn push(&mut self, text: String, span: Span, is_joint: bool) {
        let span = proc_macro::is_available().then(|| span.unwrap());
        let mut token = Token {
            text,
            span,
            is_joint,
        };
        match self.before.take() {
            // One operator, as `&&`.
            Some(before) if before.is_joint => {
                self.written.push_str(&token.text);
                token.text.insert_str(0, &before.text);
            }
            Some(before) => {
                let apart = is_apart(&before, &token);
                if apart.unwrap_or_else(|| {
                    is_usually_apart(&self.before_that, &before.text, &token.text)
                }) {
                    self.written.push(' ');
                }
                self.before_that = before.text;
                self.written.push_str(&token.text);
            }
            None => self.written.push_str(&token.text),
        }
        self.before = Some(token);
    }
}

/// Whether there is something between two tokens of a line. `None` where they do not follow each other on one.
fn is_apart(before: &Token, token: &Token) -> Option<bool> {
    let (end, start) = (before.span?.end(), token.span?.start());
    let is_one_line = end.file() == start.file() && end.line() == start.line();
    (is_one_line && end.column() <= start.column()).then(|| end.column() < start.column())
}

/// Whether people put a space between two tokens.
fn is_usually_apart(before_that: &str, before: &str, token: &str) -> bool {
    const KEYWORDS: [&str; 9] = [
        "if", "else", "match", "in", "as", "move", "return", "let", "mut",
    ];
    let is_word = |text: &str| {
        text.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '_' | '"'))
    };
    let ends_a_value = |text: &str| {
        (is_word(text) && !KEYWORDS.contains(&text)) || matches!(text, ")" | "]" | "}" | "?")
    };
    match (before, token) {
        (_, "." | "," | ";" | ":" | "::" | "?" | ")" | "]") | ("." | "::" | "(" | "[", _) => false,
        // `vec![1]`
        ("!", "(" | "[") => false,
        // `&input`, `-1`, `!flag`, `*value`
        ("&" | "-" | "!" | "*", _) => ends_a_value(before_that),
        ("{", "}") => false,
        (of, "(" | "[" | "!") => !ends_a_value(of),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;

    /// Outside of a compiler no place is known.
    #[test]
    fn tokens_without_places_are_written_as_people_write_them() {
        for written in [
            "f64::from(input.a)",
            "if input.audio { 2 } else { 1 }",
            "if !input.audio { -1.5 } else if input.n > 3 && input.m == 2 { 1 } else { 0 }",
            "match input.quality { Quality::High => 2, _ => 1 }",
            "(input.width, input.height)",
            "input.list[0].len() as f64 * 0.5 + 1.0",
            "text(&input.prompt)?",
            "vec![1, 2].len()",
            "input.tokens as f64 / Self::EACH",
            "Self::RATE",
        ] {
            let tokens: TokenStream = written.parse().unwrap_or_default();
            assert_eq!(super::text(&tokens), written);
        }
    }

    #[test]
    fn what_a_macro_groups_is_written_without_its_group() {
        let tokens: TokenStream = "input . r#type".parse().unwrap_or_default();
        assert_eq!(super::text(&tokens), "input.type");
    }
}
