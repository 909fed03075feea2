//! The events of a run, in the order of the inputs.

use std::sync::Arc;

use super::batch_result::BatchResult;
use super::opened::Opened;
use crate::console::messages::Problem;
use crate::files::inputs::Input;

/// An event of a run.
pub(super) enum Event {
    /// An input cannot be found or opened.
    Failed(Problem),
    /// The first records show that the call is wrong, which ends the run.
    Refused(Problem),
    /// The output of an input was already complete.
    Skipped(Arc<Input>),
    /// An input begins. `header` comes before its first record.
    Begin { input: Arc<Input>, opened: Opened, header: Vec<u8> },
    /// Some of its records were cleaned.
    Cleaned(BatchResult),
    /// It ends, or reading it fails.
    End(Result<(), Problem>),
    /// Small files were cleaned, each from its beginning to its end.
    SmallFiles(Vec<(Arc<Input>, Opened, BatchResult)>),
    /// A bug lost the result of a batch.
    Lost(String),
}
