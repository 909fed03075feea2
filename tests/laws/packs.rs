//! Random rule packs over a tiny vocabulary, and texts over the same words.
//!
//! With six words and lines of one to five of them, nearly every line is matched, repeated or next to one that is. So a few thousand
//! documents see the conditions of the rule language in every combination: `line = ["ada bo"] zone = "tail" remove = "to-end"` next to
//! `contains = ["cyd"] strength = "weak"`.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use unboil::RuleSet;

/// The words of phrases and of lines. `dé` folds from `DÉ`; `ada` begins `adax`, which is another word.
const WORDS: &[&str] = &["ada", "bo", "cyd", "dé", "adax", "(eve)"];

/// What a pack may contain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kinds {
    pub(crate) zones: bool,
    pub(crate) cuts: bool,
    pub(crate) repeats: bool,
    /// Conditions that may begin to hold only after other rules removed lines: `near`; `at_most` and `strength` of a
    /// rule that removes more than its line; both of these together.
    pub(crate) late: bool,
}

/// Everything the rule language has.
pub(crate) const ALL: Kinds = Kinds { zones: true, cuts: true, repeats: true, late: true };

/// A pack: the text of its rules, one each, so that a law can leave one out.
#[derive(Debug, Clone)]
pub(crate) struct Pack {
    pub(crate) rules: Vec<String>,
}

impl Pack {
    /// The rules but for the one of number `left_out`.
    pub(crate) fn without(&self, left_out: Option<usize>) -> Arc<RuleSet> {
        let mut toml = HEAD.to_owned();
        for (number, rule) in self.rules.iter().enumerate() {
            if Some(number) != left_out {
                toml.push_str(rule);
            }
        }
        match RuleSet::builder().source("pack.toml", toml.clone()).build() {
            Ok(rules) => Arc::new(rules),
            Err(error) => panic!("a generated pack does not compile: {error}\n{toml}"),
        }
    }

    /// The text of the rule file.
    pub(crate) fn toml(&self) -> String {
        HEAD.to_owned() + &self.rules.concat()
    }

    /// All rules.
    pub(crate) fn rules(&self) -> Arc<RuleSet> {
        self.without(None)
    }
}

const HEAD: &str = r#"
about = "Random rules"
lang = "en"
[[placeholder]]
name = "who"
any_of = ["ada", "bo cyd"]
[[placeholder]]
name = "some"
words = { min = 1, max = 2, shape = "any" }
"#;

/// Placeholders of the kinds that [`HEAD`] lacks.
pub(crate) const PLACEHOLDERS: &str = r#"
[[placeholder]]
name = "count"
regex = '\d+(?:[.,]\d+)*'
[[placeholder]]
name = "person"
words = { min = 1, max = 2, shape = "name" }
[[placeholder]]
name = "both"
any_of = ["{count}", "ada {who}", "dé"]
"#;

/// A table of a rule file, with the keys that every rule needs.
pub(crate) fn table(kind: &str, id: &str, keys: &str) -> String {
    format!("[[{kind}]]\nid = \"{id}\"\n{keys}\nwhy = \"Random.\"\nremoves = [\"a\"]\nkeeps = [\"b\"]\n")
}

/// One to three words, perhaps with a placeholder; at least three bytes that begin a word, as the compiler demands.
fn phrase() -> impl Strategy<Value = String> {
    let plain = prop::collection::vec(select(WORDS), 1..3).prop_map(|words| words.join(" "));
    prop_oneof![
        6 => plain.clone(),
        1 => plain.clone().prop_map(|p| format!("ada {{who}} {p}")),
        1 => plain.prop_map(|p| format!("cyd {{some}} {p}")),
    ]
    .prop_filter("shorter than the compiler takes", |p| p.len() > 2)
}

fn quoted(phrases: &[String]) -> String {
    phrases.iter().map(|p| format!("{p:?}")).collect::<Vec<_>>().join(", ")
}

