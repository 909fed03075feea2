//! The main loop of the watcher: scan, dispatch tasks, receive results, commit them.
//!
//! All steps except cleaning run on one thread, in a fixed order. The number of files in progress is at most twice
//! the number of threads, however many are waiting.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded, select, unbounded};
use serde_json::json;

use super::commit::Committer;
use super::conflicts::Conflicts;
use super::journal::FileState;
use super::locked_input::{LockedInput, check, sweep};
use super::log::{Level, Log};
use super::plan::{After, Ended, Plan};
use super::queue::Queue;
use super::rules::{Rules, RulesChange};
use super::scan::{self, ScannedFile};
use super::status::{self, State, StatusWriter};
use super::wake::{self, Wake};
use super::work::{self, FinishedTask, Outcome, Task, WorkContext};
use crate::console::count::count;
use crate::console::messages::{Problem, display_path};
use crate::fault_injection::stop_at;
use crate::files::file_id::FileId;
use crate::panics;

/// Files in progress per thread: one being cleaned and one queued for it.
const TASKS_PER_THREAD: usize = 2;
/// A scan may take at most one part in this many of the time.
const SCAN_SHARE: u32 = 10;
/// Events within this time cause one scan.
const MIN_WAKE_INTERVAL: Duration = Duration::from_millis(50);
/// Interval between checks of the rule files.
const RULES_INTERVAL: Duration = Duration::from_secs(1);
/// How long to wait for the workers to notice that their work is dropped.
const ABORT_TIMEOUT: Duration = Duration::from_millis(500);

/// Watches until a signal arrives, or with `once` until nothing is left to do.
///
/// # Errors
/// The folders overlap, another watcher has locked IN, or a folder disappeared in a run with `once`.
pub(crate) fn run(plan: Plan, rules: Rules, log: Log) -> Result<Ended, Problem> {
    let (wake, wakes) = bounded(16);
    #[cfg(unix)]
    super::signals::listen(wake.clone()).map_err(|error| Problem::new("", format!("no signals: {error}")))?;
    check(&plan)?;
    let mut engine = Engine::new(plan, rules, log)?;
    let _events = if engine.plan.once { None } else { wake::events(&engine.plan.input, wake.clone()) };
    engine.start();
    let ended = engine.run_loop(&wakes);
    // Keep the sender until here, so that the loop never sees a closed channel.
    drop(wake);
    engine.stop(&ended);
    ended
}

struct Engine {
    plan: Plan,
    rules: Rules,
    log: Log,
    /// `None` while IN is missing.
    locked: Option<LockedInput>,
    output_id: Option<FileId>,
    context: Arc<WorkContext>,
    queue: Queue,
    status: StatusWriter,
    blocked: HashMap<PathBuf, Instant>,
    /// Findings of the last scan.
    temporary: HashSet<(u64, u64)>,
    skipped: HashSet<PathBuf>,
    faults: HashSet<String>,
    tasks: Sender<Task>,
    reports: Receiver<FinishedTask>,
    in_work: usize,
    rules_checked: Instant,
}

impl Engine {
    fn new(plan: Plan, rules: Rules, log: Log) -> Result<Self, Problem> {
        let locked = LockedInput::open(&plan, log)?;
        let context = Arc::new(WorkContext {
            input: plan.input.clone(),
            output: plan.output.clone(),
            failed: plan.failed.clone(),
            reports: plan.reports.clone(),
            tag: locked.state_folder.tag(),
            strict: plan.strict,
            abort: AtomicBool::new(false),
        });
        let (tasks, work) = unbounded::<Task>();
        let (give, reports) = unbounded();
        for _ in 0..plan.jobs {
            let (work, give, context) = (work.clone(), give.clone(), Arc::clone(&context));
            let made = thread::Builder::new().name("watch".into()).spawn(move || {
                for task in work {
                    if give.send(clean_catching_panics(task, &context)).is_err() {
                        break;
                    }
                }
            });
            made.map_err(|error| Problem::new("", format!("cannot make a thread: {error}")))?;
        }
        let status = StatusWriter::new(&rules.version().hash);
        Ok(Self {
            output_id: FileId::of_path(&plan.output),
            plan,
            rules,
            log,
            locked: Some(locked),
            context,
            queue: Queue::default(),
            status,
            blocked: HashMap::new(),
            temporary: HashSet::new(),
            skipped: HashSet::new(),
            faults: HashSet::new(),
            tasks,
            reports,
            in_work: 0,
            rules_checked: Instant::now(),
        })
    }

