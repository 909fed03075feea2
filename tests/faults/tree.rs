//! The files of a folder and their contents, without those that are no documents.

use std::collections::BTreeMap;
use std::fs;

use crate::scene::Scene;

/// Contents by path.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// Where the watcher holds a source for a moment.
pub(crate) const LEAVING: &str = "in/.unboil/leaving/";

/// Reads all files of a scene: documents and reports, and sources that are about to leave; neither temporary files nor the state of
/// the command.
pub(crate) fn of(scene: &Scene) -> Tree {
    let all = scene.list("").into_iter().filter(|path| path.starts_with(LEAVING) || !is_state(path));
    all.map(|path| (path.clone(), fs::read(scene.path(path)).unwrap())).collect()
}

/// The temporary files of a scene.
pub(crate) fn temporary(scene: &Scene) -> Vec<String> {
    let mut names = scene.list("");
    names.retain(|path| path.contains(".unboil-") && path.ends_with(".tmp"));
    names
}

fn is_state(path: &str) -> bool {
    path.split('/').any(|part| part == ".unboil" || part.starts_with(".unboil-"))
}
