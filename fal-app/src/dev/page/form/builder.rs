//! Makes the controls of a form from what is declared.

use super::control::{Choice, Control, Input, Row, Slider, Tile, Wrong};
use super::kind::{Kind, kind};
use super::media::{self, Local};
use super::rule_words;
use super::state::{CUSTOM, MOST_ROWS, State, child, default_json, escaped, is_below};
use crate::fields::image_size::PRESETS;
use crate::fields::{Field, Rules, Shape, Table};
use crate::units::BillableUnits;

/// Makes controls.
pub(super) struct Builder<'a> {
    pub(super) local: Local<'a>,
    /// The endpoint of the form.
    pub(super) at: usize,
    pub(super) state: &'a State,
    /// What is wrong, and not yet shown beside a control.
    pub(super) wrong: Vec<Wrong>,
    /// The pointer of the control that gets the focus.
    pub(super) focus: Option<String>,
}

/// Where a control stands.
struct Place<'p> {
    id: &'p str,
    /// Its name: a pointer into the form.
    pointer: &'p str,
    /// How errors name it: variants and keys are in it.
    loc: &'p str,
    depth: usize,
}

impl Builder<'_> {
    /// The controls of an object, without those that are hidden.
    pub(super) fn object(
        &mut self,
        table: &Table,
        id: &str,
        pointer: &str,
        loc: &str,
        depth: usize,
    ) -> Vec<(Control, &'static Field)> {
        let fields = table.fields.iter().enumerate();
        let shown = fields.filter(|(_, field)| !field.hidden);
        shown
            .map(|(number, field)| {
                let place = Place {
                    id: &format!("{id}-{number}"),
                    pointer: &child(pointer, field.name),
                    loc: &child(loc, field.name),
                    depth,
                };
                (self.field(field, &place), *field)
            })
            .collect()
    }

    fn members(&mut self, table: &Table, place: &Place<'_>, loc: &str) -> Vec<Control> {
        let controls = self.object(table, place.id, place.pointer, loc, place.depth + 1);
        controls.into_iter().map(|(control, _)| control).collect()
    }

    fn field(&mut self, field: &Field, place: &Place<'_>) -> Control {
        let mut control = self.value(&field.shape, &field.rules, place, field.ui.field);
        control.label = match field.title {
            Some(title) => title.to_owned(),
            None => words(field.name),
        };
        control.code = field.name.to_owned();
        control.doc = match field.ui.hint {
            Some(hint) if !field.doc.is_empty() => format!("{} {hint}", field.doc),
            Some(hint) => hint.to_owned(),
            None => field.doc.to_owned(),
        };
        control.is_required = field.required();
        control.is_deprecated = field.deprecated;
        if let Input::Rows { one, .. } = &mut control.input {
            *one = control.label.to_lowercase();
        }
        let hint = default_json(field).map(|default| match default {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        });
        match (&mut control.input, hint) {
            (
                Input::Text { hint, .. } | Input::Area { hint, .. } | Input::Number { hint, .. },
                Some(default),
            ) => *hint = default,
            (
                Input::Number {
                    hint,
                    is_seed: true,
                    ..
                },
                None,
            ) => *hint = "random".to_owned(),
            _ => {}
        }
        control
    }

    fn value(
        &mut self,
        shape: &Shape,
        rules: &Rules,
        place: &Place<'_>,
        ui: Option<&str>,
    ) -> Control {
        let Place {
            id,
            pointer,
            loc,
            depth,
        } = *place;
        let text = self.state.text(pointer).to_owned();
        let scalars = *rules.of_scalars();
        let is_optional = matches!(shape, Shape::Optional(_));
        let mut rule = String::new();
        let mut is_wide = false;
        let kind = kind(shape, rules, depth);
        let is_leaf = !matches!(
            kind,
            Kind::Object(_)
                | Kind::Maybe(_)
                | Kind::List(_)
                | Kind::Map(_)
                | Kind::Tuple(_)
                | Kind::Tagged(..)
        );
        let wrong = self.take(loc, is_leaf);
        let input = match kind {
            Kind::Text => {
                rule = rule_words::of_text(&scalars);
                let is_long = pointer.ends_with("/prompt")
                    || ui == Some("textarea")
                    || scalars.max_length.is_some_and(|most| most > 200);
                is_wide = is_long;
                match is_long {
                    true => Input::Area {
                        count: text.chars().count(),
                        most: scalars.max_length,
                        text,
                        hint: String::new(),
                    },
                    false => {
                        if let Some(most) = scalars.max_length {
                            let join = if rule.is_empty() { "" } else { ", " };
                            rule = format!("up to {most}{join}{rule}");
                        }
                        Input::Text {
                            text,
                            hint: String::new(),
                        }
                    }
                }
            }
            Kind::Number { is_whole } => {
                rule = rule_words::of_number(&scalars);
                let is_seed = ui == Some("seed") || pointer.ends_with("/seed");
                if is_optional && rule.is_empty() {
                    rule = if is_seed {
                        "empty: a new one"
                    } else {
                        "empty: not sent"
                    }
                    .to_owned();
                }
                let slider = match (scalars.ge, scalars.le) {
                    (Some(least), Some(most)) if !is_seed => Some(Slider {
                        step: rule_words::step(least, most, &scalars, is_whole),
                        least: rule_words::number(least),
                        most: rule_words::number(most),
                    }),
                    _ => None,
                };
                Input::Number {
                    text,
                    hint: String::new(),
                    slider,
                    is_seed,
                }
            }
            Kind::Check => Input::Check {
                is_on: !text.is_empty(),
            },
            Kind::MaybeCheck => choice(["true", "false"].map(str::to_owned).to_vec(), true, &text),
            Kind::Choice { names, is_optional } => choice(names, is_optional, &text),
            Kind::Size { is_optional } => {
                is_wide = true;
                rule = rule_words::of_size(&scalars);
                self.size(pointer, &text, is_optional, &scalars)
            }
            Kind::Media(media) => {
                is_wide = true;
                rule = media::rule(&scalars);
                Input::Media {
                    preview: media::preview(self.local, media, &text),
                    accept: media::accept(media),
                    text,
                }
            }
            Kind::Json => {
                is_wide = true;
                "JSON".clone_into(&mut rule);
                Input::Json { text }
            }
            Kind::Object(table) => {
                is_wide = true;
                Input::Group {
                    controls: self.members(table, place, loc),
                }
            }
            Kind::Maybe(table) => {
                is_wide = true;
                let is_set = self.state.is_set(pointer);
                let controls = match is_set {
                    true => self.members(table, place, loc),
                    false => Vec::new(),
                };
                Input::Maybe { is_set, controls }
            }
            Kind::List(item) => {
                is_wide = true;
                rule = rule_words::of_rows(self.state.rows(pointer), rules);
                self.rows(item, rules, place, false)
            }
            Kind::Map(item) => {
                is_wide = true;
                rule = rule_words::of_rows(self.state.rows(pointer), rules);
                self.rows(item, rules, place, true)
            }
            Kind::Tuple(items) => {
                let of_items = rules.of_items();
                let controls = items
                    .iter()
                    .enumerate()
                    .map(|(number, item)| self.nth(item, &of_items, place, number, None, "Number"));
                Input::Tuple {
                    controls: controls.collect(),
                }
            }
            Kind::Tagged(union, tag) => {
                is_wide = true;
                let chosen = self.state.text(&child(pointer, tag)).to_owned();
                let names = union.variants.iter().map(|variant| variant.name.to_owned());
                let options = options(names.collect(), &chosen);
                let mut variants = union.variants.iter();
                let variant = variants.find(|variant| variant.name == chosen);
                let controls = match variant.map(|variant| variant.shape) {
                    Some(Shape::Object(table)) => {
                        self.members(table(), place, &child(loc, &chosen))
                    }
                    _ => Vec::new(),
                };
                Input::Tagged {
                    tag: child(pointer, tag),
                    options,
                    controls,
                }
            }
        };
        let is_focused = self.focus.as_deref() == Some(pointer);
        Control {
            id: id.to_owned(),
            at: self.at,
            name: pointer.to_owned(),
            loc: loc.to_owned(),
            label: String::new(),
            code: String::new(),
            doc: String::new(),
            rule,
            is_required: false,
            is_deprecated: false,
            is_wide,
            is_focused,
            wrong,
            input,
        }
    }

    /// The body as one text of JSON, where the input is not a struct.
    pub(super) fn whole(&mut self, id: &str, name: &str) -> Control {
        let mut control = self.value(
            &Shape::Any,
            &Rules::NONE,
            &Place {
                id,
                pointer: name,
                loc: "",
                depth: 0,
            },
            None,
        );
        "Input".clone_into(&mut control.label);
        control.is_required = true;
        control
    }

    fn size(&self, pointer: &str, text: &str, is_optional: bool, rules: &Rules) -> Input {
        let side = |name: &str| self.state.text(&child(pointer, name)).to_owned();
        let (width, height) = (side("width"), side("height"));
        let mut tiles: Vec<Tile> = PRESETS
            .iter()
            .map(|(name, size)| {
                let measure = format!("{} × {}", size.width(), size.height());
                tile(name, name, measure, text, size.width(), size.height())
            })
            .collect();
        let sides = (width.parse().unwrap_or(3), height.parse().unwrap_or(2));
        tiles.push(tile(
            CUSTOM,
            CUSTOM,
            "your own".to_owned(),
            text,
            sides.0,
            sides.1,
        ));
        if is_optional {
            tiles.push(tile("", "not sent", "left out".to_owned(), text, 1, 1));
        }
        let note = match (width.parse::<u32>(), height.parse::<u32>()) {
            (Ok(width), Ok(height)) => {
                let megapixels = f64::from(width) * f64::from(height) / 1_048_576.0;
                format!(
                    "{} megapixels",
                    BillableUnits::try_from(megapixels).map_or_else(|_| String::new(), hundredths)
                )
            }
            _ => String::new(),
        };
        let most = rules.max_width.into_iter().chain(rules.max_height).max();
        Input::Size {
            tiles,
            width,
            height,
            most: most.unwrap_or(14142),
            note,
        }
    }

    fn rows(&mut self, item: &Shape, rules: &Rules, place: &Place<'_>, is_map: bool) -> Input {
        let Place { id, pointer, .. } = *place;
        let number = self.state.rows(pointer);
        let of_items = rules.of_items();
        let rows = (0..number).map(|row| {
            let key = self.state.key(pointer, row).to_owned();
            let part = is_map.then(|| escaped(&key));
            Row {
                id: format!("{id}-{row}"),
                name: format!("{pointer}/{row}"),
                control: self.nth(item, &of_items, place, row, part.as_deref(), "Row"),
                key,
            }
        });
        let most = rules
            .max_length
            .map_or(MOST_ROWS, |most| usize::try_from(most).unwrap_or(MOST_ROWS));
        Input::Rows {
            rows: rows.collect(),
            is_map,
            may_add: number < most.min(MOST_ROWS),
            one: "row".to_owned(),
        }
    }

    /// The control of one of several values. In errors it is called `part`, or else by its number.
    fn nth(
        &mut self,
        item: &Shape,
        rules: &Rules,
        place: &Place<'_>,
        number: usize,
        part: Option<&str>,
        what: &str,
    ) -> Control {
        let by_number = number.to_string();
        let place = Place {
            id: &format!("{}-{number}", place.id),
            pointer: &format!("{}/{number}", place.pointer),
            loc: &format!("{}/{}", place.loc, part.unwrap_or(&by_number)),
            depth: place.depth + 1,
        };
        let mut control = self.value(item, rules, &place, None);
        control.label = format!("{what} {}", number + 1);
        control
    }

    /// What is wrong there; of a control that holds no others, also what is wrong below it.
    fn take(&mut self, loc: &str, with_below: bool) -> Vec<Wrong> {
        let is_here = |wrong: &Wrong| wrong.at == loc || (with_below && is_below(&wrong.at, loc));
        self.wrong.extract_if(.., |wrong| is_here(wrong)).collect()
    }
}

