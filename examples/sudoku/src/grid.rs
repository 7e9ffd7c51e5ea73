//! Cells, what may stand in them, and the search.

use std::fmt;

/// 81 cells row by row; 0 is empty.
#[derive(Clone)]
pub(crate) struct Grid([u8; 81]);

/// A grid without empty cells.
pub(crate) struct Solved {
    pub(crate) grid: Grid,
    /// How often a digit was tried where more than one was left.
    pub(crate) guesses: u32,
}

/// Why a grid is not solved.
#[derive(Clone, Copy)]
pub(crate) enum Unsolved {
    Impossible,
    TooHard,
}

/// More than puzzles for people take, and far less than a second.
const MOST_GUESSES: u32 = 10_000;

impl Grid {
    /// Reads digits; any other character is an empty cell.
    pub(crate) fn read(cells: &str) -> Self {
        let mut grid = [0; 81];
        for (cell, digit) in grid.iter_mut().zip(cells.bytes()) {
            *cell = digit
                .checked_sub(b'0')
                .filter(|digit| *digit <= 9)
                .unwrap_or(0);
        }
        Self(grid)
    }

    /// Fills the empty cells.
    pub(crate) fn solve(mut self) -> Result<Solved, Unsolved> {
        if !self.is_consistent() {
            return Err(Unsolved::Impossible);
        }
        let mut guesses = 0;
        self.fill(&mut guesses)?;
        Ok(Solved {
            grid: self,
            guesses,
        })
    }

    /// Fills the cell that leaves the least choice, and then the others.
    fn fill(&mut self, guesses: &mut u32) -> Result<(), Unsolved> {
        let empty = (0..81).filter(|cell| self.0[*cell] == 0);
        let Some(cell) = empty.min_by_key(|cell| self.choices(*cell).count()) else {
            return Ok(());
        };
        let choices: Vec<u8> = self.choices(cell).collect();
        for digit in &choices {
            if choices.len() > 1 {
                *guesses += 1;
            }
            if *guesses > MOST_GUESSES {
                return Err(Unsolved::TooHard);
            }
            self.0[cell] = *digit;
            match self.fill(guesses) {
                Err(Unsolved::Impossible) => self.0[cell] = 0,
                done => return done,
            }
        }
        Err(Unsolved::Impossible)
    }

    /// The digits that stand nowhere else in the row, the column and the box of a cell.
    fn choices(&self, cell: usize) -> impl Iterator<Item = u8> + use<> {
        let (row, column) = (cell / 9, cell % 9);
        let corner = row / 3 * 27 + column / 3 * 3;
        let mut taken = 0_u16;
        for step in 0..9 {
            for other in [
                row * 9 + step,
                step * 9 + column,
                corner + step / 3 * 9 + step % 3,
            ] {
                if other != cell {
                    taken |= 1 << self.0[other];
                }
            }
        }
        (1..=9).filter(move |digit| taken & (1 << digit) == 0)
    }

    /// No digit stands twice in a row, a column or a box.
    fn is_consistent(&self) -> bool {
        (0..81)
            .all(|cell| self.0[cell] == 0 || self.choices(cell).any(|digit| digit == self.0[cell]))
    }
}

impl fmt::Display for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|digit| write!(f, "{digit}"))
    }
}
