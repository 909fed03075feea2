//! A temporary folder for a test, and the binary run in it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The binary under test.
pub(crate) const UNBOIL: &str = env!("CARGO_BIN_EXE_unboil");

/// A folder that is deleted at the end of the test.
pub(crate) struct Scene {
    root: tempfile::TempDir,
}

/// Result of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self { root: tempfile::tempdir().unwrap() }
    }

    /// Creates a folder with these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let scene = Self::new();
        for (path, text) in files {
            scene.write(path, text);
        }
        scene
    }

    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.path().join(relative)
    }

    pub(crate) fn write(&self, relative: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, relative: impl AsRef<Path>) -> String {
        fs::read_to_string(self.path(relative)).unwrap()
    }

    /// All files below `relative`, sorted, with `/` between names; invalid UTF-8 becomes U+FFFD.
    pub(crate) fn list(&self, relative: &str) -> Vec<String> {
        let mut names = Vec::new();
        let mut folders = vec![self.path(relative)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path());
                } else {
                    let path = entry.path();
                    names.push(path.strip_prefix(self.path(relative)).unwrap().to_string_lossy().replace('\\', "/"));
                }
            }
        }
        names.sort();
        names
    }

    /// `program` in the folder, not yet run.
    pub(crate) fn command(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(args).current_dir(self.root.path()).stdin(Stdio::null());
        // Compiled rules are kept, but not among those of whoever runs the tests.
        command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
        command
    }

    /// Runs the binary in the folder with empty standard input.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        ran(self.command(UNBOIL, args).output().unwrap())
    }

    /// Runs the binary with the given standard input.
    pub(crate) fn run_with(&self, args: &[&str], stdin: impl AsRef<[u8]>) -> Ran {
        let mut command = self.command(UNBOIL, args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let stdin = stdin.as_ref().to_vec();
        // Write from another thread, since the binary may write before it has read everything. It may also close the
        // pipe.
        let feeder = std::thread::spawn(move || drop(pipe.write_all(&stdin)));
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        ran(output)
    }

    /// A copy of the binary in the folder, for a user who cannot read the checkout.
    #[cfg(unix)]
    pub(crate) fn copy_of_unboil(&self) -> String {
        let copy = self.path("unboil-for-all");
        fs::copy(UNBOIL, &copy).unwrap();
        copy.to_str().unwrap().to_owned()
    }

    /// Runs a shell script in the folder; `$0` is the binary.
    #[cfg(unix)]
    pub(crate) fn shell(&self, script: &str) -> Ran {
        ran(self.command("sh", &["-c", script, UNBOIL]).output().unwrap())
    }
}

fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
