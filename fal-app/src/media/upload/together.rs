//! Several at once.

use std::future::Future;

use tokio::task::JoinSet;

use crate::net::Failure;

/// Runs the work, at most so many at once, and gives the results in its order. The first failure ends the rest, and so
/// does dropping it.
pub(crate) async fn together<T, E, F>(
    work: impl Iterator<Item = F>,
    at_once: usize,
) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: From<Failure> + Send + 'static,
    F: Future<Output = Result<T, E>> + Send + 'static,
{
    let mut waiting = work.enumerate();
    let mut running = JoinSet::new();
    let mut done = Vec::new();
    loop {
        while running.len() < at_once
            && let Some((index, work)) = waiting.next()
        {
            running.spawn(async move { work.await.map(|result| (index, result)) });
        }
        let Some(joined) = running.join_next().await else {
            break;
        };
        let joined = joined.map_err(|lost| E::from(Failure::Final(lost.to_string())))?;
        done.push(joined?);
    }
    done.sort_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}
