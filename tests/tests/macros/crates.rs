//! Two apps in one program: one is from another crate, which gives `fal-app` another name.

#![deny(warnings)]

use fal_app::prelude::*;
use fal_app::test::Client;
use fal_app_renamed::{Echo, Question};

#[fal_app]
#[derive(Default)]
struct Shout;

#[output]
struct Shouted {
    text: String,
}

#[endpoints]
impl Shout {
    #[endpoint("/")]
    #[billable(flat)]
    async fn shout(&self, input: Question) -> Result<Shouted> {
        Ok(Shouted {
            text: input.prompt.to_uppercase(),
        })
    }
}

#[test]
fn both_apps_answer() -> Result<()> {
    let question = Question::required("why?");
    let echoed = Client::<Echo>::start()?.post("/", &question)?;
    assert_eq!(echoed.json()?, serde_json::json!({ "text": "why?" }));
    let shouted = Client::<Shout>::start()?.post("/", &question)?;
    assert_eq!(shouted.json()?, serde_json::json!({ "text": "WHY?" }));
    Ok(())
}