fn tile(
    value: &'static str,
    label: &'static str,
    measure: String,
    chosen: &str,
    width: u32,
    height: u32,
) -> Tile {
    let (width, height) = (f64::from(width.max(1)), f64::from(height.max(1)));
    let longer = width.max(height);
    let (width, height) = (18.0 * width / longer, 18.0 * height / longer);
    let text = |number: f64| format!("{number:.1}");
    Tile {
        value,
        label,
        measure,
        is_chosen: value == chosen,
        x: text((20.0 - width) / 2.0),
        y: text((20.0 - height) / 2.0),
        width: text(width.max(1.0)),
        height: text(height.max(1.0)),
    }
}

/// Two decimals, for people.
fn hundredths(units: BillableUnits) -> String {
    let text = units.to_string();
    match text.split_once('.') {
        Some((whole, decimals)) => {
            let decimals: String = decimals.chars().take(2).collect();
            let decimals = decimals.trim_end_matches('0');
            match decimals {
                "" => whole.to_owned(),
                decimals => format!("{whole}.{decimals}"),
            }
        }
        None => text,
    }
}

/// The most choices that stand side by side.
const MOST_IN_ROW: usize = 4;

fn choice(names: Vec<String>, is_optional: bool, chosen: &str) -> Input {
    let is_row = names.len() <= MOST_IN_ROW;
    let mut options = options(names, chosen);
    if is_optional {
        options.push(Choice {
            value: String::new(),
            label: "not sent".to_owned(),
            is_chosen: chosen.is_empty(),
        });
    }
    Input::Choice { options, is_row }
}

fn options(names: Vec<String>, chosen: &str) -> Vec<Choice> {
    let option = |name: String| Choice {
        is_chosen: name == chosen,
        label: name.clone(),
        value: name,
    };
    names.into_iter().map(option).collect()
}

/// A name in words: `num_images` is `Num images`.
pub(crate) fn words(name: &str) -> String {
    let name = name.replace(['_', '-'], " ");
    let mut letters = name.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => name,
    }
}
