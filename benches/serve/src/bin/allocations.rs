//! Allocations a request, as valgrind counts them: `allocations BINARY`.

use std::env;
use std::io::Read;
use std::process::{Command, Stdio};

use serve::Result;
use serve::load;
use serve::server::Server;
use tokio::runtime;

const FEW: u32 = 100;
const MANY: u32 = 1100;

/// Allocations and bytes from start to end of a server that answers so many requests.
async fn run(binary: &str, requests: u32) -> Result<[f64; 2]> {
    let mut valgrind = Command::new("valgrind");
    valgrind.arg(binary).stderr(Stdio::piped());
    let mut server = Server::spawn(valgrind)?;
    let mut connection = server.connect().await?;
    for _ in 0..requests {
        connection.call(&load::small().request).await?;
    }
    drop(connection);
    let mut said = String::new();
    server.terminate()?.read_to_string(&mut said)?;
    let line = said
        .lines()
        .find(|line| line.contains("total heap usage"))
        .ok_or("valgrind counted nothing")?;
    let number = |before: &str| -> Result<f64> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = words
            .iter()
            .position(|word| word.starts_with(before))
            .ok_or("an unknown line of valgrind")?;
        Ok(words[at - 1].replace(',', "").parse()?)
    };
    Ok([number("allocs")?, number("bytes")?])
}

fn main() -> Result<()> {
    let binary = env::args().nth(1).ok_or("usage: allocations BINARY")?;
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let few = runtime.block_on(run(&binary, FEW))?;
    let many = runtime.block_on(run(&binary, MANY))?;
    let [allocations, bytes] = [0, 1].map(|at| (many[at] - few[at]) / f64::from(MANY - FEW));
    println!("{allocations:.1} allocations, {bytes:.0} bytes a request");
    Ok(())
}
