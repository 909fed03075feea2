//! Writes documents below the output folder, each whole or not at all.
//!
//! Goes in: the path below the folder, and bytes. Comes out: a file that has its final name only when it is complete.
//! The bytes go to a temporary file in the same folder, which is then renamed: a full disk, a crash or a kill leaves the
//! old file or none, never half a one. A file cut short by a full disk would look like a short document. A small file is kept in
//! memory until it is complete, and then, where nothing has its name, written to a file without one, which gets it.
//!
//! `news/a.txt` of 1 MB below `out` → `out/news/.unboil-x7Rq2a.tmp` is written, then renamed to `out/news/a.txt`

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::NamedTempFile;
use xxhash_rust::xxh3::Xxh3;

use crate::console::messages::{Problem, shown};
use crate::files::file_id::FileId;
use crate::files::fsync::{make_folders, stop_at, sync_folder};
use crate::files::inputs::{Files, Input};
use crate::files::unnamed::Unnamed;
use crate::run::Written;

const PREFIX: &str = ".unboil-";
const SUFFIX: &str = ".tmp";
/// Bytes written at once. Outputs of no more are written when they are complete.
const BUFFER: usize = 1 << 16;

/// Whether a file of that name is what a killed run may have left: half a document, not to be read as one.
pub(crate) fn is_temporary(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(PREFIX.as_bytes()) && name.ends_with(SUFFIX.as_bytes())
}

/// Whether such a file was made with this tag.
#[cfg(feature = "watch")]
pub(crate) fn is_temporary_of(name: &OsStr, tag: &str) -> bool {
    is_temporary(name)
        && name.as_encoded_bytes().get(PREFIX.len()..).is_some_and(|rest| rest.starts_with(tag.as_bytes()))
}

/// Gives a complete file its name, so that after a power cut it has it with all its bytes, or has it not.
///
/// # Errors
/// It cannot be synced or named. Once it has its name, it may have it though an error is told.
pub(crate) fn name_durably(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.as_file().sync_all()?;
    stop_at("synced");
    file.persist(path).map_err(|error| error.error)?;
    stop_at("renamed");
    sync_folder(path.parent().unwrap_or(Path::new("")))?;
    stop_at("durable");
    Ok(())
}

/// The output folder and what was already written to it.
#[derive(Debug)]
pub(crate) struct OutputFolder {
    root: PathBuf,
    /// An existing output is an error of its document.
    no_clobber: bool,
    /// Outputs are on the disk when they have their names; until then their names hold this.
    durable: Option<Arc<str>>,
    /// No output may be one of these.
    inputs: Files,
    /// Which input took which output, by path and by identity: two spellings may lead to one file.
    taken: HashMap<PathBuf, PathBuf>,
    written: HashMap<FileId, PathBuf>,
    /// The folder below it that was made last.
    made: PathBuf,
    unnamed: Unnamed,
}

/// An output that may be written.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    pub path: PathBuf,
    /// Whether there is something of that name, which will be replaced.
    pub is_there: bool,
}

impl OutputFolder {
    /// The folder `root`, which exists, for documents that must not be written over `inputs`.
    pub(crate) fn new(root: PathBuf, no_clobber: bool, inputs: Files) -> Self {
        Self {
            root,
            no_clobber,
            durable: None,
            inputs,
            taken: HashMap::new(),
            written: HashMap::new(),
            made: PathBuf::new(),
            unnamed: Unnamed::default(),
        }
    }

    /// The same with outputs that are on the disk when they have their names. `tag` stands in the names of temporary files,
    /// so that whoever gave it knows them again after a crash.
    #[cfg(feature = "watch")]
    pub(crate) fn durable(self, tag: String) -> Self {
        Self { durable: Some(tag.into()), ..self }
    }

