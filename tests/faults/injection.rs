//! Runs a job once for each fault.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::fault::{Fault, errors};
use crate::job::Job;
use crate::scene::Ran;
use crate::tools::STRACE;
use crate::tree::{self, Tree};
use crate::verdict::Verdict;

/// The longest list of complaints that is printed.
const SHOWN: usize = 20;
/// Runs at the same time. The watcher waits most of the time, so these are more than there are cores.
const THREADS: usize = 4;

/// Makes each call of a job that touches its files fail with each error, and checks what is left.
///
/// `least` is the number of faults that are injected at least, so that a job whose calls are not seen any more fails.
#[track_caller]
pub(crate) fn inject(name: &str, job: &Job, least: usize) {
    if !STRACE.is_there() {
        return;
    }
    let (usual, calls, undisturbed) = job.undisturbed();
    let with_error = |call: &crate::trace::Call| {
        let (call, number) = (call.name.clone(), call.number);
        errors(&call).iter().map(move |error| Fault { call: call.clone(), number, error }).collect::<Vec<_>>()
    };
    let faults: BTreeSet<Fault> = calls.iter().flat_map(with_error).collect();
    let faults: Vec<Fault> = faults.into_iter().collect();
    let (next, injected, complaints) = (AtomicUsize::new(0), AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some(complaint) = complaint(job, fault, &usual, &undisturbed) else { continue };
                    injected.fetch_add(1, Ordering::Relaxed);
                    complaints.lock().unwrap().extend(complaint);
                }
            });
        }
    });
    let (injected, complaints) = (injected.into_inner(), complaints.into_inner().unwrap());
    // Not by a macro that prints, so that the figure is seen although the test passes.
    let _ = writeln!(std::io::stderr(), "{name}: {injected} faults");
    let shown = complaints.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n");
    assert!(complaints.is_empty(), "{name}: {} of {injected} faults\n{shown}", complaints.len());
    assert!(injected >= least, "{name}: {injected} faults were injected, fewer than {least}");
}

/// What is wrong after a fault, if anything; `None` if the fault was not injected.
fn complaint(job: &Job, fault: &Fault, usual: &Ran, undisturbed: &Tree) -> Option<Option<String>> {
    let scene = job.scene();
    let before = tree::of(&scene);
    let (ran, calls) = job.run(&scene, Some(fault));
    let root = fs::canonicalize(scene.path("")).unwrap();
    let hit: Vec<_> = calls.iter().filter(|call| call.is_injected).collect();
    // Threads take turns, so the call of that number may be another one than before.
    if !hit.iter().any(|call| call.is_below(&root)) {
        return None;
    }
    let after = tree::of(&scene);
    let left_over = tree::temporary(&scene);
    let checked = job.check.map(|check| check(&scene, &after)).unwrap_or_default();
    let again = job.run_again(&scene);
    let verdict = Verdict {
        job,
        fault,
        is_repeated: hit.iter().all(|call| call.paths.iter().all(|path| fault.is_repeated(path))),
        usual,
        undisturbed,
        before: &before,
        ran: &ran,
        after: &after,
        left_over: &left_over,
        again: &again,
        in_the_end: &tree::of(&scene),
        left_over_in_the_end: &tree::temporary(&scene),
    };
    let found: Vec<String> = verdict.complaints().into_iter().chain(checked).collect();
    let paths: Vec<_> = hit.iter().flat_map(|call| &call.paths).map(|path| path.strip_prefix(&root)).collect();
    Some((!found.is_empty()).then(|| {
        format!(
            "{fault} of {paths:?}:\n  - {}\n  exit {:?}, then {:?}\n{}--- then\n{}",
            found.join("\n  - "),
            ran.code,
            again.code,
            ran.stderr,
            again.stderr
        )
    }))
}
