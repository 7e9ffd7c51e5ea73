//! Frames a second of two servers of sessions, in rounds that take turns: each session sends a frame when it has the answer to
//! the last one.
//!
//! `frames BY_HAND DECLARED [ROUNDS] [SESSIONS]`: the paths of both binaries.

use std::env;
use std::net::Ipv4Addr;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serve::server::Server;
use serve::{Result, median};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime;
use tokio::task::JoinSet;

/// Many short rounds tell more than a few long ones on a machine that others use too.
const ROUND: Duration = Duration::from_millis(500);

const HANDSHAKE: &[u8] = b"GET /realtime HTTP/1.1\r\n\
    host: localhost\r\n\
    connection: upgrade\r\n\
    upgrade: websocket\r\n\
    sec-websocket-version: 13\r\n\
    sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

/// One session: raw, so that the load costs little beside the server.
struct Session {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Session {
    async fn open(port: u16) -> Result<Self> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        stream.set_nodelay(true)?;
        stream.write_all(HANDSHAKE).await?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        if !head.starts_with(b"HTTP/1.1 101 ") {
            return Err(String::from_utf8(head)?.into());
        }
        Ok(Self {
            stream,
            read: Vec::with_capacity(128 * 1024),
        })
    }

    /// Sends a frame, and reads the one that answers it.
    async fn call(&mut self, frame: &[u8]) -> Result<&[u8]> {
        self.stream.write_all(frame).await?;
        self.read.clear();
        loop {
            if let Some((start, length)) = payload(&self.read)
                && self.read.len() >= start + length
            {
                let is_binary = self.read[0] == 0x82;
                let answer = &self.read[start..start + length];
                return match is_binary {
                    true => Ok(answer),
                    false => Err(format!("not a frame: {answer:?}").into()),
                };
            }
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Err("the server closed the session".into());
            }
        }
    }
}

/// Where the payload of a frame begins, and how long it is.
fn payload(frame: &[u8]) -> Option<(usize, usize)> {
    match *frame.get(1)? {
        126 => {
            let length: [u8; 2] = frame.get(2..4)?.try_into().ok()?;
            Some((4, u16::from_be_bytes(length).into()))
        }
        127 => {
            let length: [u8; 8] = frame.get(2..10)?.try_into().ok()?;
            Some((10, u64::from_be_bytes(length).try_into().ok()?))
        }
        length => Some((2, length.into())),
    }
}

