//! `unboil clean --report` and `unboil restore`: the input comes back; with a report that was changed it does, or nothing does.
#![no_main]

use std::ffi::OsStr;
use std::fs;

use unboil_cli::fuzzing::command;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((&which, rest)) = data.split_first() else { return };
    let (changes, input) = unboil_fuzz::changes(rest);
    let format = ["text", "jsonl", "csv", "warc", "tar", "zip", "json"][usize::from(which) % 7];
    std::env::set_current_dir(unboil_fuzz::folder()).expect("a scratch folder");
    for file in ["in", "clean/in", "back", "report"] {
        let _ = fs::remove_file(file);
    }
    fs::write("in", input).expect("a scratch file");
    let clean =
        ["clean", "-q", "--isolated", "--jobs=1", "--format", format, "in", "-o", "clean/", "--report", "report"];
    let code = run(&clean);
    match code {
        0 => {}
        // No record of the beginning has the field.
        2 => {
            assert!(!fs::exists("clean/in").expect("the scratch folder"), "a refused file has an output");
            return;
        }
        3 => return,
        code => panic!("exit code {code}"),
    }
    let mut report = fs::read("report").expect("the report");
    // What is compressed anew in a ZIP archive has the same data in other bytes.
    let restores_bytes = format != "zip" && !String::from_utf8_lossy(&report).contains("\"restores\":\"text\"");
    let restore = ["restore", "-q", "--format", format, "clean/in", "--report", "report", "-o", "back"];
    let code = run(&restore);
    assert_eq!(code, 0, "restoring failed");
    assert!(!restores_bytes || fs::read("back").expect("the restored file") == input, "other bytes came back");
    if !changes.is_empty() {
        unboil_fuzz::change(&mut report, &changes);
        fs::write("report", report).expect("a scratch file");
        fs::remove_file("back").expect("the restored file");
        match run(&restore) {
            0 => assert!(!restores_bytes || fs::read("back").expect("a file") == input, "other bytes came back"),
            2 | 3 => {}
            code => panic!("exit code {code}"),
        }
    }
});

fn run(args: &[&str]) -> u8 {
    command(&args.iter().map(OsStr::new).collect::<Vec<_>>())
}