    fn start(&mut self) {
        let version = &self.rules.version().hash;
        let what = format!("watching; outputs go to {}", display_path(&self.plan.output));
        let fields = json!({ "pid": std::process::id(), "version": &**version });
        self.log.emit(Level::Info, "start", Some(&self.plan.input), &what, fields);
        self.write_status(true);
    }

    fn stop(&mut self, ended: &Result<Ended, Problem>) {
        self.status.now.state = State::Stopped;
        self.update_counts();
        self.write_status(true);
        let (done, failed) = (self.status.now.done, self.status.now.failed);
        let rolled = if matches!(ended, Ok(Ended::RolledBack)) { "; work in progress was dropped" } else { "" };
        let what = format!("{done} cleaned, {failed} failed, {} waiting{rolled}", self.queue.len());
        self.log.emit(Level::Info, "stop", None, &what, json!({ "done": done, "failed": failed }));
    }

    fn run_loop(&mut self, wakes: &Receiver<Wake>) -> Result<Ended, Problem> {
        let (mut next_scan, mut earliest) = (Instant::now(), Instant::now());
        let mut deadline: Option<Instant> = None;
        let mut is_woken = false;
        let mut has_scanned = false;
        loop {
            let now = Instant::now();
            if deadline.is_none() && (now >= next_scan || (is_woken && now >= earliest)) {
                self.check_rules();
                has_scanned = self.scan()?;
                let took = now.elapsed() * SCAN_SHARE;
                (next_scan, earliest) =
                    (Instant::now() + took.max(self.plan.poll), Instant::now() + took.max(MIN_WAKE_INTERVAL));
                is_woken = false;
                stop_at("looked");
            }
            if deadline.is_none() {
                self.dispatch();
                if self.plan.once && has_scanned && self.queue.len() == 0 && self.in_work == 0 {
                    let is_all = self.status.now.failed == 0 && self.blocked.is_empty() && self.faults.is_empty();
                    return Ok(if is_all { Ended::Done } else { Ended::SomeFailed });
                }
            } else if self.in_work == 0 {
                return Ok(Ended::Done);
            }
            self.update_counts();
            self.write_status(false);
            let until = match deadline {
                Some(deadline) if Instant::now() >= deadline => return Ok(self.roll_back()),
                Some(deadline) => deadline,
                None if is_woken => earliest.min(next_scan),
                None => next_scan,
            };
            let until = until.saturating_duration_since(Instant::now()).min(Duration::from_secs(1));
            select! {
                recv(self.reports) -> report => {
                    if let Ok(report) = report {
                        self.receive(report);
                        // There is room for more tasks, so files found meanwhile need not wait for the next scan.
                        has_scanned = has_scanned && self.queue.len() > 0;
                        if self.plan.once && self.queue.len() == 0 {
                            next_scan = Instant::now();
                        }
                    }
                }
                recv(wakes) -> wake => match wake {
                    Ok(Wake::Stop) => {
                        deadline = Some(Instant::now() + self.plan.grace);
                        self.status.now.state = State::Stopping;
                        let what = format!("stopping; {} in progress", count(self.in_work, "file"));
                        self.log.emit(Level::Info, "stopping", None, &what, json!({ "in_work": self.in_work }));
                        stop_at("stopping");
                    }
                    _ => is_woken = true,
                },
                default(until) => {}
            }
        }
    }

