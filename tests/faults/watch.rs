//! `watch --once`: sources that stay, that are moved, and that are deleted.

use crate::clean::FILES;
use crate::injection::inject;
use crate::job::Job;

#[test]
fn sources_that_stay() {
    let job = Job {
        files: FILES.into(),
        run: "watch in out --once --settle 0 --poll 10ms --retries 1 --retry-delay 1ms --no-default-rules --isolated -j 1",
        ..Job::default()
    };
    inject("watch", &job, 100);
}

pub(crate) fn moved() -> Job {
    Job {
        files: FILES.into(),
        run: "watch in out --done done --failed failed --reports reports --once --settle 0 --poll 10ms --retries 1 \
              --retry-delay 1ms --no-default-rules --isolated -j 1",
        done: Some("done"),
        ..Job::default()
    }
}

#[test]
fn sources_that_are_moved() {
    inject("watch --done --reports", &moved(), 200);
}

pub(crate) fn deleted() -> Job {
    let mut files = Vec::from(FILES);
    files.push(("in/s.jsonl", "{\"text\":\"a  row\"}\nno row\n"));
    Job {
        files,
        run: "watch in out --delete --failed failed --once --settle 0 --poll 10ms --retries 1 --retry-delay 1ms \
              --no-default-rules --isolated -j 1",
        deletes: true,
        ..Job::default()
    }
}

#[test]
fn sources_that_are_deleted() {
    inject("watch --delete --failed", &deleted(), 200);
}
