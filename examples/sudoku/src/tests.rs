//! What a caller sees.

#![allow(clippy::unwrap_used)]

use std::collections::HashSet;

use fal_app::test::{Client, Reply};

use super::*;

const EASY: &str = include_str!("example.txt");
/// Arto Inkala's of 2010.
const HARD: &str =
    "..53.....8......2..7..1.5..4....53...1..7...6..32...8..6.5....9..4....3......97..";
/// Peter Norvig's: without a solution, which no short search can tell.
const ENDLESS: &str =
    ".....5.8....6.1.43..........1.5........1.6...3.......553.....61........4.........";

fn post(puzzle: &str) -> Reply {
    let client = Client::<Sudoku>::start().unwrap();
    client.post("/", &SudokuInput::required(puzzle)).unwrap()
}

/// Nine different digits in each row, column and box, and the clues where they were.
fn assert_solves(puzzle: &str, reply: &Reply) {
    let answer = reply.json().unwrap();
    let solution = answer["solution"].as_str().unwrap();
    for (clue, digit) in puzzle.chars().zip(solution.chars()) {
        assert!(clue == '.' || clue == digit, "{solution}");
    }
    let mut seen = HashSet::new();
    for (cell, digit) in solution.chars().enumerate() {
        let (row, column) = (cell / 9, cell % 9);
        seen.insert(("row", row, digit));
        seen.insert(("column", column, digit));
        seen.insert(("box", row / 3 * 3 + column / 3, digit));
    }
    assert_eq!(seen.len(), 3 * 81, "{solution}");
}

#[test]
fn a_puzzle_without_guesses_costs_one_unit() {
    let reply = post(EASY);
    assert_solves(EASY, &reply);
    assert_eq!(reply.units(), Some(BillableUnits::from(1)));
}

#[test]
fn guesses_cost_more_and_never_more_than_two_units() {
    let reply = post(HARD);
    assert_solves(HARD, &reply);
    assert_eq!(reply.units(), Some(BillableUnits::from(2)));

    let empty = ".".repeat(81);
    let reply = post(&empty);
    assert_solves(&empty, &reply);
    assert_eq!(reply.units().unwrap().to_string(), "1.94000000");
}

#[test]
fn what_cannot_be_solved_is_refused_and_free() {
    let twice = format!("11{}", ".".repeat(79));
    let no_digit_left = format!("12345678.........9{}", ".".repeat(63));
    for (puzzle, told) in [
        (twice.as_str(), "has no solution"),
        (&no_digit_left, "has no solution"),
        (ENDLESS, "takes too many guesses"),
        ("12", "String should match pattern '^[1-9.]{81}$'"),
    ] {
        let reply = post(puzzle);
        assert_eq!(reply.json().unwrap()["detail"][0]["msg"], told);
        assert_eq!(
            (reply.status(), reply.units()),
            (422, Some(BillableUnits::from(0)))
        );
    }
}

#[test]
fn the_billing_holds() {
    fal_app::test::billing::<Sudoku>().cases(8);
}