    /// Where `input` goes, if it may go there: `relative`, below the folder. To be asked before the work is done.
    ///
    /// # Errors
    /// The output is an input, is another document's output, or exists and must not be replaced.
    pub(crate) fn claim(&mut self, input: &Input, relative: &Path) -> Result<Claim, Problem> {
        let path = self.root.join(relative);
        let place = || shown(&input.path);
        // Also a link that leads nowhere is there.
        let is_there = fs::symlink_metadata(&path).is_ok();
        let id = if is_there { FileId::of_path(&path) } else { None };
        if id.as_ref().is_some_and(|id| self.inputs.has(id)) {
            let what = format!("its output {} is an input; inputs are never written over", shown(&path));
            return Err(Problem::with_way_out(place(), what, "give another folder with -o"));
        }
        let other = self.taken.get(&path).or_else(|| id.as_ref().and_then(|id| self.written.get(id)));
        if let Some(other) = other {
            let what = format!("its output {} is already that of {}", shown(&path), shown(other));
            return Err(Problem::with_way_out(place(), what, "clean it into another folder"));
        }
        if self.no_clobber && is_there {
            let what = format!("its output {} exists", shown(&path));
            return Err(Problem::with_way_out(place(), what, "remove it or leave out --no-clobber"));
        }
        self.taken.insert(path.clone(), input.path.clone());
        Ok(Claim { path, is_there })
    }

    /// Begins an output, of which nothing is to be seen before [`commit`](Self::commit).
    pub(crate) fn begin(&self, claim: Claim, is_hashed: bool) -> Unfinished {
        let folder = claim.path.parent().unwrap_or(&self.root).to_path_buf();
        let hash = is_hashed.then(Xxh3::new);
        let temporary = Temporary::Later { folder, durable: self.durable.clone() };
        Unfinished { temporary, buffer: Vec::new(), path: claim.path, is_there: claim.is_there, bytes: 0, hash }
    }

    /// Gives a complete output its name.
    ///
    /// # Errors
    /// Its folder cannot be made, the last bytes cannot be written, or something that cannot be replaced has the name.
    /// Nothing is left behind.
    pub(crate) fn commit(&mut self, output: Unfinished, input: &Input) -> Result<(), Problem> {
        let path = output.path.clone();
        match self.name(output) {
            Ok(id) => {
                self.written.extend(id.map(|id| (id, input.path.clone())));
                Ok(())
            }
            Err(error) if self.no_clobber && error.kind() == io::ErrorKind::AlreadyExists => {
                let way_out = "another program made it during the run; leave out --no-clobber to replace it";
                Err(Problem::with_way_out(shown(&path), "exists", way_out))
            }
            Err(error) => Err(Problem::writing(shown(&path), &error)),
        }
    }

    fn name(&mut self, output: Unfinished) -> io::Result<Option<FileId>> {
        if let Some(named) = self.name_at_once(&output)? {
            return Ok(FileId::of_metadata(&output.path, &named.metadata()?));
        }
        let (file, path) = output.complete()?;
        if self.durable.is_some() {
            name_durably(file, &path)?;
            return Ok(FileId::of_path(&path));
        }
        let named = if self.no_clobber { file.persist_noclobber(&path) } else { file.persist(&path) };
        let file = named.map_err(|error| error.error)?;
        Ok(FileId::of_metadata(&path, &file.metadata()?))
    }

    /// The file, if it could be written without a temporary name.
    fn name_at_once(&mut self, output: &Unfinished) -> io::Result<Option<fs::File>> {
        let Temporary::Later { folder, durable: None } = &output.temporary else { return Ok(None) };
        if output.is_there || !self.unnamed.is_known_here() {
            return Ok(None);
        }
        if *folder != self.made {
            fs::create_dir_all(folder)?;
            self.made.clone_from(folder);
        }
        self.unnamed.put(folder, &output.path, &output.buffer)
    }
}

/// An output on its way. Dropped, it is gone.
pub(crate) struct Unfinished {
    temporary: Temporary,
    /// What is not in the temporary file yet.
    buffer: Vec<u8>,
    path: PathBuf,
    /// Whether something of that name was there.
    is_there: bool,
    bytes: u64,
    hash: Option<Xxh3>,
}

