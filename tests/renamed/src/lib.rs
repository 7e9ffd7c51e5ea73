//! An app whose author gave `fal-app` another name, which its documentation uses too:
//!
//! ```
//! use marketplace::prelude::*;
//!
//! #[input]
//! struct Remark {
//!     prompt: String,
//! }
//! # assert_eq!(Remark::required("why").prompt, "why");
//! ```

use marketplace::prelude::*;

/// Answers what it is asked.
#[fal_app]
#[derive(Debug, Default)]
pub struct Echo;

/// A question.
#[input]
#[derive(Debug)]
pub struct Question {
    /// In words.
    pub prompt: String,
}

/// The answer.
#[output]
#[derive(Debug)]
pub struct Answer {
    /// In words.
    pub text: String,
}

#[marketplace::endpoints]
impl Echo {
    /// Answers.
    ///
    /// # Errors
    /// Never.
    #[marketplace::endpoint("/")]
    #[marketplace::billable(per_text_chunk)]
    #[example(Question::required("why?"))]
    pub async fn answer(&self, input: Question) -> Result<Answer> {
        Ok(Answer { text: input.prompt })
    }
}
