//! The app of `conformance/realtime/recorded.json`, declared with fal-app: sessions in all their shapes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use fal_app::prelude::*;
use fal_app::stream::{self, StreamExt};
use fal_app::{Bytes, MessagePackValue};
use tokio::time::sleep;

/// Sessions, and a diary that tells what their work came to.
#[fal_app(auth = "shared", machine_type = "GPU-H100", max_multiplexing = 16)]
#[derive(Default)]
pub struct RealtimeApp {
    diary: Mutex<HashMap<String, Vec<String>>>,
}

#[input]
#[derive(Clone, Copy)]
struct Size {
    #[field(default = 512, ge = 64, le = 2048)]
    width: i64,
    #[field(default = 512, ge = 64, le = 2048)]
    height: i64,
}

#[input]
#[output]
enum Style {
    Plain,
    Vivid,
}

/// A picture as the SDK's `Image`, which is answered as it was sent.
#[input]
#[output]
struct Picture {
    url: String,
    content_type: Option<String>,
    file_name: Option<String>,
    file_size: Option<i64>,
    width: Option<i64>,
    height: Option<i64>,
}

#[input]
#[serde(untagged)]
enum SentPicture {
    Url(String),
    Picture(Picture),
}

impl From<SentPicture> for Picture {
    fn from(sent: SentPicture) -> Self {
        match sent {
            SentPicture::Picture(picture) => picture,
            SentPicture::Url(url) => Self {
                url,
                content_type: None,
                file_name: None,
                file_size: None,
                width: None,
                height: None,
            },
        }
    }
}

/// Python's integers have no bounds.
#[input]
#[output]
#[serde(untagged)]
enum Seed {
    Signed(i64),
    Large(u64),
}

#[input]
struct DrawInput {
    /// What to draw.
    #[field(min_length = 1, max_length = 40)]
    prompt: String,
    #[field(default = 4, ge = 1, le = 50)]
    steps: i64,
    #[field(default = 0.5, gt = 0, le = 1)]
    strength: f64,
    seed: Option<Seed>,
    #[field(default = Style::Plain)]
    style: Style,
    #[field(default = Size { width: 512, height: 512 })]
    size: Size,
    #[field(default = vec![], max_length = 3)]
    weights: Vec<f64>,
    /// The last picture, as it is.
    pixels: Option<Bytes>,
    image: Option<SentPicture>,
}

#[output]
struct DrawOutput {
    prompt: String,
    steps: i64,
    strength: f64,
    seed: Option<Seed>,
    style: Style,
    area: i64,
    weights: Vec<f64>,
    pixels: Option<Bytes>,
    image: Option<Picture>,
}

#[input]
struct WorkInput {
    n: i64,
    /// How long the work takes.
    #[field(default = 0, ge = 0, le = 10000)]
    ms: u64,
    /// Where the diary notes it.
    #[field(default = "")]
    tag: String,
}

#[output]
struct WorkOutput {
    n: i64,
}

#[input]
struct BatchInput {
    n: i64,
    #[field(default = 0)]
    ms: u64,
    #[field(default = "a")]
    group: String,
}

impl BatchInput {
    fn can_batch(&self, other: &Self, _: usize) -> bool {
        self.group == other.group
    }
}

#[output]
struct BatchOutput {
    batch: Vec<i64>,
}

#[input]
struct FailInput {
    how: String,
    #[field(default = "boom")]
    text: String,
}

#[output]
struct OtherOutput {
    n: String,
    more: MessagePackValue,
}

#[output]
#[serde(untagged)]
enum FailOutput {
    Work(WorkOutput),
    Other(OtherOutput),
}

#[output]
struct Echo {
    echo: MessagePackValue,
}

#[output]
struct Told {
    r#type: &'static str,
    input: MessagePackValue,
}

#[output]
#[serde(untagged)]
enum PlainOutput {
    Echo(Echo),
    Told(Told),
}

