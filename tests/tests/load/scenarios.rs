//! What the callers do.

use std::time::{Duration, Instant};

use fal_app_tests::server::Server;
use fal_app_tests::sessions::{close, message};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::caller::Caller;
use super::{Load, Measured, PLACES};

/// One keeps the only place. Others come one after the other, and get the place in this order.
pub(crate) fn waiting(server: &Server, load: &Load) -> Measured {
    let began = |line: &str| line.starts_with("began ");
    let all = Handle::current().block_on(async {
        let mut measured = Measured::default();
        let mut first = Caller::connect(server.address).await;
        let long = r#"{"name": "first", "milliseconds": 600000}"#;
        first.ask("/sleep", long).await;
        server.log_line(began);
        let mut waiting = Vec::new();
        for number in 0..load.waiting {
            let mut caller = Caller::connect(server.address).await;
            caller
                .ask("/sleep", &format!(r#"{{"name": "{number}"}}"#))
                .await;
            waiting.push(caller);
            server.wait_in_progress(number + 2);
        }
        let left = Instant::now();
        drop(first);
        for caller in &mut waiting {
            caller.answer().await;
            measured.latencies.push(left.elapsed());
        }
        measured.took = left.elapsed();
        measured
    });
    let order = server.log_lines(1 + load.waiting, began);
    for (number, line) in order[1..].iter().enumerate() {
        assert_eq!(*line, format!("began {number}"));
    }
    all
}

/// Callers who each ask again as soon as they are answered.
async fn ask_again_and_again(server: &Server, callers: usize, turns: usize) -> Measured {
    let began = Instant::now();
    let mut all = JoinSet::new();
    for _ in 0..callers {
        let address = server.address;
        all.spawn(async move {
            let mut caller = Caller::connect(address).await;
            let (mut latencies, mut last, mut most) = (Vec::new(), None, 0);
            for _ in 0..turns {
                let asked = Instant::now();
                caller.ask("/turn", r#"{"milliseconds": 1}"#).await;
                let turn = caller.turn().await;
                latencies.push(asked.elapsed());
                most = most.max(last.map_or(0, |last| turn - last));
                last = Some(turn);
            }
            (latencies, most)
        });
    }
    let mut measured = Measured::default();
    let mut longest = 0;
    for (latencies, most) in all.join_all().await {
        measured.latencies.extend(latencies);
        longest = longest.max(most);
    }
    measured.took = began.elapsed();
    // Who asks stands behind those who wait, and each of them waits once.
    let bound = 2 * callers as u64;
    assert!(
        longest <= bound,
        "{longest} turns between two of one caller"
    );
    measured.remark = format!("; at most {longest} turns between two of one caller");
    measured
}

pub(crate) fn many(server: &Server, load: &Load) -> Measured {
    Handle::current().block_on(ask_again_and_again(server, load.callers, load.turns))
}

/// How many callers ask beside those who do nothing, and how often.
const BESIDE: (usize, usize) = (20, 50);

/// Connections that never bring a whole request: silent, with half a head, with half a body.
pub(crate) fn half_open(server: &Server, load: &Load) -> Measured {
    Handle::current().block_on(async {
        let mut open = Vec::new();
        for number in 0..load.half_open {
            let mut caller = Caller::connect(server.address).await;
            match number % 3 {
                0 => {}
                1 => caller.send(b"POST /turn HTTP/1.1\r\nhost: ").await,
                _ => {
                    let head = b"POST /turn HTTP/1.1\r\nhost: h\r\ncontent-length: 100\r\n\r\n{";
                    caller.send(head).await;
                }
            }
            open.push(caller);
        }
        let (callers, turns) = BESIDE;
        let measured = ask_again_and_again(server, callers, turns).await;
        drop(open);
        measured
    })
}

/// Callers who ask for an answer of 8 MiB, and do not read it while others ask. Answers that are not read share 128 MiB.
/// Beyond that the next ones wait until a caller who reads nothing is given up on, which takes a second.
pub(crate) fn slow(server: &Server, load: &Load) -> Measured {
    const KIB: usize = 8 * 1024;
    const MOST: usize = 128 << 20;
    Handle::current().block_on(async {
        let ask = async || {
            let mut caller = Caller::connect(server.address).await;
            caller.ask("/large", &format!(r#"{{"kib": {KIB}}}"#)).await;
            caller
        };
        // In a debug build, to make an answer takes most of the time.
        let began = Instant::now();
        ask().await.answer().await;
        let makes = began.elapsed();
        let mut slow = Vec::new();
        for _ in 0..load.slow {
            slow.push(ask().await);
        }
        let (callers, turns) = BESIDE;
        let mut measured = ask_again_and_again(server, callers, turns).await;
        let answers = u32::try_from(slow.len()).unwrap();
        let rounds = answers / u32::try_from(MOST / (KIB * 1024)).unwrap();
        let longest = measured.latencies.iter().max();
        let bound = Duration::from_secs(2) * (2 + rounds) + 2 * makes * answers;
        assert!(longest < Some(&bound), "{longest:?} for one answer");
        measured.remark += &format!(", {:.2} s to make one", makes.as_secs_f64());
        let mut cut = 0;
        for mut caller in slow {
            cut += usize::from(caller.try_answer().await.is_err());
        }
        if load.slow * KIB * 1024 > MOST {
            assert!(cut > 0, "all of it was held");
        }
        // Beside what is counted, each method at work makes one more, as a text and as JSON, whose memory grows by doubling.
        let bound = MOST + 4 * PLACES * KIB * 1024;
        let peak = server.peak_memory();
        assert!(peak < bound + (32 << 20), "{peak} bytes");
        measured.remark += &format!(", {cut} slow callers given up on");
        measured
    })
}

/// Sessions at once, each of which sends a number and waits until it is back, again and again. One in ten says nothing.
/// Then the server stops, and each of them is closed.
pub(crate) fn sessions(server: &Server, load: &Load) -> Measured {
    Handle::current().block_on(async {
        let (done, mut all_done) = mpsc::channel(1);
        let began = Instant::now();
        let mut all = JoinSet::new();
        for number in 0..load.sessions {
            let (address, turns, done) = (server.address, load.turns, done.clone());
            all.spawn(async move {
                let mut caller = Caller::connect(address).await;
                caller.begin_session("/realtime").await;
                let mut latencies = Vec::new();
                let turns = if number % 10 == 0 { 0 } else { turns };
                for turn in 0..turns {
                    let value = u8::try_from((number + turn) % 128).unwrap();
                    let sent = message("number", value);
                    let asked = Instant::now();
                    caller.send(&sent).await;
                    // What comes back is not masked: its head has four bytes less.
                    assert_eq!(caller.frame().await, (2, sent[6..].to_vec()));
                    latencies.push(asked.elapsed());
                }
                done.send(()).await.unwrap();
                // To be begun again elsewhere.
                assert_eq!(caller.frame().await, (8, 1012_u16.to_be_bytes().to_vec()));
                caller.send(&close(1012)).await;
                latencies
            });
        }
        drop(done);
        for _ in 0..load.sessions {
            // None is left where one of them failed.
            all_done.recv().await.unwrap();
        }
        let took = began.elapsed();
        server.terminate();
        let latencies = all.join_all().await.concat();
        let remark = format!(
            "; all closed {:.2} s later",
            (began.elapsed() - took).as_secs_f64()
        );
        Measured {
            latencies,
            took,
            remark,
        }
    })
}
