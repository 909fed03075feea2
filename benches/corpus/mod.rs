//! The texts for benches, with expected results.
//!
//! There are two corpora. The generated one needs nothing else: invented news of some 5 kB per document, with known
//! defects, so that the expected result is exact. If the speed corpus is next to the checkout
//! (`../shared/bench/perf`) and python3 is installed, that one is generated once, stored in `target/tmp`, and used
//! instead. It is closer to real pages, but its expected results are unknown, so only the laws are checked.
//!
//! `The council met.\r\n\r\nSign up for our newsletter\r\n` → `The council met.\n`

mod words;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use words::Dice;

/// Bytes of the generated corpus for measuring: too large for the L2 cache, small enough that all benches take a minute.
const BYTES: usize = 8 << 20;
/// Bytes of the generated corpus for testing.
const BYTES_TO_TRY: usize = 200 << 10;
/// Megabytes of the speed corpus; `UNBOIL_SPEED_MB` overrides it.
const SHARED_MB: &str = "16";

/// Names of photographers.
const NAMES: &str = "Lindqvist Hartwell Moreau Okafor Brandt Castellan Novak Riis Abelard Winther";

/// A document, and its expected result if that is known.
pub(crate) struct Document {
    pub(crate) dirty: String,
    pub(crate) clean: Option<String>,
}

/// Documents of one kind.
pub(crate) struct Corpus {
    /// Name of the corpus, for the output.
    pub(crate) name: &'static str,
    pub(crate) documents: Vec<Document>,
    /// The same documents as a JSON Lines file, if there is one.
    pub(crate) rows: Option<PathBuf>,
    /// A canonical text in which nothing is to be removed.
    pub(crate) nothing_to_do: String,
}

impl Corpus {
    /// The speed corpus when measuring, if it is available; otherwise the generated one.
    pub(crate) fn get() -> Self {
        if measuring() { shared().unwrap_or_else(|| made(BYTES)) } else { made(BYTES_TO_TRY) }
    }

    /// Bytes of all documents.
    pub(crate) fn bytes(&self) -> usize {
        self.documents.iter().map(|d| d.dirty.len()).sum()
    }
}

/// Whether this runs under `cargo bench`, not `cargo test`.
pub(crate) fn measuring() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

/// Invented news of about `bytes` bytes, always the same.
fn made(bytes: usize) -> Corpus {
    let mut dice = Dice::new(1);
    let (mut documents, mut nothing_to_do, mut size) = (Vec::new(), String::new(), 0);
    while size < bytes {
        let document = document(&mut dice);
        size += document.dirty.len();
        documents.push(document);
    }
    while nothing_to_do.len() < bytes {
        nothing_to_do.push_str(&paragraph(&mut dice));
        nothing_to_do.push_str("\n\n");
    }
    nothing_to_do.pop();
    Corpus { name: "invented news", documents, rows: None, nothing_to_do }
}

/// A paragraph of one to five sentences.
pub(crate) fn paragraph(dice: &mut Dice) -> String {
    let sentences = 1 + dice.below(5);
    (0..sentences).map(|_| dice.sentence()).collect::<Vec<_>>().join(" ")
}

/// A news text with boilerplate between and after its paragraphs, and the same without.
fn document(dice: &mut Dice) -> Document {
    let (mut dirty, mut clean) = (Vec::new(), Vec::new());
    for _ in 0..6 + dice.below(16) {
        let text = paragraph(dice);
        match dice.below(12) {
            0 => dirty.push("Continue reading the main story".to_owned()),
            1 => {
                let caption = dice.sentence();
                dirty.push(format!("Image{caption} {caption}Credit...{}", dice.of(NAMES)));
                clean.push(caption);
            }
            // Shorter lines may be repeated on purpose: rules/any/duplicate.toml.
            2 if text.split(' ').count() >= 14 => dirty.push(format!("{text}\n{text}")),
            _ => {}
        }
        if dirty.last().is_none_or(|last| !last.starts_with(&text)) {
            dirty.push(text.clone());
        }
        clean.push(text);
    }
    // After the last paragraph, where pages have most of their boilerplate.
    if dice.below(2) == 0 {
        dirty.push("Sign up for our newsletter".to_owned());
        dirty.push("Leave a Reply\nYour email address will not be published. Required fields are marked *".to_owned());
    }
    let mut dirty = dirty.join("\n\n") + "\n";
    match dice.below(10) {
        0 => dirty = dirty.replace('\n', "\r\n"),
        1 => dirty = dirty.replace(' ', "  "),
        2 => dirty = dirty.replace("é", "e\u{301}").replace(". ", ".\u{a0}"),
        _ => {}
    }
    Document { dirty, clean: Some(clean.join("\n\n") + "\n") }
}

/// The folder of the checkout: the manifest's own, or the one of the workspace above it.
fn checkout() -> Option<&'static Path> {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find(|folder| folder.join("rules").is_dir())
}

/// The speed corpus; `None` if it or python3 is missing.
fn shared() -> Option<Corpus> {
    let root = std::env::var_os("UNBOIL_SHARED")
        .map_or_else(|| Some(checkout()?.parent()?.join("shared")), |path| Some(PathBuf::from(path)))?;
    let generator = root.join("bench/perf/gen_corpus.py");
    let mb = std::env::var("UNBOIL_SPEED_MB").unwrap_or_else(|_| SHARED_MB.to_owned());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("speed-corpus-{mb}"));
    let (rows, clean) = (folder.join("docs.jsonl"), folder.join("clean.txt"));
    // The manifest is written last, so a corpus that has one is complete.
    if !folder.join("manifest.json").exists() {
        if !generator.exists() {
            return None;
        }
        eprintln!("making the speed corpus in {}", folder.display());
        let made = Command::new("python3")
            .arg(&generator)
            .arg(&folder)
            .args(["--mb", &mb, "--kinds", "jsonl,txt,clean"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status();
        if !made.is_ok_and(|status| status.success()) {
            return None;
        }
    }
    #[derive(serde::Deserialize)]
    struct Row {
        text: String,
    }
    let text = std::fs::read_to_string(&rows).ok()?;
    let documents = text
        .lines()
        .map(|row| serde_json::from_str(row).map(|Row { text }| Document { dirty: text, clean: None }))
        .collect::<Result<_, _>>()
        .ok()?;
    // It ends with a blank line, which canonical text does not.
    let nothing_to_do = std::fs::read_to_string(clean).ok()?.trim_end().to_owned() + "\n";
    Some(Corpus { name: "speed corpus", documents, rows: Some(rows), nothing_to_do })
}
