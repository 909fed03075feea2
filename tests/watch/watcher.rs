//! A watcher process under test.

use std::fs;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::scene::{Ran, Scene, UNBOIL};

/// Longer than anything here takes on a busy machine, including 10,000 files.
const PATIENCE: Duration = Duration::from_secs(600);

/// Rules with a known effect, and a scan every 20 ms.
const USUAL: [&str; 6] = ["--no-default-rules", "--isolated", "--poll", "20ms", "--log-format", "json"];

/// A running watcher of `in` and `out`; killed on drop.
pub(crate) struct Watcher<'s> {
    scene: &'s Scene,
    child: Child,
}

impl<'s> Watcher<'s> {
    pub(crate) fn start(scene: &'s Scene, args: &[&str]) -> Self {
        Self::start_with(scene, args, &[])
    }

    /// A watcher that pauses at a step.
    pub(crate) fn start_with(scene: &'s Scene, args: &[&str], env: &[(&str, &str)]) -> Self {
        fs::create_dir_all(scene.path("in")).unwrap();
        // The tests may run where signals are ignored, as in the background of a script.
        let mut command = if cfg!(target_os = "linux") {
            scene.command("env", &["--default-signal=HUP,INT", UNBOIL, "watch", "in", "out"])
        } else {
            scene.command(UNBOIL, &["watch", "in", "out"])
        };
        command.args(USUAL).args(args).envs(env.iter().copied());
        command.stderr(fs::File::options().create(true).append(true).open(scene.path("log")).unwrap());
        let child = command.stdout(Stdio::null()).spawn().unwrap();
        Self { scene, child }
    }

    /// Waits until a condition holds.
    pub(crate) fn until(&self, what: &str, holds: impl Fn() -> bool) {
        let began = Instant::now();
        while !holds() {
            assert!(began.elapsed() < PATIENCE, "{what}: {}", fs::read_to_string(self.scene.path("log")).unwrap());
            sleep(Duration::from_millis(5));
        }
    }

    /// Waits for a log line.
    pub(crate) fn until_event(&self, event: &str, file: &str) {
        self.until(event, || events(self.scene).iter().any(|(e, f)| e == event && f == file));
    }

    /// Waits until the process pauses at `step`, as set with `UNBOIL_TEST_WAIT_AT`.
    pub(crate) fn until_held(&self, step: &str) {
        self.until(step, || self.scene.path(step).exists());
    }

    /// Resumes a paused process.
    pub(crate) fn let_go(&self, step: &str) {
        fs::remove_file(self.scene.path(step)).unwrap();
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(self.scene.command("kill", &[&format!("-{name}"), &pid]).status().unwrap().success());
    }

    /// Waits for the exit. Returns the exit code, or `None` if the process was killed.
    pub(crate) fn end(mut self) -> Option<i32> {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(began.elapsed() < PATIENCE, "it does not end");
            sleep(Duration::from_millis(5));
        }
    }

    /// Sends SIGTERM and waits for the exit.
    pub(crate) fn stop(self) -> Option<i32> {
        self.signal("TERM");
        self.end()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Watcher<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Cleans everything in `in` with `--once`.
pub(crate) fn once(scene: &Scene, args: &[&str]) -> Ran {
    fs::create_dir_all(scene.path("in")).unwrap();
    let mut all = vec!["watch", "in", "out", "--once", "--settle", "0"];
    all.extend(USUAL);
    all.extend(args);
    scene.run(&all)
}

/// The lines of the log, as JSON.
pub(crate) fn log(scene: &Scene) -> Vec<Value> {
    let text = fs::read_to_string(scene.path("log")).unwrap_or_default();
    lines(&text)
}

pub(crate) fn lines(text: &str) -> Vec<Value> {
    // The last line may be incomplete.
    let complete = text.rfind('\n').map_or("", |end| &text[..end]);
    complete.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
}

/// Event and file of each line of the log.
pub(crate) fn events(scene: &Scene) -> Vec<(String, String)> {
    log(scene).iter().map(event).collect()
}

/// Event and file of each line of the standard error of a finished run.
pub(crate) fn told(ran: &Ran) -> Vec<(String, String)> {
    lines(&ran.stderr).iter().map(event).collect()
}

fn event(line: &Value) -> (String, String) {
    let part = |key: &str| line.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    (part("event"), part("file"))
}

/// How often a file was cleaned.
pub(crate) fn cleaned(scene: &Scene, file: &str) -> usize {
    events(scene).iter().filter(|(event, name)| event == "cleaned" && name == file).count()
}

/// The files below `folder`, without the state folder and the ids of folders.
pub(crate) fn visible(scene: &Scene, folder: &str) -> Vec<String> {
    if !scene.path(folder).exists() {
        return Vec::new();
    }
    let mut names = scene.list(folder);
    names.retain(|name| !name.starts_with(".unboil/") && name != ".unboil-id");
    names
}
