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
    /// What of `input` is read.
    pub(super) paths: Vec<InputPath>,
    /// All other variables.
    pub(super) others: Vec<Ident>,
}

/// `input` and the fields whose names follow it: `input.style.strength`. What an expression does with the last of them
/// is not followed.
pub(super) struct InputPath {
    pub(super) input: Ident,
    pub(super) fields: Vec<Ident>,
}

pub(crate) fn reads(tokens: &TokenStream) -> Reads {
    let mut reads = Reads::default();
    reads.scan(tokens);
    reads
}

impl Reads {
    fn scan(&mut self, tokens: &TokenStream) {
        let mut flat = Vec::new();
        flatten(tokens, &mut flat);
        for (i, token) in flat.iter().enumerate() {
            match token {
                TokenTree::Group(group) => self.scan(&group.stream()),
                TokenTree::Ident(word) if is_variable(&flat, i) => {
                    self.variable(word, &flat[i + 1..])
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
            self.paths.push(InputPath {
                input: word.clone(),
                fields: fields(after),
            });
        } else {
            self.others.push(word.clone());
        }
    }
}

/// Takes the groups apart that a `macro_rules!` makes of an expression, and that nobody wrote.
fn flatten(tokens: &TokenStream, flat: &mut Vec<TokenTree>) {
    for token in tokens.clone() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                flatten(&group.stream(), flat);
            }
            token => flat.push(token),
        }
    }
}

/// The fields in `.field.field`, as far as they go: `.method()` is none.
fn fields(mut after: &[TokenTree]) -> Vec<Ident> {
    let mut fields = Vec::new();
    while let [TokenTree::Punct(dot), TokenTree::Ident(field), rest @ ..] = after
        && dot.as_char() == '.'
        && !is_call(rest)
    {
        fields.push(field.clone());
        after = rest;
    }
    fields
}

fn is_call(after: &[TokenTree]) -> bool {
    matches!(after, [TokenTree::Group(call), ..] if call.delimiter() == Delimiter::Parenthesis)
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
    use super::{InputPath, reads};

    /// Whether `input` and `output` are read, and the fields that follow each `input`.
    fn sides(expression: &str) -> (bool, bool, Vec<String>) {
        let reads = reads(&expression.parse().unwrap_or_default());
        let path = |path: &InputPath| {
            let fields: Vec<String> = path.fields.iter().map(ToString::to_string).collect();
            fields.join(".")
        };
        (
            reads.input.is_some(),
            reads.output.is_some(),
            reads.paths.iter().map(path).collect(),
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
        assert_eq!(
            sides("input.total() + output.len()"),
            (true, true, vec![String::new()])
        );
        assert_eq!(
            sides("Size { input: output.images[0] }"),
            (false, true, vec![])
        );
        assert_eq!(
            sides("input.sizes[0].width()"),
            (true, false, vec!["sizes".to_owned()])
        );
        assert_eq!(sides("input != output"), (true, true, vec![String::new()]));
    }

    #[test]
    fn fields_are_followed_as_far_as_their_names() {
        let paths = |expression| sides(expression).2;
        assert_eq!(paths("input.style.strength"), ["style.strength"]);
        assert_eq!(paths("input.style.strength()"), ["style"]);
        assert_eq!(paths("input.list.iter().map(|item| item.weight)"), ["list"]);
        assert_eq!(paths("input.list[0].weight"), ["list"]);
        assert_eq!(paths("input.pair.0"), ["pair"]);
        assert_eq!(paths("input.a?.b"), ["a"]);
        assert_eq!(paths("(&input).k + (input).k"), ["", ""]);
        assert_eq!(paths("{ let In { k, .. } = input; k }"), [""]);
        assert_eq!(paths("(|i: &In| i.k)(input)"), [""]);
    }
}