impl PlainOutput {
    fn of(input: MessagePackValue) -> Self {
        if let MessagePackValue::Map(members) = &input
            && let Some((_, echo)) = members
                .iter()
                .find(|(name, _)| name.as_str() == Some("echo"))
        {
            return Self::Echo(Echo { echo: echo.clone() });
        }
        // The names of Python.
        let name = match &input {
            MessagePackValue::Nil => "NoneType",
            MessagePackValue::Boolean(_) => "bool",
            MessagePackValue::Integer(_) => "int",
            MessagePackValue::F32(_) | MessagePackValue::F64(_) => "float",
            MessagePackValue::String(_) => "str",
            MessagePackValue::Binary(_) => "bytes",
            MessagePackValue::Array(_) => "list",
            MessagePackValue::Map(_) => "dict",
            MessagePackValue::Ext(-1, _) => "Timestamp",
            MessagePackValue::Ext(..) => "ExtType",
        };
        Self::Told(Told {
            r#type: name,
            input,
        })
    }
}

#[input]
struct CountInput {
    #[field(ge = 0, le = 200)]
    count: i64,
    #[field(default = 0, ge = 0, le = 5000)]
    ms: u64,
    fail_at: Option<i64>,
    bad_at: Option<i64>,
    #[field(default = "")]
    tag: String,
}

#[output]
struct CountOutput {
    n: i64,
}

#[input]
struct ChunkInput {
    #[field(default)]
    data: Bytes,
    #[field(default = false)]
    last: bool,
    #[field(default = false)]
    fail: bool,
    #[field(default = 0)]
    ms: u64,
    #[field(default = "")]
    tag: String,
}

#[output]
enum Ended {
    #[serde(rename = "last")]
    Last,
    #[serde(rename = "no more input")]
    NoMoreInput,
}

#[output]
struct Summary {
    chunks: i64,
    bytes: usize,
    ended: Ended,
}

#[input]
struct TalkInput {
    #[field(max_length = 20)]
    text: String,
    #[field(default = 1, ge = 0, le = 5)]
    repeat: i64,
    #[field(default = 0)]
    ms: u64,
    #[field(default = false)]
    stop: bool,
    #[field(default = false)]
    fail: bool,
    #[field(default = "")]
    tag: String,
}

#[output]
struct TalkOutput {
    text: String,
    n: i64,
}

#[input]
struct MeterInput {
    n: i64,
    #[field(default = 0)]
    ms: u64,
    #[field(default = false)]
    fail: bool,
}

#[input]
struct DiaryInput {
    tag: String,
}

#[output]
struct DiaryOutput {
    events: Vec<String>,
}

#[input]
#[derive(Clone, Copy, PartialEq)]
enum How {
    Items,
    Empty,
    #[serde(rename = "error before")]
    ErrorBefore,
    #[serde(rename = "field error before")]
    FieldErrorBefore,
    #[serde(rename = "error after")]
    ErrorAfter,
    Numbers,
    #[serde(rename = "not text")]
    NotText,
    #[serde(rename = "no data line")]
    NoDataLine,
}

#[input]
struct EventsInput {
    how: How,
    #[field(default = 2)]
    count: i64,
    #[field(default = 0)]
    ms: u64,
    #[field(default = "")]
    tag: String,
}

#[output]
#[serde(untagged)]
enum Event {
    Item(CountOutput),
    Number(i64),
}

/// Notes in the diary what became of work that is dropped before its end.
struct Unfinished<'a> {
    app: &'a RealtimeApp,
    tag: String,
    event: String,
    is_finished: bool,
}

impl<'a> Unfinished<'a> {
    fn new(app: &'a RealtimeApp, tag: &str, event: impl Into<String>) -> Self {
        Self {
            app,
            tag: tag.to_owned(),
            event: event.into(),
            is_finished: false,
        }
    }

    fn finish(&mut self) {
        self.is_finished = true;
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if !self.is_finished {
            self.app.note(&self.tag, self.event.clone());
        }
    }
}

/// What a talk has heard, and still has to say.
struct Talk<'a, S> {
    app: &'a RealtimeApp,
    inputs: S,
    says: Option<TalkInput>,
    said: i64,
    unfinished: Unfinished<'a>,
    is_over: Option<&'static str>,
}

