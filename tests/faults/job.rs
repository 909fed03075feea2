//! A command, the files that it works on, and what it may do to them.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;

use crate::fault::{Fault, traced};
use crate::scene::{Ran, Scene, UNBOIL};
use crate::trace::{Call, calls};
use crate::tree::Tree;

/// A command whose system calls fail.
#[derive(Debug, Clone, Default)]
pub(crate) struct Job {
    /// The files that are there at the beginning.
    pub files: Vec<(&'static str, &'static str)>,
    /// Commands that run before, undisturbed.
    pub prepare: Vec<&'static str>,
    /// Files that come after that.
    pub later: Vec<(&'static str, &'static str)>,
    /// The command, as words with single spaces.
    pub run: &'static str,
    /// The second run, which finishes the work; the same command if empty.
    pub again: &'static str,
    /// A file that takes standard output.
    pub stdout: Option<&'static str>,
    /// Files that may hold only a part of what an undisturbed run writes: whole lines of it.
    pub partial: Vec<&'static str>,
    /// Files that the second run does not make equal to those of an undisturbed run.
    pub differ: Vec<&'static str>,
    /// Whether sources may be replaced by their clean form.
    pub is_in_place: bool,
    /// Folder of sources that were cleaned.
    pub done: Option<&'static str>,
    /// Whether sources are deleted once they are cleaned.
    pub deletes: bool,
    /// What must hold in addition; a complaint for each violation.
    pub check: Option<fn(&Scene, &Tree) -> Vec<String>>,
}

impl Job {
    /// A folder in which the command can run.
    pub(crate) fn scene(&self) -> Scene {
        let scene = Scene::with(&self.files);
        for command in &self.prepare {
            let ran = scene.run(&words(command));
            assert_eq!(ran.code, Some(0), "{command}: {}", ran.stderr);
        }
        for (path, text) in &self.later {
            scene.write(path, text);
        }
        if let Some(path) = self.stdout {
            scene.write(path, "");
        }
        scene
    }

    /// Runs the command under `strace`. Returns its calls too.
    pub(crate) fn run(&self, scene: &Scene, fault: Option<&Fault>) -> (Ran, Vec<Call>) {
        let trace = tempfile::NamedTempFile::new().unwrap();
        let calls_to_trace = format!("trace={}", traced());
        // A run that waits for good is ended, with exit code 124.
        let mut args =
            vec!["-k", "1", "60", "strace", "-f", "-y", "-qq", "-e", "signal=none", "-e", &calls_to_trace, "-o"];
        args.push(trace.path().to_str().unwrap());
        let injection = fault.map(|fault| format!("inject={fault}"));
        if let Some(injection) = &injection {
            args.extend(["-e", injection]);
        }
        args.push(UNBOIL);
        args.extend(words(self.run));
        let mut command = scene.command("timeout", &args);
        if let Some(stdout) = self.stdout {
            command.stdout(File::create(scene.path(stdout)).unwrap()).stderr(Stdio::piped());
        }
        let output = command.output().unwrap();
        let root = fs::canonicalize(scene.path("")).unwrap();
        let trace = String::from_utf8_lossy(&fs::read(trace.path()).unwrap()).into_owned();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let ran = Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) };
        (ran, calls(&trace, &root))
    }

    /// Runs the command once more, undisturbed.
    pub(crate) fn run_again(&self, scene: &Scene) -> Ran {
        self.run_with(scene, if self.again.is_empty() { self.run } else { self.again }, &[])
    }

    /// Runs a command with variables of the environment.
    pub(crate) fn run_with(&self, scene: &Scene, command: &str, env: &[(&str, &str)]) -> Ran {
        let mut command = scene.command(UNBOIL, &words(command));
        command.envs(env.iter().copied());
        if let Some(stdout) = self.stdout {
            command.stdout(File::create(scene.path(stdout)).unwrap()).stderr(Stdio::piped());
        }
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// The calls of an undisturbed run that touch its files, and what it leaves.
    pub(crate) fn undisturbed(&self) -> (Ran, Vec<Call>, Tree) {
        let scene = self.scene();
        let (ran, mut calls) = self.run(&scene, None);
        let root = fs::canonicalize(scene.path("")).unwrap();
        calls.retain(|call| call.is_below(&root));
        (ran, calls, crate::tree::of(&scene))
    }
}

fn words(command: &str) -> Vec<&str> {
    command.split(' ').collect()
}

/// The last part of a path.
pub(crate) fn file_name(path: &str) -> &str {
    Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or(path)
}
