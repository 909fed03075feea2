//! No type name means two things within a crate.
//!
//! Counts structs, enums, unions, traits, type aliases and the associated types that traits declare, also inside functions and
//! macros. The associated types of an `impl` are those of its trait, so they are not counted.

use std::collections::BTreeMap;

use super::{crates, modules};

#[test]
fn no_type_name_is_defined_twice_in_a_crate() {
    let mut all = 0;
    let mut twice = Vec::new();
    for (name, source) in crates() {
        let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (module, text) in modules(&source) {
            for (line, defined) in definitions(&text) {
                all += 1;
                places.entry(defined.to_owned()).or_default().push(format!("{}:{line}", module.join("::")));
            }
        }
        let found = places.into_iter().filter(|(_, places)| places.len() > 1);
        twice.extend(found.map(|(defined, places)| format!("{name}: {defined} in {}", places.join(", "))));
    }
    assert!(all > 500, "only {all} types were found");
    assert!(twice.is_empty(), "type names with two meanings:\n{}", twice.join("\n"));
}

#[test]
fn definitions_are_found_in_functions_and_macros_and_not_in_impls() {
    let text = "pub(crate) struct A<T>(T);\n\
        /// The enum B.\nunion C {\n}\n\
        pub trait D {\n    type E: D;\n}\n\
        impl D for A {\n    type E = B;\n}\n\
        impl<T> D for A<T>\nwhere\n    T: D,\n{\n    type E = B;\n    fn f() {\n        type F = u8;\n    }\n}\n\
        keys! {\n    pub struct G {}\n}\n\
        macro_rules! m {\n    () => {\n        enum $Name {}\n        enum H {}\n    };\n}\n\
        unsafe trait I {}\n// type J\nlet x = \"enum K\";\n";
    let names: Vec<&str> = definitions(text).map(|(_, name)| name).collect();
    assert_eq!(names, ["A", "C", "D", "E", "F", "G", "H", "I"]);
}

/// The types that a text defines, each with the number of its line. Relies on the indentation that rustfmt makes.
fn definitions(text: &str) -> impl Iterator<Item = (usize, &str)> {
    // The beginnings of the blocks around the line, each with its indentation.
    let mut blocks: Vec<(usize, &str)> = Vec::new();
    text.lines().enumerate().filter_map(move |(number, line)| {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        if code.is_empty() || code.starts_with("//") {
            return None;
        }
        // A block may begin with several lines, `impl … where … {`; the first says what it is.
        let continues = matches!(code, "{" | "where") || code.starts_with(['}', ')', ']']);
        while blocks.last().is_some_and(|&(outer, _)| outer > indent || (outer == indent && !continues)) {
            blocks.pop();
        }
        let is_in_impl =
            blocks.last().is_some_and(|(_, head)| head.starts_with("impl") || head.starts_with("unsafe impl"));
        if !continues {
            blocks.push((indent, code));
        }
        let name = defined(code)?;
        (!(is_in_impl && code.starts_with("type "))).then_some((number + 1, name))
    })
}

/// The name of the type that a line of code defines.
fn defined(code: &str) -> Option<&str> {
    let mut words = code.split([' ', '(', '<', ':', ';', '{', '=']).filter(|word| !word.is_empty());
    let keyword = words.find(|word| !matches!(*word, "pub" | "crate)" | "super)" | "unsafe" | "in"))?;
    if !matches!(keyword, "struct" | "enum" | "union" | "trait" | "type") {
        return None;
    }
    words.next().filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
}
