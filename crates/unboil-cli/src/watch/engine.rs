//! The main loop of the watcher: scan, dispatch tasks, receive results, commit them.
//!
//! All steps except cleaning run on one thread, in a fixed order. The number of files in progress is at most twice
//! the number of threads, however many are waiting.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded, select, unbounded};
use serde_json::json;

use super::commit::{Blocked, Committer, WriteFaults, delay};
use super::conflicts::Conflicts;
use super::delivery::{DestinationIds, Stamp, report_name};
use super::identity::Identity;
use super::journal::{Entry, FileState};
use super::locked_input::{LockedInput, check, prune, sweep};
use super::log::{Level, Log};
use super::plan::{After, Ended, Plan};
use super::queue::Queue;
use super::rules::{Rules, RulesChange};
use super::scan::{self, ScannedFile};
use super::state_folder::tag_of;
use super::status::StatusWriter;
use super::status_record::State;
use super::wake::{self, Wake};
use super::work::{self, FinishedTask, Outcome, Task, WorkContext};
use crate::console::count::count;
use crate::console::messages::{Problem, display_path};
use crate::fault_injection::stop_at;
use crate::files::atomic::test_write;
use crate::files::file_id::FileId;
use crate::panics;

/// Files in progress per thread: one being cleaned and one queued for it.
const TASKS_PER_THREAD: usize = 2;
/// A scan may take at most one part in this many of the time.
const SCAN_SHARE: u32 = 10;
/// Events within this time cause one scan.
const MIN_WAKE_INTERVAL: Duration = Duration::from_millis(50);
/// Longest interval between tests of a folder that cannot be written.
const MAX_TEST_INTERVAL: Duration = Duration::from_secs(60);
/// Interval between checks of the rule files.
const RULES_INTERVAL: Duration = Duration::from_secs(1);
/// Outputs of former sources that are remembered before those that no longer exist are looked for; 8 bytes each.
const OWNED: usize = 100_000;
/// How long to wait for the workers to notice that their work is dropped.
const ABORT_TIMEOUT: Duration = Duration::from_millis(500);