fn phrases() -> impl Strategy<Value = String> {
    prop::collection::vec(phrase(), 1..3).prop_map(|p| quoted(&p))
}

/// Sometimes a line of TOML, more often none.
fn maybe(line: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop::option::weighted(0.25, line).prop_map(Option::unwrap_or_default)
}

fn rule(kinds: Kinds) -> impl Strategy<Value = String> {
    let look = (select(&["line", "start", "end", "contains"][..]), phrases());
    let zone = maybe(select(&["head", "body", "tail"][..]).prop_map(|z| format!("zone = {z:?}\n")));
    let zone = zone.prop_map(move |z| if kinds.zones { z } else { String::new() });
    let near = select(&["near = \"share\"\n", "near = [\"promo\", \"r0\"]\n", "near = \"legal\"\n"][..]);
    let late = (
        maybe((1..4usize).prop_map(|n| format!("at_most = {n}\n"))),
        maybe(Just("strength = \"weak\"\n".to_owned())),
        maybe(near.prop_map(str::to_owned)),
    );
    let by_itself = (
        maybe((1..4usize).prop_map(|n| format!("min_words = {n}\n"))),
        maybe((4..8usize).prop_map(|n| format!("max_words = {n}\n"))),
        maybe(phrase().prop_filter("no placeholder", |p| !p.contains('{')).prop_map(|p| format!("unless = [{p:?}]\n"))),
        maybe(Just("level = \"bold\"\n".to_owned())),
        maybe(Just("glued = true\n".to_owned())),
    )
        .prop_map(|(a, b, c, d, e)| format!("{a}{b}{c}{d}{e}"));
    let run = (1..5usize, maybe(phrase().prop_map(|p| format!("until = [{p:?}]\n"))))
        .prop_map(|(n, until)| format!("remove = \"run\"\nmax_lines = {n}\n{until}"));
    let remove = prop_oneof![
        4 => Just(String::new()),
        1 => Just("remove = \"block\"\n".to_owned()),
        1 => run,
        1 => Just("remove = \"to-end\"\n".to_owned()),
        1 => Just("remove = \"from-start\"\n".to_owned()),
        1 => Just(if kinds.cuts { "remove = \"match\"\n" } else { "" }.to_owned()),
    ];
    let category = select(&["share", "promo", "legal"][..]);
    (look, zone, late, by_itself, remove, category).prop_map(move |(look, zone, late, by_itself, remove, category)| {
        let (part, phrases) = look;
        let (at_most, weak, near) = late;
        let around = if remove.contains("match") {
            String::new()
        } else if kinds.late {
            format!("{zone}{at_most}{weak}{near}")
        } else if remove.is_empty() {
            format!("{zone}{}", if at_most.is_empty() { weak } else { at_most })
        } else {
            zone
        };
        format!("category = {category:?}\n{part} = [{phrases}]\n{around}{by_itself}{remove}")
    })
}

fn echo() -> impl Strategy<Value = String> {
    (1..4usize, maybe(Just("labels = [\"ada\"]\n".to_owned())), maybe(Just("credits = [\"cyd\"]\n".to_owned())))
        .prop_map(|(n, labels, credits)| format!("category = \"caption\"\nmin_words = {n}\n{labels}{credits}"))
}

fn repeat() -> impl Strategy<Value = String> {
    let unit = prop_oneof![
        Just("unit = \"line\"".to_owned()),
        (1..5usize).prop_map(|n| format!("unit = \"group\"\nwindow = {n}")),
        Just("unit = \"anywhere\"".to_owned()),
    ];
    let spare = maybe(Just("spare = [\"table\", \"code\", \"verse\"]\n".to_owned()));
    let doubled = maybe(select(&["doubled = 0.3\n", "doubled = 0.6\n"][..]).prop_map(str::to_owned));
    (unit, 0..4usize, spare, doubled).prop_map(|(unit, n, spare, doubled)| {
        format!("category = \"duplicate\"\n{unit}\nmin_words = {n}\n{spare}{doubled}")
    })
}

