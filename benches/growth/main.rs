//! Does the work grow faster than the text, and does any text take far more work or memory than prose?
//!
//! `cargo bench --bench growth` prints nanoseconds per byte for each shape of text in three sizes, and the ratio of the largest to
//! the smallest. A ratio near 1 is linear; a quadratic step would show a ratio of thousands. Times are printed, not checked, since
//! machines are shared.
//!
//! `cargo test --bench growth` checks every answer, the memory that cleaning takes, and, where valgrind is installed, the
//! instructions per byte. These are counted, not timed, so that they are the same on a busy machine. With `CI` set, valgrind must be
//! there.

mod instructions;
mod memory;
mod shapes;
#[path = "../corpus/words.rs"]
mod words;

use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use shapes::{SHAPES, Shape};
use unboil::{Cleaner, Options};

/// Sizes in bytes for measuring.
const SIZES: [usize; 3] = [1 << 10, 64 << 10, 4 << 20];
/// Sizes in bytes for testing answers.
const SIZES_TO_TRY: [usize; 2] = [1 << 10, 64 << 10];
/// A small document is cleaned repeatedly until this many bytes were processed.
const ENOUGH: usize = 4 << 20;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--bench") {
        print_times();
        return ExitCode::SUCCESS;
    }
    if arguments == [instructions::COUNTED] {
        instructions::run();
        return ExitCode::SUCCESS;
    }
    check_answers();
    let mut faults = memory::faults();
    faults.extend(instructions::faults());
    faults.iter().for_each(|fault| eprintln!("{fault}"));
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// With the standard rules. The budget is 1, because many shapes are lines that all go.
fn cleaner() -> Cleaner {
    let options = Options::default().record_edits(false).budget(1.0);
    Cleaner::new(Arc::new(unboil::standard_rules()), options)
}

fn check_answers() {
    let cleaner = cleaner();
    for shape in SHAPES {
        for size in SIZES_TO_TRY {
            let text = shape.text(size);
            let cleaned = cleaner.clean_str(&text);
            match shape.want {
                Some(want) => assert!(cleaned.text == want(&text), "{} of {size} bytes: wrong answer", shape.name),
                None => {
                    let again = cleaner.clean_str(&cleaned.text).text;
                    assert!(again == cleaned.text, "{} of {size} bytes: cleaned twice is not cleaned once", shape.name);
                }
            }
        }
    }
}

fn print_times() {
    let cleaner = cleaner();
    println!("{:40} {}  growth", "ns/byte at", SIZES.map(|size| format!("{:>8} kB", size >> 10)).join(" "));
    for shape in SHAPES {
        let times = SIZES.map(|size| time(&cleaner, shape, size));
        let [first, .., last] = times;
        let row = times.map(|time| format!("{time:>11.2}")).join(" ");
        println!("{:40} {row}  {:>5.2}", shape.name, last / first);
    }
}

/// Nanoseconds per byte, best of three.
fn time(cleaner: &Cleaner, shape: &Shape, size: usize) -> f64 {
    let text = shape.text(size);
    let times = (ENOUGH / size).max(1);
    let turn = || {
        let start = Instant::now();
        for _ in 0..times {
            black_box(cleaner.clean_str(black_box(&text)));
        }
        start.elapsed().as_nanos() as f64 / (times * text.len()) as f64
    };
    (0..3).map(|_| turn()).fold(f64::INFINITY, f64::min)
}
