//! A value of a table that is a text.

use super::super::jsonl::{decode_string, write_string};
use super::super::record::{Reject, RejectCause, Replace, SourceText};
use crate::console::count::count;

/// Appends the JSON of the text that `replace` makes of the one in `value`, which is in the column `name`. `text` has what else is known
/// about it.
///
/// # Errors
/// There is no text, or `replace` fails.
pub(super) fn rewrite_cell(
    value: &[u8],
    name: &str,
    text: SourceText<'_>,
    replace: &mut Replace<'_>,
    out: &mut Vec<u8>,
) -> Result<(), Reject> {
    // It stays as it is, since a table has as many values in each column.
    let is_not = |what: &str| Reject::new(format!("has a \"{name}\" that is {what}"), RejectCause::NotText);
    match value.first() {
        Some(b'"') => {}
        Some(b'n') => return Err(Reject { cause: RejectCause::Missing, ..is_not("null") }),
        Some(b't' | b'f') => return Err(is_not("a truth value, not a string")),
        Some(b'{') => return Err(is_not("an object, not a string")),
        Some(b'[') => return Err(is_not("a list, not a string")),
        _ => return Err(is_not("a number, not a string")),
    }
    let json = std::str::from_utf8(value).map_err(|_| is_not("not valid UTF-8"))?;
    let (old, lost) = decode_string(json).map_err(|_| is_not("not valid JSON"))?;
    let lost_text = (lost > 0).then(|| format!("{} in \"{name}\" became U+FFFD", count(lost, "broken \\u escape")));
    let warnings = lost_text.into_iter().collect();
    let new = replace(SourceText { warnings, content: SourceText::string(&old).content, ..text })?.into_text();
    if new == old && lost == 0 {
        out.extend_from_slice(value);
    } else {
        write_string(&new, out);
    }
    Ok(())
}