/// A frame of a caller, masked as callers mask.
fn frame(payload: &[u8]) -> Vec<u8> {
    const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
    let mut frame = vec![0x82];
    match payload.len() {
        length @ ..126 => frame.push(0x80 | length as u8),
        length @ ..65536 => {
            frame.push(0x80 | 126);
            frame.extend((length as u16).to_be_bytes());
        }
        length => {
            frame.push(0x80 | 127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend(MASK);
    let masked = payload.iter().zip(MASK.iter().cycle());
    frame.extend(masked.map(|(byte, mask)| byte ^ mask));
    frame
}

/// `{"prompt": …, "strength": 0.25}`, and pixels where there are some.
fn message(pixels: usize) -> Vec<u8> {
    let mut message = vec![if pixels > 0 { 0x83 } else { 0x82 }];
    message.extend(b"\xa6prompt\xd9\x28a red fox in the snow, oil on canvas big");
    message.extend(b"\xa8strength\xcb");
    message.extend(0.25_f64.to_be_bytes());
    if pixels > 0 {
        message.extend(b"\xa6pixels\xc6");
        message.extend((pixels as u32).to_be_bytes());
        message.extend((0_u32..).map(|index| index as u8).take(pixels));
    }
    message
}

/// What one server did in one round.
struct Round {
    frames_a_second: f64,
    p99_micros: f64,
    cpu_micros_a_frame: f64,
}

async fn calls(mut session: Session, frame: Arc<[u8]>, until: Instant) -> Result<Vec<f64>> {
    let mut took = Vec::new();
    while Instant::now() < until {
        let start = Instant::now();
        session.call(&frame).await?;
        took.push(start.elapsed().as_secs_f64() * 1e6);
    }
    Ok(took)
}

async fn round(server: &Server, frame: &Arc<[u8]>, sessions: usize) -> Result<Round> {
    let mut open = Vec::new();
    for _ in 0..sessions {
        open.push(Session::open(server.port).await?);
    }
    let cpu_before = server.cpu_seconds()?;
    let start = Instant::now();
    let mut load = JoinSet::new();
    for session in open {
        let frame = frame.clone();
        load.spawn(async move {
            let took = calls(session, frame, start + ROUND).await;
            took.map_err(|error| error.to_string())
        });
    }
    let mut took = Vec::new();
    for calls in load.join_all().await {
        took.extend(calls?);
    }
    let seconds = start.elapsed().as_secs_f64();
    let cpu = server.cpu_seconds()? - cpu_before;
    took.sort_by(f64::total_cmp);
    let count = took.len() as f64;
    Ok(Round {
        frames_a_second: count / seconds,
        p99_micros: took[took.len() * 99 / 100],
        cpu_micros_a_frame: cpu * 1e6 / count,
    })
}

/// A line of the table, its ratio the median of the rounds' ratios.
fn line(name: &str, rounds: &[(Round, Round)], of: impl Fn(&Round) -> f64) {
    let ratios = rounds.iter().map(|(by_hand, declared)| of(declared) / of(by_hand));
    let by_hand = median(rounds.iter().map(|(by_hand, _)| of(by_hand)).collect());
    let declared = median(rounds.iter().map(|(_, declared)| of(declared)).collect());
    println!(
        "| {name} | {by_hand:.0} | {declared:.0} | {:.2} |",
        median(ratios.collect())
    );
}

async fn compare(
    name: &str,
    message: &[u8],
    paths: [&str; 2],
    rounds: usize,
    sessions: usize,
) -> Result<()> {
    let (mut by_hand, mut declared) = (
        Server::spawn(Command::new(paths[0]))?,
        Server::spawn(Command::new(paths[1]))?,
    );
    let frame: Arc<[u8]> = frame(message).into();
    by_hand.connect().await?;
    declared.connect().await?;
    let answers = [
        Session::open(by_hand.port).await?.call(&frame).await?.to_vec(),
        Session::open(declared.port).await?.call(&frame).await?.to_vec(),
    ];
    if answers[0] != answers[1] {
        return Err(format!("the two servers answer differently: {answers:.200?}").into());
    }
    let mut measured = Vec::new();
    for number in 0..=rounds {
        let pair = (
            round(&by_hand, &frame, sessions).await?,
            round(&declared, &frame, sessions).await?,
        );
        // The first warms both up.
        if number > 0 {
            measured.push(pair);
        }
    }
    println!(
        "\n{name}: {sessions} sessions, median of {rounds} rounds of {} ms\n",
        ROUND.as_millis()
    );
    println!("| | by hand | declared | ratio |\n|---|---|---|---|");
    line("frames a second", &measured, |round| round.frames_a_second);
    line("p99, µs", &measured, |round| round.p99_micros);
    line("CPU of the server, µs a frame", &measured, |round| {
        round.cpu_micros_a_frame
    });
    Ok(())
}

async fn run(paths: [&str; 2], rounds: usize, sessions: usize) -> Result<()> {
    compare("a small frame", &message(0), paths, rounds, sessions).await?;
    let picture = message(64 * 1024);
    compare("a picture of 64 KiB", &picture, paths, rounds, sessions).await
}

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [by_hand, declared, numbers @ ..] = arguments.as_slice() else {
        return Err("usage: frames BY_HAND DECLARED [ROUNDS] [SESSIONS]".into());
    };
    let number = |at: usize, default| numbers.get(at).map_or(Ok(default), |text| text.parse());
    let (rounds, sessions) = (number(0, 21)?, number(1, 16)?);
    // One thread: the server shall have the rest of the machine.
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run([by_hand, declared], rounds, sessions))
}
