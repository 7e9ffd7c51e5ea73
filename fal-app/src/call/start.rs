//! From a request to a running call: decode, meter, wait for a permit.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::fake::Fake;
use super::input::{InputReader, ReadAnyInput};
use super::outcome::EndedEarly;
use super::request::EndpointRequest;
use super::running::RunningCall;
use crate::billing::{Operands, Read};
use crate::task::unbox;

/// A call that has not started.
pub struct Call<A: 'static> {
    runs: Runs<A>,
    request: EndpointRequest,
}

/// What a call comes to.
pub(super) enum Runs<A: 'static> {
    /// A method of the app.
    Method(Arc<A>),
    /// What a test has in its place.
    Fake(Arc<dyn Fake>),
    /// A quote, which runs no method.
    Nothing,
}

impl<A: Send + Sync + 'static> Call<A> {
    pub(super) fn new(runs: Runs<A>, request: EndpointRequest) -> Self {
        Self { runs, request }
    }

    /// Decodes the input, reads the operands over it, and waits for a permit.
    ///
    /// # Errors
    /// Every refusal, units that could not be charged, and a quote, which ends here.
    pub async fn start<I: Send + 'static>(
        self,
        reader: InputReader<I>,
    ) -> Result<(I, RunningCall<A>), EndedEarly> {
        match self.start_any(Box::new(reader)).await {
            Ok((input, running)) => Ok((unbox(input), running)),
            Err(ended) => Err(ended),
        }
    }

    async fn start_any(
        mut self,
        reader: Box<dyn ReadAnyInput>,
    ) -> Result<(Box<dyn Any + Send>, RunningCall<A>), EndedEarly> {
        let (input, operands) = self.request.read(reader).await?;
        match self.runs {
            Runs::Fake(fake) => Err(fake.end(input, operands, self.request).await),
            runs => {
                let running = Self { runs, ..self }.run(operands).await?;
                Ok((input, running))
            }
        }
    }

    /// The same for a method without an input.
    ///
    /// # Errors
    /// Units that could not be charged, and a quote.
    pub async fn start_without_input(
        self,
        operands: fn(&(), &mut Operands) -> Read,
    ) -> Result<RunningCall<A>, EndedEarly> {
        let mut read = Operands::default();
        operands(&(), &mut read).map_err(EndedEarly::metering)?;
        match self.runs {
            Runs::Fake(fake) => Err(fake.end(Box::new(()), read, self.request).await),
            _ => self.run(read).await,
        }
    }

    async fn run(mut self, operands: Operands) -> Result<RunningCall<A>, EndedEarly> {
        let Runs::Method(app) = self.runs else {
            return Err(self.request.quote(&operands));
        };
        let permit = self.request.permit(&operands).await?;
        Ok(RunningCall {
            app,
            request: self.request,
            operands,
            _permit: permit,
        })
    }
}

impl<A> fmt::Debug for Call<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").finish_non_exhaustive()
    }
}
