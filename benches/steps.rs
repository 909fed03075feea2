//! Time of each step and of the whole pipeline, on one core. The answers are checked.
//!
//! `cargo bench --bench steps` prints times and MB/s; `cargo test --bench steps` runs everything once. Steps are timed from outside: without rules a text is only normalized; with rules whose categories are all kept it is also scanned; only with rules switched on is anything decided. The time of a step is therefore the difference of two rows.
//!
//! | row | what it does |
//! | --- | --- |
//! | `decode_utf8`, `decode_utf16` | bytes → text |
//! | `normalize` | text → canonical text |
//! | `normalize_mojibake` | the same for text that was UTF-8 and was decoded as Windows-1252 throughout |
//! | `scan` | the same, plus lines, line hashes, and a search for the phrases of all rules |
//! | `clean_str` | the same, plus decision, removals and output |
//! | `clean_str_edits` | the same, with every change recorded |
//! | `clean_bytes` | the whole pipeline, from bytes |
//! | `clean_str_nothing_to_do` | canonical text in one piece in which no rule matches |
//! | `compile_rules` | creating the standard rule set, once per process |

#[expect(dead_code, reason = "another bench looks at more of it")]
mod corpus;

use std::sync::{Arc, LazyLock};

use corpus::Corpus;
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use unboil::{Category, Cleaner, Options, RuleSet, replay};

static CORPUS: LazyLock<Corpus> = LazyLock::new(Corpus::get);
static STANDARD: LazyLock<Arc<RuleSet>> = LazyLock::new(|| Arc::new(unboil::standard_rules()));
static NO_RULES: LazyLock<Arc<RuleSet>> = LazyLock::new(|| Arc::new(RuleSet::builder().build().expect("no rules")));

fn main() {
    println!("corpus: {}, {} documents, {} bytes", CORPUS.name, CORPUS.documents.len(), CORPUS.bytes());
    divan::main();
}

fn cleaner(rules: &Arc<RuleSet>, options: Options) -> Cleaner {
    Cleaner::new(Arc::clone(rules), options)
}

fn whole() -> Cleaner {
    cleaner(&STANDARD, Options::default().record_edits(false))
}

/// Cleans all documents.
fn over_corpus(bencher: Bencher<'_, '_>, cleaner: &Cleaner) {
    bencher.counter(BytesCount::new(CORPUS.bytes())).bench(|| {
        for document in &CORPUS.documents {
            black_box(cleaner.clean_str(&document.dirty));
        }
    });
}

/// Checks that the result is the expected one, if it is known, and that cleaning it again changes nothing.
fn check(cleaner: &Cleaner, whole_line: bool) {
    for document in &CORPUS.documents {
        let cleaned = cleaner.clean_str(&document.dirty).text;
        assert_eq!(cleaner.clean_str(&cleaned).text, cleaned, "cleaning twice");
        if let (true, Some(clean)) = (whole_line, &document.clean) {
            assert_eq!(cleaned, *clean);
        }
    }
}

#[divan::bench(sample_count = 10)]
fn decode_utf8(bencher: Bencher<'_, '_>) {
    let cleaner = whole();
    for document in &CORPUS.documents {
        assert_eq!(cleaner.decode(document.dirty.as_bytes()).expect("text").text, document.dirty);
    }
    bencher.counter(BytesCount::new(CORPUS.bytes())).bench(|| {
        for document in &CORPUS.documents {
            black_box(cleaner.decode(document.dirty.as_bytes()).expect("text"));
        }
    });
}

