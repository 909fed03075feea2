//! `unboil learn --update`: brings rule files up to date that people have edited.
//!
//! Input: samples of sites and a folder of rule files. Output: the same files with what is new; those of other sites are not touched. Each
//! file is replaced whole, by itself: it holds the rules and notes of one site, so files of two runs go together.
//!
//! `learned/example.com.toml` with a new menu entry → one rule more, and everything else as it was

use std::path::Path;
use std::time::SystemTime;
use std::{fs, io};

use unboil_learn::{Sample, Samples, UpdateError, Updated, file_name, update};

use super::learning;
use crate::console::count::count;
use crate::console::messages::{Messages, Problem, display_path};
use crate::files::atomic::Durability;

/// Parses the day of documents.
pub(super) fn day(written: &str) -> Result<String, String> {
    match humantime::parse_rfc3339(&format!("{written}T00:00:00Z")) {
        Ok(_) => Ok(written.to_owned()),
        Err(_) => Err("it is not a day; write it as 2026-05-01".to_owned()),
    }
}

/// The day of today, in UTC.
pub(super) fn today() -> String {
    let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    now.split('T').next().unwrap_or_default().to_owned()
}

/// Updates the files of all sites. Whether all could be; the others are reported.
pub(super) fn run(samples: &Samples, folder: &Path, day: &str, messages: Messages) -> bool {
    let sites = learning::sites(samples, messages);
    let done = unboil_learn::on_all_cores(&sites, |host, sample| update_file(host, sample, folder, day));
    let (mut files, mut added, mut vanished, mut rejected, mut is_complete) = (0, 0, 0, 0, true);
    for done in done {
        match done {
            Ok(None) => {}
            Ok(Some(updated)) => {
                files += 1;
                added += updated.added;
                vanished += updated.vanished;
                rejected += updated.rejected;
            }
            Err(problem) => {
                messages.error(&problem);
                is_complete = false;
            }
        }
    }
    let sites = count(files, "site");
    messages.note(format_args!("rules for {sites}: {added} added, {vanished} vanished, {rejected} rejected"));
    is_complete
}

/// Updates the file of a site, or makes it.
fn update_file(host: &str, sample: &Sample, folder: &Path, day: &str) -> Result<Option<Updated>, Problem> {
    let path = folder.join(file_name(host));
    let name = display_path(&path);
    let old = read(&path).map_err(|error| Problem::reading(&name, &error))?;
    let updated = update(host, sample, old.as_deref().map(|old| (&*name, old)), day).map_err(|error| match error {
        UpdateError::Rules(error) => error.into(),
        UpdateError::Note { line } => Problem::with_help(
            format!("{name}:{line}"),
            "this line is among the notes of `unboil learn` and is none of them",
            "move it above the notes or below a blank line after them",
        ),
        other => Problem::new(&name, other.to_string()),
    })?;
    let Some(updated) = updated else { return Ok(None) };
    // Somebody may have saved the file in the meantime.
    if read(&path).map_err(|error| Problem::reading(&name, &error))? != old {
        return Err(Problem::with_help(name, "it was changed while its site was learned", "update it again"));
    }
    if old.as_ref() != Some(&updated.text) {
        // It holds work of a person, which a power cut must not take.
        learning::replace(&path, &updated.text, Durability::Synced).map_err(|error| Problem::writing(&name, &error))?;
    }
    Ok(Some(updated))
}

/// The text of a file, if there is one.
fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
