//! Checks that IN and the folders for outputs exist and can be written.

use std::time::{Duration, Instant};

use serde_json::json;

use super::Engine;
use crate::console::messages::{Problem, display_path};
use crate::files::atomic::test_write;
use crate::files::file_id::FileId;
use crate::watch::commit::{Blocked, delay};
use crate::watch::delivery::DestinationIds;
use crate::watch::locked_input::LockedInput;
use crate::watch::log::Level;
use crate::watch::state_folder::tag_of;
use crate::watch::status_record::State;

/// Longest interval between tests of a folder that cannot be written.
const MAX_TEST_INTERVAL: Duration = Duration::from_secs(60);

impl Engine {
    /// Whether IN and OUT are still the same folders. When IN is back, it is locked and its journal opened again.
    pub(super) fn check_folders(&mut self) -> Result<bool, Problem> {
        let is_here = match &self.locked {
            Some(locked) => locked.state_folder.is_here(),
            None => {
                // Another folder may have been created at the same path.
                let is_back = tag_of(&self.plan.input).is_some_and(|tag| tag == self.context.tag);
                if is_back {
                    self.locked = Some(LockedInput::open(&self.plan, self.log)?);
                }
                is_back
            }
        };
        if !is_here {
            self.locked = None;
        }
        let state = if !is_here {
            State::InputAway
        } else if FileId::of_path(&self.plan.output) != self.output_id {
            State::OutputAway
        } else if self.output_fault.is_some() {
            State::OutputUnwritable
        } else if self.write_faults.journal {
            State::JournalUnwritable
        } else {
            State::Running
        };
        self.change_state(state);
        Ok(!matches!(state, State::InputAway | State::OutputAway))
    }

    /// Tests whether the folders for outputs can be written, with a file of its own rather than with a source. Reports when
    /// they cannot, and when they can again. `problem` is what made the test necessary.
    pub(super) fn test_output(&mut self, problem: Option<Problem>) {
        // Whether OUT is missing is found by the next scan, which tests it again.
        if FileId::of_path(&self.plan.output) != self.output_id {
            return;
        }
        let test = || -> Result<DestinationIds, Problem> {
            let folders = [Some(&self.plan.output), self.plan.reports.as_ref(), self.plan.failed.as_ref()];
            for folder in folders.into_iter().flatten() {
                test_write(folder, &self.context.tag)
                    .map_err(|error| Problem::writing(display_path(folder), &error))?;
            }
            DestinationIds::of(&self.plan).map_err(|(folder, error)| Problem::writing(display_path(&folder), &error))
        };
        let now = Instant::now();
        match (test(), self.output_fault) {
            (Ok(destination), before) => {
                self.destination = Some(destination);
                self.output_fault = None;
                if before.is_some() {
                    self.queue.retry_now(now);
                    self.log.emit(Level::Info, "back", Some(&self.plan.output), "can be written again", json!({}));
                }
            }
            (Err(fault), before) => {
                let times = before.map_or(0, |before| before.times);
                let delay = delay(&self.plan, times).min(MAX_TEST_INTERVAL);
                self.output_fault = Some(Blocked { until: now + delay, times: times.saturating_add(1) });
                if before.is_none() {
                    self.status.error(problem.as_ref().unwrap_or(&fault));
                    let what = format!("{fault}; waiting until it can be written, the sources stay in IN");
                    let fields = json!({ "error": fault.to_string() });
                    self.log.emit(Level::Error, "unwritable", None, &what, fields);
                }
            }
        }
    }

    /// Logs that a folder is missing or back.
    fn change_state(&mut self, state: State) {
        let before = std::mem::replace(&mut self.status.now.state, state);
        let folder = |state: State| match state {
            State::InputAway => Some(self.plan.input.as_path()),
            State::OutputAway => Some(self.plan.output.as_path()),
            _ => None,
        };
        let (was_away, is_away) = (folder(before), folder(state));
        if was_away == is_away {
            return;
        }
        if let Some(folder) = was_away {
            self.log.emit(Level::Info, "back", Some(folder), "is back", json!({}));
        }
        if let Some(folder) = is_away {
            let what = match state {
                State::InputAway => "is missing or was replaced; waiting for it",
                _ => "is missing or was replaced; waiting for it, nothing is written",
            };
            self.log.emit(Level::Error, "away", Some(folder), what, json!({}));
            self.status.error(format!("{}: {what}", display_path(folder)));
        }
    }
}