#[divan::bench(sample_count = 10)]
fn decode_utf16(bencher: Bencher<'_, '_>) {
    let cleaner = whole();
    let wide = |text: &str| -> Vec<u8> {
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let documents: Vec<Vec<u8>> = CORPUS.documents.iter().map(|d| wide(&d.dirty)).collect();
    for (bytes, document) in documents.iter().zip(&CORPUS.documents) {
        assert_eq!(cleaner.decode(bytes).expect("text").text, document.dirty);
    }
    let size: usize = documents.iter().map(Vec::len).sum();
    bencher.counter(BytesCount::new(size)).bench(|| {
        for bytes in &documents {
            black_box(cleaner.decode(bytes).expect("text"));
        }
    });
}

#[divan::bench(sample_count = 10)]
fn normalize(bencher: Bencher<'_, '_>) {
    let cleaner = cleaner(&NO_RULES, Options::default().record_edits(false));
    check(&cleaner, false);
    over_corpus(bencher, &cleaner);
}

#[divan::bench(sample_count = 10)]
fn normalize_mojibake(bencher: Bencher<'_, '_>) {
    let cleaner = cleaner(&NO_RULES, Options::default().record_edits(false));
    let sound =
        "Über den Dächern läuten früh die Glocken – “niemand hört sie”. À l’été, où j’étais née.\n".repeat(20_000);
    let damaged = encoding_rs::WINDOWS_1252.decode_without_bom_handling(sound.as_bytes()).0.into_owned();
    assert_eq!(cleaner.clean_str(&damaged).text, sound);
    bencher.counter(BytesCount::new(damaged.len())).bench(|| black_box(cleaner.clean_str(&damaged)));
}

#[divan::bench(sample_count = 10)]
fn scan(bencher: Bencher<'_, '_>) {
    let options = Options::default().record_edits(false).keep(Category::ALL.iter().copied());
    let (scanning, normalizing) = (cleaner(&STANDARD, options), cleaner(&NO_RULES, Options::default()));
    for document in &CORPUS.documents {
        // Everything is kept, so the result is the same as without rules.
        assert_eq!(scanning.clean_str(&document.dirty).text, normalizing.clean_str(&document.dirty).text);
    }
    over_corpus(bencher, &scanning);
}

#[divan::bench(sample_count = 10)]
fn clean_str(bencher: Bencher<'_, '_>) {
    let cleaner = whole();
    check(&cleaner, true);
    over_corpus(bencher, &cleaner);
}

#[divan::bench(sample_count = 10)]
fn clean_str_edits(bencher: Bencher<'_, '_>) {
    let cleaner = cleaner(&STANDARD, Options::default());
    let without = whole();
    for document in &CORPUS.documents {
        let cleaned = cleaner.clean_str(&document.dirty);
        assert_eq!(replay(&document.dirty, &cleaned.edits), Ok(cleaned.text.to_string()), "the edits replay");
        assert_eq!(without.clean_str(&document.dirty).text, cleaned.text, "recording changes nothing");
    }
    over_corpus(bencher, &cleaner);
}

#[divan::bench(sample_count = 10)]
fn clean_bytes(bencher: Bencher<'_, '_>) {
    let cleaner = whole();
    for document in &CORPUS.documents {
        let cleaned = cleaner.clean(document.dirty.as_bytes()).expect("text");
        assert_eq!(cleaned.text, cleaner.clean_str(&document.dirty).text);
    }
    bencher.counter(BytesCount::new(CORPUS.bytes())).bench(|| {
        for document in &CORPUS.documents {
            black_box(cleaner.clean(document.dirty.as_bytes()).expect("text"));
        }
    });
}

#[divan::bench(sample_count = 10)]
fn clean_str_nothing_to_do(bencher: Bencher<'_, '_>) {
    let cleaner = whole();
    let text = &CORPUS.nothing_to_do;
    assert_eq!(cleaner.clean_str(text).text, *text);
    bencher.counter(BytesCount::new(text.len())).bench(|| black_box(cleaner.clean_str(text)));
}

#[divan::bench(sample_count = 10)]
fn compile_rules(bencher: Bencher<'_, '_>) {
    assert!(!STANDARD.is_empty());
    bencher.bench(|| black_box(unboil::standard_rules()));
}
