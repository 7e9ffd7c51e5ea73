//! The app.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use fal_app::prelude::*;

use crate::network::Network;

/// Writes texts.
#[fal_app(
    auth = "shared",
    machine_type = "GPU-H100",
    max_multiplexing = 8,
    startup_timeout = 600
)]
pub(crate) struct Writer {
    jobs: Sender<Job>,
}

/// What one request wants of the network, and where its answer goes.
struct Job {
    prompt: String,
    written: String,
    answer: Sender<Result<Next>>,
}

/// The next word, and how many requests were computed together.
struct Next {
    word: Option<String>,
    batch: usize,
}

/// So many requests are computed together.
const BATCH: usize = 8;

#[input]
pub(crate) struct Prompt {
    /// What to write about.
    #[field(min_length = 1, max_length = 2000)]
    prompt: String,
    /// How many words at most.
    #[field(default = 100, ge = 1, le = 1000)]
    max_words: u32,
}

#[output]
struct Text {
    text: String,
    /// The most requests that were computed together with this one.
    largest_batch: u32,
}

#[output]
struct Word {
    text: String,
}

#[endpoints]
impl Writer {
    /// The network belongs to a thread of its own. What fails while it loads is the cause of exit code 1.
    #[setup]
    fn load() -> Result<Self> {
        let network = Network::load()?;
        let (jobs, waiting) = channel();
        thread::Builder::new()
            .name("network".to_owned())
            .spawn(move || work(&network, &waiting))?;
        let app = Self { jobs };
        // The first run compiles kernels and fills caches: no caller shall wait for it.
        app.health()?;
        Ok(app)
    }

    /// Writes a text, charged for what was asked.
    #[endpoint("/")]
    #[billable(per_text_chunk(text = input.prompt))]
    fn write(&self, input: Prompt, context: &RequestContext) -> Result<Text> {
        let (mut text, mut largest_batch) = (String::new(), 0);
        for _ in 0..input.max_words {
            context.check_cancelled()?;
            let next = self.next(&input.prompt, &text)?;
            largest_batch = largest_batch.max(next.batch as u32);
            match next.word {
                Some(word) => text += &word,
                None => break,
            }
        }
        Ok(Text {
            text,
            largest_batch,
        })
    }

    /// Writes a text word by word, charged for each four letters that arrived.
    #[stream("/stream")]
    #[billable(per_text_chunk(text = output.text, chars = 4), max = 4000, deferred)]
    fn stream(&self, input: Prompt) -> impl Iterator<Item = Result<Word>> {
        let mut text = String::new();
        let words = std::iter::from_fn(move || {
            let next = self.next(&input.prompt, &text);
            let word = next.map(|next| next.word).transpose()?;
            Some(word.map(|word| {
                text += &word;
                Word { text: word }
            }))
        });
        words.take(input.max_words as usize)
    }

    /// The network answers, or the platform replaces the runner.
    #[endpoint("/health", health_check(timeout_seconds = 5))]
    fn health(&self) -> Result<()> {
        self.next("ready", "")?;
        Ok(())
    }

    /// An error of a framework, passed on by `?`.
    #[endpoint("/question-mark")]
    #[billable(flat)]
    fn question_mark(&self, input: Prompt) -> Result<()> {
        Network::load()?.next(&[(input.prompt, String::new())])?;
        Ok(())
    }
}

impl Writer {
    /// Waits for the next word. Other requests are computed with it.
    fn next(&self, prompt: &str, written: &str) -> Result<Next> {
        let (answer, answered) = channel();
        let (prompt, written) = (prompt.to_owned(), written.to_owned());
        self.jobs.send(Job {
            prompt,
            written,
            answer,
        })?;
        answered.recv()?
    }
}

/// Takes what waits, and computes it together, until the app is gone.
fn work(network: &Network, waiting: &Receiver<Job>) {
    while let Ok(first) = waiting.recv() {
        let others = waiting.try_iter().take(BATCH - 1);
        compute(network, std::iter::once(first).chain(others).collect());
    }
}

fn compute(network: &Network, mut jobs: Vec<Job>) {
    let texts = jobs
        .iter()
        .map(|job| (job.prompt.clone(), job.written.clone()));
    match network.next(&texts.collect::<Vec<_>>()) {
        Ok(words) => {
            let batch = jobs.len();
            for (job, word) in jobs.into_iter().zip(words) {
                // Who has left takes no answer.
                let _ = job.answer.send(Ok(Next { word, batch }));
            }
        }
        // What fails together may do in two parts: less memory is needed, and only one of them has the request that is at fault.
        Err(_) if jobs.len() > 1 => {
            let others = jobs.split_off(jobs.len() / 2);
            compute(network, jobs);
            compute(network, others);
        }
        Err(error) => {
            for job in jobs {
                let _ = job.answer.send(Err(Error::gpu(error.clone())));
            }
        }
    }
}
