//! Round and round: look, hand out, take results, finish them.
//!
//! Goes in: a plan and rules. Comes out: how it ended. One thread does all but the cleaning, in one order; the files in work are
//! at most twice the number of threads, whatever waits.

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
use super::scan::{ScannedFile, look};
use super::status::{self, State, StatusWriter};
use super::wake::{self, Wake};
use super::work::{self, FinishedTask, Outcome, Task, WorkContext};
use crate::console::messages::{Problem, shown};
use crate::fault_injection::stop_at;
use crate::files::file_id::FileId;
use crate::panics;

/// Files in work for each thread: one at hand and one that waits for it.
const AHEAD: usize = 2;
/// A look takes at most this share of the time: one in so many.
const SHARE: u32 = 10;
/// Events that come together wake once.
const GAP: Duration = Duration::from_millis(50);
/// Between two looks at the rules.
const RULES_EVERY: Duration = Duration::from_secs(1);
/// How long workers may take to see that their work is dropped.
const DROP: Duration = Duration::from_millis(500);

/// Watches until it is told to end, or with `once` until nothing is left.
///
/// # Errors
/// It cannot begin: the folders do not fit together, or somebody else watches IN.
pub(crate) fn run(plan: Plan, rules: Rules, log: Log) -> Result<Ended, Problem> {
    let (wake, wakes) = bounded(16);
    #[cfg(unix)]
    super::signals::listen(wake.clone()).map_err(|error| Problem::new("", format!("no signals: {error}")))?;
    check(&plan)?;
    let mut engine = Engine::new(plan, rules, log)?;
    let _events = if engine.plan.once { None } else { wake::events(&engine.plan.input, wake.clone()) };
    engine.start();
    let ended = engine.rounds(&wakes);
    // Kept to here, so that a round never finds it closed.
    drop(wake);
    engine.stop(&ended);
    ended
}

struct Engine {
    plan: Plan,
    rules: Rules,
    log: Log,
    /// Nothing while IN is away.
    held: Option<LockedInput>,
    output_id: Option<FileId>,
    place: Arc<WorkContext>,
    queue: Queue,
    status: StatusWriter,
    blocked: HashMap<PathBuf, Instant>,
    /// What was found in the last look.
    temporary: HashSet<(u64, u64)>,
    skipped: HashSet<PathBuf>,
    faults: HashSet<String>,
    tasks: Sender<Task>,
    reports: Receiver<FinishedTask>,
    in_work: usize,
    rules_seen: Instant,
}

