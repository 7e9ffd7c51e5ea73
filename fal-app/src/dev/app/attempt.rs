//! An attempt at a request, with what goes wrong at it on purpose.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{Either, Full};
use tokio::time::sleep;

use super::client::Failure;
use super::current::{App, Up};
use super::faults::{Answer, Fault, failure};

impl App {
    /// Sends an attempt at a request. It meets what a scenario says.
    ///
    /// # Errors
    /// The app cannot be reached, or ends the connection without an answer.
    pub(crate) async fn attempt(
        &self,
        up: &Up,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Answer>, Failure> {
        let faults = self.faults.next();
        let failed = faults.iter().find_map(|fault| match fault {
            Fault::Fails(status) => Some(*status),
            _ => None,
        });
        let answer = match failed {
            Some(status) => Ok(failure(status)),
            None => {
                let answer = self.client.send(up.address, request).await;
                answer.map(|answer| answer.map(Either::Left))
            }
        };
        let answer = match answer {
            Ok(answer) => meet(up, answer, faults).await,
            Err(failure) => Err(failure),
        };
        self.hear(up, &answer);
        answer
    }
}

/// What becomes of an answer.
async fn meet(
    up: &Up,
    mut answer: Response<Answer>,
    faults: Vec<Fault>,
) -> Result<Response<Answer>, Failure> {
    for fault in faults {
        match fault {
            Fault::Fails(_) => {}
            Fault::Late(time) => sleep(time).await,
            Fault::Dies => {
                kill(up);
                return Err(Failure::Disconnected);
            }
            Fault::Sends(name, value) => {
                answer.headers_mut().remove(&name);
                answer
                    .headers_mut()
                    .extend(value.map(|value| (name, value)));
            }
        }
    }
    Ok(answer)
}

/// Kills a process as a crash does.
fn kill(up: &Up) {
    #[cfg(unix)]
    {
        let id = up.id.and_then(|id| id.try_into().ok());
        if let Some(id) = id.and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process(id, rustix::process::Signal::KILL);
        }
    }
}
