"""docs/speed.md from the rows: the table, on which machine, when, by which command."""
import datetime
import os
import platform
import statistics
import subprocess

HEAD = """# How fast

Made by `{command}` on {date}, at commit {commit}; the next run writes this page anew. What stands behind the figures, where
the time goes and what was tried is in [speed-notes.md](speed-notes.md).

{machine}. One core, CPU time (user and system, of all processes of a side) unless said; in memory, the quickest pass of a
process. Corpus: {mb} MB of news-like text made by a generator, {folder_mb} MB as a folder of small files; rules: the standard packs
unless said. {rounds} rounds, all rows in turn in each; figures are medians of the rounds, with the lowest and the highest. Load of the
machine when it began: {load:.1f}; above 1, others were at work on it and times are longer than they need be.

"""

TAIL = """
![throughput by number of rules](speed-rules.svg)

![throughput by size of the document](speed-sizes.svg)
"""


def machine():
    """Processor, cores, system."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            model = next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"


def commit():
    try:
        return subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def number(value, unit):
    text = f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
    return f"{text} {unit}"


def amount(values, unit):
    """The median of what a side took, for people."""
    value = statistics.median(values)
    if unit == "ns":
        value, unit = value / 1e9, "s"
    if unit == "s" and value < 1:
        value, unit = value * 1000, "ms"
    if unit == "B":
        value, unit = value / (1 << 20), "MB"
    return number(value, unit)


def line(row):
    reach = f"{'≥' if row.at_least else '≤'} {row.reach} {row.unit}"
    name = f"{row.name} against {row.against}" if row.against else row.name
    if row.missing:
        return f"| {name} | {reach} | – | | | | not run: no {row.missing} |"
    if row.failed or not row.rounds:
        return f"| {name} | {reach} | – | | | | failed: {' '.join(str(row.failed).split())[:120]} |"
    figures = [r[2] for r in row.rounds]
    spread = f"{number(min(figures), '').strip()} – {number(max(figures), '').strip()}"
    reached = "**" if row.met() else ""
    ours = amount([r[0] for r in row.rounds], row.raw)
    theirs = amount([r[1] for r in row.rounds], row.raw) if row.theirs else ""
    return (f"| {name} | {reach} | {reached}{number(row.figure(), row.unit)}{reached} | {spread} | {ours} | {theirs} "
            f"| {row.checked} |")


def table(rows):
    """The table; what reached its aim is bold."""
    head = ("| | aim | reached (bold: the aim is met) | lowest – highest | unboil | the other side | answer checked |\n"
            "| --- | --- | --- | --- | --- | --- | --- |\n")
    return head + "\n".join(line(row) for row in rows) + "\n"


def write(path, rows, asked, load):
    command = f"benches/peers/run --mb {asked.mb} --folder-mb {asked.folder_mb} --rounds {asked.rounds}"
    head = HEAD.format(command=command, date=datetime.date.today().isoformat(), commit=commit(), machine=machine(), mb=asked.mb,
                       load=load, folder_mb=asked.folder_mb, rounds=asked.rounds)
    with open(path, "w", encoding="utf-8") as file:
        file.write(head + table(rows) + TAIL)
