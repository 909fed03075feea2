//! `unboil rules schema`: the JSON Schema of rule files.

use clap::Args;

use crate::cli::context::Context;
use crate::console::answer::print;
use crate::console::exit::Exit;
use crate::console::messages::Problem;

/// Print the JSON Schema of rule files, for editors
///
/// Put `#:schema PATH` on the first line of a rule file, where PATH is a file with this schema.
#[derive(Debug, Args)]
pub(crate) struct Schema {}

impl Schema {
    pub(super) fn run(&self, _: &Context) -> Result<Exit, Problem> {
        print(&unboil::rule_schema())?;
        Ok(Exit::Done)
    }
}
