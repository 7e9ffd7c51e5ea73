//! A JSON document after it was read.

use std::borrow::Cow;

use bytes::Bytes;

use super::number::Integer;
use super::string::{self, Text};
use super::token::{Kind, Token};
use crate::fields::aside::{Aside, Special, special};

/// A JSON document: the text, and its tokens in the order of the text.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    pub(super) text: Cow<'a, [u8]>,
    pub(super) tokens: Vec<Token>,
    /// Keys that come more than once in their object: the token of the first key, and of the last value, which counts.
    /// Sorted.
    pub(super) last: Vec<(u32, u32)>,
    /// What is kept beside the text of a message in MessagePack; `None` where the body is JSON.
    pub(super) asides: Option<&'a [Aside]>,
}

/// A value in a document, by its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Node(pub(super) u32);

/// What a node is in JSON.
#[derive(Debug)]
pub(crate) enum JsonValue<'d> {
    Null,
    Boolean(bool),
    Integer(Integer<'d>),
    Float(f64),
    String(Text<'d>),
    /// Only in MessagePack.
    Bytes(&'d Bytes),
    /// Only in MessagePack.
    Extension,
    /// With the number of its items.
    List(usize),
    Object,
}

impl<'a> Document<'a> {
    /// With what is kept beside its text.
    pub(crate) fn beside(self, asides: Option<&'a [Aside]>) -> Self {
        Self { asides, ..self }
    }
}

impl Document<'_> {
    /// Whether it was MessagePack, which holds more than JSON.
    pub(crate) fn is_packed(&self) -> bool {
        self.asides.is_some()
    }

    fn string(&self, token: Token) -> JsonValue<'_> {
        let text = self.text(token);
        match self.asides.and_then(|asides| special(asides, &text.shown)) {
            None => JsonValue::String(text),
            Some(Special::Float(value)) => JsonValue::Float(value),
            Some(Special::Aside(Aside::Bytes(bytes))) => JsonValue::Bytes(bytes),
            Some(Special::Aside(Aside::Extension(..))) => JsonValue::Extension,
        }
    }

    /// The text that stands for a value which is kept aside.
    pub(crate) fn stand_in(&self, node: Node) -> &str {
        self.token(node.0).map_or("", |token| self.plain(token))
    }

    /// The outermost value.
    pub(crate) const ROOT: Node = Node(0);

    /// Whether it is `null`.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self.value(Self::ROOT), JsonValue::Null)
    }

    /// What a node is.
    pub(crate) fn value(&self, node: Node) -> JsonValue<'_> {
        let Some(token) = self.token(node.0) else {
            return JsonValue::Null;
        };
        match token.kind() {
            Kind::Word => match self.raw(token).first() {
                Some(b't') => JsonValue::Boolean(true),
                Some(b'f') => JsonValue::Boolean(false),
                _ => JsonValue::Null,
            },
            Kind::Integer => JsonValue::Integer(Integer::new(self.plain(token))),
            // Rust also reads Python's words for NaN and the infinities.
            Kind::Float => JsonValue::Float(self.plain(token).parse().unwrap_or(f64::NAN)),
            Kind::Plain | Kind::Escaped | Kind::Repeated => self.string(token),
            Kind::List => JsonValue::List(token.start()),
            Kind::Object => JsonValue::Object,
        }
    }

    /// The length of the text, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// The length of a value in the text, in bytes. 0 for a list or an object.
    pub(crate) fn length(&self, node: Node) -> usize {
        match self.token(node.0) {
            Some(token) if !token.is_container() => token.end() - token.start(),
            _ => 0,
        }
    }

    /// The items of a list.
    pub(crate) fn items(&self, list: Node) -> impl Iterator<Item = Node> {
        let end = self.after(list.0);
        let mut next = list.0 + 1;
        std::iter::from_fn(move || {
            let item = next;
            next = self.after(item);
            (item < end).then_some(Node(item))
        })
    }

    /// The members of an object, as a Python dict keeps them: a repeated key stands at its first place, with its last value.
    pub(crate) fn members(&self, object: Node) -> impl Iterator<Item = (Text<'_>, Node)> {
        self.keys(object).filter_map(|key| {
            let token = self.token(key)?;
            let value = || match self.last.binary_search_by_key(&key, |(first, _)| *first) {
                Ok(at) => self.last.get(at).map_or(key + 1, |(_, value)| *value),
                Err(_) => key + 1,
            };
            (token.kind() != Kind::Repeated).then(|| (self.text(token), Node(value())))
        })
    }

    /// The key of the member that has this value.
    pub(crate) fn key_of(&self, value: Node) -> Cow<'_, str> {
        let key = value.0.checked_sub(1).and_then(|key| self.token(key));
        key.map(|key| self.text(key).shown).unwrap_or_default()
    }

    /// The keys of an object, by their tokens.
    pub(super) fn keys(&self, object: Node) -> impl Iterator<Item = u32> {
        let end = self.after(object.0);
        let mut next = object.0 + 1;
        std::iter::from_fn(move || {
            let key = next;
            next = self.after(key + 1);
            (key < end).then_some(key)
        })
    }

    /// The text of a string or a key.
    pub(super) fn text(&self, token: Token) -> Text<'_> {
        if token.kind() == Kind::Plain {
            Text {
                shown: Cow::Borrowed(self.plain(token)),
                is_broken: false,
            }
        } else {
            string::decode(self.raw(token))
        }
    }

    pub(super) fn token(&self, index: u32) -> Option<Token> {
        self.tokens.get(index as usize).copied()
    }

    /// The token after a value.
    fn after(&self, value: u32) -> u32 {
        match self.token(value) {
            Some(token) if token.is_container() => token.end() as u32,
            _ => value + 1,
        }
    }

    fn raw(&self, token: Token) -> &[u8] {
        self.text
            .get(token.start()..token.end())
            .unwrap_or_default()
    }

    fn plain(&self, token: Token) -> &str {
        std::str::from_utf8(self.raw(token)).unwrap_or_default()
    }
}
