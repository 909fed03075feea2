//! Cleans the documents of the corpus in memory, for `benches/peers/columns.py`, which cleans the same ones in Python.
//!
//! In: the variable `ROWS`, the file that the documents are written to with zero bytes between them. Out: the CPU seconds of the quickest
//! of five passes on one thread, and the bytes of all clean texts without their final newlines. Without `ROWS`, nothing.

#[expect(dead_code, reason = "the other benches look at more of it")]
mod corpus;

use std::num::NonZero;
use std::sync::Arc;
use std::{env, fs};

use corpus::Corpus;
use rustix::time::{ClockId, clock_gettime};
use unboil::{Cleaner, Options, standard_rules};

fn main() {
    let Ok(file) = env::var("ROWS") else { return };
    let corpus = Corpus::get();
    let rows: Vec<&str> = corpus.documents.iter().map(|document| &*document.dirty).collect();
    fs::write(file, rows.join("\0")).expect("ROWS can be written");
    let cleaner = Cleaner::new(Arc::new(standard_rules()), Options::default().record_edits(false));
    let pass = || {
        let start = cpu_seconds();
        let cleaned = cleaner.clean_many(&rows, Some(NonZero::<usize>::MIN));
        let seconds = cpu_seconds() - start;
        // A record has no final newline.
        let bytes: usize = cleaned.iter().map(|cleaned| cleaned.text.trim_end_matches('\n').len()).sum();
        (seconds, bytes)
    };
    let passes: Vec<_> = (0..5).map(|_| pass()).collect();
    let quickest = passes.iter().map(|(seconds, _)| *seconds).fold(f64::INFINITY, f64::min);
    println!("{quickest} {}", passes[0].1);
}

fn cpu_seconds() -> f64 {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    now.tv_sec as f64 + now.tv_nsec as f64 / 1e9
}
