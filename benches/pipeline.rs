//! JSON Lines through the command: the cost of reading, parsing, distributing to threads and writing, compared with
//! cleaning.
//!
//! `UNBOIL_SPEED_MB=64 cargo bench --bench pipeline` prints, in alternating rounds, wall time and CPU time of cleaning the texts in memory on one thread, of the command on one core and of the command on two cores, and their ratios. `cargo test --bench pipeline` does it once with little data. The answers are compared, but times are not checked, since machines are shared.
//!
//! On Linux, `taskset` restricts the command to one core. CPU time is counted in ticks of 10 ms; on other systems it
//! is not available.

#[expect(dead_code, reason = "the other benches look at more of it")]
mod corpus;

use std::error::Error;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use corpus::{Corpus, measuring};
use unboil::{Cleaner, Options};

/// Rounds of a measurement.
const ROUNDS: usize = 7;
/// Ticks per second of CPU times on Linux, on all architectures.
const TICKS: f64 = 100.0;

/// Wall and CPU time of a round, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
struct Took {
    wall: f64,
    cpu: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let corpus = Corpus::get();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pipeline");
    fs::create_dir_all(&folder)?;
    let (rows, empty) = (folder.join("rows.jsonl"), folder.join("empty.jsonl"));
    write_rows(&corpus, &rows)?;
    File::create(&empty)?;
    let cleaner = Cleaner::new(Arc::new(unboil::standard_rules()), Options::default().record_edits(false));
    let output = |name: &str| folder.join(name);
    let rounds = if measuring() { ROUNDS } else { 1 };
    let mut ways: [Vec<Took>; 4] = Default::default();
    for _ in 0..rounds {
        ways[0].push(in_memory(&cleaner, &corpus));
        ways[1].push(command(&rows, &output("one"), 1)?);
        ways[2].push(command(&rows, &output("two"), 2)?);
        ways[3].push(command(&empty, &output("none"), 1)?);
        check(&cleaner, &corpus, &output("one"), &output("two"))?;
    }
    println!(
        "{}: {} documents, {} bytes of text, {rounds} rounds",
        corpus.name,
        corpus.documents.len(),
        corpus.bytes()
    );
    if !measuring() {
        println!("all ways give the same");
        return Ok(());
    }
    println!("{:28} {:>22} {:>22} {:>10}", "median (least to most), s", "wall", "CPU", "MB/s wall");
    let names = ["in memory, one thread", "command, one core", "command, two cores", "command, nothing to do"];
    for (name, way) in names.iter().zip(&ways) {
        let speed = corpus.bytes() as f64 / 1e6 / median(way, |took| took.wall);
        println!("{name:28} {:>22} {:>22} {speed:>10.1}", spread(way, |took| took.wall), spread(way, |took| took.cpu));
    }
    let [memory, one, two, none] = &ways;
    let wall = |way: &[Took]| median(way, |took| took.wall);
    let cpu = |way: &[Took]| median(way, |took| took.cpu);
    let start = (wall(none), cpu(none));
    println!("one core of the figure in memory: {}", shares((wall(memory), cpu(memory)), (wall(one), cpu(one))));
    let begun = (wall(one) - start.0, cpu(one) - start.1);
    println!("the same without its start:       {}", shares((wall(memory), cpu(memory)), begun));
    println!("two cores to one:                 {:.2} times in wall time", wall(one) / wall(two));
    // The best possible with two cores: everything except the start is divided.
    let shared = start.1 + (cpu(two) - start.1) / 2.0;
    println!("                                  {:.2} times at most, by CPU time", cpu(one) / shared);
    let (one, two) = (wall(one) - start.0, wall(two) - start.0);
    println!("the same without its start:       {:.2} times in wall time", one / two);
    Ok(())
}

