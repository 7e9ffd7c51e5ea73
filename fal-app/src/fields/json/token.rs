//! The tokens of a document. Each value and each key takes eight bytes.

/// One token. The items of a list follow it; the members of an object follow it as keys and values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// The kind in the upper bits. Below it the index where the text begins; for a list or an object, the number of its items
    /// or members.
    head: u32,
    /// The index where the text ends; for a list or an object, the token after the last one inside.
    end: u32,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `null`, `true` or `false`.
    Word,
    Integer,
    Float,
    /// A string or a key whose text is its bytes.
    Plain,
    /// A string or a key with escapes or surrogates.
    Escaped,
    /// A key that came before in its object.
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

    /// The longest text whose indices fit a token, in bytes: 512 MiB.
    pub(super) const MAX_TEXT: usize = (1 << Self::START_BITS) - 1;

    /// `start` must not be beyond [`Token::MAX_TEXT`]. The reader refuses longer texts.
    pub(super) fn new(kind: Kind, start: usize, end: usize) -> Self {
        Self {
            head: (kind as u32) << Self::START_BITS | (start & Self::MAX_TEXT) as u32,
            end: end as u32,
        }
    }

    pub(super) fn kind(self) -> Kind {
        // Three bits select one of eight.
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
