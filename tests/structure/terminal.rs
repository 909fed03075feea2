//! What reaches the terminal goes through one place.
//!
//! Messages and answers are escaped in `console`. Only what writes data, and not words about data, may use the standard streams
//! itself.

use super::{crates, modules};

/// Modules that write data to standard output, in which nothing may be escaped. `files::named_file` does where a file that the user
/// named is standard output, as `/dev/stdout` is.
const DATA: [&str; 5] = ["cli::diff", "cli::restore", "cli::review", "files::named_file", "run::stdout"];

#[test]
fn messages_and_answers_are_written_in_one_place() {
    let mut writers = Vec::new();
    for (name, source) in crates() {
        for (module, text) in modules(&source) {
            let module = module.join("::");
            if name.contains("unboil-cli") && (module.starts_with("console") || DATA.contains(&module.as_str())) {
                continue;
            }
            writers.extend(writing_lines(&text).map(|(line, code)| format!("{name}: {module}:{line}: {code}")));
        }
    }
    assert!(writers.is_empty(), "text that bypasses the escapes of `console`:\n{}", writers.join("\n"));
}

#[test]
fn writing_to_a_stream_is_found_and_asking_about_it_is_not() {
    let text = "let a = io::stdout().lock();\nif io::stderr().is_terminal() {\n// println!\n/// println!(\"x\")\neprintln!(\"x\");\n";
    assert_eq!(writing_lines(text).map(|(line, _)| line).collect::<Vec<_>>(), [1, 5]);
}

/// The lines that write to a standard stream. What only asks about one does not count.
fn writing_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter_map(|(number, line)| {
        let code = line.trim();
        let asks = code.contains(".is_terminal()") || code.contains("of_stream(");
        let writes = ["io::stdout()", "io::stderr()", "print!(", "println!("].iter().any(|call| code.contains(call))
            && !code.starts_with("//");
        (writes && !asks).then_some((number + 1, code))
    })
}
