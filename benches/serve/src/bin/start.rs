//! Milliseconds from exec to the first billed 200, and resident memory then: `start BINARY`.

use std::env;
use std::process::Command;
use std::time::Instant;

use serve::load;
use serve::server::Server;
use serve::{Result, median};
use tokio::runtime;

const STARTS: usize = 21;

/// One start: its milliseconds, and KiB after them.
async fn start(binary: &str) -> Result<(f64, f64)> {
    let exec = Instant::now();
    let mut server = Server::spawn(Command::new(binary))?;
    let mut connection = server.connect().await?;
    let load = load::small();
    let answer = connection.call(&load.request).await?;
    let billed = answer.is_ok() && answer.header("x-fal-billable-units") == Some(load.units);
    let milliseconds = exec.elapsed().as_secs_f64() * 1e3;
    if !billed {
        return Err("the first answer is no billed 200".into());
    }
    Ok((milliseconds, server.resident_kib()?))
}

fn main() -> Result<()> {
    let binary = env::args().nth(1).ok_or("usage: start BINARY")?;
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let starts: Vec<(f64, f64)> = runtime.block_on(async {
        let mut starts = Vec::new();
        for _ in 0..STARTS {
            starts.push(start(&binary).await?);
        }
        Result::Ok(starts)
    })?;
    let (milliseconds, kib): (Vec<f64>, Vec<f64>) = starts.into_iter().unzip();
    println!("{:.2} {:.0}", median(milliseconds), median(kib));
    Ok(())
}
