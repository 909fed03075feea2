//! What happens to sources in the staging folder, by the steps that a test of the command cannot reach at will.

use super::*;
use crate::watch::delivery::{Delivery, DestinationIds, Stamp};

/// IN with a state folder, OUT, and folders for sources that were cleaned and that failed.
struct Place {
    root: tempfile::TempDir,
    mover: SourceMover,
}

impl Place {
    fn new(after: impl Fn(PathBuf) -> After) -> Self {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        for folder in ["in", "in/.unboil", "out", "done", "failed"] {
            fs::create_dir(path(folder)).unwrap();
        }
        let plan = Plan { after: after(path("done")), failed: Some(path("failed")), ..Plan::for_tests(root.path()) };
        let open = |name: &str| Arc::new(Directory::open(&path(name)).unwrap());
        let (input, state) = (open("in"), open("in/.unboil"));
        let mover = SourceMover { root: path("in"), input, state, plan, tag: "tag".to_owned() };
        Self { root, mover }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    /// Puts a source into the staging folder, and what the journal knows of it.
    fn stage(&self, name: &str, state: FileState) -> Journal {
        let staged = format!("in/.unboil/{STAGING}/{name}");
        self.write(&staged, "a source\n");
        self.write(&format!("out/{name}"), "an output\n");
        let folder = Directory::open(&self.path(&format!("in/.unboil/{STAGING}"))).unwrap();
        let identity = Identity::below(&folder, Path::new(name)).unwrap();
        let destination = DestinationIds::of(&self.mover.plan).unwrap();
        let output = Stamp::at(&self.path(&format!("out/{name}"))).unwrap().unwrap();
        let delivery = Delivery { destination, output, report: None, rejects: None, failed: 0 };
        let content = hash_file(&self.path(&staged)).ok().map(|file| file.hash);
        let mut journal = self.journal();
        let entry = Entry { identity, content, version: "xxh3:0".into(), state, delivery: Some(Box::new(delivery)) };
        journal.put(Path::new(name), entry);
        journal
    }

    fn journal(&self) -> Journal {
        Journal::open(Arc::clone(&self.mover.state), "journal", self.mover.plan.naming).unwrap().0
    }

    fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }
}

#[test]
fn a_staged_source_whose_output_is_there_leaves_without_returning_to_in() {
    let place = Place::new(After::Move);
    assert!(!place.mover.has_stranded());
    let mut journal = place.stage("deep/a.txt", FileState::Cleaned);
    assert!(place.mover.has_stranded());
    place.mover.recover(&mut journal).unwrap();
    assert!(place.has("done/deep/a.txt") && !place.has("in/deep"));
    assert!(journal.get(Path::new("deep/a.txt")).is_none());
    // Its folder is gone, and the staging folder is there for the next.
    let staging = format!("in/.unboil/{STAGING}");
    assert!(place.has(&staging) && !place.has(&format!("{staging}/deep")));
    assert!(!place.mover.has_stranded());
}

/// A killed process may have left a copy, which may not be durable.
#[test]
fn a_copy_of_a_staged_source_is_replaced_by_it() {
    let place = Place::new(After::Move);
    let mut journal = place.stage("a.txt", FileState::Cleaned);
    place.write("done/a.txt", "a source\n");
    place.mover.recover(&mut journal).unwrap();
    assert_eq!(fs::read_dir(place.path("done")).unwrap().count(), 1);
    assert!(place.has("done/a.txt") && !place.has("in/a.txt") && !place.mover.has_stranded());
}

#[test]
fn a_staged_source_that_failed_goes_to_the_failed_ones() {
    let place = Place::new(After::Move);
    let mut journal = place.stage("a.txt", FileState::Failed { tries: 1, output: 1 });
    place.mover.recover(&mut journal).unwrap();
    assert!(place.has("failed/a.txt") && !place.has("in/a.txt") && !place.has("done/a.txt"));
}

#[test]
fn a_staged_source_goes_back_if_its_output_is_gone_or_sources_are_to_stay() {
    let place = Place::new(After::Move);
    let mut journal = place.stage("a.txt", FileState::Cleaned);
    fs::remove_file(place.path("out/a.txt")).unwrap();
    place.mover.recover(&mut journal).unwrap();
    assert!(place.has("in/a.txt") && !place.has("done/a.txt"));
    let place = Place::new(|_| After::Stay);
    let mut journal = place.stage("a.txt", FileState::Cleaned);
    place.mover.recover(&mut journal).unwrap();
    assert!(place.has("in/a.txt"));
}

