//! Documents joined from the examples of rules, prose, repeated lines and junk.
//!
//! The result is a text such as `"ImageThe mill. The mill.Credit…Ann Lee\n\nShare\u{A0}this article\r\nShare this article"`: the examples
//! make rules act, and joining them makes combinations that no author of a rule expected.

use std::path::Path;
use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// The texts of all examples under `rules/`, in the order of the files.
pub(crate) fn examples() -> &'static [String] {
    static EXAMPLES: OnceLock<Vec<String>> = OnceLock::new();
    EXAMPLES.get_or_init(|| {
        let mut texts = Vec::new();
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
        for folder in sorted(&rules).into_iter().filter(|path| path.is_dir()) {
            for file in sorted(&folder).into_iter().filter(|path| path.extension().is_some_and(|e| e == "toml")) {
                let text = std::fs::read_to_string(&file).expect("a rule file can be read");
                let table: toml::Table = text.parse().expect("a rule file is TOML");
                for kind in ["rule", "echo", "repeat"] {
                    for rule in table.get(kind).and_then(toml::Value::as_array).into_iter().flatten() {
                        for key in ["removes", "keeps"] {
                            let examples = rule.get(key).and_then(toml::Value::as_array).into_iter().flatten();
                            texts.extend(examples.filter_map(example_text));
                        }
                    }
                }
            }
        }
        assert!(texts.len() > 100, "the examples under rules/ are not where this test looks for them");
        texts
    })
}

fn sorted(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the rules can be listed");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry can be read").path()).collect();
    paths.sort();
    paths
}

fn example_text(example: &toml::Value) -> Option<String> {
    example.as_str().or_else(|| example.get("text")?.as_str()).map(str::to_owned)
}

/// Sentences no rule is about, long enough to count as prose, and shorter ones.
const PROSE: &[&str] = &[
    "The ferry left the harbour at dusk, and by the time the lamps were lit nobody on the quay remembered its name.",
    "Grain prices fell again last autumn, so the mill at the bend of the river stood still for most of the winter.",
    "Der Müller sagte, er habe seit dem Frühjahr kein Korn mehr gesehen, und das Rad drehe sich nur noch im Wind.",
    "She laughed. “Never,” he said.",
    "Why did the bridge close?",
    "河水在一夜之间上涨了两米，桥上的灯全都熄灭了，没有人知道渡船什么时候会回来。",
    "A short line",
];

/// Pieces that go wrong together: entities and halves of them, controls, marks, joiners, odd spaces and line ends.
const JUNK: &[&str] = &[
    "&",
    "&amp;",
    "&am",
    "p;",
    "&nbsp;",
    "&#39;",
    "&lt;",
    "&shy;",
    "\u{301}",
    "e\u{301}",
    "\u{323}",
    "\u{20DD}",
    "\u{200B}",
    "\u{AD}",
    "\u{FEFF}",
    "\u{200C}",
    "\u{200D}",
    "\u{FE0F}",
    "👩\u{200D}👧",
    "🇩🇪",
    "\u{200F}",
    "א",
    "\u{2067}",
    "\u{1B}[0m",
    "\u{7}",
    "\0",
    "\u{85}",
    "\u{2028}",
    "\r",
    "\r\n",
    "\n\n\n\n",
    "\t",
    "  ",
    "\u{A0}",
    "\u{3000}",
    "가",
    "\u{1100}",
    "\u{1161}",
    "“",
    "…",
    "|",
    "►",
    "•",
    "(",
    ")",
    "*",
    ":",
    "-",
    "©",
    "@ann",
    "12",
    "ß",
    "İ",
];

/// What is between two pieces.
const JOINTS: &[&str] = &["\n", "\n", "\n", "\n\n", "\n\n", "\r\n", " ", "", "\n• ", ": ", "\n\n\n"];

/// Some piece of a document.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        10 => any::<Index>().prop_map(|i| examples()[i.index(examples().len())].clone()),
        4 => select(PROSE).prop_map(str::to_owned),
        2 => select(JUNK).prop_map(str::to_owned),
        1 => Just(String::new()),
        1 => any::<String>(),
    ]
}

/// A document of pieces, some of which come again elsewhere.
pub(crate) fn spliced() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec((piece(), select(JOINTS)), 0..14);
    let again = prop::collection::vec((any::<Index>(), any::<Index>()), 0..4);
    (pieces, again).prop_map(|(mut pieces, again)| {
        for (from, to) in again {
            if !pieces.is_empty() {
                let copy = pieces[from.index(pieces.len())].clone();
                pieces.insert(to.index(pieces.len() + 1), copy);
            }
        }
        pieces.into_iter().flat_map(|(piece, joint)| [piece, joint.to_owned()]).collect()
    })
}

/// Any bytes, or a spliced text in some encoding with a few bytes changed.
pub(crate) fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let encoded = (spliced(), select(ENCODINGS), prop::collection::vec((any::<Index>(), any::<u8>()), 0..4));
    prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..300),
        2 => encoded.prop_map(|(text, label, flips)| {
            let mut bytes = match label {
                "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
                label => {
                    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).expect("a label of the standard");
                    encoding.encode(&text).0.into_owned()
                }
            };
            for (at, byte) in flips {
                if !bytes.is_empty() {
                    let at = at.index(bytes.len());
                    bytes[at] = byte;
                }
            }
            bytes
        }),
    ]
}

const ENCODINGS: &[&str] =
    &["utf-8", "utf-16le", "utf-16be", "windows-1252", "shift_jis", "gbk", "iso-2022-jp", "koi8-r"];