    /// Scans IN. Returns `false` if IN or OUT is missing.
    fn scan(&mut self) -> Result<bool, Problem> {
        if !self.check_folders()? {
            self.queue.clear_ready();
            return if self.plan.once {
                Err(Problem::new(display_path(&self.plan.input), "is away"))
            } else {
                Ok(false)
            };
        }
        let Some(locked) = &mut self.locked else { return Ok(false) };
        let now = Instant::now();
        let version = Arc::clone(&self.rules.version().hash);
        let (plan, queue, blocked) = (&self.plan, &mut self.queue, &self.blocked);
        let mut to_move = Vec::new();
        let mut present: HashSet<PathBuf> = HashSet::new();
        let mut conflicts = Conflicts::new(self.plan.naming);
        queue.begin_scan();
        let result = scan::scan(locked.state_folder.root(), &self.temporary, &mut |found: ScannedFile| {
            let entry = locked.journal.get(&found.path);
            if entry.is_some() {
                present.insert(found.path.clone());
            }
            let own = entry.filter(|entry| entry.identity == found.identity);
            let is_own = entry.is_some_and(|entry| matches!(entry.state, FileState::Cleaned | FileState::Left));
            conflicts.see(&found.path, is_own || queue.is_in_work(&found.path));
            let known = own.filter(|entry| entry.version == version);
            match known.map(|entry| entry.state) {
                Some(FileState::Cleaned) if plan.after == After::Stay => {}
                Some(FileState::Cleaned) => {
                    if blocked.get(&found.path).is_none_or(|at| *at <= now) {
                        to_move.push(found.path);
                    }
                }
                Some(FileState::Failed { tries }) if tries > plan.retries && plan.failed.is_none() => {}
                _ if blocked.get(&found.path).is_some_and(|at| *at > now) => {}
                _ => queue.see(found, now),
            }
        });
        let saw_all = result.faults.is_empty();
        queue.end_scan(saw_all, plan.settle, now);
        if saw_all {
            // Files that no longer exist need no entry.
            let gone: Vec<PathBuf> = locked.journal.paths().filter(|path| !present.contains(*path)).cloned().collect();
            gone.iter().for_each(|path| locked.journal.leave(path));
            self.blocked.retain(|path, _| present.contains(path));
        }
        self.temporary = result.temporary;
        for (path, what) in &result.skipped {
            if !self.skipped.contains(path) {
                let what = format!("is {what} and is skipped");
                self.log.emit(Level::Warning, "skipped", Some(path), &what, json!({}));
            }
        }
        self.skipped = result.skipped.into_keys().collect();
        let faults: HashSet<String> = result.faults.iter().map(ToString::to_string).collect();
        for fault in faults.difference(&self.faults) {
            self.status.error(fault);
            self.log.emit(Level::Error, "unreadable", None, fault, json!({}));
        }
        self.faults = faults;
        self.refuse_conflicts(conflicts);
        if let Some(mut committer) = self.committer()
            && committer.sync()
        {
            to_move.iter().for_each(|path| committer.move_cleaned(path));
        }
        Ok(true)
    }

    /// Gives up ready files whose output belongs to another file. This happens before any file is dispatched, so that
    /// a restart decides in the same way.
    fn refuse_conflicts(&mut self, conflicts: Conflicts) {
        let Some(locked) = &self.locked else { return };
        let conflicts = conflicts.end(locked.journal.left(), |output| self.plan.output.join(output).exists());
        let version = self.rules.version().clone();
        let mut reports = Vec::new();
        for conflict in conflicts {
            if let Some(identity) = self.queue.take_path(&conflict.path) {
                let outcome = conflict.outcome();
                let task = Task { path: conflict.path, identity, version: version.clone(), known: None };
                reports.push(FinishedTask { task, content: None, outcome, took: Duration::ZERO });
            }
        }
        if let Some(mut committer) = self.committer().filter(|_| !reports.is_empty()) {
            committer.finish(reports);
        }
    }

    /// Whether IN and OUT are still the same folders. When IN is back, it is locked and its journal opened again.
    fn check_folders(&mut self) -> Result<bool, Problem> {
        let is_here = match &self.locked {
            Some(locked) => locked.state_folder.is_here(),
            None => {
                // Another folder may have been created at the same path.
                let id = fs::read_to_string(self.plan.input.join(super::state_folder::FOLDER).join("id"));
                let is_back = id.is_ok_and(|id| self.context.tag.trim_end_matches('-') == id.trim());
                if is_back {
                    self.locked = Some(LockedInput::open(&self.plan, self.log)?);
                }
                is_back
            }
        };
        if !is_here {
            self.locked = None;
        }
        let state = if !is_here {
            State::InputAway
        } else if FileId::of_path(&self.plan.output) != self.output_id {
            State::OutputAway
        } else {
            State::Running
        };
        self.change_state(state);
        Ok(state == State::Running)
    }

    /// Logs that a folder is missing or back.
    fn change_state(&mut self, state: State) {
        let before = std::mem::replace(&mut self.status.now.state, state);
        if before == state {
            return;
        }
        let concerns_output = before == State::OutputAway || state == State::OutputAway;
        let folder = if concerns_output { &self.plan.output } else { &self.plan.input };
        let what = match state {
            State::InputAway => "is missing or was replaced; waiting for it",
            State::OutputAway => "is missing or was replaced; waiting for it, nothing is written",
            _ => return self.log.emit(Level::Info, "back", Some(folder), "is back", json!({})),
        };
        self.log.emit(Level::Error, "away", Some(folder), what, json!({}));
        self.status.error(format!("{}: {what}", display_path(folder)));
    }