/// A file without its final name.
enum Temporary {
    There(NamedTempFile),
    /// It will be made when there is more to write than is kept in memory, and its folder before.
    Later {
        folder: PathBuf,
        durable: Option<Arc<str>>,
    },
}

impl Unfinished {
    /// Begins what will be the file `path`, or take its place; its folder exists.
    ///
    /// # Errors
    /// Nothing can be written there.
    pub(crate) fn beside(path: PathBuf) -> io::Result<Self> {
        Self::beside_of(path, "")
    }

    /// The same with a tag in its name until then.
    ///
    /// # Errors
    /// Nothing can be written there.
    pub(crate) fn beside_of(path: PathBuf, tag: &str) -> io::Result<Self> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let temporary = Temporary::There(temporary_of(folder, tag)?);
        Ok(Self { temporary, buffer: Vec::new(), path, is_there: true, bytes: 0, hash: None })
    }

    /// The temporary file.
    fn file(&mut self) -> io::Result<&mut NamedTempFile> {
        if let Temporary::Later { folder, durable } = &self.temporary {
            self.temporary = Temporary::There(match durable {
                Some(tag) => make_folders(folder).and_then(|()| temporary_of(folder, tag))?,
                None => fs::create_dir_all(folder).and_then(|()| temporary(folder))?,
            });
        }
        match &mut self.temporary {
            Temporary::There(file) => Ok(file),
            Temporary::Later { .. } => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// The temporary file with all that was written, and the name it is to have.
    fn complete(mut self) -> io::Result<(NamedTempFile, PathBuf)> {
        self.flush()?;
        self.file()?;
        match self.temporary {
            Temporary::There(file) => Ok((file, self.path)),
            Temporary::Later { .. } => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// What was written, if hashes are wanted.
    pub(crate) fn written(&self) -> Option<Written> {
        self.hash.as_ref().map(|hash| Written { bytes: self.bytes, hash: hash.digest128() })
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// The last bytes cannot be written, or something that cannot be replaced has the name.
    pub(crate) fn name(self) -> io::Result<()> {
        let (file, path) = self.complete()?;
        file.persist(&path).map(drop).map_err(|error| error.error)
    }

    /// Gives it its name and permissions.
    ///
    /// # Errors
    /// As for [`name`](Self::name).
    pub(crate) fn replace(mut self, permissions: &fs::Permissions) -> io::Result<()> {
        fs::set_permissions(self.file()?.path(), permissions.clone())?;
        self.name()
    }
}

impl Write for Unfinished {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.buffer.len() + bytes.len() > BUFFER {
            self.flush()?;
        }
        let count = if bytes.len() > BUFFER {
            self.file()?.write(bytes)?
        } else {
            self.buffer.extend_from_slice(bytes);
            bytes.len()
        };
        self.bytes += count as u64;
        if let Some(hash) = &mut self.hash {
            hash.update(bytes.get(..count).unwrap_or_default());
        }
        Ok(count)
    }

    /// Writes what was kept in memory.
    fn flush(&mut self) -> io::Result<()> {
        if !self.buffer.is_empty() {
            let buffer = std::mem::take(&mut self.buffer);
            self.file()?.write_all(&buffer)?;
            self.buffer = buffer;
            self.buffer.clear();
        }
        Ok(())
    }
}

/// A file of no final name yet. Dropped, it is gone.
///
/// # Errors
/// Nothing can be written there.
pub(crate) fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    temporary_of(folder, "")
}

/// The same with a tag in its name, for [`is_temporary_of`].
///
/// # Errors
/// Nothing can be written there.
pub(crate) fn temporary_of(folder: &Path, tag: &str) -> io::Result<NamedTempFile> {
    let prefix = format!("{PREFIX}{tag}");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(SUFFIX);
    // A temporary file is private by default, but the output is an ordinary file: the umask decides.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
