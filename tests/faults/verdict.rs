//! What must hold after a fault, and after the run that follows it.

use crate::fault::Fault;
use crate::job::{Job, file_name};
use crate::scene::Ran;
use crate::tree::{LEAVING, Tree};

/// A run with a fault, and the run that followed.
pub(crate) struct Verdict<'v> {
    pub job: &'v Job,
    pub fault: &'v Fault,
    /// Whether the call that failed is repeated.
    pub is_repeated: bool,
    /// A run without a fault, and its files.
    pub usual: &'v Ran,
    pub undisturbed: &'v Tree,
    pub before: &'v Tree,
    pub ran: &'v Ran,
    pub after: &'v Tree,
    /// Temporary files.
    pub left_over: &'v [String],
    pub again: &'v Ran,
    pub in_the_end: &'v Tree,
    pub left_over_in_the_end: &'v [String],
}

impl Verdict<'_> {
    /// What is wrong.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.no_source_is_lost(&mut found);
        self.nothing_is_half_written(&mut found);
        self.the_exit_code_is_right(&mut found);
        self.what_is_missing_is_named(&mut found);
        self.the_next_run_finishes(&mut found);
        if self.is_repeated && (self.ran.code != self.usual.code || !self.is_complete()) {
            found.push("an interrupted call is not repeated".to_owned());
        }
        if !self.left_over.is_empty() && !self.fault.prevents_removal() {
            found.push(format!("temporary files stay: {:?}", self.left_over));
        }
        if self.ran.stderr.contains("please report this") || self.ran.stderr.contains("panicked") {
            found.push("internal error".to_owned());
        }
        found
    }

    /// Each source is where it was, or its output is complete.
    fn no_source_is_lost(&self, found: &mut Vec<String>) {
        for (path, bytes) in self.before {
            let Some(name) = path.strip_prefix("in/") else {
                if !self.job.may_be_partial(path)
                    && self.after.get(path) != Some(bytes)
                    && !self.is_as_undisturbed(path)
                {
                    found.push(format!("{path} is gone or changed"));
                }
                continue;
            };
            let is_here = |path: String| self.after.get(&path) == Some(bytes);
            let is_replaced = self.job.is_in_place && self.is_as_undisturbed(path);
            if is_here(path.clone()) || is_here(format!("{LEAVING}{name}")) || is_replaced {
                continue;
            }
            let is_moved = self.job.done.is_some_and(|done| is_here(format!("{done}/{name}")));
            if !is_moved && !self.job.deletes {
                found.push(format!("{path} is lost"));
            }
            let is_of =
                |other: &&String| other.as_str() == format!("out/{name}") || other.contains(&format!("/{name}."));
            for other in self.undisturbed.keys().filter(is_of).filter(|other| !self.is_as_undisturbed(other)) {
                found.push(format!("{path} has left, but {other} is not complete"));
            }
        }
    }

    fn is_as_undisturbed(&self, path: &str) -> bool {
        self.after.contains_key(path) && self.after.get(path) == self.undisturbed.get(path)
    }

    /// Each file is as before, or as after an undisturbed run.
    fn nothing_is_half_written(&self, found: &mut Vec<String>) {
        for (path, bytes) in self.after {
            let as_before = self.before.get(path) == Some(bytes);
            let as_source =
                path.strip_prefix(LEAVING).is_some_and(|name| self.before.get(&format!("in/{name}")) == Some(bytes));
            if as_before || as_source || self.is_as_undisturbed(path) {
                continue;
            }
            let is_part = self.job.may_be_partial(path)
                && self.undisturbed.get(path).is_some_and(|whole| has_only_lines_of(bytes, whole));
            if !is_part {
                found.push(format!("{path} is half-written: {}", String::from_utf8_lossy(bytes)));
            }
        }
    }

    /// Whether all is done that an undisturbed run does.
    fn is_complete(&self) -> bool {
        self.undisturbed.keys().all(|path| self.is_as_undisturbed(path))
            && self.after.keys().all(|path| self.undisturbed.contains_key(path))
    }

    fn the_exit_code_is_right(&self, found: &mut Vec<String>) {
        match self.ran.code {
            Some(3) => {}
            Some(2) if self.after == self.before => {}
            Some(2) => found.push("exit code 2, but something was written".to_owned()),
            code if code == self.usual.code && self.is_complete() => {}
            code => found.push(format!("exit code {code:?}, but not all was done")),
        }
    }

    /// A message names each file that is missing or its folder.
    fn what_is_missing_is_named(&self, found: &mut Vec<String>) {
        if self.ran.code == self.usual.code && self.is_complete() {
            return;
        }
        if self.ran.stderr.is_empty() {
            found.push("nothing is said".to_owned());
        }
        // A run that stops at once names what stopped it.
        let stops = ["the run ends here", "journal: cannot write"];
        if self.ran.code == Some(2) || stops.iter().any(|stop| self.ran.stderr.contains(stop)) {
            return;
        }
        let names = |path: &str| {
            let source = file_name(path).trim_end_matches(".report.jsonl").trim_end_matches(".rejects.jsonl");
            // The folders that hold the source, its output, its report and its place when it is done have the same names.
            let below = path.split_once('/').map_or("", |(_, below)| below);
            let folders = below.match_indices('/').map(|(end, _)| format!("/{}", &below[..end])).chain([String::new()]);
            let mut places = folders.flat_map(|folder| FOLDERS.map(|root| format!("{root}{folder}: ")));
            self.ran.stderr.contains(source) || places.any(|place| self.ran.stderr.contains(&place))
        };
        for path in self.undisturbed.keys().filter(|path| !self.is_as_undisturbed(path)) {
            if !self.job.may_be_partial(path) && !names(path) {
                found.push(format!("no message names {path}"));
            }
        }
    }

    fn the_next_run_finishes(&self, found: &mut Vec<String>) {
        let known = |tree: &Tree| {
            let kept = tree.iter().filter(|(path, _)| !self.job.may_differ(path));
            kept.map(|(path, bytes)| (path.clone(), bytes.clone())).collect::<Tree>()
        };
        if self.again.code != self.usual.code && self.again.code != Some(0) {
            found.push(format!("the next run ends with {:?}", self.again.code));
        }
        let (end, wanted) = (known(self.in_the_end), known(self.undisturbed));
        for (path, bytes) in &wanted {
            if end.get(path) != Some(bytes) {
                let now = end.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
                found.push(format!("the next run does not finish {path}: {now:?}"));
            }
        }
        for path in end.keys().filter(|path| !wanted.contains_key(*path)) {
            found.push(format!("the next run leaves {path}"));
        }
        if !self.left_over_in_the_end.is_empty() {
            found.push(format!("the next run leaves temporary files: {:?}", self.left_over_in_the_end));
        }
    }
}

/// The folders of all jobs.
const FOLDERS: [&str; 6] = ["in", "out", "back", "done", "failed", "reports"];

impl Job {
    fn may_differ(&self, path: &str) -> bool {
        self.differ.contains(&path)
    }

    fn may_be_partial(&self, path: &str) -> bool {
        self.partial.contains(&path)
    }
}

/// Whether each line is one of `whole`, or is about what failed, or has the totals. The last line may be cut short.
fn has_only_lines_of(bytes: &[u8], whole: &[u8]) -> bool {
    let whole: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let Some((_, complete)) = lines.split_last() else { return true };
    let is_about_failure = |line: &[u8]| {
        let record = serde_json::from_slice::<serde_json::Value>(line).unwrap_or_default();
        record["status"] == "failed" || record["kind"] == "error" || record["error"].is_string()
    };
    complete.iter().all(|line| whole.contains(line) || is_about_failure(line))
}
