//! The laws of unboil over arbitrary bytes, texts and rule packs; one module a law.
//!
//! In go three kinds of documents: any bytes; texts spliced from the examples of the standard rules, prose, repeated
//! lines and junk ([`texts`]); and texts over the tiny vocabulary of random rule packs ([`packs`]), where every phrase,
//! repetition and condition meets every other within a few lines. Out comes nothing but the law broken, with the
//! smallest document proptest finds: `"Sign up now\n\nSign up now\n"`, cleaned twice, is not what it is cleaned once.
//!
//! Cases that once failed stand in `proptest-regressions/` and are tried first. The numbers of cases are such that all
//! laws take about a minute of CPU; `UNBOIL_LAWS_TIMES=20 cargo test --test laws` tries twenty times as many.

mod canonical;
mod naive;
mod packs;
mod reference;
mod support;
mod texts;

mod explained;
mod law01_twice_is_once;
mod law02_any_bytes;
mod law03_ledger_replays;
mod law04_nothing_invented;
mod law05_edits_in_order;
mod law06_variants;
mod law07_independence;
mod law08_only_normalized;
mod law09_naive_search;
mod law10_dropping_a_rule;
mod law11_reference;
mod law12_layers;
mod normal_forms;
mod reports;
