//! The controls of a form, as they are shown.

use askama::Template;

use super::media::Preview;

/// What is wrong with a value, and where: a pointer as the errors of the app have it.
#[derive(Clone, Debug)]
pub(crate) struct Wrong {
    pub(crate) at: String,
    pub(crate) message: String,
    pub(crate) error_type: String,
}

/// A control with its label.
#[derive(Template)]
#[template(path = "control.html")]
pub(crate) struct Control {
    /// Made of the places of the declaration alone.
    pub(crate) id: String,
    /// The endpoint of the form.
    pub(super) at: usize,
    /// A JSON pointer.
    pub(super) name: String,
    /// How errors name it.
    pub(super) loc: String,
    pub(super) label: String,
    /// The name of the field.
    pub(super) code: String,
    pub(super) doc: String,
    /// What it must obey.
    pub(super) rule: String,
    pub(super) is_required: bool,
    pub(super) is_deprecated: bool,
    pub(super) is_wide: bool,
    /// Whether the focus goes here.
    pub(super) is_focused: bool,
    pub(crate) wrong: Vec<Wrong>,
    pub(super) input: Input,
}

/// What is entered, and how.
pub(super) enum Input {
    Text {
        text: String,
        hint: String,
    },
    Area {
        text: String,
        hint: String,
        most: Option<u64>,
        count: usize,
    },
    Number {
        text: String,
        hint: String,
        slider: Option<Slider>,
        is_seed: bool,
    },
    Check {
        is_on: bool,
    },
    /// Radios in a row, or a list to choose from.
    Choice {
        options: Vec<Choice>,
        is_row: bool,
    },
    Size {
        tiles: Vec<Tile>,
        width: String,
        height: String,
        most: u32,
        note: String,
    },
    Media {
        text: String,
        accept: &'static str,
        preview: Option<Preview>,
    },
    Group {
        controls: Vec<Control>,
    },
    Maybe {
        is_set: bool,
        controls: Vec<Control>,
    },
    Rows {
        rows: Vec<Row>,
        is_map: bool,
        may_add: bool,
        one: String,
    },
    Tagged {
        tag: String,
        options: Vec<Choice>,
        controls: Vec<Control>,
    },
    Tuple {
        controls: Vec<Control>,
    },
    Json {
        text: String,
    },
}

pub(super) struct Slider {
    pub(super) least: String,
    pub(super) most: String,
    pub(super) step: String,
}

pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) is_chosen: bool,
}

/// A size to choose, with its shape.
pub(super) struct Tile {
    pub(super) value: &'static str,
    pub(super) label: &'static str,
    pub(super) measure: String,
    pub(super) is_chosen: bool,
    /// Of a rectangle in a square of 20.
    pub(super) x: String,
    pub(super) y: String,
    pub(super) width: String,
    pub(super) height: String,
}

/// A row of a list or a map.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) name: String,
    /// Of a map.
    pub(super) key: String,
    pub(super) control: Control,
}

impl Control {
    /// The ids of the control and of those in it, with what is wrong.
    pub(crate) fn errors(&self) -> Vec<(&str, &[Wrong])> {
        let mut all = vec![(&*self.id, &*self.wrong)];
        all.extend(self.within().into_iter().flat_map(Self::errors));
        all
    }

    /// The places of errors, with the ids of their controls: this one and those in it.
    pub(crate) fn places(&self) -> Vec<(String, String)> {
        let mut places = vec![(self.loc.clone(), self.id.clone())];
        places.extend(self.within().into_iter().flat_map(Self::places));
        places
    }

    /// The tag of the choice whose control has that id.
    pub(crate) fn tag_of(&self, id: &str) -> Option<&str> {
        match &self.input {
            Input::Tagged { tag, .. } if self.id == id => Some(tag),
            _ => self.within().into_iter().find_map(|one| one.tag_of(id)),
        }
    }

    fn within(&self) -> Vec<&Self> {
        match &self.input {
            Input::Group { controls }
            | Input::Maybe { controls, .. }
            | Input::Tagged { controls, .. }
            | Input::Tuple { controls } => controls.iter().collect(),
            Input::Rows { rows, .. } => rows.iter().map(|row| &row.control).collect(),
            _ => Vec::new(),
        }
    }

    pub(super) fn is_wrong(&self) -> bool {
        self.errors().iter().any(|(_, wrong)| !wrong.is_empty())
    }

    /// How much room it takes, in rows of the form.
    pub(super) fn height(&self) -> usize {
        match &self.input {
            Input::Group { controls }
            | Input::Maybe { controls, .. }
            | Input::Tagged { controls, .. } => {
                1 + controls.iter().map(Self::height).sum::<usize>()
            }
            Input::Rows { rows, .. } => {
                1 + rows.iter().map(|row| row.control.height()).sum::<usize>()
            }
            Input::Size { .. } | Input::Area { .. } | Input::Media { .. } => 2,
            _ => 1,
        }
    }
}
