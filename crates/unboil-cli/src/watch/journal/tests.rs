//! What the journal keeps after kills, torn lines and damage.

use std::fs;

use super::*;
use crate::run::naming::OutputForm;

fn entry(size: u64, state: FileState) -> Entry {
    let identity = Identity { inode: 7, device: 1, size, mtime: -5, ctime: 1_700_000_000_123_456_789 };
    Entry { identity, content: Some(u128::MAX - u128::from(size)), version: "xxh3:0".into(), state, delivery: None }
}

fn open(folder: &Path, name: &'static str) -> (Journal, usize) {
    let naming = Naming { compress: None, output_form: OutputForm::Same, is_named: false };
    Journal::open(Arc::new(Directory::open(folder).unwrap()), name, naming).unwrap()
}

/// The bytes of a journal, and its entries after each of its lines.
fn journal(folder: &Path) -> (Vec<u8>, Vec<HashMap<PathBuf, Entry>>) {
    let path = folder.join("journal");
    let (mut journal, _) = open(folder, "journal");
    let mut states = vec![HashMap::new()];
    for i in 0..9_u64 {
        let name = PathBuf::from(format!("folder/ü\n{}.txt", i % 4));
        match i {
            3 | 6 => journal.forget(&PathBuf::from("folder/ü\n1.txt")),
            i if i % 2 == 0 => journal.put(&name, entry(i, FileState::Cleaned)),
            i => journal.put(&name, entry(i, FileState::Failed { tries: 2, output: 1 })),
        }
        journal.sync().unwrap();
        if fs::read(&path).unwrap().iter().filter(|byte| **byte == b'\n').count() == states.len() {
            states.push(journal.contents.entries.clone());
        }
    }
    (fs::read(path).unwrap(), states)
}

#[test]
fn a_journal_cut_at_any_byte_keeps_all_complete_lines() {
    let folder = tempfile::tempdir().unwrap();
    let (bytes, states) = journal(folder.path());
    assert!(states.len() > 6);
    let path = folder.path().join("cut");
    for cut in 0..=bytes.len() {
        fs::write(&path, &bytes[..cut]).unwrap();
        let lines = bytes[..cut].iter().filter(|byte| **byte == b'\n').count();
        let (mut journal, damaged) = open(folder.path(), "cut");
        assert_eq!((&journal.contents.entries, damaged), (&states[lines], 0), "cut at {cut}");
        journal.put(Path::new("new"), entry(1, FileState::Cleaned));
        journal.sync().unwrap();
        let expected = journal.contents.entries.clone();
        drop(journal);
        assert_eq!(open(folder.path(), "cut").0.contents.entries, expected, "cut at {cut}");
    }
}

#[test]
fn a_corrupted_byte_loses_at_most_two_lines() {
    let folder = tempfile::tempdir().unwrap();
    let (bytes, _) = journal(folder.path());
    let path = folder.path().join("changed");
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        fs::write(&path, &changed).unwrap();
        let (_, damaged) = open(folder.path(), "changed");
        // A corrupted line end joins two lines.
        assert!(damaged <= 2, "{at}");
    }
}

#[test]
fn outdated_lines_are_compacted() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _) = open(folder.path(), "journal");
    for _ in 0..3 {
        for i in 0..OUTDATED as u64 {
            journal.put(Path::new("a"), entry(i, FileState::Cleaned));
        }
        journal.sync().unwrap();
        assert!(journal.lines <= OUTDATED + 2);
    }
    assert_eq!(open(folder.path(), "journal").0.contents.entries.len(), 1);
}

/// Otherwise a watcher with many files would write them all again and again.
#[test]
fn a_large_journal_is_compacted_when_half_of_it_is_outdated() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _) = open(folder.path(), "journal");
    let mut put = |entries: usize| {
        (0..entries).for_each(|i| journal.put(Path::new(&i.to_string()), entry(1, FileState::Cleaned)));
        journal.sync().unwrap();
        journal.lines
    };
    let many = 2 * OUTDATED;
    assert_eq!(put(many), many);
    assert_eq!(put(many), 2 * many);
    assert_eq!(put(OUTDATED + 1), many);
}

/// After a write that failed, a part of a line may be at the end of the file.
#[test]
fn nothing_is_appended_to_a_torn_line() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _) = open(folder.path(), "journal");
    journal.put(Path::new("a"), entry(1, FileState::Cleaned));
    journal.sync().unwrap();
    journal.file.write_all(b"a torn").unwrap();
    journal.is_torn = true;
    journal.put(Path::new("b"), entry(2, FileState::Cleaned));
    journal.sync().unwrap();
    assert!(!journal.is_torn);
    let (again, damaged) = open(folder.path(), "journal");
    assert_eq!((&again.contents.entries, damaged), (&journal.contents.entries, 0));
}

/// Only a journal that is not there is a new one.
#[cfg(unix)]
#[test]
fn a_journal_that_cannot_be_read_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("elsewhere", folder.path().join("journal")).unwrap();
    let naming = Naming { compress: None, output_form: OutputForm::Same, is_named: false };
    let state = Arc::new(Directory::open(folder.path()).unwrap());
    assert!(Journal::open(state, "journal", naming).is_err());
    assert!(folder.path().join("journal").is_symlink());
}

#[test]
fn damaged_lines_are_counted_and_others_read() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _) = open(folder.path(), "journal");
    for name in ["a", "b", "c"] {
        journal.put(Path::new(name), entry(1, FileState::Cleaned));
    }
    journal.sync().unwrap();
    let path = folder.path().join("journal");
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.len() - 1;
    // Two lines with a wrong checksum, an empty one, and a torn one.
    let damaged = format!("{}\nx{}\n\ny\n{}", lines[..last].join("\n"), lines[last], &lines[last][..20]);
    fs::write(&path, damaged).unwrap();
    let (journal, damaged) = open(folder.path(), "journal");
    assert_eq!(damaged, 2);
    assert!(journal.get(Path::new("b")).is_some() && journal.get(Path::new("c")).is_none());
}

#[test]
fn fingerprints_of_files_that_are_gone_are_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _) = open(folder.path(), "journal");
    assert_eq!(journal.owned(), 0);
    journal.contents.owned.extend([7, 8, 9]);
    assert_eq!(journal.owned(), 3);
    journal.retain_owned(&HashSet::from([8, 9]));
    assert!(journal.owned() == 2 && journal.is_own(8) && !journal.is_own(7));
}

/// A folder in place of the journal.
#[test]
fn a_journal_that_cannot_be_read_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("journal")).unwrap();
    let naming = Naming { compress: None, output_form: OutputForm::Same, is_named: false };
    assert!(Journal::open(Arc::new(Directory::open(folder.path()).unwrap()), "journal", naming).is_err());
}
