//! The main loop of the watcher: scan, dispatch tasks, receive results, commit them.
//!
//! All steps except cleaning run on one thread, in a fixed order. The number of files in progress is at most twice
//! the number of threads, however many are waiting.

mod folders;
mod look;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded, select, unbounded};
use serde_json::json;

use crate::console::count::count;
use crate::console::messages::{Problem, display_path};
use crate::fault_injection::stop_at;
use crate::files::file_id::FileId;
use crate::panics;
use crate::watch::commit::{Blocked, Committer, WriteFaults};
use crate::watch::delivery::{DestinationIds, Stamp, report_name};
use crate::watch::identity::Identity;
use crate::watch::journal::{Entry, FileState};
use crate::watch::locked_input::{LockedInput, check, sweep};
use crate::watch::log::{Level, Log};
use crate::watch::plan::{Ended, Plan};
use crate::watch::queue::Queue;
use crate::watch::rules::{Rules, RulesChange};
use crate::watch::state_folder::tag_of;
use crate::watch::status::StatusWriter;
use crate::watch::status_record::State;
use crate::watch::wake::{self, Wake};
use crate::watch::work::{self, FinishedTask, Outcome, Task, WorkContext};

/// Files in progress per thread: one being cleaned and one queued for it.
const TASKS_PER_THREAD: usize = 2;
/// Number of remembered outputs at which those that no longer exist are dropped; 8 bytes each.
const OWNED: usize = 100_000;
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
    {
        let folders: Vec<PathBuf> = plan.folders().cloned().collect();
        let input = plan.input.clone();
        // Only what this watcher writes has its tag.
        let clean_up = move || {
            if let Some(tag) = tag_of(&input) {
                folders.iter().for_each(|folder| sweep(folder, &tag));
            }
        };
        let listening = crate::watch::signals::listen(wake.clone(), clean_up);
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
    /// Whether a source must be checked again before all work is done.
    needs_scan: bool,
    /// Number of remembered outputs at which those that no longer exist are dropped.
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
        // Without its identity, OUT would count as missing for good.
        let output = std::fs::metadata(&plan.output);
        let output = output.map_err(|error| Problem::reading(display_path(&plan.output), &error))?;
        let output_id = FileId::of_metadata(&plan.output, &output);
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
            output_id,
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

    /// The task for a file. `None` while IN or OUT is missing.
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
            // A file whose metadata cannot be read cannot be replaced either; the worker reports that.
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
            // IN is missing. Once it is back, the next scan finds these files already cleaned, or they are cleaned again.
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
