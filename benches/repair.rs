//! How fast text is brought into canonical form, for [`peers/plsfix.py`](peers/plsfix.py) to compare: files of UTF-8 in, a
//! line for each with its name, its bytes and the seconds that a turn takes out.
//!
//! `cargo bench --bench repair -- FILE…`; without files there is nothing to do. One thread, no rules, nothing recorded; the
//! first turn, which fills tables and caches, does not count. Where the system tells it, the time is that of the processor,
//! so what else the machine does counts for little.

use std::hint::black_box;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Instant;

use unboil::{Cleaner, Options, RuleSet};

/// How long a file is cleaned over and over, in seconds: a hundred times the grain of the processor's time.
const LONG: f64 = 1.0;

fn main() {
    let rules = RuleSet::builder().build().expect("no rules");
    let cleaner = Cleaner::new(rules.into(), Options::default().record_edits(false));
    // `cargo bench` and `cargo test` put options of theirs before what they are given.
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

/// Seconds of the processor that this process has had, or, where nothing tells them, by the clock.
fn now() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let used = std::fs::read_to_string("/proc/self/schedstat").ok();
    let used = used.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    used.map_or_else(|| START.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}
