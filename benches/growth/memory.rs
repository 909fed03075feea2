//! Memory that cleaning takes beyond the document, at its peak.

use peak_alloc::PeakAlloc;

use crate::shapes::SHAPES;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Bytes of a document for which memory is counted.
const SIZE: usize = 1 << 20;
/// The most bytes of memory for a byte of the document. The documented bound.
const MOST: f64 = 10.0;

/// One line for each shape that takes more than [`MOST`].
pub(crate) fn faults() -> Vec<String> {
    let cleaner = super::cleaner();
    let mut faults = Vec::new();
    println!("{:40} bytes of memory for a byte", "");
    for shape in SHAPES {
        let text = shape.text(SIZE);
        // Expressions are compiled on first use and have caches of a few megabytes, which no document takes again.
        drop(cleaner.clean_str(&text));
        ALLOCATOR.reset_peak_usage();
        let before = ALLOCATOR.current_usage();
        drop(cleaner.clean_str(&text));
        let taken = (ALLOCATOR.peak_usage() - before) as f64 / text.len() as f64;
        println!("{:40} {taken:>8.1}", shape.name);
        if taken > MOST {
            faults.push(format!("{}: {taken:.1} bytes of memory for a byte; {MOST} are allowed", shape.name));
        }
    }
    faults
}
