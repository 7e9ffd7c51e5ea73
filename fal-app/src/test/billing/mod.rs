//! The tests of an app's billing, in one line.

mod asker;
mod delivery;
mod fault;
mod trial;

use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;
use std::thread::panicking;
use std::{fmt, ptr};

use super::client::Client;
use crate::app::App;
use crate::call::{Fake, FakeAnswers, FakeFn, FakeInput, FakeOutput};
use crate::declare::EndpointDeclaration;
use crate::error::Result;
use crate::fields::Shape;
use crate::program::Program;
use asker::Told;
use trial::{Options, Trial};

/// How many requests by chance each endpoint is asked, beside those at the edges of its rules.
const CASES: usize = 64;

/// Tests what the requests of an app cost. One line in a test is enough:
///
/// ```
/// # use fal_app::prelude::*;
/// # #[fal_app(auth = "shared")] #[derive(Default)] struct Painter;
/// # #[input] struct PaintInput { prompt: String, #[field(default = 1, ge = 1, le = 4)] num_images: u32 }
/// # #[endpoints] impl Painter {
/// #     #[endpoint("/")] #[billable(per_image)]
/// #     async fn paint(&self, input: PaintInput) -> Result<()> { let _ = input.prompt; Ok(()) }
/// # }
/// fal_app::test::billing::<Painter>();
/// ```
///
/// The tests run where the value is dropped: in the line above at its `;`. What it is given before changes them:
///
/// ```
/// # use fal_app::prelude::*;
/// # #[fal_app(auth = "shared")] struct Painter;
/// # #[input] struct PaintInput { prompt: String, #[field(default = 1, ge = 1, le = 4)] num_images: u32 }
/// # #[output] struct PaintOutput { pictures: Vec<u32> }
/// # #[endpoints] impl Painter {
/// #     #[setup] async fn load() -> Result<Self> { Err("no model is here".into()) }
/// #     #[endpoint("/")] #[billable(per_image(images = output.pictures))]
/// #     async fn paint(&self, input: PaintInput) -> Result<PaintOutput> {
/// #         let _ = input.prompt; Ok(PaintOutput { pictures: vec![input.num_images] })
/// #     }
/// # }
/// fal_app::test::billing::<Painter>()
///     .with(|input: PaintInput| Ok(PaintOutput { pictures: vec![0; input.num_images as usize] }))
///     .seed(7);
/// ```
///
/// [`billing`] says what is held.
pub struct Billing<A: App> {
    at: &'static Location<'static>,
    options: Options,
    fakes: Vec<(Option<String>, Arc<dyn Fake>)>,
    left_out: Vec<String>,
    app: PhantomData<fn() -> A>,
}

/// Tests the billing of an app: in an author's `#[test]` it is one line.
///
/// Requests are made of the declared fields: at the edges of the rules, by chance, and one that breaks each rule. The
/// `#[example]`s are among them, and what they know is used in others. They go the way of every request, through the
/// [`Client`]. Of each endpoint is held:
///
/// - What the rules refuse is answered with a 422 and costs 0, and its quote is the same.
/// - The quote contains the bill, and is equal to it where only the input is read. The bill is within the declared bounds, and a
///   success can be billed: an output that its `#[field]` does not allow is a fault.
/// - The bill does not depend on how a request is written: the order of its fields, their aliases, numbers in strings, a default
///   that is said.
/// - A method that fails costs 0. [`Billing::failures_may_cost`] allows what `.billed(units)` says, up to the quote.
/// - The same request costs the same again, unless the author says [`Billing::not_repeatable`].
/// - Where a picture, a second or a character more is asked for, it never costs less, unless the author says
///   [`Billing::not_monotone`]. The fields are those that the meter reads as pictures, as a size, as seconds or as text,
///   a number with a usual name (`num_images`, `num_outputs`, `num_samples`, `duration`, `seconds`, `num_seconds`), and the texts
///   from which `units(…)` or `times` computes.
/// - `per_image` and `per_megapixel` charge no more pictures than are delivered, where the real method ran and its output
///   declares them. `check` compares seconds too.
///
/// A failure says the simplest request that shows each fault, as a `curl`. The same [`seed`](Billing::seed) makes the same
/// requests.
///
/// Methods run for real, after the app's setup: each request runs its method a few times. [`Billing::with`] puts something
/// cheap in the place of a method. Where each has such a fake, there is no setup.
///
/// Left out are health checks, which cost nothing, and sessions, which have no quote; the log of the test says so. Deferred
/// streams are read to their end, and charged for it. The media that are sent are small data URIs; a video has no pictures. An endpoint
/// that never succeeds, because its method needs other media or a network, fails the test: give it a fake, an example with a data
/// URI, or leave it out with [`Billing::without`].
#[track_caller]
pub fn billing<A: App>() -> Billing<A> {
    Billing {
        at: Location::caller(),
        options: Options {
            seed: 0,
            cases: CASES,
            is_monotone: true,
            is_repeatable: true,
            may_failures_cost: false,
        },
        fakes: Vec::new(),
        left_out: Vec::new(),
        app: PhantomData,
    }
}

