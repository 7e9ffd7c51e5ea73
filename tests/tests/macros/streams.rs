//! Each form of a `#[stream]`, called as its callers call it.

#![deny(warnings)]
#![allow(clippy::unwrap_used)]

use fal_app::prelude::*;
use fal_app::stream::{BoxStream, Bytes, StreamExt as _};
use fal_app::test::{Client, Reply};

#[fal_app(auth = "shared")]
struct Reader {
    words: Vec<String>,
}

#[input]
struct Prompt {
    prompt: String,
}

#[output]
struct Word {
    text: String,
}

fn word(text: &str) -> Result<Word> {
    let text = text.to_owned();
    Ok(Word { text })
}

#[endpoints]
impl Reader {
    #[setup]
    async fn open() -> Result<Self> {
        let words = ["one", "two"].map(str::to_owned).into();
        Ok(Self { words })
    }

    #[stream("/borrows", title = "Words", category = "text", unlisted)]
    #[billable(per_text_chunk(chars = 2))]
    #[example(Prompt::required("a fox"))]
    async fn borrows(
        &self,
        input: Prompt,
        context: &RequestContext,
    ) -> impl Stream<Item = Result<Word>> {
        let _ = (input.prompt, context.is_cancelled());
        stream::iter(self.words.iter().map(|text| word(text)))
    }

    #[stream("/may-fail")]
    #[billable(flat)]
    async fn may_fail(&self, input: Prompt) -> Result<impl Stream<Item = Result<Word>>> {
        if input.prompt.is_empty() {
            return Err(Error::field("prompt", "nothing to read"));
        }
        Ok(stream::iter([word(&input.prompt)]))
    }

    /// No `async` before the first item.
    #[stream("/plain")]
    #[billable(free)]
    fn plain(&self) -> impl Stream<Item = Result<Word>> {
        stream::once(async { word(&self.words[0]) })
    }

    #[stream("/on-a-thread")]
    #[billable(flat)]
    fn on_a_thread(&self, context: &RequestContext) -> impl Iterator<Item = Result<Word>> {
        // Nothing here has to be sent to another thread.
        let prefix = std::rc::Rc::new("=".to_owned());
        self.words.iter().map(move |text| {
            context.check_cancelled()?;
            word(&format!("{prefix}{text}"))
        })
    }

    #[stream("/on-a-thread-or-not")]
    #[billable(flat)]
    fn on_a_thread_or_not(&self, input: Prompt) -> Result<impl Iterator<Item = Result<Word>>> {
        if input.prompt.is_empty() {
            return Err(Error::field("prompt", "nothing to read"));
        }
        Ok(std::iter::once_with(move || word(&input.prompt)))
    }

    #[stream("/raw", content_type = "audio/mpeg")]
    #[billable(flat)]
    async fn raw(&self) -> impl Stream<Item = Result<Bytes>> + Send {
        stream::iter([Ok("ID3".into()), Ok("...".into())])
    }

    #[stream("/media")]
    #[billable(flat)]
    fn media(&self) -> impl Iterator<Item = Result<File>> {
        std::iter::repeat_with(|| Ok(File::from_bytes("a", "text/plain"))).take(1)
    }
}

impl Reader {
    /// A boxed stream is a stream too.
    fn boxed(&self) -> BoxStream<'_, Result<Word>> {
        Box::pin(self.plain())
    }
}

fn texts(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status(), 200);
    assert_eq!(
        reply.headers()["content-type"],
        "text/event-stream; charset=utf-8"
    );
    let texts = reply.events().unwrap();
    let texts = texts.iter().map(|event| event["text"].as_str().unwrap());
    texts.map(str::to_owned).collect()
}

#[test]
fn each_sends_its_items() {
    let client = Client::<Reader>::start().unwrap();
    let prompt = Prompt::required("fox");
    let borrows = client.post("/borrows", &prompt).unwrap();
    assert_eq!(texts(&borrows), ["one", "two"]);
    assert_eq!(borrows.units(), Some(BillableUnits::from(1)));
    let post = |path, json: &str| client.post_json(path, json.to_owned()).unwrap();
    assert_eq!(texts(&post("/plain", "")), ["one"]);
    assert_eq!(texts(&post("/on-a-thread", "")), ["=one", "=two"]);
    for path in ["/may-fail", "/on-a-thread-or-not"] {
        assert_eq!(texts(&client.post(path, &prompt).unwrap()), ["fox"]);
        assert_eq!(post(path, r#"{"prompt": ""}"#).status(), 422);
    }
    let raw = post("/raw", "");
    assert_eq!(raw.headers()["content-type"], "audio/mpeg");
    assert_eq!(raw.body(), b"ID3...");
    let media = post("/media", "").events().unwrap();
    assert_eq!(media[0]["url"], "data:text/plain;base64,YQ==");
}

#[test]
fn a_stream_is_quoted_and_refused_as_an_endpoint() {
    let client = Client::<Reader>::start().unwrap();
    let quote = client
        .post("/borrows/quote", &Prompt::required("a fox"))
        .unwrap();
    let quoted = quote.json().unwrap();
    assert_eq!(quoted["billable_units"]["min"], "2");
    assert_eq!(quoted["billable_units"]["max"], "2");
    let refused = client.post_json("/borrows", "{}").unwrap();
    assert_eq!(refused.status(), 422);
    assert_eq!(refused.units(), Some(BillableUnits::from(0)));
}

#[test]
fn a_method_stays_a_method() {
    let reader = Reader {
        words: vec!["one".to_owned()],
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let first = runtime.block_on(async { reader.boxed().next().await });
    assert_eq!(first.unwrap().unwrap().text, "one");
}