impl Engine {
    fn new(plan: Plan, rules: Rules, log: Log) -> Result<Self, Problem> {
        let held = LockedInput::open(&plan, log)?;
        let place = Arc::new(WorkContext {
            input: plan.input.clone(),
            output: plan.output.clone(),
            failed: plan.failed.clone(),
            reports: plan.reports.clone(),
            tag: held.state_folder.tag(),
            strict: plan.strict,
            abort: AtomicBool::new(false),
        });
        let (tasks, work) = unbounded::<Task>();
        let (give, reports) = unbounded();
        for _ in 0..plan.jobs {
            let (work, give, place) = (work.clone(), give.clone(), Arc::clone(&place));
            let made = thread::Builder::new().name("watch".into()).spawn(move || {
                for task in work {
                    if give.send(cleaned(task, &place)).is_err() {
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
            held: Some(held),
            place,
            queue: Queue::default(),
            status,
            blocked: HashMap::new(),
            temporary: HashSet::new(),
            skipped: HashSet::new(),
            faults: HashSet::new(),
            tasks,
            reports,
            in_work: 0,
            rules_seen: Instant::now(),
        })
    }

    fn start(&mut self) {
        let version = &self.rules.version().hash;
        let what = format!("watching; clean texts go to {}", shown(&self.plan.output));
        let fields = json!({ "pid": std::process::id(), "version": &**version });
        self.log.tell(Level::Info, "start", Some(&self.plan.input), &what, fields);
        self.show(true);
    }

    fn stop(&mut self, ended: &Result<Ended, Problem>) {
        self.status.now.state = State::Stopped;
        self.count();
        self.show(true);
        let (done, failed) = (self.status.now.done, self.status.now.failed);
        let rolled = if matches!(ended, Ok(Ended::RolledBack)) { "; what was under way is dropped" } else { "" };
        let what = format!("{done} cleaned, {failed} failed, {} waiting{rolled}", self.queue.len());
        self.log.tell(Level::Info, "stop", None, &what, json!({ "done": done, "failed": failed }));
    }

    fn rounds(&mut self, wakes: &Receiver<Wake>) -> Result<Ended, Problem> {
        let (mut next_look, mut earliest) = (Instant::now(), Instant::now());
        let mut deadline: Option<Instant> = None;
        let mut is_woken = false;
        let mut has_looked = false;
        loop {
            let now = Instant::now();
            if deadline.is_none() && (now >= next_look || (is_woken && now >= earliest)) {
                self.look_at_rules();
                has_looked = self.look()?;
                let took = now.elapsed() * SHARE;
                (next_look, earliest) = (Instant::now() + took.max(self.plan.poll), Instant::now() + took.max(GAP));
                is_woken = false;
                stop_at("looked");
            }
            if deadline.is_none() {
                self.hand_out();
                if self.plan.once && has_looked && self.queue.len() == 0 && self.in_work == 0 {
                    let is_all = self.status.now.failed == 0 && self.blocked.is_empty() && self.faults.is_empty();
                    return Ok(if is_all { Ended::Done } else { Ended::SomeFailed });
                }
            } else if self.in_work == 0 {
                return Ok(Ended::Done);
            }
            self.count();
            self.show(false);
            let until = match deadline {
                Some(deadline) if Instant::now() >= deadline => return Ok(self.roll_back()),
                Some(deadline) => deadline,
                None if is_woken => earliest.min(next_look),
                None => next_look,
            };
            let until = until.saturating_duration_since(Instant::now()).min(Duration::from_secs(1));
            select! {
                recv(self.reports) -> report => {
                    if let Ok(report) = report {
                        self.take(report);
                        // With room for more, files that were found need not wait for the next look.
                        has_looked = has_looked && self.queue.len() > 0;
                        if self.plan.once && self.queue.len() == 0 {
                            next_look = Instant::now();
                        }
                    }
                }
                recv(wakes) -> wake => match wake {
                    Ok(Wake::Stop) => {
                        deadline = Some(Instant::now() + self.plan.grace);
                        self.status.now.state = State::Stopping;
                        let what = format!("told to end; {} files are in work", self.in_work);
                        self.log.tell(Level::Info, "stopping", None, &what, json!({ "in_work": self.in_work }));
                        stop_at("stopping");
                    }
                    _ => is_woken = true,
                },
                default(until) => {}
            }
        }
    }

    /// Looks at IN, and at what became of OUT. `false`: one of them is away.
    fn look(&mut self) -> Result<bool, Problem> {
        if !self.is_here()? {
            self.queue.hold();
            return if self.plan.once { Err(Problem::new(shown(&self.plan.input), "is away")) } else { Ok(false) };
        }
        let Some(held) = &mut self.held else { return Ok(false) };
        let now = Instant::now();
        let version = Arc::clone(&self.rules.version().hash);
        let (plan, queue, blocked) = (&self.plan, &mut self.queue, &self.blocked);
        let mut to_place = Vec::new();
        let mut there: HashSet<PathBuf> = HashSet::new();
        let mut conflicts = Conflicts::new(self.plan.naming);
        queue.begin();
        let seen = look(held.state_folder.root(), &self.temporary, &mut |found: ScannedFile| {
            let entry = held.journal.get(&found.path);
            if entry.is_some() {
                there.insert(found.path.clone());
            }
            let own = entry.filter(|entry| entry.identity == found.identity);
            let is_own = entry.is_some_and(|entry| matches!(entry.state, FileState::Cleaned | FileState::Left));
            conflicts.see(&found.path, is_own || queue.is_in_work(&found.path));
            let known = own.filter(|entry| entry.version == version);
            match known.map(|entry| entry.state) {
                Some(FileState::Cleaned) if plan.after == After::Stay => {}
                Some(FileState::Cleaned) => {
                    if blocked.get(&found.path).is_none_or(|at| *at <= now) {
                        to_place.push(found.path);
                    }
                }
                Some(FileState::Failed { tries }) if tries > plan.retries && plan.failed.is_none() => {}
                _ if blocked.get(&found.path).is_some_and(|at| *at > now) => {}
                _ => queue.see(found, now),
            }
        });
        let saw_all = seen.faults.is_empty();
        queue.end(saw_all, plan.settle, now);
        if saw_all {
            // What is gone need not be known any more.
            let gone: Vec<PathBuf> = held.journal.paths().filter(|path| !there.contains(*path)).cloned().collect();
            gone.iter().for_each(|path| held.journal.leave(path));
            self.blocked.retain(|path, _| there.contains(path));
        }
        self.temporary = seen.temporary;
        for (path, what) in &seen.skipped {
            if !self.skipped.contains(path) {
                let what = format!("is {what} and is passed over");
                self.log.tell(Level::Warning, "passed-over", Some(path), &what, json!({}));
            }
        }
        self.skipped = seen.skipped.into_keys().collect();
        let faults: HashSet<String> = seen.faults.iter().map(ToString::to_string).collect();
        for fault in faults.difference(&self.faults) {
            self.status.error(fault);
            self.log.tell(Level::Error, "unreadable", None, fault, json!({}));
        }
        self.faults = faults;
        self.refuse(conflicts);
        if let Some(mut committer) = self.committer()
            && committer.sync()
        {
            to_place.iter().for_each(|path| committer.place(path));
        }
        Ok(true)
    }

    /// Gives up files at rest whose output is another's, before any more are cleaned: a restart finds the same ones.
    fn refuse(&mut self, conflicts: Conflicts) {
        let Some(held) = &self.held else { return };
        let conflicts = conflicts.end(held.journal.left(), |output| self.plan.output.join(output).exists());
        let version = self.rules.version().clone();
        let mut reports = Vec::new();
        for conflict in conflicts {
            if let Some(identity) = self.queue.take_this(&conflict.path) {
                let outcome = conflict.outcome();
                let task = Task { path: conflict.path, identity, version: version.clone(), known: None };
                reports.push(FinishedTask { task, content: None, outcome, took: Duration::ZERO });
            }
        }
        if let Some(mut committer) = self.committer().filter(|_| !reports.is_empty()) {
            committer.finish(reports);
        }
    }

    /// Whether IN and OUT are the folders they were. When IN is back, its lock and journal are opened anew.
    fn is_here(&mut self) -> Result<bool, Problem> {
        let is_here = match &self.held {
            Some(held) => held.state_folder.is_here(),
            None => {
                // Only if it is the same folder: another one may stand there meanwhile.
                let id = fs::read_to_string(self.plan.input.join(super::state_folder::FOLDER).join("id"));
                let is_back = id.is_ok_and(|id| self.place.tag.trim_end_matches('-') == id.trim());
                if is_back {
                    self.held = Some(LockedInput::open(&self.plan, self.log)?);
                }
                is_back
            }
        };
        if !is_here {
            self.held = None;
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

    /// Reports that a folder went away or is back.
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
            _ => return self.log.tell(Level::Info, "back", Some(folder), "is back", json!({})),
        };
        self.log.tell(Level::Error, "away", Some(folder), what, json!({}));
        self.status.error(format!("{}: {what}", shown(folder)));
    }

    fn look_at_rules(&mut self) {
        if self.rules_seen.elapsed() < RULES_EVERY.min(self.plan.poll) {
            return;
        }
        self.rules_seen = Instant::now();
        match self.rules.look() {
            None => {}
            Some(RulesChange::To(version)) => {
                self.status.now.version = version.to_string();
                let what = format!("rules changed; {version} from now on");
                self.log.tell(Level::Info, "rules", None, &what, json!({ "version": &*version }));
            }
            Some(RulesChange::Refused(problem)) => {
                self.status.error(&problem);
                let version = &self.rules.version().hash;
                let what = format!("the changed rules have a fault, {version} stays: {problem}");
                self.log.tell(Level::Error, "rules-refused", None, &what, json!({ "version": &**version }));
            }
        }
    }

    /// Gives files to the workers, up to the number that may be in work.
    fn hand_out(&mut self) {
        let Some(held) = &self.held else { return };
        while self.in_work < self.plan.jobs * AHEAD {
            let Some((path, identity)) = self.queue.take() else { return };
            let version = self.rules.version().clone();
            let known = held.journal.get(&path).filter(|entry| entry.version == version.hash);
            let known = known.filter(|entry| entry.state == FileState::Cleaned).and_then(|entry| entry.content);
            if self.tasks.send(Task { path, identity, version, known }).is_err() {
                return;
            }
            self.in_work += 1;
            stop_at("handed-out");
        }
    }

    /// Takes a report and all others that are there.
    fn take(&mut self, first: FinishedTask) {
        let reports: Vec<FinishedTask> = std::iter::once(first).chain(self.reports.try_iter()).collect();
        self.in_work = self.in_work.saturating_sub(reports.len());
        if let Some(mut committer) = self.committer() {
            committer.finish(reports);
        } else {
            // IN went away meanwhile: what was cleaned will be found to be so, or is cleaned again.
            reports.iter().for_each(|report| self.queue.remove(&report.task.path));
        }
    }

    fn committer(&mut self) -> Option<Committer<'_>> {
        let held = self.held.as_mut()?;
        Some(Committer {
            plan: &self.plan,
            log: self.log,
            journal: &mut held.journal,
            queue: &mut self.queue,
            status: &mut self.status,
            places: &held.places,
            blocked: &mut self.blocked,
        })
    }

    /// Drops what is in work.
    fn roll_back(&mut self) -> Ended {
        self.place.abort.store(true, Ordering::SeqCst);
        let until = Instant::now() + DROP;
        while self.in_work > 0 {
            match self.reports.recv_deadline(until) {
                Ok(report) => self.take(report),
                Err(_) => break,
            }
        }
        for folder in [Some(&self.plan.output), self.plan.reports.as_ref()].into_iter().flatten() {
            sweep(folder, &self.place.tag);
        }
        Ended::RolledBack
    }

    fn count(&mut self) {
        self.status.now.in_work = self.in_work;
        self.status.now.waiting = self.queue.len().saturating_sub(self.in_work);
    }

    /// Writes the status; where IN is away, only the copy.
    fn show(&mut self, at_once: bool) {
        let own = self.held.as_ref().map(|held| held.state_folder.path(status::FILE));
        let paths: Vec<&Path> = own.as_deref().into_iter().chain(self.plan.status.as_deref()).collect();
        // A status that cannot be written grows old, which a health check sees.
        let _ = self.status.write(&paths, at_once);
    }
}

/// Cleans a file; a fault of this program costs this file and not the others.
fn cleaned(task: Task, place: &Arc<WorkContext>) -> FinishedTask {
    let (path, identity, version) = (task.path.clone(), task.identity, task.version.clone());
    panics::catch(|| work::clean(task, place)).unwrap_or_else(|panic| {
        let problem = Problem::new(shown(&path), format!("cannot be cleaned: {panic}; please report this"));
        FinishedTask {
            task: Task { path, identity, version, known: None },
            content: None,
            outcome: Outcome::Failed(problem),
            took: Duration::ZERO,
        }
    })
}
