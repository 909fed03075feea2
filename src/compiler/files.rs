//! Rule files to a [`RuleSet`]: read piece by piece where they are without fault, and whole where one has to be told.
//!
//! Goes in: names and texts of rule files, and what `unboil.toml` says of rules. Comes out: the set, or all that is wrong, each
//! fault with its file and place. Both ways of reading give the same set; tests see to that.
//!
//! `en/a.toml` without fault → its pieces, one after the other; with `colour = 3` in its last rule → read whole, and the fault shown

use std::borrow::Cow;

use super::build::{Builder, language};
use super::pieces::{PieceDef, Pieces};
use super::report::toml_fault;
use super::ruleset::{RuleFile, RuleSet};
use super::schema::FileDef;
use crate::config::Config;
use crate::error::{Error, Kind};

/// A rule file: its name, its text, and what it says.
pub(super) type Parsed = (String, Cow<'static, str>, FileDef);

/// Compiles rule files, given as name and text.
pub(super) fn build(files: Vec<(String, Cow<'static, str>)>, configs: &[Config]) -> Result<RuleSet, Error> {
    let Some(mut rules) = piece_by_piece(&files, configs) else { return whole_files(files, configs) };
    rules.put_texts(files.into_iter().map(|(_, text)| text));
    Ok(rules)
}

/// The rules of files that are without fault, but for the texts of the files; nothing where there may be a fault: what it
/// is, and where, is told by reading the files whole.
fn piece_by_piece(files: &[(String, Cow<'static, str>)], configs: &[Config]) -> Option<RuleSet> {
    let mut pieces = Vec::with_capacity(files.len());
    let mut parsed: Vec<Parsed> = Vec::with_capacity(files.len());
    for (name, text) in files {
        let of_file = Pieces::of(text);
        let mut head = of_file.head()?;
        head.placeholder = of_file.placeholders()?;
        parsed.push((name.clone(), Cow::default(), head));
        pieces.push(of_file.tables);
    }
    let mut builder = Builder::default();
    builder.placeholders(&parsed).ok()?;
    for ((name, text, head), tables) in parsed.into_iter().zip(pieces) {
        let file = builder.files.len();
        let lang = language(&head).ok()?;
        let mut others = Vec::new();
        let mut placeholders = 0;
        for (at, text) in tables {
            let mut piece: PieceDef = toml::from_str(text).ok()?;
            placeholders += piece.placeholder.len();
            builder.base = at;
            for rule in piece.rule.drain(..) {
                builder.rule(file, lang, &rule).ok()?;
            }
            if !piece.echo.is_empty() || !piece.repeat.is_empty() {
                others.push((at, piece));
            }
        }
        // As in a file that is read whole: all rules, all echoes, all repeats.
        for (at, piece) in &others {
            builder.base = *at;
            piece.echo.iter().try_for_each(|echo| builder.echo(file, lang, echo)).ok()?;
        }
        for (at, piece) in &others {
            builder.base = *at;
            piece.repeat.iter().try_for_each(|repeat| builder.repeat(file, lang, repeat)).ok()?;
        }
        builder.base = 0;
        if placeholders != head.placeholder.len() {
            return None;
        }
        let (about, lang) = (head.about.into_inner(), head.lang.into_inner());
        builder.files.push(RuleFile { name, text, about, lang, is_config: false });
    }
    configs.iter().all(|config| builder.overlay(config).is_empty()).then(|| builder.finish())
}

/// The same, and what is wrong with them.
fn whole_files(files: Vec<(String, Cow<'static, str>)>, configs: &[Config]) -> Result<RuleSet, Error> {
    let mut parsed = Vec::with_capacity(files.len());
    for (name, text) in files {
        let def: FileDef = toml::from_str(&text).map_err(|e| toml_fault(&e, &text).in_file(&name, &text))?;
        parsed.push((name, text, def));
    }
    let mut builder = Builder::default();
    builder.placeholders(&parsed)?;
    // One bad rule does not hide the next: an author sees them all.
    let mut reports = Vec::new();
    for (name, text, def) in parsed {
        let file = builder.files.len();
        reports.extend(builder.file(file, &def).into_iter().map(|fault| fault.in_file(&name, &text).to_string()));
        let (about, lang) = (def.about.into_inner(), def.lang.into_inner());
        builder.files.push(RuleFile { name, text, about, lang, is_config: false });
    }
    for config in configs {
        let faults = builder.overlay(config);
        reports.extend(faults.into_iter().map(|fault| fault.in_file(config.name(), config.text()).to_string()));
    }
    if reports.is_empty() { Ok(builder.finish()) } else { Err(Kind::Rules { report: reports.join("\n\n") }.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All there is to know of the rules.
    fn all(rules: &RuleSet) -> String {
        let RuleSet { files, rules, patterns, placeholders, .. } = rules;
        format!("{files:?}{rules:?}{patterns:?}{placeholders:?}")
    }

    fn both(text: &str) -> (Option<String>, Result<String, String>) {
        let files = vec![("a.toml".to_owned(), Cow::from(text.to_owned()))];
        let pieces = piece_by_piece(&files, &[]).map(|mut rules| {
            rules.files[0].text = files[0].1.clone();
            all(&rules)
        });
        (pieces, whole_files(files, &[]).map(|rules| all(&rules)).map_err(|error| error.to_string()))
    }

    fn rule(number: usize, more: &str) -> String {
        // Long, so that few rules make a piece.
        let why = "Because. ".repeat(2000);
        format!(
            "[[rule]]\nid = \"r{number}\"\ncategory = \"promo\"\nwhy = \"{why}\"\nline = [\"buy {number} now\", \"{{n}} left\"]\n\
             removes = [\"Buy {number} now\"]\nkeeps = [\"No.\"]\n{more}\n"
        )
    }

    const HEAD: &str = "about = \"x\"\nlang = \"en\"\n\n";
    const HOLE: &str = "[[placeholder]]\nname = \"n\"\nregex = \"[0-9]+\"\n\n";

    #[test]
    fn a_file_in_pieces_is_the_file() {
        let echo = "[[echo]]\nid = \"e\"\ncategory = \"duplicate\"\nwhy = \"x\"\nmin_words = 3\nremoves = [\"x\"]\nkeeps = [\"y\"]\n\n";
        let rules: String = (0..9).map(|number| rule(number, "")).collect();
        for text in [
            [HEAD, HOLE, &rules].concat(),
            // A placeholder and an echo between rules, and the placeholder after its use.
            [HEAD, &rules, HOLE, echo, &rule(10, ""), &rule(11, "")].concat(),
            [HEAD, &rules, HOLE, &rule(10, "[[rule.todo]]\ntext = \"Two\"\n[rule.allow]\n"), &rule(11, "")].concat(),
            [HEAD, &rules, HOLE, &rule(12, "")].concat().replace('\n', "\r\n"),
        ] {
            assert!(Pieces::of(&text).tables.len() > 2);
            let (pieces, whole) = both(&text);
            assert!(pieces.is_some() && pieces == whole.ok(), "{}", text.replace("Because. ", ""));
        }
    }

    #[test]
    fn a_file_with_a_fault_is_not_read_in_pieces() {
        let long: String = (0..9).map(|number| rule(number, "")).collect();
        for text in [
            // A table inside of a text, twice the same id, an array that is closed, no language, a table of another kind.
            [HEAD, HOLE, &long, &rule(20, "todo = [\"\"\"\n"), &rule(21, ""), "\n\"\"\"]\n"].concat(),
            [HEAD, HOLE, &long, &rule(8, "")].concat(),
            [HEAD, "rule = []\n", HOLE, &long].concat(),
            ["about = \"x\"\n", HOLE, &long].concat(),
            [HEAD, HOLE, &long, "[[rules]]\n", &rule(21, "")].concat(),
            [HEAD, "[[ placeholder ]]\nname = \"n\"\nregex = \"[0-9]+\"\n\n", &long, "[placeholder]\n"].concat(),
        ] {
            assert!(both(&text).0.is_none(), "{}", text.replace("Because. ", ""));
        }
        // And what is one, though it looks odd, is read whole.
        let odd = [HEAD, HOLE, &long, &rule(20, "todo = [\"\"\"\n[[rule]]\n\"\"\"]\n"), &rule(21, "")].concat();
        assert!(both(&odd).1.is_ok());
    }
}
