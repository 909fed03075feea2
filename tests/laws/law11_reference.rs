//! Law 11: the engine gives the same answers as the slow reference, line by line and rule by rule.
//!
//! Random packs with everything that the rule language has, over texts of the same words. The words are then replaced, in packs and
//! texts alike, by words that fold, that are glued together or belong to scripts without spaces. In the text, single characters are
//! replaced by others that count as the same: `don't share` in the pack, `DON’T sha\u{200C}re` in the text.

use proptest::prelude::*;
use proptest::sample::select;
use unboil::{Cleaner, Explainer, Level, LineOutcome, Options, RuleSet, Status, Via};

use crate::packs;
use crate::reference::{self, Answer};
use crate::support::{cases, normalized};

const FILE: &str = "tests/laws/proptest-regressions/law11.txt";

/// Words in place of those of the packs (`ada`, `bo`, `cyd`, `dé`, `adax`); the first are these themselves.
const WORDS: &[[&str; 5]] = &[
    ["ada", "bo", "cyd", "dé", "adax"],
    ["straße", "don't", "more...", "été", "straßen"],
    ["分享", "本文", "шёл", "ΟΔΌΣ", "分享到"],
    ["e-mail", "İndir", "sıra", "ναί", "e-mails"],
    ["أحمد", "شارك", "ادامه", "مقاله", "أحمدي"],
    ["ไทย", "ข่าว", "(อ่าน)", "शेयर", "ไทยรัฐ"],
    ["ｼｪｱ", "シェア", "共有", "٣٤", "共有する"],
    ["#tag", "@ann", "©lee", "ﬁle", "#tags"],
];

/// Characters that count as the same; any may stand for the first.
const VARIANTS: &[(char, &[&str])] = &[
    ('a', &["A", "ａ", "a\u{200D}"]),
    ('o', &["O", "ｏ"]),
    ('s', &["S", "ｓ", "s\u{FE0F}"]),
    ('i', &["I", "İ", "ı"]),
    ('é', &["É"]),
    ('ß', &["ss", "SS", "ẞ"]),
    ('-', &["–", "—", "‑"]),
    ('\'', &["’", "‘", "′"]),
    ('ё', &["Ё", "е"]),
    ('σ', &["ς", "Σ"]),
    ('ا', &["أ", "إ", "ا\u{64E}"]),
    ('ي', &["ی", "ى"]),
    ('ﬁ', &["fi", "FI"]),
    ('ｼ', &["シ"]),
    ('٣', &["3", "۳", "३"]),
    ('д', &["Д", "д\u{301}"]),
    (' ', &["-", " – ", "", "“", " ‘", "(", "/", " \u{200E}", " | ", "();"]),
    ('\n', &["\n", "\n\n", "…\n", "。\n"]),
];

/// Rules that the random packs lack: expressions, glued phrases at the end, names and numbers.
const MORE: &[&str] = &[
    "regex = ['ada \\d+']\n",
    "regex = ['(?:cyd|bo) ada.*', '\\d+ cyd']\nmax_words = 4\n",
    "regex = ['\\bcyd (?:bo|ada)\\b']\nsearch = true\n",
    "regex = ['\\bcyd (?:bo|ada)\\b']\nsearch = true\nremove = \"match\"\n",
    "line = ['{person}', 'ada {count}', '{count} cyd', '{person} ada', '{both} bo']\n",
    "start = ['{count} ada', 'cyd {person}', '{both}']\n",
    "end = ['cyd bo', 'ada {count}', 'cyd {both}']\nglued = true\n",
    "end = ['cyd bo', 'ada {person}']\nremove = \"match\"\nglued = true\n",
    "contains = ['cyd', 'ada {both}']\nglued = true\nremove = \"match\"\n",
    "contains = ['ada bo', 'cyd cyd']\nunless = ['bo cyd', 'dé']\n",
];

/// `text` with the words of the packs replaced.
fn reworded(text: &str, words: &[&str; 5]) -> String {
    let pattern =
        regex::Regex::new(r"\b(adax|ada|bo|cyd|dé|ADAX|ADA|BO|CYD|DÉ|Adax|Ada|Bo|Cyd|Dé)\b").expect("a pattern");
    let word = |found: &regex::Captures<'_>| {
        let number = ["ada", "bo", "cyd", "dé", "adax"].iter().position(|w| *w == found[0].to_lowercase()).unwrap_or(0);
        let capital = found[0].starts_with(char::is_uppercase);
        if capital { words[number].to_uppercase() } else { words[number].to_owned() }
    };
    pattern.replace_all(text, word).into_owned()
}

