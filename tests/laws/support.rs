//! What the laws share: the number of cases, and cleaners.

use std::sync::{Arc, OnceLock};

use proptest::test_runner::{Config, FileFailurePersistence};
use unboil::{Cleaner, Level, Options, RuleSet};

/// A configuration with this many cases, times the number in `UNBOIL_LAWS_TIMES` if it is set. Failures are kept in `file`, relative to
/// the package, where cargo runs tests.
pub(crate) fn cases(cases: u32, file: &'static str) -> Config {
    let times = std::env::var("UNBOIL_LAWS_TIMES").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    Config {
        cases: cases.saturating_mul(times),
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(file))),
        // Documents of thirty lines shrink a line at a time; each trial is a cleaning of less than a millisecond.
        max_shrink_iters: 20_000,
        // The packs are filtered often and cheaply; the limit is for strategies that find nothing at all.
        max_local_rejects: u32::MAX,
        ..Config::default()
    }
}

/// The standard packs, built once.
pub(crate) fn standard_rules() -> &'static Arc<RuleSet> {
    static RULES: OnceLock<Arc<RuleSet>> = OnceLock::new();
    RULES.get_or_init(|| Arc::new(unboil::standard_rules()))
}

/// The standard packs at a level.
pub(crate) fn standard(level: Level) -> &'static Cleaner {
    static CAREFUL: OnceLock<Cleaner> = OnceLock::new();
    static BOLD: OnceLock<Cleaner> = OnceLock::new();
    let cell = if level == Level::Bold { &BOLD } else { &CAREFUL };
    cell.get_or_init(|| cleaner(standard_rules(), level))
}

/// A cleaner that accepts any bytes.
pub(crate) fn cleaner(rules: &Arc<RuleSet>, level: Level) -> Cleaner {
    Cleaner::new(Arc::clone(rules), Options::default().level(level).force(true))
}

/// A cleaner with these rules alone, in a file of language `en`.
pub(crate) fn pack(rules: &str) -> Cleaner {
    let toml = format!("about = \"A test\"\nlang = \"en\"\n{rules}");
    let rules = RuleSet::builder().source("pack.toml", toml).build().expect("the pack compiles");
    Cleaner::new(Arc::new(rules), Options::default())
}

/// The ids of the standard rules.
pub(crate) fn standard_ids() -> Vec<String> {
    standard_rules().ids().map(str::to_owned).collect()
}

/// The text after normalization alone.
pub(crate) fn normalized(text: &str) -> String {
    static EMPTY: OnceLock<Cleaner> = OnceLock::new();
    EMPTY.get_or_init(|| without_rules(Options::default())).clean_str(text).text.into_owned()
}

/// The same without the repair of mojibake.
pub(crate) fn unrepaired(text: &str) -> String {
    static EMPTY: OnceLock<Cleaner> = OnceLock::new();
    EMPTY.get_or_init(|| without_rules(Options::default().repair(false))).clean_str(text).text.into_owned()
}

fn without_rules(options: Options) -> Cleaner {
    let rules = RuleSet::builder().build().expect("no rules compile");
    Cleaner::new(Arc::new(rules), options.force(true))
}