impl<A: App> Billing<A> {
    /// Runs this in the place of the method with that input. Decoding, the quote and the bill stay as they are. It answers what
    /// the method does; for `custom` a [`Billed`](crate::Billed), for a stream a `Vec` of its items. `()` is the input of a
    /// method without one.
    ///
    /// Where several endpoints take that input, it stands for all of them that answer the same type: [`Self::with_at`] says which.
    pub fn with<I: FakeInput, T: FakeOutput>(
        mut self,
        fake: impl Fn(I) -> Result<T> + Send + Sync + 'static,
    ) -> Self {
        self.fakes.push((None, Arc::new(FakeFn(Arc::new(fake)))));
        self
    }

    /// The same for the endpoint at a path.
    pub fn with_at<I: FakeInput, T: FakeOutput>(
        mut self,
        path: &str,
        fake: impl Fn(I) -> Result<T> + Send + Sync + 'static,
    ) -> Self {
        let fake = FakeFn(Arc::new(fake));
        self.fakes.push((Some(path.to_owned()), Arc::new(fake)));
        self
    }

    /// Leaves the endpoint at a path out.
    pub fn without(mut self, path: &str) -> Self {
        self.left_out.push(path.to_owned());
        self
    }

    /// Makes other requests: 0 unless it is said.
    pub fn seed(mut self, seed: u64) -> Self {
        self.options.seed = seed;
        self
    }

    /// How many requests by chance each endpoint is asked, beside those at the edges of its rules: 64 unless it is said.
    pub fn cases(mut self, cases: usize) -> Self {
        self.options.cases = cases;
        self
    }

    /// Who asks for more may pay less: a discount, or a price of what comes of it.
    pub fn not_monotone(mut self) -> Self {
        self.options.is_monotone = false;
        self
    }

    /// The same request may cost something else the next time: its output is metered, and made by chance.
    pub fn not_repeatable(mut self) -> Self {
        self.options.is_repeatable = false;
        self
    }

    /// A method that fails may charge for it with `.billed(units)`, at most the most of its quote.
    pub fn failures_may_cost(mut self) -> Self {
        self.options.may_failures_cost = true;
        self
    }

    fn run(&self) -> std::result::Result<(), String> {
        let program = Program::of::<A>();
        let name = program.declaration.name;
        let tested = self.tested(&program)?;
        let told = Told::default();
        let calls = {
            let fake_of = |endpoint: &EndpointDeclaration| self.fake_of(endpoint);
            let is_tested = |endpoint: &EndpointDeclaration| {
                tested
                    .iter()
                    .any(|tested| tested.path == endpoint.path && tested.name == endpoint.name)
            };
            Program::calls_with::<A>(&is_tested, &fake_of)
        };
        let told_of_calls = told.clone();
        let client = Client::<A>::of_calls(&program, async move {
            let mut calls = calls.await?;
            told_of_calls.listen(&mut calls);
            Ok(calls)
        });
        let client = client.map_err(|why| format!("`{name}` cannot be tested: {why}"))?;
        let mut faults = Vec::new();
        for endpoint in &tested {
            let send = |path: &str, body: String| client.post_bytes(path, body);
            let is_fake = self.fake_of(endpoint).is_some();
            let mut trial = Trial::new(endpoint, &self.options, is_fake, &told, &send);
            faults.extend(trial.run());
        }
        if faults.is_empty() {
            return Ok(());
        }
        let many = match faults.len() {
            1 => "a fault".to_owned(),
            many => format!("{many} faults"),
        };
        let at = self.at;
        let Options { seed, cases, .. } = self.options;
        let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Err(format!(
            "the billing of `{name}` has {many} (tested at {at}, seed {seed}, {cases} cases)\n\n{}",
            shown.join("\n\n")
        ))
    }

