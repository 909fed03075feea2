//! The laws of unboil over arbitrary bytes, texts and rule packs; one module per law.
//!
//! Input: three kinds of documents. Any bytes; texts joined from examples of the standard rules, prose, repeated lines and junk
//! ([`texts`]); and texts over the tiny vocabulary of random rule packs ([`packs`]), where all phrases, repetitions and conditions meet
//! within a few lines. Output: the law that is broken, with the smallest document that proptest finds, such as
//! `"Sign up now\n\nSign up now\n"`, which cleaned twice is not the same as cleaned once.
//!
//! Cases that once failed are in `proptest-regressions/` and are tried first. The numbers of cases are chosen so that all laws take
//! about a minute of CPU; `UNBOIL_LAWS_TIMES=20 cargo test --test laws` tries twenty times as many.

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
mod law13_layout;
mod law14_markdown;
mod law15_supplied;
mod normal_forms;
mod reports;
