//! Reports: any bytes are read or refused; and a report that was changed never leads to a text that was not cleaned.
#![no_main]

use unboil::Level;
use unboil::report::{
    DocumentReport, DocumentSource, DocumentStatus, InputBytes, ReportPlace, ReportReader, ReportWriter,
};
use unboil_fuzz::run_record;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(reader) = ReportReader::new(data) {
        for reported in reader.map_while(Result::ok) {
            let _ = reported.undo("").map(|text| reported.original(text));
            let ReportPlace { offset, line, .. } = reported.place;
            let rest = &data[usize::try_from(offset).expect("a place in memory")..];
            let mut resumed = ReportReader::resume(rest, run_record(), ReportPlace::new(offset, line));
            assert_eq!(resumed.next(), Some(Ok(reported)));
        }
    }
    let (changes, bytes) = unboil_fuzz::changes(data);
    changed(&changes, bytes);
});

fn changed(changes: &[(usize, u8)], bytes: &[u8]) {
    let cleaner = unboil_fuzz::standard(Level::Bold);
    let decoded = cleaner.decode(bytes).expect("forced");
    let cleaned = cleaner.clean_decoded(&decoded);
    let mut writer = ReportWriter::begin(Vec::new(), run_record()).expect("memory");
    let input = InputBytes::of(bytes, &decoded.text, &decoded.encoding);
    let document = DocumentReport::new(DocumentSource::file("a"), input, &decoded.text, &cleaned);
    writer.add(&document).expect("memory");
    let mut report = writer.finish().expect("memory");
    unboil_fuzz::change(&mut report, changes);
    let Ok(reader) = ReportReader::new(&*report) else { return assert!(!changes.is_empty()) };
    for reported in reader.map_while(Result::ok) {
        if reported.document.status == DocumentStatus::Failed {
            continue;
        }
        match reported.undo(&cleaned.text) {
            Ok(text) => {
                assert_eq!(text, decoded.text);
                match reported.original(text) {
                    Ok(original) => assert!(original == bytes || original == decoded.text.as_bytes()),
                    Err(error) => assert!(!changes.is_empty(), "{error}"),
                }
            }
            Err(error) => assert!(!changes.is_empty(), "{error}"),
        }
    }
}