/// `text` with some characters replaced by others that count as the same, one choice per character.
fn dressed(text: &str, choices: &[u8]) -> String {
    // Three full stops are the one sign that several characters count as.
    let text = if choices.first().is_some_and(|choice| choice % 2 == 0) {
        text.replace("...", "…")
    } else {
        text.to_owned()
    };
    let mut choices = choices.iter().copied().cycle();
    let mut out = String::new();
    for c in text.chars() {
        let choice = usize::from(choices.next().unwrap_or_default());
        match VARIANTS.iter().find(|(of, _)| *of == c) {
            Some((_, variants)) if choice % 4 == 0 => out.push_str(variants[choice / 4 % variants.len()]),
            _ => out.push(c),
        }
    }
    out
}

fn more() -> impl Strategy<Value = String> {
    let strength = select(&["", "", "strength = \"weak\"\n", "zone = \"tail\"\n"][..]);
    prop::collection::vec((select(MORE), strength), 0..3).prop_map(|rules| {
        let rules = rules.into_iter().enumerate().map(|(number, (rule, around))| {
            let around = if rule.contains("\"match\"") { "" } else { around };
            packs::table("rule", &format!("more{number}"), &format!("category = \"credit\"\n{rule}{around}"))
        });
        packs::PLACEHOLDERS.to_owned() + &rules.collect::<String>()
    })
}

/// What the engine makes of a canonical text, told as the reference tells it.
fn engine(cleaner: &Cleaner, text: &str) -> Answer {
    let cleaned = cleaner.clean_str(text);
    let status = match cleaned.status {
        Status::OverBudget => reference::Status::OverBudget,
        Status::Unsettled => reference::Status::Unsettled,
        _ => reference::Status::Decided,
    };
    let lines = Explainer::new(cleaner).explain(text).lines.into_iter().map(|line| match line.outcome {
        // Of the rules that cut a line to nothing the engine names one.
        LineOutcome::Removed { via: Via::Parts, .. } => (None, vec![reference::CUT.to_owned()]),
        LineOutcome::Removed { rule, .. } => (None, vec![rule.id.to_string()]),
        LineOutcome::Cut { left, rules } => (Some(left), rules.iter().map(|rule| rule.id.to_string()).collect()),
        _ => (Some(line.text), Vec::new()),
    });
    Answer { text: cleaned.text.into_owned(), lines: lines.collect(), status }
}

/// The rules of a line that was cut in one order: the engine names them in the order of the text.
fn sorted(mut answer: Answer) -> Answer {
    for (_, rules) in &mut answer.lines {
        rules.sort();
    }
    answer
}

/// The rules of a pack, or nothing where the compiler refuses one of its phrases.
fn compile(toml: &str) -> Option<RuleSet> {
    RuleSet::builder().source("pack.toml", toml).build().ok()
}

/// A pack without the rules that the compiler refuses: in other words a phrase may be too short, or begin with a sign.
fn accepted(toml: String) -> String {
    if compile(&toml).is_some() {
        return toml;
    }
    let (mut placeholders, mut rules) = (String::new(), Vec::new());
    for (number, part) in toml.split("\n[[").enumerate() {
        let part = if number == 0 { part.to_owned() } else { format!("\n[[{part}") };
        if number == 0 || part.starts_with("\n[[placeholder]]") {
            placeholders.push_str(&part)
        } else {
            rules.push(part)
        }
    }
    rules.retain(|rule| compile(&format!("{placeholders}{rule}")).is_some());
    placeholders + &rules.concat()
}

fn same(toml: &str, text: &str, level: Level) -> Result<(), TestCaseError> {
    let rules = compile(toml).expect("refused rules are left out");
    let cleaner = Cleaner::new(rules.into(), Options::default().level(level));
    let text = normalized(text);
    let (got, want) = (engine(&cleaner, &text), reference::clean(toml, &text, level == Level::Bold));
    prop_assert_eq!(sorted(got), sorted(want), "{}\n{:?}", toml, text);
    Ok(())
}

proptest! {
    #![proptest_config(cases(1500, FILE))]

    #[test]
    fn plain_words(pack in packs::pack(packs::ALL), more in more(), text in packs::text(), bold in any::<bool>()) {
        same(&accepted(pack.toml() + &more), &text, if bold { Level::Bold } else { Level::Careful })?;
    }

    #[test]
    fn words_that_fold(
        pack in packs::pack(packs::ALL),
        more in more(),
        text in packs::text(),
        words in select(WORDS),
        choices in prop::collection::vec(any::<u8>(), 1..200),
    ) {
        let toml = accepted(reworded(&(pack.toml() + &more), &words));
        same(&toml, &dressed(&reworded(&text, &words), &choices), Level::Careful)?;
    }
}
