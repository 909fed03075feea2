//! Instructions per byte, counted by valgrind: their growth with the size of the text, and the most that any text takes relative
//! to prose.

use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use unboil::Cleaner;

use crate::shapes::{PROSE, SHAPES};

/// The argument with which the bench runs itself under valgrind.
pub(crate) const COUNTED: &str = "counted";
/// Sizes in bytes.
const SIZES: [usize; 2] = [16 << 10, 64 << 10];
/// How much more a byte of the larger text may take. A step that is quadratic in the text would take four times as much; texts of random
/// characters differ by a third, because they hold other characters.
const MOST_GROWTH: f64 = 1.5;
/// How much more than a byte of prose a byte of any text may take.
const MOST_OF_PROSE: f64 = 25.0;
/// Shapes for which that is not reached, and what holds for them. Each of these letters may be half of a misread one, so each is read in
/// a dozen code pages.
const EXCEPTIONS: [(&str, f64); 1] = [("random letters beyond ASCII", 40.0)];

/// One line for each shape that grows or that takes too much. Empty without valgrind, unless `CI` is set.
///
/// # Panics
/// With `CI` set and without valgrind; if valgrind fails.
pub(crate) fn faults() -> Vec<String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("growth");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder for counts");
    let bench = std::env::current_exe().expect("the path of this bench");
    let done = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=*counted_pass", "--dump-after=*counted_pass"])
        .arg(format!("--callgrind-out-file={}", folder.join("count").display()))
        .arg(bench)
        .arg(COUNTED)
        .output();
    let done = match done {
        Ok(done) => done,
        Err(error) if std::env::var_os("CI").is_none() => {
            println!("instructions are not counted: valgrind: {error}");
            return Vec::new();
        }
        Err(error) => panic!("valgrind: {error}"),
    };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    // Each call of `counted_pass` makes the next file.
    let mut number = 0;
    let counts: Vec<[f64; 2]> = SHAPES
        .iter()
        .map(|shape| {
            SIZES.map(|size| {
                number += 1;
                instructions(&folder.join(format!("count.{number}"))) as f64 / shape.text(size).len() as f64
            })
        })
        .collect();
    let prose = SHAPES.iter().zip(&counts).find(|(shape, _)| shape.name == PROSE).expect("prose is a shape").1[1];
    println!(
        "{:40} {}  growth  of prose",
        "instructions per byte at",
        SIZES.map(|size| format!("{:>6} kB", size >> 10)).join(" ")
    );
    let mut faults = Vec::new();
    for (shape, [small, large]) in SHAPES.iter().zip(counts) {
        let (growth, of_prose) = (large / small, large / prose);
        println!("{:40} {small:>9.0} {large:>9.0}  {growth:>6.2}  {of_prose:>8.1}", shape.name);
        if growth > MOST_GROWTH {
            faults.push(format!(
                "{}: a byte takes {growth:.2} times as many instructions in a text of four times the size",
                shape.name
            ));
        }
        let exception = EXCEPTIONS.iter().find(|(name, _)| *name == shape.name);
        if of_prose > exception.map_or(MOST_OF_PROSE, |(_, most)| *most) {
            faults
                .push(format!("{}: a byte takes {of_prose:.1} times as many instructions as one of prose", shape.name));
        }
    }
    faults
}

/// The instructions in a file of callgrind.
fn instructions(path: &Path) -> u64 {
    let file = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let totals = file.lines().find_map(|line| line.strip_prefix("totals: ").or_else(|| line.strip_prefix("summary: ")));
    totals.and_then(|totals| totals.trim().parse().ok()).unwrap_or_else(|| panic!("{}: no totals", path.display()))
}

/// Cleans all shapes; under valgrind, each call of [`counted_pass`] is counted on its own.
pub(crate) fn run() {
    let cleaner = super::cleaner();
    for shape in SHAPES {
        let texts = SIZES.map(|size| shape.text(size));
        // Expressions are compiled on first use. The text has other lines than those that are counted.
        drop(cleaner.clean_str(&shape.text(SIZES[0] / 2)));
        texts.iter().for_each(|text| counted_pass(&cleaner, text));
    }
}

#[inline(never)]
fn counted_pass(cleaner: &Cleaner, text: &str) {
    black_box(cleaner.clean_str(black_box(text)));
}