    fn check_rules(&mut self) {
        if self.rules_checked.elapsed() < RULES_INTERVAL.min(self.plan.poll) {
            return;
        }
        self.rules_checked = Instant::now();
        match self.rules.check() {
            None => {}
            Some(RulesChange::To(version)) => {
                self.status.now.version = version.to_string();
                let what = format!("rules changed; {version} from now on");
                self.log.emit(Level::Info, "rules", None, &what, json!({ "version": &*version }));
            }
            Some(RulesChange::Refused(problem)) => {
                self.status.error(&problem);
                let version = &self.rules.version().hash;
                let what = format!("the changed rules have a fault, {version} stays: {problem}");
                self.log.emit(Level::Error, "rules-refused", None, &what, json!({ "version": &**version }));
            }
        }
    }

    /// Dispatches ready files to the workers, up to the limit of files in progress.
    fn dispatch(&mut self) {
        let Some(locked) = &self.locked else { return };
        while self.in_work < self.plan.jobs * TASKS_PER_THREAD {
            let Some((path, identity)) = self.queue.take() else { return };
            let version = self.rules.version().clone();
            let known = locked.journal.get(&path).filter(|entry| entry.version == version.hash);
            let known = known.filter(|entry| entry.state == FileState::Cleaned).and_then(|entry| entry.content);
            if self.tasks.send(Task { path, identity, version, known }).is_err() {
                return;
            }
            self.in_work += 1;
            stop_at("handed-out");
        }
    }

    /// Receives a result and all others that are available.
    fn receive(&mut self, first: FinishedTask) {
        let reports: Vec<FinishedTask> = std::iter::once(first).chain(self.reports.try_iter()).collect();
        self.in_work = self.in_work.saturating_sub(reports.len());
        if let Some(mut committer) = self.committer() {
            committer.finish(reports);
        } else {
            // IN is missing. The next scan after it is back finds these files as cleaned, or they are cleaned again.
            reports.iter().for_each(|report| self.queue.remove(&report.task.path));
        }
    }

    fn committer(&mut self) -> Option<Committer<'_>> {
        let locked = self.locked.as_mut()?;
        Some(Committer {
            plan: &self.plan,
            log: self.log,
            journal: &mut locked.journal,
            queue: &mut self.queue,
            status: &mut self.status,
            mover: &locked.mover,
            blocked: &mut self.blocked,
        })
    }

    /// Drops all work in progress.
    fn roll_back(&mut self) -> Ended {
        self.context.abort.store(true, Ordering::SeqCst);
        let until = Instant::now() + ABORT_TIMEOUT;
        while self.in_work > 0 {
            match self.reports.recv_deadline(until) {
                Ok(report) => self.receive(report),
                Err(_) => break,
            }
        }
        for folder in [Some(&self.plan.output), self.plan.reports.as_ref()].into_iter().flatten() {
            sweep(folder, &self.context.tag);
        }
        Ended::RolledBack
    }

    fn update_counts(&mut self) {
        self.status.now.in_work = self.in_work;
        self.status.now.waiting = self.queue.len().saturating_sub(self.in_work);
    }

    /// Writes the status file; if IN is missing, only its copy.
    fn write_status(&mut self, at_once: bool) {
        let own = self.locked.as_ref().map(|locked| locked.state_folder.path(status::FILE));
        let paths: Vec<&Path> = own.as_deref().into_iter().chain(self.plan.status.as_deref()).collect();
        // If the status cannot be written, it becomes outdated and the health check fails.
        let _ = self.status.write(&paths, at_once);
    }
}

/// Cleans a file. A panic fails this file only.
fn clean_catching_panics(task: Task, context: &Arc<WorkContext>) -> FinishedTask {
    let (path, identity, version) = (task.path.clone(), task.identity, task.version.clone());
    panics::catch(|| work::clean(task, context)).unwrap_or_else(|panic| {
        let problem = Problem::new(display_path(&path), format!("cannot be cleaned: {panic}; please report this"));
        FinishedTask {
            task: Task { path, identity, version, known: None },
            content: None,
            outcome: Outcome::Failed(problem),
            took: Duration::ZERO,
        }
    })
}