impl<S: Stream<Item = TalkInput> + Unpin> Talk<'_, S> {
    async fn next(&mut self) -> Result<Option<TalkOutput>> {
        loop {
            if let Some(event) = self.is_over {
                self.app.note(&self.unfinished.tag, event);
                self.unfinished.finish();
                return Ok(None);
            }
            if let Some(input) = &self.says {
                if self.said < input.repeat {
                    pause(input.ms).await;
                    self.said += 1;
                    return Ok(Some(TalkOutput {
                        text: input.text.clone(),
                        n: self.said - 1,
                    }));
                }
                if input.stop {
                    self.is_over = Some("");
                    return Ok(Some(TalkOutput {
                        text: "bye".to_owned(),
                        n: -1,
                    }));
                }
                self.says = None;
            }
            match self.inputs.next().await {
                Some(input) => {
                    if !input.tag.is_empty() {
                        self.unfinished.tag.clone_from(&input.tag);
                    }
                    let heard = format!("heard {}", input.text);
                    self.app.note(&self.unfinished.tag, heard);
                    if input.fail {
                        return Err(Error::status(500, format!("cannot say {}", input.text)));
                    }
                    (self.says, self.said) = (Some(input), 0);
                }
                None => {
                    self.app.note(&self.unfinished.tag, "no more input");
                    self.is_over = Some("end");
                    return Ok(Some(TalkOutput {
                        text: "no more input".to_owned(),
                        n: -2,
                    }));
                }
            }
        }
    }
}

async fn pause(ms: u64) {
    if ms > 0 {
        sleep(Duration::from_millis(ms)).await;
    }
}

impl RealtimeApp {
    fn note(&self, tag: &str, event: impl Into<String>) {
        let event = event.into();
        if !tag.is_empty() && !event.is_empty() {
            let mut diary = self.diary.lock().unwrap_or_else(PoisonError::into_inner);
            diary.entry(tag.to_owned()).or_default().push(event);
        }
    }

    async fn work(&self, input: WorkInput) -> Result<WorkOutput> {
        self.note(&input.tag, format!("start {}", input.n));
        let cancelled = format!("cancelled {}", input.n);
        let mut unfinished = Unfinished::new(self, &input.tag, cancelled);
        pause(input.ms).await;
        unfinished.finish();
        self.note(&input.tag, format!("end {}", input.n));
        Ok(WorkOutput { n: input.n })
    }

    async fn meter(&self, input: MeterInput) -> Result<WorkOutput> {
        pause(input.ms).await;
        if input.fail {
            return Err(Error::status(500, "failed"));
        }
        Ok(WorkOutput { n: input.n })
    }

    fn count(&self, input: CountInput) -> impl Stream<Item = Result<CountOutput>> {
        stream::try_unfold((0, input), move |(n, input)| async move {
            if n > 0 {
                pause(input.ms).await;
            }
            if n == input.count {
                self.note(&input.tag, "end");
                return Ok(None);
            }
            if input.fail_at == Some(n) {
                return Err(Error::status(500, format!("failed at {n}")));
            }
            self.note(&input.tag, format!("item {n}"));
            if input.bad_at == Some(n) {
                return Err(Error::status(500, "not a model"));
            }
            Ok(Some((CountOutput { n }, (n + 1, input))))
        })
    }
}

#[endpoints]
impl RealtimeApp {
    /// Draws a picture for each input.
    #[realtime("/realtime")]
    #[billable(flat)]
    async fn draw(&self, input: DrawInput) -> Result<DrawOutput> {
        Ok(DrawOutput {
            area: input.size.width * input.size.height,
            prompt: input.prompt,
            steps: input.steps,
            strength: input.strength,
            seed: input.seed,
            style: input.style,
            weights: input.weights,
            pixels: input
                .pixels
                .map(|pixels| pixels.iter().rev().copied().collect()),
            image: input.image.map(Picture::from),
        })
    }

    /// Works on a thread; of what waits only the newest is kept.
    #[realtime("/realtime/latest", buffering = 1)]
    #[billable(flat)]
    fn latest(&self, input: WorkInput) -> Result<WorkOutput> {
        self.note(&input.tag, format!("start {}", input.n));
        thread::sleep(Duration::from_millis(input.ms));
        self.note(&input.tag, format!("end {}", input.n));
        Ok(WorkOutput { n: input.n })
    }

    /// As `latest`, on the event loop; the two newest are kept.
    #[realtime("/realtime/two", buffering = 2)]
    #[billable(flat)]
    async fn two(&self, input: WorkInput) -> Result<WorkOutput> {
        self.work(input).await
    }

