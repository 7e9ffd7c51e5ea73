//! Finds in the tokens of an expression what it reads. Tokens, because the expression may call a macro.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

/// What an expression reads.
#[derive(Default)]
pub(crate) struct Reads {
    /// The first `input`.
    pub(crate) input: Option<Ident>,
    /// The first `output`.
    pub(crate) output: Option<Ident>,
    /// The first `self`.
    pub(crate) receiver: Option<Ident>,
    /// The fields of `input` that are read directly.
    pub(super) input_fields: Vec<Ident>,
}

pub(crate) fn reads(tokens: &TokenStream) -> Reads {
    let mut reads = Reads::default();
    reads.scan(tokens);
    reads
}

impl Reads {
    fn scan(&mut self, tokens: &TokenStream) {
        let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
        for (i, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => self.scan(&group.stream()),
                TokenTree::Ident(word) if is_variable(&tokens, i) => {
                    self.variable(word, &tokens[i + 1..])
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    fn variable(&mut self, word: &Ident, after: &[TokenTree]) {
        if word == "self" {
            self.receiver.get_or_insert_with(|| word.clone());
        } else if word == "output" {
            self.output.get_or_insert_with(|| word.clone());
        } else if word == "input" {
            self.input.get_or_insert_with(|| word.clone());
            self.input_fields.extend(field(after).cloned());
        }
    }
}

/// The field in `.field`, and nothing for `.method()`.
fn field(after: &[TokenTree]) -> Option<&Ident> {
    match after {
        [_, _, TokenTree::Group(call), ..] if call.delimiter() == Delimiter::Parenthesis => None,
        [TokenTree::Punct(dot), TokenTree::Ident(field), ..] if dot.as_char() == '.' => Some(field),
        _ => None,
    }
}

/// Whether the word at `i` is a variable, not a field, a method, a segment of a path or the name of a macro.
fn is_variable(tokens: &[TokenTree], i: usize) -> bool {
    let punct = |i: Option<usize>, c: char| {
        i.and_then(|i| tokens.get(i))
            .is_some_and(|t| matches!(t, TokenTree::Punct(p) if p.as_char() == c))
    };
    let after_one_dot = punct(i.checked_sub(1), '.') && !punct(i.checked_sub(2), '.');
    let in_path = punct(i.checked_sub(1), ':') && punct(i.checked_sub(2), ':');
    let path_or_field_head = punct(Some(i + 1), ':');
    let macro_name = punct(Some(i + 1), '!') && !punct(Some(i + 2), '=');
    !(after_one_dot || in_path || path_or_field_head || macro_name)
}

#[cfg(test)]
mod tests {
    use super::reads;

    fn sides(expression: &str) -> (bool, bool, Vec<String>) {
        let reads = reads(&expression.parse().unwrap_or_default());
        (
            reads.input.is_some(),
            reads.output.is_some(),
            reads.input_fields.iter().map(ToString::to_string).collect(),
        )
    }

    #[test]
    fn only_the_variables_count() {
        assert_eq!(
            sides("input.num_images"),
            (true, false, vec!["num_images".to_owned()])
        );
        assert_eq!(sides("output.input"), (false, true, vec![]));
        assert_eq!(
            sides("self.input + Self::output + input::X + output!(3)"),
            (false, false, vec![])
        );
        assert_eq!(sides("0..input.n"), (true, false, vec!["n".to_owned()]));
        assert_eq!(
            sides("matches!(input.mode, Mode::Fast)"),
            (true, false, vec!["mode".to_owned()])
        );
        assert_eq!(sides("input.total() + output.len()"), (true, true, vec![]));
        assert_eq!(
            sides("Size { input: output.images[0] }"),
            (false, true, vec![])
        );
        assert_eq!(
            sides("input.sizes[0].width()"),
            (true, false, vec!["sizes".to_owned()])
        );
        assert_eq!(sides("input != output"), (true, true, vec![]));
    }
}
