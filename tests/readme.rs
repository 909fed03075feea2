//! The examples of README.md and docs/recipes.md are run and must print what stands there.
//!
//! The page is the script. A fenced block with a path after its language (```` ```toml my-rules/en/x.toml ````) is a
//! file; a `console` block is commands after `$ ` and what each prints, standard output and error as they come. All of
//! it happens in order in one folder, with the binary on the path. A line `<!-- needs: zstd jq -->` before a block names
//! programs without which it is left out.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

#[path = "support/tools.rs"]
mod tools;

use tools::Tool;

const README: &str = include_str!("../README.md");
const RECIPES: &str = include_str!("../docs/recipes.md");

/// A fenced block.
struct Block {
    /// What stands behind the opening fence.
    info: String,
    text: String,
    /// The line of its opening fence, from 1.
    line: usize,
    /// Programs it needs.
    needs: Vec<String>,
}

/// The fenced blocks of a text. Blocks inside a list lose the indentation of their fence.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().enumerate();
    let mut needs = Vec::new();
    while let Some((number, line)) = lines.next() {
        if let Some(names) = line.strip_prefix("<!-- needs: ").and_then(|rest| rest.strip_suffix(" -->")) {
            needs = names.split(' ').map(str::to_owned).collect();
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let Some(info) = line.trim_start().strip_prefix("```") else { continue };
        let mut inside = String::new();
        for (_, line) in lines.by_ref().take_while(|(_, line)| line.trim() != "```") {
            inside.push_str(line.get(indent..).unwrap_or_default());
            inside.push('\n');
        }
        blocks.push(Block { info: info.to_owned(), text: inside, line: number + 1, needs: std::mem::take(&mut needs) });
    }
    blocks
}

/// Runs `command` and gives what it prints and its exit code. `last` is what `$?` is at its beginning.
fn run(folder: &Path, command: &str, last: i32) -> (String, i32) {
    let tools = Path::new(env!("CARGO_BIN_EXE_unboil")).parent().unwrap();
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n(exit {last})\n{command}")])
        .current_dir(folder)
        .env("PATH", path)
        .env("LC_ALL", "C")
        .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code().unwrap_or(-1))
}

#[test]
fn the_commands_print_what_the_readme_says() {
    check("README.md", README);
}

#[test]
fn the_recipes_print_what_they_say() {
    check("docs/recipes.md", RECIPES);
}

fn check(page: &str, text: &str) {
    let folder = tempfile::tempdir().unwrap();
    let (mut commands, mut last) = (0, 0);
    for block in blocks(text) {
        if let Some((_, path)) = block.info.split_once(' ') {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &block.text).unwrap();
        }
        if block.info != "console" || !block.needs.iter().all(|program| Tool::of(program).is_there()) {
            continue;
        }
        // The commands of the block, each with what follows it up to the next.
        let mut rest = block.text.as_str();
        while let Some(command) = rest.strip_prefix("$ ") {
            let (command, after) = command.split_once('\n').unwrap();
            let end = if after.starts_with("$ ") { 0 } else { after.find("\n$ ").map_or(after.len(), |at| at + 1) };
            let (want, behind) = after.split_at(end);
            let (got, code) = run(folder.path(), command, last);
            assert_eq!(got, want, "{page}, block of line {}: {command}", block.line);
            (last, rest) = (code, behind);
            commands += 1;
        }
        assert!(rest.is_empty(), "{page}, block of line {}: output without a command", block.line);
    }
    assert!(commands >= 10, "only {commands} commands were found");
}

/// The `rust` block of the README: the text between the two marks below.
#[test]
fn the_library_example_works() {
    fn example() -> Result<(), Box<dyn std::error::Error>> {
        // README begins
        let cleaner = unboil::Cleaner::standard();
        let decoded = "The pier is closed.\n\nLeave a Reply\n";
        let cleaned = cleaner.clean_str(decoded);
        assert_eq!(cleaned.text, "The pier is closed.\n");

        for edit in &cleaned.edits {
            println!("{} took {:?}", edit.cause.id(), &decoded[edit.span.range()]);
        }
        assert_eq!(unboil::replay(decoded, &cleaned.edits)?, cleaned.text);
        // README ends
        Ok(())
    }
    example().unwrap();

    let here = include_str!("readme.rs");
    let (_, from) = here.split_once("// README begins\n").unwrap();
    let (example, _) = from.split_once("        // README ends").unwrap();
    let example: String =
        example.lines().map(|line| line.strip_prefix("        ").unwrap_or(line).to_owned() + "\n").collect();
    let block = blocks(README).into_iter().find(|block| block.info == "rust").unwrap();
    assert_eq!(block.text, example, "the example of README.md is not the one that was tested");
}
