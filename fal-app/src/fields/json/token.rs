//! The tokens of a document: eight bytes for each value and each key.

/// One token. Lists and objects are followed by what they hold; a member is a key and its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// The kind, above where its text begins. Of a list or an object, above the number of items or members.
    head: u32,
    /// Where its text ends. Of a list or an object, the token after the last one inside.
    end: u32,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `null`, `true` or `false`.
    Word,
    Integer,
    Float,
    /// A string or a key that says its very bytes.
    Plain,
    /// One with escapes or surrogates.
    Escaped,
    /// A key that came before.
    Repeated,
    List,
    Object,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Word,
        Self::Integer,
        Self::Float,
        Self::Plain,
        Self::Escaped,
        Self::Repeated,
        Self::List,
        Self::Object,
    ];
}

impl Token {
    const START_BITS: u32 = 29;

    /// The longest text whose places fit a token, in bytes.
    pub(super) const MAX_TEXT: usize = (1 << Self::START_BITS) - 1;

    /// Numbers beyond [`Token::MAX_TEXT`] are cut: the reader takes no such text.
    pub(super) fn new(kind: Kind, start: usize, end: usize) -> Self {
        Self {
            head: (kind as u32) << Self::START_BITS | (start & Self::MAX_TEXT) as u32,
            end: end as u32,
        }
    }

    pub(super) fn kind(self) -> Kind {
        // Three bits are one of eight.
        Kind::ALL[(self.head >> Self::START_BITS) as usize % Kind::ALL.len()]
    }

    pub(super) fn is_container(self) -> bool {
        matches!(self.kind(), Kind::List | Kind::Object)
    }

    pub(super) fn start(self) -> usize {
        self.head as usize & Self::MAX_TEXT
    }

    pub(super) fn end(self) -> usize {
        self.end as usize
    }
}
