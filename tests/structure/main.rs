//! The shape of the code: imports between the modules of a crate run in one direction, and a type name has one meaning.
//!
//! The compiler enforces the direction between crates; this test enforces it between modules. It reads the `use` lines of each
//! module (tests left out), resolves them to files, follows re-exports, and fails with the names of the modules that
//! form a cycle.

mod terminal;
mod type_names;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module path within its crate: `["ruleset", "trie"]`; the crate root is empty.
type Module = Vec<String>;

/// The modules of a crate, each with the names it imports: a full path from the crate root, and the name it goes by.
struct Crate {
    modules: BTreeMap<Module, Vec<Import>>,
}

struct Import {
    path: Vec<String>,
    name: String,
    is_public: bool,
}

#[test]
fn no_import_cycle_between_modules() {
    let mut cycles = Vec::new();
    let mut modules = 0;
    for (name, source) in crates() {
        let krate = Crate::read(&source);
        modules += krate.modules.len();
        cycles.extend(krate.cycles().into_iter().map(|cycle| format!("{name}: {}", cycle.join(" → "))));
    }
    assert!(modules > 100, "only {modules} modules were found");
    assert!(cycles.is_empty(), "modules import each other:\n{}", cycles.join("\n"));
}

#[test]
fn a_cycle_would_be_found() {
    let of = |texts: &[(&str, &str)]| {
        let parse = |(module, text): &(&str, &str)| {
            let module: Module = module.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect();
            let imports = imports(&module, &without_tests(text));
            (module, imports)
        };
        Crate { modules: texts.iter().map(parse).collect() }.cycles()
    };
    // Through a re-export, and by a path in the code.
    let root = "mod a; mod b; pub use a::A;";
    assert_eq!(of(&[("", root), ("a", "use super::b::B;"), ("b", "use crate::A;")]).len(), 1);
    assert_eq!(of(&[("", root), ("a", "use super::b::{self, B};"), ("b", "fn f() { crate::a::g() }")]).len(), 1);
    assert!(
        of(&[("", root), ("a", "use super::b::B;"), ("b", "use std::fmt;\n#[cfg(test)]\nmod tests { use crate::A; }")])
            .is_empty()
    );
}

/// The folder of sources of each crate, with its name relative to the checkout.
fn crates() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let crates = fs::read_dir(root.join("crates")).expect("the folder of the crates");
    let mut names: Vec<String> =
        crates.map(|entry| format!("crates/{}/src", entry.expect("an entry").file_name().display())).collect();
    names.push("src".to_owned());
    names.sort();
    names.into_iter().map(|name| (name.clone(), root.join(name))).collect()
}

/// The text of each module of a crate, without its tests.
fn modules(source: &Path) -> BTreeMap<Module, String> {
    let mut modules = BTreeMap::new();
    let mut folders = vec![source.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let module = module_of(path.strip_prefix(source).expect("below the sources"));
                if !module.contains(&"tests".to_owned()) {
                    modules.insert(module, without_tests(&fs::read_to_string(&path).expect("a source file")));
                }
            }
        }
    }
    modules
}

/// The text before its module of tests.
fn without_tests(text: &str) -> String {
    let tests = ["#[cfg(test)]\nmod ", "#[cfg(all(test, unix))]\nmod "];
    let end = tests.iter().filter_map(|tests| text.find(tests)).min().unwrap_or(text.len());
    text[..end].to_owned()
}

impl Crate {
    fn read(source: &Path) -> Self {
        let modules = modules(source).into_iter();
        Self { modules: modules.map(|(module, text)| (module.clone(), imports(&module, &text))).collect() }
    }

    /// The module in which the item of this path is defined, as far as that can be seen; nothing for another crate's.
    fn definition(&self, path: &[String], depth: usize) -> Option<Module> {
        let module =
            (0..=path.len()).rev().map(|length| &path[..length]).find(|module| self.modules.contains_key(*module))?;
        let Some(name) = path.get(module.len()) else { return Some(module.to_vec()) };
        let exported = self.modules[module].iter().find(|import| import.is_public && import.name == *name);
        match exported {
            Some(import) if depth < 8 => self.definition(&import.path, depth + 1).or_else(|| Some(module.to_vec())),
            _ => Some(module.to_vec()),
        }
    }

