//! Solves sudoku, charged by what it took: only the solver knows how often it had to guess.
//!
//! ```sh
//! cargo run --release -p sudoku &
//! curl -si --retry 600 --retry-delay 1 --retry-connrefused localhost:8080 -H 'content-type: application/json' \
//!   -d '{"puzzle": "..53.....8......2..7..1.5..4....53...1..7...6..32...8..6.5....9..4....3......97.."}'
//! ```
//! ```http
//! HTTP/1.1 200 OK
//! x-fal-billable-units: 2
//!
//! {"solution":"145327698839654127672918543496185372218473956753296481367542819984761235521839764"}
//! ```

mod grid;

use fal_app::prelude::*;

use grid::{Grid, Unsolved};

/// Solves sudoku.
#[fal_app(
    auth = "shared",
    machine_type = "XS",
    category = "text-to-text",
    min_concurrency = 0,
    max_concurrency = 4,
    max_multiplexing = 4,
    keep_alive = 60,
    startup_timeout = 60,
    request_timeout = 60,
    private_logs = true
)]
#[derive(Default)]
struct Sudoku;

/// A puzzle to solve.
#[input]
struct SudokuInput {
    /// The 81 cells row by row: a digit, or `.` for an empty cell.
    #[field(pattern = "^[1-9.]{81}$")]
    puzzle: String,
}

/// A solved puzzle.
#[output]
struct SudokuOutput {
    /// The 81 digits row by row.
    solution: String,
}

#[endpoints]
impl Sudoku {
    /// Solves a puzzle: one unit, and a fiftieth for each guess, at most two units.
    #[endpoint("/")]
    #[billable(custom, max = 2, unit = "puzzle")]
    #[example(SudokuInput { puzzle: include_str!("example.txt").into() })]
    fn solve(&self, input: SudokuInput) -> Result<Billed<SudokuOutput>> {
        let solved = Grid::read(&input.puzzle).solve().map_err(|unsolved| {
            Error::field(
                "puzzle",
                match unsolved {
                    Unsolved::Impossible => "has no solution",
                    Unsolved::TooHard => "takes too many guesses",
                },
            )
        })?;
        let solution = solved.grid.to_string();
        Ok(Billed::new(
            SudokuOutput { solution },
            1.0 + f64::from(solved.guesses) / 50.0,
        ))
    }
}

fn main() -> ExitCode {
    fal_app::main::<Sudoku>()
}

#[cfg(test)]
mod tests;
