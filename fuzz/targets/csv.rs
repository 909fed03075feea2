//! Comma-separated and tab-separated values: only texts change, and fields are those of the `csv` crate.
#![no_main]

use unboil_cli::fuzzing::{HowToRead, rewrite};
use unboil_fuzz::{all_of, read_and_written, records_stand_alone};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    for format in ["csv", "tsv"] {
        read_and_written(format, &["text"], data);
    }
    records_stand_alone(HowToRead { delimiter: None, ..all_of("csv", &["text"]) }, data);
    fields_are_those_of_the_csv_crate(&[b"text,b\n", data].concat());
    fields_are_those_of_the_csv_crate(&[b"text\n", data].concat());
});

fn fields_are_those_of_the_csv_crate(table: &[u8]) {
    let read = rewrite(all_of("csv", &["text"]), table, &mut |text| text.to_vec()).expect("the header has `text`");
    // The crate also takes a lone `\r` as the end of a line, and an unclosed quote as closed at the end.
    let lone = table.windows(2).any(|two| two[0] == b'\r' && two[1] != b'\n') || table.ends_with(b"\r");
    if lone || read.records.contains(&Err("has an unclosed quote".to_owned())) {
        return;
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(table);
    let columns = reader.byte_headers().expect("memory can be read").len();
    let records = reader.byte_records().map(|record| record.expect("memory can be read"));
    let fitting = records.filter(|record| record.len() == columns);
    let sound = fitting.filter(|record| record.iter().all(|field| std::str::from_utf8(field).is_ok()));
    let texts: Vec<Vec<u8>> = sound.map(|record| record[0].to_vec()).collect();
    assert_eq!(read.texts, texts);
}
