//! The form of an endpoint, made from its declaration alone.

mod builder;
mod control;
mod kind;
mod media;
mod read;
mod rule_words;
mod state;

use serde_json::{Map, Value};

use builder::Builder;
pub(super) use control::{Control, Wrong};
use kind::{Kind, kind};
pub(super) use media::Local;
use read::Reader;
pub(super) use state::{State, escaped};

use crate::declare::EndpointDeclaration;
use crate::fields::{Field, Rules, Shape, Table};

/// The controls of a form.
#[derive(Default)]
pub(super) struct Controls {
    /// In sight.
    pub(super) first: Vec<Control>,
    /// Those that have a default, where others are marked as important.
    pub(super) advanced: Vec<Control>,
    /// What is wrong, and has no control.
    pub(super) elsewhere: Vec<Wrong>,
}

impl Controls {
    pub(super) fn all(&self) -> impl Iterator<Item = &Control> {
        self.first.iter().chain(&self.advanced)
    }

    /// Whether what is wrong is behind a fold.
    pub(super) fn opens_advanced(&self) -> bool {
        self.advanced.iter().any(Control::is_wrong)
    }

    /// How high it is, in rows.
    pub(super) fn height(&self) -> usize {
        self.first.iter().map(Control::height).sum()
    }
}

/// What stands in the form of an endpoint at first: the input, with the defaults around it.
pub(super) fn state(endpoint: &EndpointDeclaration, input: Option<&Value>) -> State {
    let mut state = State::default();
    match endpoint.input {
        Some(Shape::Object(table)) => state.fill_object(table(), "", input, 0),
        Some(_) => {
            let text = input.map_or_else(|| "{}".to_owned(), |input| format!("{input:#}"));
            state.set(WHOLE, &text);
        }
        None => {}
    }
    state
}

/// The name of the text that is the whole body, where the input is not a struct.
const WHOLE: &str = "/";

/// The examples of an endpoint, as a caller sends them.
pub(super) fn examples(endpoint: &EndpointDeclaration) -> Vec<Value> {
    let written = endpoint.examples.iter();
    let json = written.filter_map(|write| endpoint.example_json(*write).ok());
    json.filter_map(|json| serde_json::from_slice(&json).ok())
        .collect()
}

/// The controls for what stands in a form.
pub(super) fn controls(
    local: Local<'_>,
    (at, endpoint): (usize, &EndpointDeclaration),
    state: &State,
    wrong: Vec<Wrong>,
    focus: Option<String>,
) -> Controls {
    let mut builder = Builder {
        local,
        at,
        state,
        wrong,
        focus,
    };
    let id = format!("f{at}");
    let mut controls = Controls::default();
    match endpoint.input {
        Some(Shape::Object(table)) => {
            let mut all = builder.object(table(), &id, "", "", 0);
            let important = |field: &Field| field.ui.important;
            let any_is_important = all.iter().any(|(_, field)| important(field));
            all.sort_by_key(|(_, field)| !important(field));
            for (control, field) in all {
                let is_behind = field.deprecated
                    || (any_is_important && !important(field) && !field.required());
                match is_behind {
                    true => controls.advanced.push(control),
                    false => controls.first.push(control),
                }
            }
        }
        Some(_) => controls.first.push(builder.whole(&id, WHOLE)),
        None => {}
    }
    controls.elsewhere = builder.wrong;
    controls
}

/// The body of a request, of what stands in a form.
///
/// # Errors
/// Some of it is not JSON, and should be.
pub(super) fn body(endpoint: &EndpointDeclaration, state: &State) -> Result<Value, Vec<Wrong>> {
    let mut reader = Reader::new(state);
    let body = match endpoint.input {
        Some(Shape::Object(table)) => reader.object(table(), "", 0),
        Some(_) => reader.json(WHOLE).unwrap_or_default(),
        None => Value::Object(Map::new()),
    };
    match reader.wrong.is_empty() {
        true => Ok(body),
        false => Err(reader
            .wrong
            .into_iter()
            .map(|(at, message)| Wrong {
                at,
                message,
                error_type: "json_invalid".to_owned(),
            })
            .collect()),
    }
}

/// A button of a form other than that which runs it.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Add(String),
    Remove(String),
    /// An optional set of fields is filled in, or left out.
    Set(String),
    Unset(String),
    /// A text becomes empty.
    Clear(String),
}

/// Changes what stands in a form, and returns the pointer of the control that gets the focus.
pub(super) fn change(
    endpoint: &EndpointDeclaration,
    state: &mut State,
    change: &Change,
) -> Option<String> {
    match change {
        Change::Clear(pointer) => {
            state.remove(pointer);
            Some(pointer.clone())
        }
        Change::Remove(row) => {
            state.remove_row(row);
            row.rsplit_once('/').map(|(list, _)| list.to_owned())
        }
        Change::Unset(pointer) => {
            state.remove(pointer);
            Some(pointer.clone())
        }
        Change::Set(pointer) => {
            let (shape, rules, depth) = find(endpoint, pointer)?;
            if let Kind::Maybe(table) = kind(&shape, &rules, depth) {
                state.mark_set(pointer);
                state.fill_object(table, pointer, None, depth + 1);
            }
            Some(pointer.clone())
        }
        Change::Add(pointer) => {
            let (shape, rules, depth) = find(endpoint, pointer)?;
            let (Kind::List(item) | Kind::Map(item)) = kind(&shape, &rules, depth) else {
                return None;
            };
            let row = state.rows(pointer);
            state.add_row(item, &rules.of_items(), pointer, row, None, depth);
            Some(format!("{pointer}/{row}"))
        }
    }
}

/// Makes each tagged choice that has another tag than its fields one of that variant.
pub(super) fn settle_tags(endpoint: &EndpointDeclaration, state: &mut State, pointer: &str) {
    let Some((list, tag)) = pointer.rsplit_once('/') else {
        return;
    };
    let Some((shape, rules, depth)) = find(endpoint, list) else {
        return;
    };
    if let Kind::Tagged(union, own) = kind(&shape, &rules, depth)
        && tag == own
    {
        let chosen = state.text(pointer).to_owned();
        state.remove(list);
        state.choose(union, own, list, &chosen, None, depth);
    }
}

/// The value that a pointer into a form names: its shape, its rules, and how deep it is.
fn find(endpoint: &EndpointDeclaration, pointer: &str) -> Option<(Shape, Rules, usize)> {
    let Some(Shape::Object(table)) = endpoint.input else {
        return None;
    };
    let mut parts = pointer.split('/').skip(1);
    let (mut shape, mut rules) = field(table(), parts.next()?)?;
    let mut depth = 0;
    for part in parts {
        let inner = match shape {
            Shape::Optional(inner) => *inner,
            shape => shape,
        };
        (shape, rules) = match inner {
            Shape::Object(table) => field(table(), part)?,
            Shape::List(item) | Shape::Map(item) => (*item, rules.of_items()),
            Shape::Tuple(items) => (*items.get(part.parse::<usize>().ok()?)?, rules.of_items()),
            Shape::Union(union) => {
                let tables = union()
                    .variants
                    .iter()
                    .filter_map(|variant| match variant.shape {
                        Shape::Object(table) => Some(table()),
                        _ => None,
                    });
                tables.filter_map(|table| field(table, part)).next()?
            }
            _ => return None,
        };
        depth += 1;
    }
    Some((shape, rules, depth))
}

fn field(table: &Table, part: &str) -> Option<(Shape, Rules)> {
    let mut fields = table.fields.iter();
    let field = fields.find(|field| escaped(field.name) == part)?;
    Some((field.shape, field.rules))
}
