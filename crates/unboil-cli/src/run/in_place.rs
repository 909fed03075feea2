//! The inputs themselves, where that is asked for: each is replaced by its clean form at once, or stays as it was.
//!
//! Goes in: clean bytes. Comes out: a file beside the input that takes its name when it is complete, with its permissions.
//! What a link leads to is replaced, not the link. A file that needs no change is not touched, so its time stays; one with a
//! document that failed stays too, for what was left out would be lost.

use std::collections::HashSet;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use super::sink::{Opened, Sink, Stop};
use crate::console::messages::{Problem, shown};
use crate::files::inputs::Input;
use crate::files::output::Unfinished;
use crate::formats::compression::Encoder;
use crate::formats::desk::Tally;

/// Replaces inputs.
#[derive(Default)]
pub(crate) struct InPlace {
    /// What was begun: a file may be named twice, or by a link.
    taken: HashSet<PathBuf>,
    current: Option<(PathBuf, Encoder<Unfinished>)>,
}

impl Sink for InPlace {
    fn begin(&mut self, input: &Input, opened: &Opened) -> Result<(), Problem> {
        let place = shown(&input.path);
        let path = fs::canonicalize(&input.path).map_err(|error| Problem::reading(place.as_str(), &error))?;
        if !self.taken.insert(path.clone()) {
            let what = format!("is {} again, which was cleaned in this run", shown(&path));
            return Err(Problem::with_way_out(place, what, "name it once"));
        }
        let output = Unfinished::beside(path.clone()).map_err(|error| Problem::writing(shown(&path), &error))?;
        let output = opened.compression.encoder(output).map_err(|error| Problem::writing(shown(&path), &error))?;
        self.current = Some((path, output));
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        let Some((path, output)) = &mut self.current else { return Ok(()) };
        output.write_all(bytes).map_err(|error| Stop::Failed(Problem::writing(shown(path), &error)))
    }

    fn end_member(&mut self) -> Result<(), Stop> {
        let Some((path, output)) = self.current.take() else { return Ok(()) };
        let output = output.end_member().map_err(|error| Stop::Failed(Problem::writing(shown(&path), &error)))?;
        self.current = Some((path, output));
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Stop> {
        Ok(())
    }

    fn finish(&mut self, input: &Input, _: &Opened, tally: &Tally) -> Result<(), Stop> {
        let Some((path, output)) = self.current.take() else { return Ok(()) };
        if tally.failed > 0 {
            let what = format!("{} of its {} documents failed, so it stays as it was", tally.failed, tally.documents);
            let way_out = "mend them, or write elsewhere with -o";
            return Err(Stop::Failed(Problem::with_way_out(input.place(), what, way_out)));
        }
        if tally.changed == 0 {
            return Ok(());
        }
        let replaced = output.finish().and_then(|output| output.replace(&fs::metadata(&path)?.permissions()));
        replaced.map_err(|error| Stop::Failed(Problem::writing(shown(&path), &error)))
    }

    fn abandon(&mut self) {
        self.current = None;
    }
}
