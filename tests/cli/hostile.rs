//! Pathological inputs: a line without end, a flood of zero bytes, encodings that change midway. Time and memory are
//! proportional to their size, and the result is text or a clear error.
//!
//! The tests use a few megabytes. The peak memory of a run is read before it ends and must not exceed a few times the
//! size of the text, so that the result holds for a gigabyte.

use std::fs;
use std::io::{Read as _, Write as _};
use std::thread;
use std::time::Duration;

use crate::scene::{Ran, Scene, UNBOIL};

const MB: usize = 1 << 20;

/// Maximum peak memory beyond that of a small file, as a multiple of the larger of input and output. A document of many
/// megabytes takes little more than three times its size; one that is a single line, or damaged throughout, four times.
const TIMES: f64 = 4.5;

/// Peak memory for a small file, in bytes: 10 MB, plus the runtime of a debug build.
const SMALL: f64 = 12.0 * MB as f64;

/// Capacity of a pipe, in bytes.
const PIPE: usize = 1 << 16;

/// Cleans a file of `bytes` without rules and checks the peak memory.
fn clean(bytes: impl AsRef<[u8]>, options: &[&str]) -> Ran {
    let bytes = bytes.as_ref();
    let scene = Scene::new();
    scene.write("in.txt", bytes);
    let args = [&["clean", "-j", "1", "--no-default-rules", "in.txt"], options].concat();
    let (ran, peak) = measured(&scene, &args);
    let text = bytes.len().max(ran.stdout.len()) as f64;
    let times = (peak - SMALL) / text;
    assert!(times <= TIMES, "{times:.1} times {} MB", text / MB as f64);
    ran
}

/// Runs the binary, and its peak memory in bytes; 0 if it writes nothing to standard output.
pub(crate) fn measured(scene: &Scene, args: &[&str]) -> (Ran, f64) {
    // The pipes are full, so the process blocks on its first output and cannot end before they are read.
    let full = || {
        let (reader, mut writer) = std::io::pipe().unwrap();
        writer.write_all(&[b' '; PIPE]).unwrap();
        (reader, writer)
    };
    let ((stdout, to_stdout), (stderr, to_stderr)) = (full(), full());
    let mut command = scene.command(UNBOIL, args);
    let mut child = command.stdout(to_stdout).stderr(to_stderr).spawn().unwrap();
    // The command holds the write ends of the pipes.
    drop(command);
    let peak = peak(child.id());
    let said = [stdout, stderr].map(|mut pipe| {
        thread::spawn(move || {
            let mut said = String::new();
            pipe.read_to_string(&mut said).unwrap();
            said.split_off(PIPE)
        })
    });
    let code = child.wait().unwrap().code();
    let [stdout, stderr] = said.map(|said| said.join().unwrap());
    (Ran { code, stdout, stderr }, peak)
}

/// The peak memory of a process, in bytes, once it is idle; 0 if it has ended.
fn peak(process: u32) -> f64 {
    let mut before = String::new();
    loop {
        let state = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
        let state: Vec<&str> = state.rsplit(')').next().unwrap().split_whitespace().collect();
        // Whether it sleeps, and its CPU time so far.
        let now = [state[0], state[11], state[12]].join(" ");
        if state[0] == "Z" || (state[0] == "S" && now == before) {
            let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
            let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
            return peak.map_or(0.0, |peak| peak.parse::<f64>().unwrap() * 1024.0);
        }
        before = now;
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_line_without_end_is_cleaned() {
    let line = "The ferry sailed at seven and nobody saw it leave. ".repeat(8 * MB / 51);
    let ran = clean(&line, &[]);
    assert_eq!((ran.code, ran.stdout.trim_end()), (Some(0), line.trim_end()));
}

#[test]
fn a_damaged_line_without_end_is_repaired() {
    let ran = clean("LiÃ¨ge Ã©tait dÃ©jÃ  loin. ".repeat(8 * MB / 34), &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.starts_with("Liège était déjà loin. Liège") && !ran.stdout.contains('Ã'));
}

#[test]
fn runs_of_zero_bytes_are_removed() {
    let text = "The ferry sailed at seven.\n";
    let ran = clean([text.as_bytes(), &vec![0; 8 * MB], text.as_bytes()].concat(), &[]);
    assert_eq!((ran.code, ran.stdout), (Some(0), text.repeat(2)), "{}", ran.stderr);
}

#[test]
fn a_flood_of_zero_bytes_is_not_text() {
    let ran = clean(vec![0; 8 * MB], &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""));
    assert!(ran.stderr.contains("this looks like binary data, not text"), "{}", ran.stderr);
    let forced = clean(vec![0; 8 * MB], &["--force"]);
    assert_eq!((forced.code, forced.stdout.as_str()), (Some(0), ""), "{}", forced.stderr);
}

#[test]
fn a_byte_order_mark_in_the_middle_is_ignored() {
    let line = "À l’été, où j’étais née.\n".repeat(40_000);
    let ran =
        clean([line.as_bytes(), "\u{FEFF}".as_bytes(), line.as_bytes(), b"\xFF\xFE", line.as_bytes()].concat(), &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stderr.contains("2 byte sequences are not UTF-8"), "{}", ran.stderr);
    assert_eq!(ran.stdout.replace('\u{FFFD}', ""), line.repeat(3));
}

/// UTF-8, then the same in Windows-1252, then Cyrillic in Windows-1251, and so on.
#[test]
fn encodings_that_change_midway_give_text() {
    let french = "À l’été, où j’étais née.\n".repeat(4_000);
    let russian = "Паром отошёл от причала.\n".repeat(4_000);
    let western = encoding_rs::WINDOWS_1252.encode(&french).0;
    let cyrillic = encoding_rs::WINDOWS_1251.encode(&russian).0;
    let mixed = [french.as_bytes(), &western, &cyrillic].concat().repeat(12);
    // With a given encoding, UTF-8 parts are decoded as mojibake, which is then repaired.
    let named = clean(&mixed, &["--encoding", "windows-1251"]);
    assert_eq!(named.code, Some(0), "{}", named.stderr);
    let as_cyrillic = encoding_rs::WINDOWS_1251.decode_without_bom_handling(&western).0.into_owned();
    assert!(named.stdout == [french.as_str(), &as_cyrillic, &russian].concat().repeat(12), "not the text");
    // Detection also chooses one encoding for the whole input, so the number of lines and the form of each part are kept.
    let guessed = clean(&mixed, &[]);
    assert_eq!(guessed.code, Some(0), "{}", guessed.stderr);
    let lines: Vec<&str> = guessed.stdout.split_inclusive('\n').collect();
    assert_eq!(lines.len(), 3 * 4_000 * 12);
    for stretch in lines.chunks(4_000) {
        assert!(stretch.iter().all(|line| *line == stretch[0]), "{:?}", stretch[0]);
    }
    for (utf8, of_one) in lines.chunks(3 * 4_000).map(|three| (three[0], [three[4_000], three[8_000]])) {
        assert_eq!(utf8, &french[..utf8.len()]);
        assert_eq!(of_one, [lines[4_000], lines[8_000]]);
    }
    let detected = Scene::new().run_with(&["encodings", "detect"], &mixed).stdout;
    let encoding = detected.strip_prefix("<stdin>: ").and_then(|said| said.split_once(',')).unwrap().0;
    assert!(clean(&mixed, &["--encoding", encoding]).stdout == guessed.stdout, "not what {encoding} reads");
}