/// A pack of one to six rules.
pub(crate) fn pack(kinds: Kinds) -> impl Strategy<Value = Pack> {
    let one = prop_oneof![
        6 => rule(kinds).prop_map(|r| ("rule", r)),
        1 => echo().prop_map(|r| ("echo", r)),
        2 => repeat().prop_map(|r| ("repeat", r)),
    ]
    .prop_filter("kinds this law leaves out", move |(kind, _)| match *kind {
        "echo" => kinds.cuts,
        "repeat" => kinds.repeats,
        _ => true,
    });
    prop::collection::vec(one, 1..7).prop_map(|rules| {
        let rules = rules.into_iter().enumerate();
        Pack { rules: rules.map(|(number, (kind, keys))| table(kind, &format!("r{number}"), &keys)).collect() }
    })
}

/// A pack of rules that cut plain phrases out of lines.
pub(crate) fn cutting_pack() -> impl Strategy<Value = Pack> {
    let plain = phrases().prop_filter("no placeholder", |p| !p.contains('{'));
    let one = (select(&["start", "end", "contains"][..]), plain);
    prop::collection::vec(one, 1..5).prop_map(|rules| Pack {
        rules: rules
            .into_iter()
            .enumerate()
            .map(|(number, (part, phrases))| {
                let keys = format!("category = \"share\"\nremove = \"match\"\n{part} = [{phrases}]");
                table("rule", &format!("r{number}"), &keys)
            })
            .collect(),
    })
}

/// Prose that no random rule claims, and one line that many do.
const PROSE: &[&str] = &[
    "When ada and bo had gone the others stayed on the quay to watch the river for an hour.",
    "The ferry left at dusk and nobody on the quay could say when it would ever come back.",
    "Grain was dear that year so the mill by the river stood still for most of the winter.",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty a b c d e f g h i j",
];

/// A line over the words of the packs, decorated, glued or in capitals now and then.
fn line(prose: &'static [&'static str]) -> impl Strategy<Value = String> {
    let words = prop::collection::vec(
        prop_oneof![4 => select(WORDS), 1 => select(&["zig", "12", "&am", "&am(eve)p;"][..])],
        1..6,
    );
    let joint = prop_oneof![8 => Just(" "), 1 => Just(""), 1 => Just(", "), 1 => Just(" - ")];
    let dress = select(&["", "", "", "", "• ", "“", "upper", "title", ":", " |", "?"][..]);
    prop_oneof![
        8 => (words, joint, dress).prop_map(|(words, joint, dress)| {
            let line = words.join(joint);
            match dress {
                "upper" => line.to_uppercase(),
                "title" => words.iter().map(|w| capital(w)).collect::<Vec<_>>().join(joint),
                "• " | "“" => format!("{dress}{line}"),
                _ => format!("{line}{dress}"),
            }
        }),
        2 => select(prose).prop_map(str::to_owned),
    ]
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A text of such lines, where stretches come again.
pub(crate) fn text() -> impl Strategy<Value = String> {
    text_with(PROSE)
}

/// The same, with no prose that a rule may match.
pub(crate) fn text_with_free_prose() -> impl Strategy<Value = String> {
    text_with(&PROSE[1..])
}

fn text_with(prose: &'static [&'static str]) -> impl Strategy<Value = String> {
    let lines = prop::collection::vec((line(prose), prop::bool::weighted(0.3)), 0..16);
    let again = prop::collection::vec((any::<prop::sample::Index>(), 1..4usize), 0..3);
    (lines, again).prop_map(|(mut lines, again)| {
        for (from, many) in again {
            if !lines.is_empty() {
                let from = from.index(lines.len());
                let to = (from + many).min(lines.len());
                let copy = lines[from..to].to_vec();
                lines.splice(to..to, copy);
            }
        }
        lines.into_iter().flat_map(|(line, blank)| [line, if blank { "\n\n" } else { "\n" }.to_owned()]).collect()
    })
}