    /// The endpoints that are tested. What is left out is said.
    fn tested(&self, program: &Program) -> std::result::Result<Vec<EndpointDeclaration>, String> {
        let charged: Vec<&EndpointDeclaration> = program.charged().collect();
        let has = |path: &str| charged.iter().any(|endpoint| endpoint.path == path);
        let named = self.fakes.iter().filter_map(|(path, _)| path.as_ref());
        if let Some(unknown) = named.chain(&self.left_out).find(|path| !has(path)) {
            return Err(format!(
                "the app has no endpoint `{unknown}` that costs something"
            ));
        }
        let mut tested = Vec::new();
        for endpoint in charged {
            let path = endpoint.path;
            if endpoint.realtime.is_some() {
                tracing::info!("`{path}` is left out: a session has no quote");
            } else if self.left_out.iter().any(|left_out| left_out == path) {
                tracing::info!("`{path}` is left out, as the test says");
            } else {
                tested.push(*endpoint);
            }
        }
        if tested.is_empty() {
            return Err("no endpoint is left to test: sessions have no quote".to_owned());
        }
        let is_used = |fake: &(Option<String>, Arc<dyn Fake>)| {
            tested.iter().any(|endpoint| is_for(fake, endpoint))
        };
        match self.fakes.iter().find(|fake| !is_used(fake)) {
            None => Ok(tested),
            Some((path, _)) => {
                let of = path
                    .as_ref()
                    .map_or(String::new(), |path| format!(" for `{path}`"));
                Err(format!(
                    "a fake{of} has not the input and the output of an endpoint\nhelp: it takes the `#[input]` of the method and answers its `#[output]`, a `Billed` for `custom`, a `Vec` of the items of a stream"
                ))
            }
        }
    }

    fn fake_of(&self, endpoint: &EndpointDeclaration) -> Option<Arc<dyn Fake>> {
        let mut fakes = self.fakes.iter().filter(|fake| is_for(fake, endpoint));
        // What is said of a path counts more.
        let named = fakes.clone().find(|(path, _)| path.is_some());
        named.or_else(|| fakes.next()).map(|(_, fake)| fake.clone())
    }
}

/// Whether a fake stands for an endpoint.
fn is_for((path, fake): &(Option<String>, Arc<dyn Fake>), endpoint: &EndpointDeclaration) -> bool {
    let is_path = path.as_ref().is_none_or(|path| path == endpoint.path);
    let is_input = match (fake.input(), endpoint.input) {
        (Some(fake), Some(input)) => is_same(&fake, &input),
        (None, None) => true,
        _ => false,
    };
    let is_custom = matches!(endpoint.billing.meter, crate::billing::Meter::Custom);
    let is_output = match fake.answers() {
        FakeAnswers::Value(shape) => {
            !endpoint.stream && !is_custom && is_same(&shape, &endpoint.output)
        }
        FakeAnswers::Billed(shape) => is_custom && is_same(&shape, &endpoint.output),
        FakeAnswers::Items => endpoint.stream,
    };
    is_path && is_input && is_output
}

/// Whether both are the shape of one type, as far as a shape tells types apart.
fn is_same(one: &Shape, other: &Shape) -> bool {
    match (one, other) {
        (Shape::Object(one), Shape::Object(other)) => ptr::eq(one(), other()),
        (Shape::Union(one), Shape::Union(other)) => ptr::eq(one(), other()),
        (Shape::Choice(one), Shape::Choice(other)) => ptr::eq(one(), other()),
        (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

impl<A: App> Drop for Billing<A> {
    /// Runs the tests.
    #[allow(clippy::panic, reason = "a test fails by it")]
    fn drop(&mut self) {
        if panicking() {
            return;
        }
        if let Err(report) = self.run() {
            panic!("{report}");
        }
    }
}

impl<A: App> fmt::Debug for Billing<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Billing")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
