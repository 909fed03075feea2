//! Progress: a bar on a terminal, lines elsewhere.
//!
//! A pipe among the inputs holds the run until the expected output was seen, so nothing here depends on timing.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::scene::{Scene, UNBOIL};
use crate::tools::SCRIPT;

/// Longer than any machine needs.
const PATIENCE: Duration = Duration::from_secs(120);
const ROW: &str = "{\"text\":\"The boats came home.\"}\n";

/// Rows of which the third is invalid, and a pipe as another input.
fn scene() -> Scene {
    let scene = Scene::new();
    scene.write("a.jsonl", format!("{ROW}{ROW}nonsense\n{}", ROW.repeat(2000)));
    assert_eq!(scene.shell("mkfifo pipe.jsonl").code, Some(0));
    scene
}

/// The output of a running command, as it arrives.
struct Said {
    text: Arc<Mutex<Vec<u8>>>,
}

impl Said {
    fn by(mut from: impl std::io::Read + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(Vec::new()));
        let into = Arc::clone(&text);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = from.read(&mut buffer) {
                into.lock().unwrap().extend_from_slice(&buffer[..count]);
            }
        });
        Self { text }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.text.lock().unwrap()).into_owned()
    }

    /// Waits for output that fulfils `is_there`, calling `meanwhile` repeatedly.
    fn until(&self, is_there: impl Fn(&str) -> bool, mut meanwhile: impl FnMut()) -> String {
        let began = Instant::now();
        loop {
            let text = self.text();
            if is_there(&text) {
                return text;
            }
            assert!(began.elapsed() < PATIENCE, "this is all that was said: {:?}", text.get(..2000).unwrap_or(&text));
            meanwhile();
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The text of a progress bar held at the pipe, with numbers as `#`.
fn parts(drawing: &str) -> String {
    let words = drawing.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut parts = String::new();
    for c in words.chars() {
        match c {
            '0'..='9' | '.' if parts.ends_with('#') => {}
            '0'..='9' => parts.push('#'),
            c => parts.push(c),
        }
    }
    parts.trim_end().to_owned()
}

fn under_terminal(scene: &Scene, args: &str) -> Child {
    // A machine without a terminal may not say of which kind this one is.
    let script = format!("stty cols 80 rows 24; TERM=xterm exec '{UNBOIL}' {args}");
    let mut command = scene.command("script", &["-qec", &script, "/dev/null"]);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn a_terminal_shows_bytes_documents_rate_time_left_and_failures() {
    if !SCRIPT.is_there() {
        return;
    }
    let scene = scene();
    let mut child = under_terminal(&scene, "clean a.jsonl pipe.jsonl -o out");
    let said = Said::by(child.stdout.take().unwrap());
    let mut pipe: File = OpenOptions::new().write(true).open(scene.path("pipe.jsonl")).unwrap();
    let drawings = |text: &str| -> Vec<String> { text.replace("\u{1b}[2K", "\r").split('\r').map(parts).collect() };
    let want = "# KiB of # KiB, # documents, # failed, # KiB/s, #s left";
    // The bar may be drawn when only some documents were read, so wait for both.
    let said_so = said.until(
        |text| {
            text.contains("2003 documents, 1 failed")
                && drawings(text)
                    .iter()
                    .any(|drawing| drawing.replace("# MiB/s", "# KiB/s").replace("# B/s", "# KiB/s").starts_with(want))
        },
        || {},
    );
    // A failure is reported on a line of its own, without the bar.
    let named = "\u{1b}[1;31munboil:\u{1b}[0m a.jsonl:3: is not a JSON object; fix the row; it is left out";
    assert!(said_so.lines().any(|line| line.rsplit(['\r', 'K']).any(|part| part.trim_end() == named)), "{said_so}");
    pipe.write_all(ROW.as_bytes()).unwrap();
    drop(pipe);
    assert_eq!(child.wait().unwrap().code(), Some(3));
    let all = said.until(|text| text.contains("2004 documents, 0 changed, 1 failed"), || {});
    // The bar is removed at the end of the run.
    assert!(!all.rsplit('\r').next().unwrap().contains("left"), "{all}");
}

#[test]
fn texts_on_a_terminal_have_no_bar_between_them() {
    if !SCRIPT.is_there() {
        return;
    }
    let scene = scene();
    let mut child = under_terminal(&scene, "clean pipe.jsonl");
    let said = Said::by(child.stdout.take().unwrap());
    let mut pipe: File = OpenOptions::new().write(true).open(scene.path("pipe.jsonl")).unwrap();
    for _ in 0..3 {
        pipe.write_all(ROW.as_bytes()).unwrap();
        pipe.flush().unwrap();
    }
    drop(pipe);
    assert!(child.wait().unwrap().success());
    let want = ROW.repeat(3).replace('\n', "\r\n");
    assert_eq!(said.until(|text| text.len() >= want.len(), || {}), want);
}

/// Half a second is the delay of the bar.
#[test]
fn a_short_run_draws_no_bar() {
    if !SCRIPT.is_there() {
        return;
    }
    let scene = Scene::with(&[("a.txt", "The  boats.\n")]);
    let child = under_terminal(&scene, "clean --no-default-rules a.txt -o out/");
    let began = Instant::now();
    let output = child.wait_with_output().unwrap();
    // A busy machine may take longer than the delay; then there is nothing to see.
    if began.elapsed() < Duration::from_millis(500) {
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(said, "\u{1b}[1munboil:\u{1b}[0m 1 document, 1 changed, 0 failed\r\n");
    }
    assert!(output.status.success());
}

#[test]
fn binary_data_is_not_written_to_a_terminal() {
    if !SCRIPT.is_there() {
        return;
    }
    let scene = Scene::with(&[("a.txt", "The  boats.\n")]);
    assert_eq!(scene.shell("tar cf a.tar a.txt").code, Some(0));
    for call in ["clean --compress gzip a.txt", "clean a.tar", "clean --compress zstd a.txt -o -"] {
        let output = under_terminal(&scene, call).wait_with_output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(
            said.contains("the output is binary data and cannot be written to a terminal; write it to"),
            "{call}: {said:?}"
        );
        assert_eq!(output.status.code(), Some(3), "{call}");
        assert!(!said.contains('\0') && !said.contains('\u{FFFD}'), "{call}: {said:?}");
    }
    let text = under_terminal(&scene, "clean --compress none a.txt").wait_with_output().unwrap();
    assert_eq!(text.stdout, b"The boats.\r\n");
    // Into a pipe, everything goes.
    assert_eq!(scene.shell("\"$0\" clean --compress gzip a.txt | gzip -d").stdout, "The boats.\n");
}

/// A line is written every ten seconds, which is how long this test takes.
#[test]
fn without_a_terminal_progress_is_printed_as_lines() {
    let scene = scene();
    assert_eq!(scene.shell("mkfifo quiet.jsonl").code, Some(0));
    let start = |args: &[&str]| -> (Child, Said) {
        let mut command: Command = scene.command(UNBOIL, args);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let said = Said::by(child.stderr.take().unwrap());
        (child, said)
    };
    let (mut loud, lines) = start(&["clean", "a.jsonl", "pipe.jsonl", "-o", "out"]);
    let (mut quiet, nothing) = start(&["clean", "-q", "quiet.jsonl", "-o", "quiet/"]);
    let open = |name: &str| OpenOptions::new().write(true).open(scene.path(name)).unwrap();
    let mut pipes = [open("pipe.jsonl"), open("quiet.jsonl")];
    let text = lines.until(
        |text| text.contains(" s left"),
        || pipes.iter_mut().for_each(|pipe| pipe.write_all(ROW.as_bytes()).unwrap()),
    );
    let line = text.lines().find(|line| line.contains(" s left")).unwrap();
    let want = "# KiB of # KiB, # documents, # failed, # KiB/s, # s left";
    assert_eq!(parts(&line.replace(" B/s", " KiB/s")), want, "{line}");
    assert!(line.starts_with("unboil: ") && !text.contains(['\r', '\u{1b}']), "{text}");
    drop(pipes);
    assert_eq!(loud.wait().unwrap().code(), Some(3));
    assert!(quiet.wait().unwrap().success());
    assert_eq!(nothing.text(), "");
}
