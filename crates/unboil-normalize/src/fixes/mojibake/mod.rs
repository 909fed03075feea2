//! Mojibake: UTF-8 that was read as another code page, read back. `LiÃ¨ge` → `Liège`, `Р”Р°` → `Да`.
//!
//! In a damaged line, each group of characters that stands for one is replaced by it. The method is the one that ftfy
//! published: find characters that sound text does not put side by side, encode them in the code page they seem to come
//! from, and see whether the result is UTF-8. Each reading of the line has a cost, which decides whether it is certain enough (see
//! [`reading`]). Sound text must not change, so a line is only changed if one stretch of it gains more than sound text can; the rest
//! of the line is then read in the same code page if that makes nothing worse. Text that was damaged twice takes two turns of
//! [`LineFixer`](crate::line_fixer::LineFixer).
//!
//! [`suspects`] keeps all this away from sound text: only pairs of non-ASCII characters are tested.

mod boxes;
mod char_class;
mod gbk;
mod legacy;
mod line_decoder;
mod long_lines;
mod lossy;
mod reading;
mod repair;
mod reverse_tables;
mod suspect_data;
mod suspects;
mod whole_line;

pub(crate) use lossy::fix as fix_lossy;
pub(crate) use repair::{Damage, Repair};

use crate::text_fix::TextFix;

/// The fix.
pub(crate) struct Mojibake;

impl TextFix for Mojibake {
    const DESCRIPTION: &'static str = "UTF-8 that had been read in another encoding was read back.";
    const EXAMPLE: (&'static str, &'static str) = ("LiÃ¨ge Ã©tait", "Liège était");
    const IS_GUESS: bool = true;
    const LEADS: &'static [u32] = suspect_data::LEADS;
    const TAILS: &'static [u32] = suspect_data::TAILS;

    fn is_suspect_pair(text: &str, at: usize) -> bool {
        suspects::is_suspect_pair(text, at)
    }
}
