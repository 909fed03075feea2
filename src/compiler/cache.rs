//! Compiled rule sets kept on disk: who cleans with 20,000 rules of their own compiles them once, not at every start.
//!
//! Goes in: the folder of the cache, and the rule files as they are now. Comes out: the set that was kept for just these
//! files, or nothing, whatever the reason. A set is kept under a hash of all it was made from: the names and texts of the
//! files, whether the standard packs are part of it, and the compiler itself. So what is out of date is never found, and a file
//! that was cut short or changed by a single bit is taken for none. Nor is anything taken from a folder that others may
//! write to. No fault of the cache ends a run: at worst rules are compiled again.
//!
//! `rules-3f…9a.bin`: `unboil` and a number, the hash of all that follows, the set as [`prebuilt`](super::prebuilt) writes it.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{fs, io};

use bytes::Bytes;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::prebuilt::{read, write};
use super::ruleset::RuleSet;
use crate::standard::FINGERPRINT;

/// What a file of the cache begins with.
const MAGIC: [u8; 8] = *b"unboil\x00\x01";

/// The hash of what follows.
const SUM: usize = size_of::<u128>();

/// How many sets are kept; the oldest go. A set takes some megabytes.
const MOST: usize = 8;

/// Own rules of fewer bytes are compiled as quickly as they are found, unless the standard packs are compiled with them.
const LEAST_BYTES: usize = 64 << 10;

/// A rule file: its name and its text.
type File = (String, Cow<'static, str>);

/// Where a set is kept.
#[derive(Debug)]
pub(super) struct Place {
    path: PathBuf,
}

impl Place {
    /// Where the set of these files is, or would be, kept; nothing for one that is made as quickly.
    pub(super) fn of(folder: &Path, standard: bool, own: &[File]) -> Option<Self> {
        if !standard && own.iter().map(|(_, text)| text.len()).sum::<usize>() < LEAST_BYTES {
            return None;
        }
        let mut hash = Xxh3::new();
        let mut part = |bytes: &[u8]| {
            // With its length, so that no two lists of parts are the same bytes.
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        part(FINGERPRINT);
        part(&[u8::from(standard)]);
        for (name, text) in own {
            part(name.as_bytes());
            part(text.as_bytes());
        }
        Some(Self { path: folder.join(format!("rules-{:032x}.bin", hash.digest128())) })
    }

    /// The set, if it is kept there, but for the texts of its files.
    pub(super) fn load(&self) -> Option<RuleSet> {
        if !self.path.parent().is_some_and(is_ones_own) {
            return None;
        }
        let kept = Bytes::from(fs::read(&self.path).ok()?);
        let (magic, rest) = kept.split_first_chunk()?;
        let (sum, set) = rest.split_first_chunk::<SUM>()?;
        if *magic != MAGIC || u128::from_le_bytes(*sum) != xxh3_128(set) {
            return None;
        }
        read(kept.slice_ref(set))
    }

    /// Keeps the set there, if that works.
    pub(super) fn keep(&self, rules: &RuleSet) {
        let Some(folder) = self.path.parent() else { return };
        if make(folder).is_err() || !is_ones_own(folder) {
            return;
        }
        let set = write(rules);
        let parts = [&MAGIC[..], &xxh3_128(&set).to_le_bytes(), &set];
        // Nobody ever sees a part of it: it is written under another name, of this process alone.
        let unfinished = self.path.with_extension(format!("{}.new", std::process::id()));
        let kept = fs::write(&unfinished, parts.concat()).and_then(|()| fs::rename(&unfinished, &self.path));
        if kept.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        sweep(folder);
    }
}

/// Makes the folder, and those above it, for this user alone.
fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Whether nobody but its owner may write to the folder. Where there are no such modes, the system's own cache folder is
/// the user's.
fn is_ones_own(folder: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        fs::metadata(folder).is_ok_and(|about| about.mode() & 0o022 == 0)
    }
    #[cfg(not(unix))]
    {
        folder.is_dir()
    }
}

/// Removes the oldest sets, and what processes that were killed left.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut sets: Vec<(SystemTime, PathBuf)> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("rules-"))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    sets.sort_unstable();
    let surplus = sets.len().saturating_sub(MOST);
    sets.into_iter().take(surplus).for_each(|(_, path)| {
        let _ = fs::remove_file(path);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compiler::shelf::Shelf;

    /// A rule file of more bytes than are compiled for nothing.
    fn pack(last: &str) -> String {
        let phrases: String = (0..4000).map(|number| format!("  \"buy {number} lamps\",\n")).collect();
        format!(
            "about = \"x\"\nlang = \"en\"\n[[rule]]\nid = \"lamps\"\ncategory = \"promo\"\nwhy = \"x\"\n\
             line = [\n{phrases}  \"{last}\",\n]\nremoves = [\"Buy 1 lamps\"]\nkeeps = [\"No.\"]\n"
        )
    }

    fn set(folder: &Path, pack: &str) -> RuleSet {
        let builder = RuleSet::builder().standard(false).source("en/a.toml", pack).cache(folder);
        builder.build().unwrap()
    }

    fn was_kept(rules: &RuleSet) -> bool {
        matches!(rules.patterns, Shelf::Saved(_))
    }

    #[test]
    fn a_set_is_compiled_once_and_anew_when_a_text_changes() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("below");
        let (text, other) = (pack("the end"), pack("the fin"));
        assert!(!was_kept(&set(&folder, &text)));
        let kept = set(&folder, &text);
        assert!(was_kept(&kept) && !was_kept(kept.whole()));
        assert_eq!(kept.whole().patterns[4000].written.as_ref(), "the end");
        assert_eq!(kept.ids().collect::<Vec<_>>(), ["en/lamps"]);
        assert!(!was_kept(&set(&folder, &other)));
        assert!(was_kept(&set(&folder, &other)) && was_kept(&set(&folder, &text)));
        // Of few rules nothing is kept.
        let few = "about = \"x\"\nlang = \"en\"\n";
        assert!(!was_kept(&set(&folder, few)) && !was_kept(&set(&folder, few)));
    }

    #[test]
    fn what_is_broken_is_not_used_and_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let text = pack("the end");
        set(folder.path(), &text);
        let path = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
        let good = fs::read(&path).unwrap();
        for at in [0, 7, 8, 24, 25, good.len() / 2, good.len() - 1] {
            let mut bad = good.clone();
            bad[at] ^= 1;
            for bad in [&*bad, &good[..at]] {
                fs::write(&path, bad).unwrap();
                assert!(!was_kept(&set(folder.path(), &text)), "{at}");
                assert_eq!(fs::read(&path).unwrap(), good);
            }
        }
        assert!(was_kept(&set(folder.path(), &text)));
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_no_fault_and_old_sets_go() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert_eq!(set(&file.join("below"), &pack("the end")).len(), 1);
        for number in 0..=MOST {
            set(folder.path(), &pack(&number.to_string()));
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), MOST + 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_others_may_write_to_is_not_used() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let text = pack("the end");
        set(folder.path(), &text);
        let mode = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        mode(0o777);
        assert!(!was_kept(&set(folder.path(), &text)));
        mode(0o755);
        assert!(was_kept(&set(folder.path(), &text)));
    }
}
