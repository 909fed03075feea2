//! Does time grow faster than the text? Documents of 1 kB, 1 MB and 64 MB, in shapes that would reveal it.
//!
//! `cargo bench --bench growth` prints nanoseconds per byte for each shape and size, and the ratio of the largest to 1 kB. A ratio near 1 is linear; a quadratic step would show a ratio of thousands. Every answer is checked, but times are not, since machines are shared. `cargo test --bench growth` does the same up to 256 kB.

#[path = "corpus/words.rs"]
mod words;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use unboil::{Cleaner, Error, Options};
use words::Dice;

/// Sizes in bytes for measuring.
const SIZES: [usize; 3] = [1 << 10, 1 << 20, 64 << 20];
/// Sizes in bytes for testing only.
const SIZES_TO_TRY: [usize; 3] = [1 << 10, 16 << 10, 256 << 10];
/// A small document is cleaned repeatedly until this many bytes were processed.
const ENOUGH: usize = 4 << 20;

/// A kind of document.
struct Shape {
    name: &'static str,
    make: fn(usize) -> String,
    /// The expected result for a document.
    want: fn(&str) -> String,
}

const SHAPES: [Shape; 6] = [
    Shape { name: "one line of prose", make: |size| prose(size, " "), want: same },
    Shape { name: "many lines of prose", make: |size| prose(size, "\n"), want: same },
    Shape { name: "many blocks of prose", make: |size| prose(size, "\n\n"), want: same },
    Shape { name: "one line without a space", make: |size| "a".repeat(size - 1) + "\n", want: same },
    Shape { name: "one line comes again and again", make: again, want: once },
    Shape { name: "a rule acts in every block", make: dirty, want: prose_alone },
];

fn main() -> Result<(), Error> {
    // The budget is 1, because one shape is a single repeated line.
    let options = Options::default().record_edits(false).budget(1.0);
    let cleaner = Cleaner::new(Arc::new(unboil::standard_rules()), options);
    let sizes = if std::env::args().any(|argument| argument == "--bench") { SIZES } else { SIZES_TO_TRY };
    println!("{:32} {}  growth", "ns/byte at", sizes.map(|size| format!("{:>8} kB", size >> 10)).join(" "));
    for shape in &SHAPES {
        let times = sizes.map(|size| time(&cleaner, shape, size));
        let [first, .., last] = times;
        let row = times.map(|time| format!("{time:>11.2}")).join(" ");
        println!("{:32} {row}  {:>5.2}", shape.name, last / first);
    }
    Ok(())
}

/// Nanoseconds per byte, best of three.
fn time(cleaner: &Cleaner, shape: &Shape, size: usize) -> f64 {
    let text = (shape.make)(size);
    let cleaned = cleaner.clean_str(&text);
    assert!(cleaned.text == (shape.want)(&text), "{} of {size} bytes: wrong answer", shape.name);
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

/// Sentences separated by `between`.
fn prose(size: usize, between: &str) -> String {
    let mut dice = Dice::new(2);
    let mut text = dice.sentence();
    while text.len() + 1 < size {
        text.push_str(between);
        text.push_str(&dice.sentence());
    }
    text.push('\n');
    text
}

/// Prose with a sign-up line after every fourth paragraph.
fn dirty(size: usize) -> String {
    let clean = prose(size, "\n\n");
    let blocks: Vec<&str> = clean.trim_end().split("\n\n").collect();
    blocks.chunks(4).map(|four| four.join("\n\n")).collect::<Vec<_>>().join("\n\nSign up for our newsletter\n\n") + "\n"
}

/// The same sentence on every line.
fn again(size: usize) -> String {
    let line = Dice::new(3).sentence() + "\n";
    line.repeat(size.div_ceil(line.len()))
}

fn same(made: &str) -> String {
    made.to_owned()
}

fn prose_alone(made: &str) -> String {
    made.replace("Sign up for our newsletter\n\n", "")
}

fn once(made: &str) -> String {
    made.lines().next().unwrap_or_default().to_owned() + "\n"
}
