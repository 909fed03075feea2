//! Tells archives of texts from documents and programs that are ZIP archives as well.
//!
//! Those have a list or checksums of their members, so that changing one would damage them.

use std::io;

use super::directory::ZipDirectory;
use super::end::wrong;

/// Members that office documents, e-books and programs have, and what these are. A name that ends with a slash is that of a folder.
const MARKS: [(&str, &str); 5] = [
    ("[Content_Types].xml", "an office document"),
    ("mimetype", "an office document or an e-book"),
    ("META-INF/", "a program or an e-book"),
    ("AndroidManifest.xml", "a program"),
    ("_rels/", "an office document"),
];

/// Checks that an archive is nothing but an archive.
///
/// # Errors
/// It is something else.
pub(super) fn check(directory: &ZipDirectory) -> io::Result<()> {
    for entry in (0..directory.len()).filter_map(|index| directory.entry(index)) {
        let is_mark = |mark: &str| match mark.ends_with('/') {
            true => entry.name.starts_with(mark.as_bytes()),
            false => entry.name == mark.as_bytes(),
        };
        if let Some((mark, what)) = MARKS.iter().find(|(mark, _)| is_mark(mark)) {
            return Err(wrong(format!(
                "it is {what}, not an archive of texts, since it has {mark}; extract its text first"
            )));
        }
    }
    Ok(())
}