    /// Each cycle once: its modules, the first again at the end.
    fn cycles(&self) -> Vec<Vec<String>> {
        let mut arrows: BTreeMap<&Module, BTreeSet<Module>> = BTreeMap::new();
        for (module, imports) in &self.modules {
            let targets = imports.iter().filter_map(|import| self.definition(&import.path, 0));
            arrows.insert(module, targets.filter(|target| target != module).collect());
        }
        let mut cycles = Vec::new();
        let mut done: BTreeSet<&Module> = BTreeSet::new();
        for start in arrows.keys() {
            let mut way: Vec<(&Module, Vec<&Module>)> = vec![(start, arrows[*start].iter().collect())];
            while let Some((module, open)) = way.last_mut() {
                let Some(next) = open.pop() else {
                    done.insert(module);
                    way.pop();
                    continue;
                };
                if let Some(from) = way.iter().position(|(module, _)| *module == next) {
                    let shown =
                        |module: &Module| if module.is_empty() { "(root)".to_owned() } else { module.join("::") };
                    cycles.push(way[from..].iter().map(|(module, _)| shown(module)).chain([shown(next)]).collect());
                } else if !done.contains(next)
                    && let Some((known, targets)) = arrows.get_key_value(next)
                {
                    way.push((known, targets.iter().collect()));
                }
            }
        }
        cycles
    }
}

fn module_of(file: &Path) -> Module {
    let mut names: Module = file.with_extension("").iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if names.last().is_some_and(|name| matches!(name.as_str(), "mod" | "lib" | "main")) {
        names.pop();
    }
    names
}

/// What a module imports from its own crate: by `use`, and by paths in the code that begin with `crate::` or `super::`.
fn imports(module: &Module, text: &str) -> Vec<Import> {
    let code: String =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]).collect();
    let mut imports = Vec::new();
    for statement in code.split(';') {
        let Some(at) = statement.rfind("use ") else { continue };
        let before = statement[..at].lines().last().unwrap_or_default().trim();
        if !before.is_empty() && !before.starts_with("pub") {
            continue;
        }
        let mut paths = Vec::new();
        expand(&statement[at + 4..], Vec::new(), &mut paths);
        for (path, name) in paths {
            imports.extend(absolute(module, &path).map(|path| Import {
                path,
                name,
                is_public: before.starts_with("pub"),
            }));
        }
    }
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let is_part = code[..at].ends_with([':', '_']) || code[..at].ends_with(char::is_alphanumeric);
            let is_use = code[..at].trim_end().ends_with("use") || code[..at].ends_with('(');
            if !is_part && !is_use {
                let end = code[at..].find(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '_')));
                let path: Vec<String> =
                    code[at..].split_at(end.unwrap_or(code.len() - at)).0.split("::").map(str::to_owned).collect();
                imports.extend(absolute(module, &path).map(|path| Import {
                    path,
                    name: String::new(),
                    is_public: false,
                }));
            }
        }
    }
    // A module that names an item of its child by `child::Item`.
    for child in code.lines().filter_map(|line| line.trim().split("mod ").nth(1)?.strip_suffix(';')) {
        let is_named =
            |(at, _): (usize, &str)| !code[..at].ends_with([':', '_']) && !code[..at].ends_with(char::is_alphanumeric);
        if code.match_indices(&format!("{child}::")).any(is_named) {
            let path = module.iter().cloned().chain([child.to_owned()]).collect();
            imports.push(Import { path, name: String::new(), is_public: false });
        }
    }
    imports
}

/// `a::{b, c as d}` as the paths `a::b` and `a::c`, each with the name it goes by.
fn expand(tree: &str, prefix: Vec<String>, paths: &mut Vec<(Vec<String>, String)>) {
    let tree = tree.trim();
    if let Some((head, group)) = tree.split_once('{') {
        let mut prefix = prefix;
        prefix.extend(head.split("::").map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()));
        let group = group.trim_end().strip_suffix('}').unwrap_or(group);
        let mut depth = 0;
        for part in group.split(|c: char| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            c == ',' && depth == 0
        }) {
            if !part.trim().is_empty() {
                expand(part, prefix.clone(), paths);
            }
        }
        return;
    }
    let (path, name) =
        tree.split_once(" as ").map_or((tree, None), |(path, name)| (path, Some(name.trim().to_owned())));
    let mut full = prefix;
    full.extend(path.split("::").map(|name| name.trim().to_owned()).filter(|name| !name.is_empty() && name != "self"));
    let name = name.or_else(|| full.last().cloned()).unwrap_or_default();
    paths.push((full, name));
}

/// The path from the crate root; nothing for an item of another crate. A path that begins with neither `crate` nor
/// `super` is one below this module if there is such a module, which [`Crate::definition`] finds out.
fn absolute(module: &Module, path: &[String]) -> Option<Vec<String>> {
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "super" => {
            let ups = path.iter().take_while(|name| *name == "super").count();
            let kept = module.len().checked_sub(ups)?;
            Some(module[..kept].iter().chain(&path[ups..]).cloned().collect())
        }
        _ => Some(module.iter().chain(path).cloned().collect()),
    }
}

/// The folder of a crate's sources is found where the test expects it.
#[test]
fn the_sources_are_where_they_are_looked_for() {
    let lib: PathBuf = [env!("CARGO_MANIFEST_DIR"), "src", "lib.rs"].iter().collect();
    assert!(lib.is_file());
}