#[test]
fn empty_folders_of_the_staging_folder_are_removed_and_itself_stays() {
    let place = Place::new(After::Move);
    let staging = format!("in/.unboil/{STAGING}");
    fs::create_dir_all(place.path(&format!("{staging}/deep/deeper"))).unwrap();
    let mut journal = place.journal();
    // Once for each of them, and once with nothing left.
    (0..3).for_each(|_| place.mover.recover(&mut journal).unwrap());
    assert!(place.has(&staging) && !place.has(&format!("{staging}/deep")));
}

#[test]
fn what_is_not_from_the_watcher_in_the_staging_folder_is_named() {
    let place = Place::new(After::Move);
    let staging = place.path(&format!("in/.unboil/{STAGING}"));
    fs::create_dir(&staging).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("a", staging.join("link")).unwrap();
        let problem = place.mover.recover(&mut place.journal()).unwrap_err();
        assert_eq!(problem.place(), display_path(&staging.join("link")));
        fs::remove_file(staging.join("link")).unwrap();
    }
    fs::remove_dir(&staging).unwrap();
    // A file has its name: that is an error, unlike a folder that is not there.
    fs::write(&staging, "").unwrap();
    let problem = place.mover.recover(&mut place.journal()).unwrap_err();
    assert_eq!(problem.place(), display_path(&staging));
}

#[test]
fn a_source_stays_in_in_if_its_place_in_the_staging_folder_is_taken() {
    let place = Place::new(After::Move);
    place.write("in/a.txt", "a source\n");
    place.write(&format!("in/.unboil/{STAGING}/a.txt/b"), "");
    let identity = Identity::below(&place.mover.input, Path::new("a.txt")).unwrap();
    assert!(place.mover.withdraw(Path::new("a.txt"), &identity).is_err());
    assert!(place.has("in/a.txt"));
}

#[test]
fn a_target_holds_the_same_content_only_if_it_is_a_file_with_that_content() {
    let place = Place::new(After::Move);
    place.write("done/a.txt", "a source\n");
    place.write("done/folder/b.txt", "");
    let same = hash_file(&place.path("done/a.txt")).ok().map(|file| file.hash);
    let holds = |name: &str, content| holds(&place.path(name), content).unwrap();
    assert_eq!(holds("done/a.txt", same), Some(true));
    assert_eq!(holds("done/a.txt", same.map(|hash| hash + 1)), Some(false));
    assert_eq!(holds("done/a.txt", None), Some(false));
    assert_eq!(holds("done/folder", None), Some(false));
    assert_eq!(holds("done/folder", same), Some(false));
    assert_eq!(holds("done/b.txt", same), None);
    // What cannot be looked at is not taken for nothing. No file can have this name.
    assert!(super::holds(&place.path(&"n".repeat(300)), same).is_err());
}

#[test]
fn a_reason_that_is_something_else_is_not_overwritten() {
    let place = Place::new(After::Move);
    let reason = |name: &str| reason_of(&place.path(name)).map_err(|error| error.kind());
    assert_eq!(reason("failed/a.txt"), Ok(None));
    place.write("failed/a.txt.reason.json", "{\"error\": 1}");
    assert_eq!(reason("failed/a.txt"), Ok(Some(json!({"error": 1}))));
    place.write("failed/b.txt.reason.json/c", "");
    assert_eq!(reason("failed/b.txt"), Ok(Some(Value::Null)));
    // A name that no file can have.
    assert!(reason(&format!("failed/{}", "n".repeat(300))).is_err());
}

/// Two file systems: a source is copied, and then deleted.
#[cfg(target_os = "linux")]
#[test]
fn a_source_goes_to_another_file_system() {
    let Ok(memory) = tempfile::tempdir_in("/dev/shm") else {
        assert!(std::env::var_os("CI").is_none(), "no file system in memory");
        return;
    };
    let place = Place::new(|_| After::Move(memory.path().to_path_buf()));
    let mut journal = place.stage("a.txt", FileState::Cleaned);
    place.mover.recover(&mut journal).unwrap();
    assert_eq!(fs::read_to_string(memory.path().join("a.txt")).unwrap(), "a source\n");
    assert!(!place.has("in/a.txt") && !place.mover.has_stranded());
}
