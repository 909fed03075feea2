//! Learns with other demands on the evidence, to measure what they do: `evidence DIR [KEY=VALUE…] < pages.jsonl`.
//!
//! A line of the input has `site` and `text`; a key is a field of `Evidence`. Writes the rule files to DIR. `benches/learning/folds.py`
//! runs this.

use std::error::Error;
use std::io::BufRead as _;
use std::path::Path;
use std::sync::Arc;

use unboil::{Cleaner, Options, RuleSet};
use unboil_learn::{Evidence, Samples, learn_with};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("name a folder")?;
    let mut evidence = Evidence::default();
    for setting in arguments {
        let (key, value) = setting.split_once('=').ok_or("write KEY=VALUE")?;
        match key {
            "pages" => evidence.pages = value.parse()?,
            "share" => evidence.share = value.parse()?,
            "copy_share" => evidence.copy_share = value.parse()?,
            "slot_lines" => evidence.slot_lines = value.parse()?,
            "slot_pages" => evidence.slot_pages = value.parse()?,
            "bytes" => evidence.bytes = value.parse()?,
            "keeps_above_prose" => evidence.keeps_above_prose = value.parse()?,
            "keeps_alone" => evidence.keeps_alone = value.parse()?,
            "keeps_between_prose" => evidence.keeps_between_prose = value.parse()?,
            _ => return Err(format!("there is no field `{key}`").into()),
        }
    }
    // As the command does, pages are compared in canonical form.
    let normalizer = Cleaner::new(Arc::new(RuleSet::builder().build()?), Options::default().record_edits(false));
    let mut samples = Samples::default();
    for line in std::io::stdin().lock().lines() {
        let page: serde_json::Value = serde_json::from_str(&line?)?;
        let field = |name: &str| page[name].as_str().ok_or_else(|| format!("a page has no `{name}`"));
        samples.add(field("site")?, &normalizer.clean_str(field("text")?).text);
    }
    std::fs::create_dir_all(&folder)?;
    for learned in samples.sites().filter_map(|(host, sample)| learn_with(host, sample, &evidence)) {
        std::fs::write(Path::new(&folder).join(learned.file), learned.text)?;
    }
    Ok(())
}