/// Writes the rows of the speed corpus, or the documents as rows.
fn write_rows(corpus: &Corpus, path: &Path) -> Result<(), Box<dyn Error>> {
    if let Some(rows) = &corpus.rows {
        fs::copy(rows, path)?;
        return Ok(());
    }
    let mut file = std::io::BufWriter::new(File::create(path)?);
    for (id, document) in corpus.documents.iter().enumerate() {
        let row =
            serde_json::json!({ "id": id, "url": format!("https://www.example.org/{id}"), "text": document.dirty });
        writeln!(file, "{row}")?;
    }
    file.flush()?;
    Ok(())
}

fn in_memory(cleaner: &Cleaner, corpus: &Corpus) -> Took {
    let (began, before) = (Instant::now(), cpu_time(false));
    for document in &corpus.documents {
        black_box(cleaner.clean_str(&document.dirty));
    }
    Took { wall: began.elapsed().as_secs_f64(), cpu: cpu_time(false) - before }
}

/// Runs the command with as many threads as cores.
fn command(rows: &Path, output: &PathBuf, cores: usize) -> Result<Took, Box<dyn Error>> {
    let cpus = if cores == 1 { "0" } else { "0,1" };
    let args = ["-q", "clean", "--isolated", "--format", "jsonl", "-j", &cores.to_string()].map(str::to_owned);
    let binary = env!("CARGO_BIN_EXE_unboil");
    let can_pin = Command::new("taskset").args(["-c", cpus, "true"]).stderr(Stdio::null()).status();
    let mut command = if can_pin.is_ok_and(|status| status.success()) {
        let mut command = Command::new("taskset");
        command.args(["-c", cpus, binary]);
        command
    } else {
        Command::new(binary)
    };
    command.args(&args).arg(rows).stdout(File::create(output)?);
    let (began, before) = (Instant::now(), cpu_time(true));
    if !command.status()?.success() {
        return Err("the command failed".into());
    }
    Ok(Took { wall: began.elapsed().as_secs_f64(), cpu: cpu_time(true) - before })
}

/// CPU time of this process, or of its finished children, in seconds.
fn cpu_time(of_children: bool) -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The program name, in parentheses, may contain anything.
    let fields: Vec<f64> =
        stat.rsplit(')').next().unwrap_or_default().split_whitespace().map(|f| f.parse().unwrap_or(0.0)).collect();
    let first = if of_children { 13 } else { 11 };
    fields.iter().skip(first).take(2).sum::<f64>() / TICKS
}

/// Checks that both outputs are the same, and equal to cleaning in memory except for the final newline.
fn check(cleaner: &Cleaner, corpus: &Corpus, one: &Path, two: &Path) -> Result<(), Box<dyn Error>> {
    let rows = fs::read_to_string(one)?;
    assert_eq!(rows, fs::read_to_string(two)?, "threads change nothing");
    let mut count = 0;
    for (row, document) in rows.lines().zip(&corpus.documents) {
        let row: serde_json::Value = serde_json::from_str(row)?;
        assert_eq!(row["text"].as_str(), Some(cleaner.clean_str(&document.dirty).text.trim_end_matches('\n')));
        count += 1;
    }
    assert_eq!(count, corpus.documents.len());
    Ok(())
}

fn sorted(way: &[Took], of: impl Fn(&Took) -> f64) -> Vec<f64> {
    let mut all: Vec<f64> = way.iter().map(of).collect();
    all.sort_by(f64::total_cmp);
    all
}

fn median(way: &[Took], of: impl Fn(&Took) -> f64) -> f64 {
    let all = sorted(way, of);
    all[all.len() / 2]
}

fn spread(way: &[Took], of: impl Fn(&Took) -> f64) -> String {
    let all = sorted(way, of);
    format!("{:.2} ({:.2} to {:.2})", all[all.len() / 2], all[0], all[all.len() - 1])
}

/// Speed relative to `memory`, by wall and by CPU time.
fn shares(memory: (f64, f64), other: (f64, f64)) -> String {
    format!("{:.0} % in wall time, {:.0} % in CPU time", 100.0 * memory.0 / other.0, 100.0 * memory.1 / other.1)
}
