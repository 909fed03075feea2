//! Owner, group, permissions and extended attributes of a file that is replaced.
//!
//! Input: the old file and the new one, both open. Output: the new file with the attributes of the old one, and the names of
//! those that could not be kept. Access control lists are extended attributes.
//!
//! a file of root with `user.origin`, replaced by another user → `owner`

use std::fs::File;
use std::io;

/// Copies the attributes of `old` to `new`. Returns those that could not be copied: `owner`, `group`, `attribute user.origin`.
///
/// # Errors
/// The metadata of the old file cannot be read, or the permissions of the new one cannot be set.
#[cfg(unix)]
pub(crate) fn copy_attributes(old: &File, new: &File) -> io::Result<Vec<String>> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let (of_old, of_new) = (old.metadata()?, new.metadata()?);
    let mut lacks = Vec::new();
    // Separately: any user may set the group to one of his own. Before the permissions, since this clears some.
    if of_old.gid() != of_new.gid() && fchown(new, None, Some(of_old.gid())).is_err() {
        lacks.push("group".to_owned());
    }
    if of_old.uid() != of_new.uid() && fchown(new, Some(of_old.uid()), None).is_err() {
        lacks.push("owner".to_owned());
    }
    lacks.extend(copy_extended(old, new));
    let mut permissions = of_old.permissions();
    if !lacks.is_empty() {
        use std::os::unix::fs::PermissionsExt as _;
        // A setuid program must not run as a different user.
        permissions.set_mode(permissions.mode() & 0o1777);
    }
    new.set_permissions(permissions)?;
    Ok(lacks)
}

/// On systems other than Unix a file has permissions only.
#[cfg(not(unix))]
pub(crate) fn copy_attributes(old: &File, new: &File) -> io::Result<Vec<String>> {
    new.set_permissions(old.metadata()?.permissions())?;
    Ok(Vec::new())
}

/// Copies extended attributes. Returns those that could not be copied.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "macos"))]
fn copy_extended(old: &File, new: &File) -> Vec<String> {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fsetxattr};
    use rustix::io::Errno;

    // The kernel's limits for a list and a value (XATTR_LIST_MAX, XATTR_SIZE_MAX).
    const LIMIT: usize = 1 << 16;
    let mut names = [0_u8; 1024];
    let names = match flistxattr(old, &mut names[..]) {
        Ok(length) => names[..length].to_vec(),
        Err(Errno::RANGE) => {
            let mut names = vec![0_u8; LIMIT];
            let length = flistxattr(old, &mut names[..]).unwrap_or(0);
            names.truncate(length);
            names
        }
        // The file system does not support them.
        Err(_) => return Vec::new(),
    };
    let mut lacks = Vec::new();
    let mut value = vec![0_u8; if names.is_empty() { 0 } else { LIMIT }];
    for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let name = OsStr::from_bytes(name);
        let copied = fgetxattr(old, name, &mut value[..]).and_then(|length| {
            let mut same = vec![0_u8; length + 1];
            // Security modules label new files themselves, and may not allow changing the label.
            match fgetxattr(new, name, &mut same[..]) {
                Ok(there) if same[..there] == value[..length] => Ok(()),
                _ => fsetxattr(new, name, &value[..length], XattrFlags::empty()),
            }
        });
        if copied.is_err() {
            lacks.push(format!("attribute {}", name.to_string_lossy().escape_default()));
        }
    }
    lacks
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android", target_os = "macos"))))]
fn copy_extended(_: &File, _: &File) -> Vec<String> {
    Vec::new()
}