    /// Ends after a second without input.
    #[realtime("/realtime/idle", session_timeout = 1)]
    #[billable(flat)]
    async fn idle(&self, input: WorkInput) -> Result<WorkOutput> {
        self.work(input).await
    }

    /// Both at once.
    #[realtime("/realtime/idle-latest", buffering = 1, session_timeout = 1.0)]
    #[billable(flat)]
    async fn idle_latest(&self, input: WorkInput) -> Result<WorkOutput> {
        self.work(input).await
    }

    /// Works on up to three inputs of one group at once.
    #[realtime("/realtime/batch", max_batch_size = 3, can_batch = BatchInput::can_batch)]
    #[billable(flat)]
    async fn batch(&self, inputs: Vec<BatchInput>) -> Result<BatchOutput> {
        pause(inputs[0].ms).await;
        Ok(BatchOutput {
            batch: inputs.iter().map(|input| input.n).collect(),
        })
    }

    /// Fails in each way that an app can.
    #[realtime("/realtime/fail")]
    #[billable(flat)]
    async fn fail(&self, context: &RequestContext, input: FailInput) -> Result<FailOutput> {
        let work = |n: usize| FailOutput::Work(WorkOutput { n: n as i64 });
        Err(match &*input.how {
            "value" => Error::status(500, input.text),
            "empty" => Error::status(500, ""),
            "key" => format!("there is no key {}", input.text).into(),
            "field" | "field by position" => Error::field("how", input.text),
            "app" => Error::status(503, input.text),
            "http" => Error::status(404, input.text),
            "http object" => Error::at("how", input.text),
            "gpu memory" => Error::gpu("CUDA error: out of memory"),
            "gpu" => Error::status(500, "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED"),
            "other output" => {
                let more = vec![
                    MessagePackValue::from(1.5),
                    MessagePackValue::Nil,
                    MessagePackValue::from(true),
                    MessagePackValue::Binary(vec![0, 255]),
                ];
                return Ok(FailOutput::Other(OtherOutput {
                    n: "not a number".to_owned(),
                    more: MessagePackValue::Array(more),
                }));
            }
            "context" => return Ok(work(context.request_id().unwrap_or_default().len())),
            // What Python finds when it runs does not compile here.
            how if how.ends_with(" output") => format!("{how} is not an output").into(),
            _ => return Ok(work(input.text.chars().count())),
        })
    }

    /// Takes anything.
    #[realtime("/realtime/plain")]
    #[billable(flat)]
    async fn plain(&self, input: MessagePackValue) -> Result<PlainOutput> {
        Ok(PlainOutput::of(input))
    }

    /// Counts.
    #[realtime("/realtime/frames", buffering = 50, session_timeout = 1.0)]
    #[billable(flat)]
    async fn frames(&self, input: CountInput) -> impl Stream<Item = Result<CountOutput>> {
        self.count(input)
    }

    /// Counts, without `buffering`.
    #[realtime("/realtime/frames-narrow", session_timeout = 1.0)]
    #[billable(flat)]
    async fn frames_narrow(&self, input: CountInput) -> impl Stream<Item = Result<CountOutput>> {
        self.count(input)
    }

    /// Counts on a thread.
    #[realtime("/realtime/frames-blocking", session_timeout = 1.0)]
    #[billable(flat)]
    fn frames_blocking(&self, input: CountInput) -> impl Iterator<Item = Result<CountOutput>> {
        (0..input.count).map(move |n| {
            if input.fail_at == Some(n) {
                return Err(Error::status(500, format!("failed at {n}")));
            }
            self.note(&input.tag, format!("item {n}"));
            thread::sleep(Duration::from_millis(input.ms));
            Ok(CountOutput { n })
        })
    }

    /// Adds up what was sent.
    #[realtime("/realtime/collect", session_timeout = 1.0)]
    #[billable(flat)]
    async fn collect(&self, mut inputs: impl Stream<Item = ChunkInput> + Unpin) -> Result<Summary> {
        let (mut chunks, mut bytes, mut tag) = (0, 0, String::new());
        let mut ended = Ended::NoMoreInput;
        while let Some(chunk) = inputs.next().await {
            if !chunk.tag.is_empty() {
                tag = chunk.tag;
            }
            self.note(&tag, "chunk");
            pause(chunk.ms).await;
            if chunk.fail {
                return Err(Error::status(500, format!("failed at {chunks}")));
            }
            (chunks, bytes) = (chunks + 1, bytes + chunk.data.len());
            if chunk.last {
                ended = Ended::Last;
                break;
            }
        }
        let event = match ended {
            Ended::Last => "last",
            Ended::NoMoreInput => "no more input",
        };
        self.note(&tag, event);
        Ok(Summary {
            chunks,
            bytes,
            ended,
        })
    }

