//! The app of `conformance/schema_app.py`, declared with fal-app.

use std::collections::{BTreeMap, HashMap};

use fal_app::prelude::*;

/// Types of every shape.
#[fal_app]
#[derive(Default)]
pub(crate) struct SchemaApp;

/// Weights beside the model's own.
#[input]
struct Lora {
    /// Where they are.
    #[field(min_length = 1, max_length = 2048)]
    path: String,
    #[field(default = 1.0, ge = 0.1, le = 3, multiple_of = 0.1)]
    scale: f64,
    #[field(default = Kind::Only)]
    kind: Kind,
    #[field(one_of = [480, 720])]
    steps: u32,
}

#[input]
enum Kind {
    Only,
}

#[input]
struct UrlSource {
    url: String,
}

#[input]
struct TextSource {
    text: String,
    lines: Option<u32>,
}

#[input]
#[serde(tag = "type")]
enum Source {
    #[serde(rename = "url")]
    Url(UrlSource),
    #[serde(rename = "text")]
    Text(TextSource),
}

#[input]
struct Plain {}

#[input]
#[serde(untagged)]
enum Either {
    Plain(Plain),
    Text(String),
}

#[input]
#[derive(Clone, Copy)]
enum Mode {
    Slow,
    Fast,
}

/// What all have.
#[input]
struct Parent {
    /// What.
    #[field(min_length = 1)]
    prompt: String,
    #[field(default = 3, ge = 1)]
    steps: i64,
}

/// One of them.
#[input]
struct Child {
    #[serde(flatten)]
    parent: Parent,
    url: String,
}

/// Everything at once.
///
/// In two paragraphs.
#[input]
struct SchemaInput {
    /// What to
    /// do.
    #[field(pattern = "^a", examples = ["a fox", "an owl"])]
    prompt: String,
    /// The first.
    lora: Lora,
    maybe_lora: Option<Lora>,
    /// D
    #[field(title = "T")]
    titled: Option<Lora>,
    #[field(min_length = 1, max_length = 3)]
    loras: Vec<Lora>,
    maybe_loras: Option<Vec<Lora>>,
    /// How many.
    #[field(ge = 0, le = 9)]
    count: Option<i64>,
    #[field(default = 3)]
    defaulted: Option<i32>,
    #[field(min_length = 1)]
    name: Option<String>,
    #[field(default)]
    numbers: Vec<Option<u8>>,
    #[field(min_length = 2, ge = 1)]
    bounded: Vec<u32>,
    #[field(default = ["a", "b"])]
    tags: Vec<String>,
    modes: Vec<Mode>,
    /// How.
    #[field(examples = [Mode::Fast])]
    mode: Mode,
    maybe_mode: Option<Mode>,
    #[field(default = 480, one_of = [480, 720])]
    height: u32,
    #[field(default = 480, one_of = [480, 720])]
    maybe_height: Option<u32>,
    #[field(default = "yes", one_of = ["yes", "no"])]
    word: String,
    /// From where.
    source: Source,
    #[field(default)]
    sources: Vec<Source>,
    maybe_source: Option<Source>,
    either: Either,
    #[field(default)]
    eithers: Vec<Either>,
    #[field(title = "Or none")]
    maybe_either: Option<Either>,
    anything: Value,
    #[field(default, max_width = 2048, multiple_of = 8, ui(important))]
    size: ImageSize,
    maybe_size: Option<ImageSize>,
    #[field(default)]
    sizes: Vec<ImageSize>,
    /// Not shown.
    #[field(default = 3, hidden)]
    hidden: u32,
    #[field(default = "", ui(field = "image", important, hint = "h"))]
    mask_url: String,
    #[field(default = "")]
    #[serde(rename = "camelCase")]
    camel_case: String,
    #[field(default = false)]
    #[serde(rename = "a1b_c2D")]
    renamed: bool,
    #[field(default = 2, gt = 0, lt = 10, multiple_of = 2)]
    even: i32,
    #[field(default = 1e-7, ge = 1e-9, le = 1e30)]
    small: f64,
    #[field(default = 0.1)]
    tenth: f32,
    #[field(default = 0, le = 18446744073709551615)]
    big: u64,
    /// By name.
    #[field(min_length = 1, max_length = 3)]
    labels: HashMap<String, String>,
    #[field(ge = 0)]
    maybe_labels: Option<BTreeMap<String, i64>>,
    named_loras: HashMap<String, Lora>,
    #[field(default)]
    extra: BTreeMap<String, Value>,
    #[field(default)]
    grid: HashMap<String, BTreeMap<String, Vec<f64>>>,
    #[field(default = (0.5, 1.5))]
    pair: (f64, Option<f64>),
    #[field(title = "Its colour", ge = 0, le = 255)]
    maybe_colour: Option<(u8, u8, u8)>,
    #[field(default)]
    mixed: Vec<(String, Lora, Mode)>,
    single: (bool,),
    #[field(default = ["a"], max_length = 8, items(min_length = 1, max_length = 64, pattern = "^a"))]
    words: Vec<String>,
    #[field(items(max_length = 4, items(ge = 0, le = 255)))]
    rows: Option<Vec<Vec<u8>>>,
    #[field(default, items(min_length = 1))]
    named_sizes: BTreeMap<String, String>,
    child: Child,
    #[field(default = [(1, 2)], max_length = 4, ge = 0)]
    ranges: Vec<[i64; 2]>,
}

/// What was made.
#[output]
struct SchemaOutput {
    /// The picture.
    image: Image,
    images: Vec<Image>,
    video: Video,
    audio: Audio,
    file: File,
    maybe_file: Option<File>,
    seed: u64,
    #[field(min_length = 1)]
    text: String,
    timings: HashMap<String, f64>,
    /// From and to.
    spans: Vec<(f64, Option<f64>)>,
    parts: BTreeMap<String, File>,
}

#[endpoints]
impl SchemaApp {
    /// Makes it all.
    ///
    /// At the root, this is the page about the app.
    #[endpoint("/")]
    async fn make_all(&self, input: SchemaInput) -> Result<SchemaOutput> {
        unmade(input)
    }

    #[endpoint("/a/b-c_d")]
    async fn without_input(&self) -> Result<SchemaOutput> {
        unmade(())
    }

    #[endpoint("/nothing")]
    async fn nothing(&self, input: Plain) -> Result<()> {
        unmade(input)
    }

    #[endpoint("/picture")]
    async fn picture(&self, input: Lora) -> Result<Image> {
        unmade(input)
    }
}

/// No request runs this: the test reads only the document.
fn unmade<I, O>(_: I) -> Result<O> {
    Err(Error::status(501, "not made"))
}
