//! An example that a caller may not send is refused: what the compiler cannot know, when the app starts.

use fal_app::prelude::*;
use fal_app::test::Client;

fn nine() -> u32 {
    9
}

/// An app whose endpoint has this input and this example.
macro_rules! app {
    ($input:item, $example:expr) => {
        #[fal_app]
        #[derive(Default)]
        struct App;

        $input

        #[endpoints]
        impl App {
            #[endpoint("/")]
            #[example($example)]
            async fn run(&self, _: Asked) -> Result<()> {
                Ok(())
            }
        }
    };
}

fn refusal<A: fal_app::App>() -> String {
    Client::<A>::start().err().unwrap().to_string()
}

#[test]
fn an_example_of_an_endpoint_that_breaks_a_rule() {
    app! {
        #[input]
        struct Asked {
            text: String,
            #[field(le = 4)]
            steps: u32,
        },
        Asked { text: "a fox".into(), steps: nine() }
    }
    assert_eq!(
        refusal::<App>(),
        "an example of endpoint `run` is refused: `steps`: Input should be less than or equal to 4\n\
         help: write an example that a caller may send"
    );
}

#[test]
fn an_example_that_gives_some_fields_breaks_a_rule() {
    app! {
        #[input]
        struct Asked {
            #[field(pattern = "^[a-z]+$")]
            text: String,
            #[field(default = 1)]
            steps: u32,
        },
        Asked { text: "A FOX".into(), .. }
    }
    assert!(refusal::<App>().contains("`text`: String should match pattern"));
}

#[test]
fn an_example_of_a_nested_field_breaks_a_rule() {
    app! {
        #[input]
        struct Asked {
            steps: Option<Vec<Step>>,
        },
        Asked { steps: None }
    }
    #[input]
    struct Step {
        #[field(le = 4, examples = [1, nine()])]
        count: u32,
    }
    assert_eq!(
        refusal::<App>(),
        "the example 9 of `Step.count` is refused: Input should be less than or equal to 4\n\
         help: write an example that a caller may send"
    );
}

#[test]
fn examples_that_callers_may_send() {
    app! {
        #[input]
        struct Asked {
            #[field(max_length = 5, examples = ["a fox", "cats"])]
            text: String,
            #[field(max_length = 2, examples = [vec![1], vec![2, 3]])]
            list: Vec<u32>,
            #[field(examples = ["https://example.com/fox.png"])]
            picture: Option<ImageUrl>,
            #[field(default = 1, le = 9, examples = [nine()])]
            steps: u32,
        },
        Asked { text: "a fox".into(), list: vec![], .. }
    }
    assert!(Client::<App>::start().is_ok());
}
