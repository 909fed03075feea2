//! Cleans a decoded text as what it is: plain text or Markdown.

use crate::cleaned::Cleaned;
#[cfg(feature = "markdown")]
use crate::markdown;
use crate::pipeline::{self, Engine};
use unboil_encoding::EncodingDecision;

/// Cleans a decoded text.
pub(crate) fn run<'t>(engine: &Engine, decoded: &'t str, encoding: EncodingDecision) -> Cleaned<'t> {
    #[cfg(feature = "markdown")]
    if engine.options.markdown {
        return markdown::run(engine, decoded, encoding);
    }
    pipeline::run(engine, decoded, encoding)
}
