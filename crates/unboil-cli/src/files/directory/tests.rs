//! Links, pipes and folders that are swapped while they are open.

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::symlink;

use super::*;

#[test]
fn a_link_is_never_followed_and_a_pipe_never_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("in/sub")).unwrap();
    fs::create_dir(root.join("secret")).unwrap();
    fs::write(root.join("secret/a.txt"), "secret").unwrap();
    fs::write(root.join("in/sub/a.txt"), "plain").unwrap();
    symlink("../secret", root.join("in/link")).unwrap();
    symlink("sub/a.txt", root.join("in/b.txt")).unwrap();
    rustix::fs::mknodat(rustix::fs::CWD, root.join("in/pipe"), rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0)
        .unwrap();
    let directory = Directory::open(&root.join("in")).unwrap();
    let read = |path: &str| {
        let mut text = String::new();
        directory.open_file(Path::new(path))?.read_to_string(&mut text).map(|_| text)
    };
    assert_eq!(read("sub/a.txt").unwrap(), "plain");
    for path in ["link/a.txt", "b.txt", "pipe", "../secret/a.txt", "sub", "none"] {
        assert!(read(path).is_err(), "{path}");
    }
}

/// The reason for this module: the folder that was opened, not the one that has its path now.
#[test]
fn a_folder_swapped_for_a_link_has_no_effect() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for (name, text) in [("in/sub", "plain"), ("secret", "secret")] {
        fs::create_dir_all(root.join(name)).unwrap();
        fs::write(root.join(name).join("a.txt"), text).unwrap();
    }
    let sub = Directory::open(&root.join("in")).unwrap().subfolder(Path::new("sub")).unwrap();
    fs::rename(root.join("in/sub"), root.join("in/moved")).unwrap();
    symlink("../secret", root.join("in/sub")).unwrap();
    let mut text = String::new();
    sub.open_file(Path::new("a.txt")).unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "plain");
}