/// Watches until a signal arrives, or with `once` until nothing is left to do.
///
/// # Errors
/// The folders overlap, another watcher has locked IN, or a folder disappeared in a run with `once`.
pub(crate) fn run(plan: Plan, rules: Rules, log: Log) -> Result<Ended, Problem> {
    let (wake, wakes) = bounded(16);
    #[cfg(unix)]
    {
        let folders: Vec<PathBuf> = plan.folders().cloned().collect();
        let input = plan.input.clone();
        // Only what this watcher writes has its tag.
        let clean_up = move || {
            if let Some(tag) = tag_of(&input) {
                folders.iter().for_each(|folder| sweep(folder, &tag));
            }
        };
        let listening = super::signals::listen(wake.clone(), clean_up);
        listening.map_err(|error| Problem::new("", format!("no signals: {error}")))?;
    }
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
    /// The ids of OUT and of the folder of reports; `None` until they can be read.
    destination: Option<DestinationIds>,
    /// Set while OUT or another folder for outputs cannot be written.
    output_fault: Option<Blocked>,
    write_faults: WriteFaults,
    /// Whether a source has to be looked at again before all is done.
    needs_scan: bool,
    /// Number of remembered outputs after which they are looked for.
    prune_at: usize,
    context: Arc<WorkContext>,
    queue: Queue,
    status: StatusWriter,
    blocked: HashMap<PathBuf, Blocked>,
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
        let context =
            Arc::new(WorkContext { plan: plan.clone(), tag: locked.state_folder.tag(), abort: AtomicBool::new(false) });
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
        let prune_at = locked.journal.owned() * 2 + OWNED;
        Ok(Self {
            output_id: FileId::of_path(&plan.output),
            destination: None,
            output_fault: None,
            write_faults: WriteFaults::default(),
            needs_scan: false,
            prune_at,
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
        self.test_output(None);
        self.write_status(true);
    }

    fn stop(&mut self, ended: &Result<Ended, Problem>) {
        self.status.now.state = State::Stopped;
        self.update_counts();
        self.write_status(true);
        let (done, failed) = (self.status.now.run.done, self.status.now.run.failed);
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
                let is_over = (has_scanned && self.queue.len() == 0) || self.is_hopeless();
                if self.plan.once && is_over && self.in_work == 0 {
                    return Ok(if self.is_all_done() { Ended::Done } else { Ended::SomeFailed });
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

    /// Whether `--once` has nothing to wait for: the folders cannot be written, or are missing.
    fn is_hopeless(&self) -> bool {
        let is_away = matches!(self.status.now.state, State::InputAway | State::OutputAway);
        is_away || self.write_faults.journal || self.output_fault.is_some_and(|fault| fault.times > self.plan.retries)
    }

    /// Whether every file and row is where it belongs.
    fn is_all_done(&self) -> bool {
        let run = &self.status.now.run;
        let is_cleaned = run.failed == 0 && run.failed_documents == 0 && self.queue.len() == 0;
        is_cleaned && self.blocked.is_empty() && self.faults.is_empty() && !self.is_hopeless()
    }

    /// Scans IN. Returns `false` if IN or OUT is missing.
    fn scan(&mut self) -> Result<bool, Problem> {
        let now = Instant::now();
        self.needs_scan = false;
        if self.output_fault.is_some_and(|fault| fault.until <= now) {
            self.test_output(None);
        }
        if !self.check_folders()? {
            self.queue.clear_ready();
            return Ok(false);
        }
        let Some(locked) = &mut self.locked else { return Ok(false) };
        let has_stranded = !self.blocked.is_empty() && locked.mover.has_stranded();
        if has_stranded
            && self.blocked.values().any(|blocked| blocked.until <= now)
            && let Err(problem) = locked.mover.recover(&mut locked.journal)
        {
            self.status.error(&problem);
        }
        let destination = self.destination;
        let version = Arc::clone(&self.rules.version().hash);
        let (plan, queue, blocked) = (&self.plan, &mut self.queue, &self.blocked);
        let mut to_move = Vec::new();
        let mut present: HashSet<PathBuf> = HashSet::new();
        let mut still_blocked: HashSet<PathBuf> = HashSet::new();
        let mut conflicts = Conflicts::new(self.plan.naming);
        queue.begin_scan();
        let (input, root) = (locked.state_folder.input(), locked.state_folder.root());
        let result = scan::scan(input, root, &self.temporary, &mut |found: ScannedFile| {
            let is_blocked = blocked.get(&found.path).is_some_and(|blocked| blocked.until > now);
            if blocked.contains_key(&found.path) {
                still_blocked.insert(found.path.clone());
            }
            let entry = locked.journal.get(&found.path);
            if entry.is_some() {
                present.insert(found.path.clone());
            }
            let own = entry.filter(|entry| entry.identity == found.identity);
            let is_own = entry.is_some_and(|entry| matches!(entry.state, FileState::Cleaned | FileState::Left));
            conflicts.see(&found.path, is_own || queue.is_in_work(&found.path));
            let known = own.filter(|entry| entry.version == version);
            let delivery = known.and_then(|entry| entry.delivery.as_deref());
            let is_delivered = delivery.is_some_and(|delivery| Some(delivery.destination) == destination);
            match known.map(|entry| entry.state) {
                _ if queue.is_in_work(&found.path) => queue.see(found, now),
                Some(FileState::Cleaned) if is_delivered && plan.after == After::Stay => {}
                Some(FileState::Cleaned)
                    if is_delivered && delivery.is_some_and(|delivery| plan.keeps(delivery.failed)) => {}
                _ if is_blocked => {}
                Some(FileState::Cleaned) if is_delivered => to_move.push(found.path),
                Some(FileState::Failed { tries, output })
                    if tries > plan.retries
                        && plan.failed.is_none()
                        && destination.is_none_or(|destination| destination.output == output) => {}
                _ => queue.see(found, now),
            }
        });
        let saw_all = result.faults.is_empty();
        queue.end_scan(saw_all, plan.settle, now);
        if saw_all {
            // Files that no longer exist need no entry.
            let is_gone = |path: &&PathBuf| !present.contains(*path) && !self.blocked.contains_key(*path);
            let gone: Vec<PathBuf> = locked.journal.paths().filter(is_gone).cloned().collect();
            gone.iter().for_each(|path| locked.journal.leave(path));
            self.blocked.retain(|path, _| has_stranded || still_blocked.contains(path));
            if locked.journal.owned() > self.prune_at {
                prune(&mut locked.journal, &self.plan);
                self.prune_at = locked.journal.owned() * 2 + OWNED;
            }
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
            to_move.iter().for_each(|path| committer.move_cleaned(path, false));
        }
        Ok(!self.needs_scan)
    }

    /// Gives up ready files whose output belongs to another file. This happens before any file is dispatched, so that
    /// a restart decides in the same way.
    fn refuse_conflicts(&mut self, conflicts: Conflicts) {
        let Some(locked) = &self.locked else { return };
        let conflicts = conflicts.end(locked.journal.left(), |output| self.plan.output.join(output).exists());
        let mut reports = Vec::new();
        for conflict in conflicts {
            if let Some(identity) = self.queue.take_path(&conflict.path)
                && let Some(task) = self.task(conflict.path.clone(), identity)
            {
                let outcome = conflict.outcome();
                reports.push(FinishedTask { task, content: None, outcome, took: Duration::ZERO, written: Vec::new() });
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
                let is_back = tag_of(&self.plan.input).is_some_and(|tag| tag == self.context.tag);
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
        } else if self.output_fault.is_some() {
            State::OutputUnwritable
        } else if self.write_faults.journal {
            State::JournalUnwritable
        } else {
            State::Running
        };
        self.change_state(state);
        Ok(!matches!(state, State::InputAway | State::OutputAway))
    }

    /// Tests whether the folders for outputs can be written, with a file of its own rather than with a source. Reports when
    /// they cannot, and when they can again. `problem` is what made the test necessary.
    fn test_output(&mut self, problem: Option<Problem>) {
        // Whether OUT is missing is found by the next scan.
        if FileId::of_path(&self.plan.output) != self.output_id {
            return;
        }
        let test = || -> Result<DestinationIds, Problem> {
            let folders = [Some(&self.plan.output), self.plan.reports.as_ref(), self.plan.failed.as_ref()];
            for folder in folders.into_iter().flatten() {
                test_write(folder, &self.context.tag)
                    .map_err(|error| Problem::writing(display_path(folder), &error))?;
            }
            DestinationIds::of(&self.plan).map_err(|(folder, error)| Problem::writing(display_path(&folder), &error))
        };
        let now = Instant::now();
        match (test(), self.output_fault) {
            (Ok(destination), before) => {
                self.destination = Some(destination);
                self.output_fault = None;
                if before.is_some() {
                    self.queue.retry_now(now);
                    self.log.emit(Level::Info, "back", Some(&self.plan.output), "can be written again", json!({}));
                }
            }
            (Err(fault), before) => {
                let times = before.map_or(0, |before| before.times);
                let delay = delay(&self.plan, times).min(MAX_TEST_INTERVAL);
                self.output_fault = Some(Blocked { until: now + delay, times: times.saturating_add(1) });
                if before.is_none() {
                    self.status.error(problem.as_ref().unwrap_or(&fault));
                    let what = format!("{fault}; waiting until it can be written, the sources stay in IN");
                    let fields = json!({ "error": fault.to_string() });
                    self.log.emit(Level::Error, "unwritable", None, &what, fields);
                }
            }
        }
    }

    /// Logs that a folder is missing or back.
    fn change_state(&mut self, state: State) {
        let before = std::mem::replace(&mut self.status.now.state, state);
        let folder = |state: State| match state {
            State::InputAway => Some(self.plan.input.as_path()),
            State::OutputAway => Some(self.plan.output.as_path()),
            _ => None,
        };
        let (was_away, is_away) = (folder(before), folder(state));
        if was_away == is_away {
            return;
        }
        if let Some(folder) = was_away {
            self.log.emit(Level::Info, "back", Some(folder), "is back", json!({}));
        }
        if let Some(folder) = is_away {
            let what = match state {
                State::InputAway => "is missing or was replaced; waiting for it",
                _ => "is missing or was replaced; waiting for it, nothing is written",
            };
            self.log.emit(Level::Error, "away", Some(folder), what, json!({}));
            self.status.error(format!("{}: {what}", display_path(folder)));
        }
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
        if self.locked.is_none() || self.output_fault.is_some() || self.write_faults.journal {
            return;
        }
        while self.in_work < self.plan.jobs * TASKS_PER_THREAD {
            let Some((path, identity)) = self.queue.take() else { return };
            let Some(task) = self.task(path, identity) else { return };
            if self.tasks.send(task).is_err() {
                return;
            }
            self.in_work += 1;
            stop_at("handed-out");
        }
    }

    /// All that a worker has to know of a file. `None` while IN or OUT is missing.
    fn task(&self, path: PathBuf, identity: Identity) -> Option<Task> {
        let (locked, destination) = (self.locked.as_ref()?, self.destination?);
        let version = self.rules.version().clone();
        let entry = locked.journal.get(&path);
        let delivery = entry.and_then(|entry| entry.delivery.as_deref());
        let is_known = |entry: &&Entry| {
            entry.version == version.hash
                && entry.state == FileState::Cleaned
                && delivery.is_some_and(|delivery| delivery.destination == destination)
        };
        let known = entry.filter(is_known).and_then(|entry| entry.content);
        let own = |folder: &Path, name: &Path, recorded: Option<Stamp>| {
            // What cannot be looked at cannot be replaced either, which the worker reports.
            let found = Stamp::at(&folder.join(name)).ok().flatten()?;
            (Some(found) == recorded || locked.journal.is_own(found.fingerprint(name))).then_some(found)
        };
        let output = self.plan.naming.of_path(&path);
        let own_output = own(&self.plan.output, &output, delivery.map(|delivery| delivery.output));
        let own_report = self
            .plan
            .reports
            .as_ref()
            .and_then(|reports| own(reports, &report_name(&output), delivery.and_then(|delivery| delivery.report)));
        let input = Arc::clone(locked.state_folder.input());
        Some(Task { path, identity, version, known, input, destination, own_output, own_report })
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
        if let Some(problem) = self.write_faults.untested.take() {
            self.test_output(Some(problem));
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
            faults: &mut self.write_faults,
            needs_scan: &mut self.needs_scan,
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
        self.plan.folders().for_each(|folder| sweep(folder, &self.context.tag));
        Ended::RolledBack
    }

    fn update_counts(&mut self) {
        self.status.now.in_work = self.in_work;
        self.status.now.waiting = self.queue.len().saturating_sub(self.in_work);
        self.status.now.oldest_waiting_seconds = self.queue.oldest().map(|age| age.as_secs());
        if let Some(locked) = &self.locked {
            self.status.now.total.clone_from(locked.journal.totals());
        }
    }

    /// Writes the status file; if IN is missing, only its copies.
    fn write_status(&mut self, at_once: bool) {
        let own = self.locked.as_ref().map(|locked| locked.state_folder.folder());
        // If the status cannot be written, it becomes outdated and the health check fails.
        let _ = self.status.write(own.map(|own| &**own), &self.plan, at_once);
    }
}

/// Cleans a file. A panic fails this file only.
fn clean_catching_panics(task: Task, context: &Arc<WorkContext>) -> FinishedTask {
    let copy = task.clone();
    panics::catch(|| work::clean(task, context)).unwrap_or_else(|panic| {
        let problem = Problem::new(display_path(&copy.path), format!("cannot be cleaned: {panic}; please report this"));
        let (outcome, took) = (Outcome::Refused(problem), Duration::ZERO);
        FinishedTask { task: copy, content: None, outcome, took, written: Vec::new() }
    })
}
