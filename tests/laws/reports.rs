//! Reports: forward and back on any bytes, the sums, and that asking for a report changes no text.

#![cfg(feature = "report")]

use std::sync::Arc;

use proptest::prelude::*;
use unboil::report::{
    DocumentReport, DocumentSource, DocumentStatus, InputBytes, ReportReader, ReportWriter, Restores, RunRecord,
};
use unboil::{Cleaned, Cleaner, Ledger, Level, Options, RuleSet, replay};

use crate::support::{cases, cleaner, standard};
use crate::{packs, texts};

const FILE: &str = "tests/laws/proptest-regressions/reports.txt";

/// Writes the report of one document, reads it again and gets the input back from it.
fn there_and_back(cleaner: &Cleaner, bytes: &[u8]) -> Result<(), TestCaseError> {
    let decoded = cleaner.decode(bytes).expect("with force on nothing is refused");
    let cleaned = cleaner.clean_decoded(&decoded);
    let input = InputBytes::of(bytes, &decoded.text, &decoded.encoding);
    let restores = input.restores;
    let draft = DocumentReport::new(DocumentSource::file("a\"\n.txt"), input, &decoded.text, &cleaned);
    let mut reporter = ReportWriter::begin(Vec::new(), RunRecord::new(cleaner, true)).expect("memory");
    reporter.add(&draft).expect("memory");
    let report = reporter.finish().expect("memory");

    let mut reader = ReportReader::new(report.as_slice()).expect("the first line");
    let reported = reader.next().expect("a document").expect("that can be read");
    let sizes = reported.document.sizes.expect("sizes");
    prop_assert_eq!(sizes.kept + sizes.rewritten + sizes.removed, decoded.text.len());
    let undone = reported.undo(&cleaned.text).map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(&*undone, &*decoded.text);
    let original = reported.original(undone).map_err(|error| TestCaseError::fail(error.to_string()))?;
    match restores {
        Restores::Bytes => prop_assert_eq!(original, bytes),
        _ => prop_assert_eq!(&*original, decoded.text.as_bytes()),
    }
    if std::str::from_utf8(bytes).is_ok() && decoded.encoding.encoding == "UTF-8" {
        prop_assert_eq!(restores, Restores::Bytes);
    }
    prop_assert!(reader.next().is_none());
    let summary = reader.summary().expect("totals");
    prop_assert_eq!(summary.rules.values().map(|total| total.removed).sum::<usize>(), sizes.removed);
    prop_assert_eq!(summary.rules.values().map(|total| total.rewritten).sum::<usize>(), sizes.rewritten);

    // A report that ends anywhere else is refused; cut behind a record, too.
    let cut = report.len() / 2;
    let short = ReportReader::new(&report[..cut]).and_then(|reader| reader.collect::<Result<Vec<_>, _>>());
    prop_assert!(short.is_err());
    Ok(())
}

/// The same text with and without edits asked for; the sums; a record is the file without its line end.
fn as_asked(rules: &Arc<RuleSet>, level: Level, text: &str) -> Result<(), TestCaseError> {
    let options = Options::default().level(level).force(true);
    let with = Cleaner::new(Arc::clone(rules), options.clone());
    let without = Cleaner::new(Arc::clone(rules), options.record_edits(false));
    let Cleaned { text: whole, edits, status, removals, .. } = with.clean_str(text);
    let plain = without.clean_str(text);
    prop_assert_eq!(plain.removals, removals);
    prop_assert_eq!((&plain.text, plain.status), (&whole, status));
    prop_assert!(plain.edits.is_empty());
    let sums = Ledger::new(text, &edits).check();
    prop_assert_eq!(sums.map(|sums| sums.all()), Ok(text.len()));

    let decoded = text.into();
    let record = with.clean_record(&decoded);
    prop_assert_eq!(&*record.text, whole.strip_suffix('\n').unwrap_or(&whole));
    prop_assert_eq!(replay(text, &record.edits), Ok(record.text.to_string()));
    let sums = Ledger::new(text, &record.edits).check();
    prop_assert_eq!(sums.map(|sums| sums.all()), Ok(text.len()));
    let plain = without.clean_record(&decoded);
    prop_assert_eq!((plain.text, plain.status, plain.edits.len()), (record.text, record.status, 0));
    Ok(())
}

proptest! {
    #![proptest_config(cases(1500, FILE))]

    #[test]
    fn any_bytes_come_back(bytes in texts::bytes()) {
        there_and_back(standard(Level::Careful), &bytes)?;
    }

    #[test]
    fn texts_come_back_with_the_standard_packs(text in texts::spliced()) {
        there_and_back(standard(Level::Bold), text.as_bytes())?;
    }

    #[test]
    fn texts_come_back_with_any_pack(pack in packs::pack(packs::ALL), text in packs::text(), loose in any::<bool>()) {
        let text = if loose { text.replace('\n', " \r\n\u{301}") } else { text };
        there_and_back(&cleaner(&pack.rules(), Level::Careful), text.as_bytes())?;
    }

    #[test]
    fn a_report_changes_no_text(pack in packs::pack(packs::ALL), text in packs::text(), loose in any::<bool>()) {
        let text = if loose { text.replace('\n', " \r\n\u{301}") } else { text };
        as_asked(&pack.rules(), Level::Careful, &text)?;
    }

    /// A report with one line changed, left out or doubled is refused or leads to the very text that was cleaned.
    #[test]
    fn a_report_changed_by_hand_never_gives_another_text(
        text in texts::spliced(), line in any::<prop::sample::Index>(), how in 0..4, digit in 0..10_u8
    ) {
        let cleaner = standard(Level::Bold);
        let cleaned = cleaner.clean_str(&text);
        let mut reporter = ReportWriter::begin(Vec::new(), RunRecord::new(cleaner, true)).expect("memory");
        let source = DocumentSource::file("a");
        let input = InputBytes::of(text.as_bytes(), &text, &cleaned.encoding);
        reporter.add(&DocumentReport::new(source, input, &text, &cleaned)).expect("memory");
        let report = String::from_utf8(reporter.finish().expect("memory")).expect("JSON is UTF-8");
        let mut lines: Vec<String> = report.lines().map(str::to_owned).collect();
        let at = line.index(lines.len());
        match how {
            0 => { lines.remove(at); }
            1 => lines.insert(at, lines[at].clone()),
            2 => lines[at] = lines[at].replace(['1', '2', '3'], &digit.to_string()),
            _ => lines[at] = lines[at].replace("e", ""),
        }
        let changed = lines.join("\n") + "\n";
        if let Ok(reader) = ReportReader::new(changed.as_bytes()) {
            for reported in reader.map_while(Result::ok) {
                if reported.document.status == DocumentStatus::Failed {
                    continue;
                }
                if let Ok(undone) = reported.undo(&cleaned.text) {
                    prop_assert_eq!(&undone, &text);
                    // Its bytes, or the same in UTF-8.
                    if let Ok(original) = reported.original(undone) {
                        prop_assert_eq!(&*original, text.as_bytes());
                    }
                }
            }
        }
    }
}
