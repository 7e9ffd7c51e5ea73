//! The types: each kind of value under each kind of rule, alone, optional, in a list, nested.

use std::collections::{BTreeMap, HashMap};

use fal_app::prelude::*;
use fal_app::test::{Client, Reply};
use serde_json::Value;

/// Posts a body to a path.
type Send = Box<dyn Fn(&str, &str) -> Reply>;

/// An app that takes `{"value": …, "num_images": …}`, answers what it decoded, and charges twice `num_images`.
pub(crate) struct App {
    /// The type and its rules.
    pub(crate) name: &'static str,
    send: Send,
}

impl App {
    fn of<A: fal_app::App>(name: &'static str) -> Self {
        let client = Client::<A>::start().expect("the app starts");
        let send = move |path: &str, body: &str| match path {
            "/openapi.json" => client.get(path).expect("an answer"),
            _ => client.post_json(path, body.to_owned()).expect("an answer"),
        };
        Self {
            name,
            send: Box::new(send),
        }
    }

    /// What the endpoint answers.
    pub(crate) fn post(&self, body: &Value) -> Reply {
        (self.send)("/", &body.to_string())
    }

    /// What it would cost.
    pub(crate) fn quote(&self, body: &Value) -> Reply {
        (self.send)("/quote", &body.to_string())
    }

    /// The app's document.
    pub(crate) fn document(&self) -> Value {
        (self.send)("/openapi.json", "").json().expect("JSON")
    }
}

macro_rules! grid {
    ($($name:ident: $type:ty, $rules:tt;)*) => {
        $(
            mod $name {
                use super::*;

                #[input]
                #[output]
                pub(crate) struct Body {
                    #[field $rules]
                    value: $type,
                    #[field(default = 1, ge = 1, le = 4)]
                    num_images: u32,
                }

                #[fal_app]
                #[derive(Default)]
                pub(crate) struct Echo;

                #[endpoints]
                impl Echo {
                    #[endpoint("/")]
                    #[billable(per_image, times = 2)]
                    async fn echo(&self, input: Body) -> Result<Body> {
                        Ok(input)
                    }
                }
            }
        )*

        /// All of them.
        pub(crate) fn apps() -> Vec<App> {
            vec![$(App::of::<$name::Echo>(stringify!($name: $type, $rules)),)*]
        }
    };
}

#[input]
#[output]
pub(crate) enum Style {
    Photo,
    LineArt,
}

#[input]
#[output]
pub(crate) struct Lora {
    #[field(min_length = 1)]
    path: String,
    #[field(default = 1.0, ge = 0, le = 4)]
    scale: f64,
}

grid! {
    string: String, (title = "Value");
    string_default: String, (default = "fox");
    string_lengths: String, (min_length = 2, max_length = 4);
    string_pattern: String, (pattern = "^[a-z]+$");
    string_one_of: String, (one_of = ["a", "b"]);
    string_optional: Option<String>, (max_length = 3);
    url: ImageUrl, (max_width = 8, max_file_size = 9);
    url_rules: Vec<AudioUrl>, (default, max_length = 2, pattern = "^[a-z]");
    url_optional: Option<VideoUrl>, (min_length = 2, max_length = 4);
    boolean: bool, (default = true);
    int: i64, (title = "Value");
    int_inclusive: i32, (ge = -2, le = 9);
    int_exclusive: u8, (gt = 0, lt = 7);
    int_multiple: u32, (default = 8, multiple_of = 8, ge = 0, le = 64);
    int_one_of: u32, (one_of = [1, 3]);
    int_optional: Option<u16>, (ge = 0, le = 9);
    float: f64, (title = "Value");
    float_inclusive: f64, (default = 0.5, ge = 0, le = 2);
    float_exclusive: f32, (gt = 0, lt = 1);
    list: Vec<String>, (min_length = 1, max_length = 2);
    list_of_bounded: Vec<i64>, (default, ge = 0, le = 5);
    list_optional: Option<Vec<Option<f64>>>, (max_length = 3);
    map: HashMap<String, f64>, (max_length = 2, ge = 0, le = 2);
    map_sorted: BTreeMap<String, Option<u8>>, (ge = 0, le = 9);
    map_default: HashMap<String, Vec<i64>>, (default = [("a", [1, 2]), ("b", [])], min_length = 1);
    map_of_nested: Option<BTreeMap<String, Lora>>, (title = "Value");
    tuple: (i64, Option<f64>), (ge = 0, le = 9);
    tuple_default: (String, bool), (default = ("a", true));
    tuple_optional: Option<(u8, u8, u8)>, (ge = 0, le = 255);
    tuple_of_nested: Vec<(Lora, Style)>, (max_length = 2);
    array: [u8; 2], (default = [1, 2], ge = 0, le = 60);
    items_of_a_list: Vec<String>, (min_length = 1, max_length = 3, items(min_length = 1, max_length = 3));
    items_of_items: Vec<Vec<i64>>, (default = [[1, 2]], items(max_length = 2, items(ge = 0, le = 64)));
    items_of_a_map: HashMap<String, Vec<f64>>, (max_length = 2, items(min_length = 1));
    items_of_a_tuple: Option<(u8, Option<u8>, u8)>, (items(ge = 0, le = 255));
    items_of_choices: BTreeMap<String, String>, (items(one_of = ["a", "b", "fox"]));
    boxed: Box<u32>, (ge = 1, le = 3);
    choice: Style, (title = "Value");
    choice_default: Style, (default = Style::LineArt);
    nested: Lora, (title = "Value");
    nested_list: Vec<Lora>, (default, max_length = 2);
    nested_optional: Option<Lora>, (title = "Value");
    size: ImageSize, (default);
    any: Value, (default);
}
