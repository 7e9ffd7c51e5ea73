//! Work in sessions takes the places of `max_multiplexing`, like that of any request.

use std::sync::atomic::{AtomicUsize, Ordering};

use fal_app::prelude::*;
use fal_app::test::Client;
use fal_app_tests::server::eventually;
use tokio::sync::Semaphore;

#[fal_app]
#[derive(Default)]
struct One;

#[input]
struct Work {
    #[field(default = false)]
    waits: bool,
}

#[output]
struct Done {
    turn: usize,
}

static GATE: Semaphore = Semaphore::const_new(0);
static BEGUN: AtomicUsize = AtomicUsize::new(0);

impl One {
    async fn work(&self, work: Work) -> Result<Done> {
        let turn = BEGUN.fetch_add(1, Ordering::SeqCst);
        if work.waits {
            GATE.acquire().await?.forget();
        }
        Ok(Done { turn })
    }
}

#[endpoints]
impl One {
    #[realtime("/realtime")]
    async fn each(&self, work: Work) -> Result<Done> {
        self.work(work).await
    }

    #[endpoint("/")]
    async fn request(&self, work: Work) -> Result<Done> {
        self.work(work).await
    }
}

#[test]
fn work_waits_for_a_place_and_a_session_that_waits_takes_none() {
    let client = Client::<One>::start().unwrap();
    let idle = client.realtime("/realtime").unwrap();
    let mut first = client.realtime("/realtime").unwrap();
    let mut second = client.realtime("/realtime").unwrap();
    first.send(&Work { waits: true }).unwrap();
    eventually("the first work begins", || {
        BEGUN.load(Ordering::SeqCst) == 1
    });
    second.send(&Work { waits: false }).unwrap();
    std::thread::scope(|scope| {
        let request = scope.spawn(|| client.post("/", &Work { waits: false }));
        GATE.add_permits(1);
        assert_eq!(first.receive().unwrap()["turn"], 0.into());
        // Its place is free, although the session goes on.
        let mut turns = vec![second.receive().unwrap()["turn"].as_u64()];
        turns.push(request.join().unwrap().unwrap().json().unwrap()["turn"].as_u64());
        turns.sort();
        assert_eq!(turns, [Some(1), Some(2)]);
    });
    drop(idle);
}
