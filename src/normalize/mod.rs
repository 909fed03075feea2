//! Ordered fixes that bring any text into canonical form, without touching its words.

mod fix;
mod log;

pub use fix::Fix;
pub(crate) use log::{Log, Rewrite};

use std::borrow::Cow;

/// Brings `text` into canonical form. Each change is told to `log`; without changes the text is borrowed.
pub(crate) fn normalize<'t, L: Log>(text: &'t str, log: &mut L) -> Cow<'t, str> {
    let _ = log;
    Cow::Borrowed(text)
}
