//! Mojibake: UTF-8 that was read as another code page, read back. `LiÃ¨ge` → `Liège`, `Р”Р°` → `Да`.
//!
//! In a damaged line, each group of characters that stands for one is replaced by it. The method is the one that ftfy
//! published: find characters that sound text does not put side by side, encode them in the code page they seem to come
//! from, and see whether the result is UTF-8. How sure is sure enough is decided by what each reading of the line costs (see
//! [`reading`]). Sound text must stay, so a line is only changed if one stretch of it gains what no sound text can; the rest
//! of the line is then read in the same code page wherever that makes nothing worse. Text that was damaged twice takes
//! two turns, which [`LineFixer`](crate::line_fixer::LineFixer) takes.
//!
//! [`suspects`] keeps all this away from sound text: only pairs of characters off ASCII are tested.

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