    /// Says what it hears.
    #[realtime("/realtime/talk", buffering = 8, session_timeout = 1.0)]
    #[billable(flat)]
    fn talk(
        &self,
        inputs: impl Stream<Item = TalkInput> + Unpin,
    ) -> impl Stream<Item = Result<TalkOutput>> {
        let talk = Talk {
            app: self,
            inputs,
            says: None,
            said: 0,
            unfinished: Unfinished::new(self, "", "error"),
            is_over: None,
        };
        stream::try_unfold(talk, |mut talk| async {
            let said = talk.next().await?;
            Ok(said.map(|said| (said, talk)))
        })
    }

    /// Takes anything, many times.
    #[realtime("/realtime/plain-talk", session_timeout = 1.0)]
    #[billable(flat)]
    async fn plain_talk(
        &self,
        inputs: impl Stream<Item = MessagePackValue> + Unpin,
    ) -> impl Stream<Item = Result<PlainOutput>> {
        inputs.map(|input| Ok(PlainOutput::of(input)))
    }

    /// Charges the seconds from the first input on.
    #[realtime("/realtime/metered")]
    #[billable(per_compute_second)]
    async fn metered(&self, input: MeterInput) -> Result<WorkOutput> {
        self.meter(input).await
    }

    /// As `metered`, with a timeout.
    #[realtime("/realtime/metered-idle", session_timeout = 1.0)]
    #[billable(per_compute_second)]
    async fn metered_idle(&self, input: MeterInput) -> Result<WorkOutput> {
        self.meter(input).await
    }

    /// As `metered`, with many outputs.
    #[realtime("/realtime/metered-frames", buffering = 50, session_timeout = 1.0)]
    #[billable(per_compute_second)]
    async fn metered_frames(&self, input: CountInput) -> impl Stream<Item = Result<CountOutput>> {
        stream::iter(0..input.count).then(move |n| async move {
            pause(input.ms).await;
            Ok(CountOutput { n })
        })
    }

    /// Never starts the clock.
    #[realtime("/realtime/free", session_timeout = 1.0)]
    #[billable(free)]
    async fn free(&self, input: MeterInput) -> Result<WorkOutput> {
        self.meter(input).await
    }

    /// Tells, and forgets, what the work under a tag came to.
    #[endpoint("/diary")]
    #[billable(per_compute_second)]
    async fn read_diary(&self, input: DiaryInput) -> Result<DiaryOutput> {
        let mut diary = self.diary.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(DiaryOutput {
            events: diary.remove(&input.tag).unwrap_or_default(),
        })
    }

    /// Server-sent events, and how they go wrong.
    #[stream("/stream")]
    #[billable(flat)]
    async fn events(&self, input: EventsInput) -> impl Stream<Item = Result<Event>> {
        let unfinished = Unfinished::new(self, &input.tag, "cancelled");
        stream::try_unfold((0, unfinished), move |(n, mut unfinished)| {
            let EventsInput { how, count, ms, .. } = input;
            async move {
                let count = if how == How::Empty { 0 } else { count };
                if n > 0 {
                    pause(ms).await;
                }
                match how {
                    How::ErrorBefore => return Err(Error::status(500, "before the first item")),
                    How::FieldErrorBefore => {
                        return Err(Error::field("how", "before the first item"));
                    }
                    How::ErrorAfter if n == count => {
                        return Err(Error::status(500, "after the items"));
                    }
                    _ => {}
                }
                if n == count {
                    unfinished.finish();
                    self.note(&unfinished.tag, "end");
                    return Ok(None);
                }
                self.note(&unfinished.tag, format!("item {n}"));
                let item = match how {
                    How::Numbers => Event::Number(n),
                    _ => Event::Item(CountOutput { n }),
                };
                Ok(Some((item, (n + 1, unfinished))))
            }
        })
    }
}
