//! Speed of normalization, to compare with [`peers/plsfix.py`](peers/plsfix.py): prints a line for each UTF-8 file
//! with its name, its bytes and the seconds per pass.
//!
//! `cargo bench --bench repair -- FILE…`; without files it does nothing. One thread, no rules, no recorded edits. The first pass fills tables and caches and is not counted. Times are CPU times where the system provides them, so that other load matters little.

use std::hint::black_box;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Instant;

use unboil::{Cleaner, Options, RuleSet};

/// Seconds for which a file is cleaned repeatedly: a hundred times the resolution of CPU time.
const LONG: f64 = 1.0;

fn main() {
    let rules = RuleSet::builder().build().expect("no rules");
    let cleaner = Cleaner::new(rules.into(), Options::default().record_edits(false));
    // `cargo bench` and `cargo test` insert options of their own before the arguments.
    for path in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
        let text = std::fs::read_to_string(&path).expect("a file of UTF-8");
        let cleaned = cleaner.clean_str(&text).text;
        assert_eq!(cleaner.clean_str(&cleaned).text, cleaned, "cleaning twice");
        let (start, mut turns) = (now(), 0);
        while now() - start < LONG {
            black_box(cleaner.clean_str(black_box(&text)));
            turns += 1;
        }
        println!("{} {} {}", Path::new(&path).display(), text.len(), (now() - start) / f64::from(turns));
    }
}

/// CPU time of this process in seconds, or wall time where it is not available.
fn now() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let used = std::fs::read_to_string("/proc/self/schedstat").ok();
    let used = used.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    used.map_or_else(|| START.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}
