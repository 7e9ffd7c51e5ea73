//! What a method returns is known by its type: an alias of `Result` is a `Result`, and `self: &Self` is `&self`.

#![deny(warnings)]
#![allow(
    clippy::needless_arbitrary_self_type,
    reason = "an author may write it"
)]

use fal_app::prelude::*;
use fal_app::test::Client;
use serde_json::{Value as Json, json};

type Answer<T> = Result<T>;
type Done = Answer<()>;

#[output]
struct Word {
    text: String,
}

#[input]
struct Prompt {
    text: String,
}

#[fal_app]
struct Writer {
    word: String,
}

#[endpoints]
impl Writer {
    #[setup]
    fn load() -> Answer<Self> {
        Ok(Self {
            word: "fox".to_owned(),
        })
    }

    #[endpoint("/word")]
    #[billable(units(output.text.len()))]
    async fn word(self: &Self) -> Answer<Word> {
        Ok(Word {
            text: self.word.clone(),
        })
    }

    #[endpoint("/blocking")]
    fn blocking<'a>(&'a self, context: &'a RequestContext, input: Prompt) -> Answer<Word> {
        let _ = (&self.word, context);
        match input.text.as_str() {
            "" => Err(Error::status(404, "there is no word")),
            _ => Ok(Word { text: input.text }),
        }
    }

    #[endpoint("/billed")]
    #[billable(custom)]
    async fn billed(&self) -> Answer<Billed<Word>> {
        let text = self.word.clone();
        Ok(Billed::new(Word { text }, 7_u32))
    }

    #[endpoint("/done")]
    async fn done(&self) -> Done {
        Ok(())
    }

    #[stream("/words")]
    async fn words<'a>(&'a self) -> Answer<impl Stream<Item = Answer<Word>> + 'a> {
        let words = self.word.chars().map(|letter| Ok(letter.to_string()));
        Ok(stream::iter(
            words.map(|text: Answer<String>| Ok(Word { text: text? })),
        ))
    }
}

#[test]
fn an_alias_of_result_is_followed() {
    let client = Client::<Writer>::start().unwrap();
    let ask = |path: &str| client.post_json(path, r#"{"text": "cat"}"#).unwrap();
    let json = |body: &[u8]| serde_json::from_slice::<Json>(body).unwrap();
    let word = ask("/word");
    assert_eq!(json(word.body()), json!({"text": "fox"}));
    assert_eq!(word.headers()["x-fal-billable-units"], "3");
    assert_eq!(json(ask("/blocking").body()), json!({"text": "cat"}));
    assert_eq!(ask("/done").body(), b"null");
    assert_eq!(ask("/billed").headers()["x-fal-billable-units"], "7");
    let words = String::from_utf8(ask("/words").body().to_vec()).unwrap();
    assert_eq!(words.matches("data: ").count(), 3, "{words}");
    let refused = client.post_json("/blocking", r#"{"text": ""}"#).unwrap();
    assert_eq!(refused.status(), 404);
}

#[test]
fn the_document_describes_what_an_alias_holds() {
    let client = Client::<Writer>::start().unwrap();
    let document = client.get("/openapi.json").unwrap();
    let document: Json = serde_json::from_slice(document.body()).unwrap();
    for path in ["/word", "/blocking", "/billed"] {
        let answer = &document["paths"][path]["post"]["responses"]["200"]["content"];
        let schema = &answer["application/json"]["schema"]["$ref"];
        assert_eq!(schema, "#/components/schemas/Word", "{path}");
    }
}
