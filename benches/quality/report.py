#!/usr/bin/env python3
"""Writes docs/quality.md: what cleaning removes and what it costs, per set and language, and the expected loss of the rules.

    benches/quality/report.py BENCH [--bin unboil] [--check]

BENCH is a folder of labelled sets: `BENCH/SET/dev/TASK.jsonl.gz`, with the scorer `BENCH/quality/score.py`. `unboil` of the path is
measured unless --bin names another. --check writes nothing: it fails if the expected loss is greater than the last entry of
`expected-loss.toml` beside this script says. Whoever raises it adds an entry with a reason. Python 3.11 or later, no packages.
"""

import argparse
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
STATED = HERE / "expected-loss.toml"
SETS = [("quality", ["t1", "t2"]), ("news", ["t1", "t2"]), ("daniel", ["t1", "t2"]), ("postlight", ["t1", "t2"])]
# Sets whose labels are of extractor output, which is what the rules are for.
EVIDENCE = [name for name, _ in SETS]
# A language with fewer documents has intervals too wide to say anything.
LEAST_DOCUMENTS = 20
# How many phrases the page lists.
PHRASES = 15
# The loss is a sum of floating-point numbers; a change of the last digit that is printed is a change.
DIGITS = 1


def score(bench, binary, name, task):
    data = bench / name / "dev" / f"{task}.jsonl.gz"
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        subprocess.run(
            [sys.executable, bench / "quality/score.py", data, "--cmd", f"{binary} clean -q --isolated --format jsonl", "--by", "lang",
             "--json", out.name],
            check=True, stdout=subprocess.DEVNULL)
        return json.load(open(out.name, encoding="utf-8"))


def row(name, part):
    after, before = part["score"], part["noop"]
    harm = f"{after['harm_per_10k']:.1f}"
    interval = f"{after['harm_lo']:.1f} – {after['harm_hi']:.1f}"
    gain = f"{after['f1'] - before['f1']:+.4f}"
    removed = [f"{after[key]:.1f}" for key in ("boiler_removed_pct", "short_boiler_removed_pct")]
    harmed = f"{after['domains_harmed']} of {after['domains']}"
    return "| " + " | ".join([name, f"{after['docs']}", harm, interval, f"{after['harm_page_per_10k']:.1f}", harmed, gain, *removed]) + " |"


def table(result):
    lines = [
        "| | documents | harm | 95 % interval | harm, each page once | sites harmed | F1 gained | boilerplate removed, % | of it short, % |",
        "| --- | --: | --: | --: | --: | --: | --: | --: | --: |",
        row("all", result["ALL"]),
    ]
    for group in sorted(result):
        if group.startswith("lang=") and result[group]["score"]["docs"] >= LEAST_DOCUMENTS:
            lines.append(row(group.removeprefix("lang="), result[group]))
    return lines


def evidence(bench, binary):
    """The rows of `unboil rules evidence` over all labelled extractor output, and how many documents that is."""
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as joined:
        documents = 0
        for name in EVIDENCE:
            with gzip.open(bench / name / "dev" / "t1.jsonl.gz") as lines:
                for line in lines:
                    record = json.loads(line)
                    kept = {key: record[key] for key in ("text", "labels", "domain")}
                    joined.write((json.dumps(kept, ensure_ascii=False) + "\n").encode())
                    documents += 1
        joined.flush()
        done = subprocess.run(
            [binary, "rules", "evidence", "-q", "--json", "--source-field", "domain", joined.name], check=True, capture_output=True)
        return json.loads(done.stdout), documents


def loss_lines(rows, documents, total):
    removed = sum(row["lines"] for row in rows)
    wanted = sum(row["wanted"] for row in rows)
    single = [row for row in rows if row["sites"] == 1]
    share = 100 * sum(row["lines"] for row in single) / removed
    lines = [
        f"Over the {documents:,} documents of the first task of all sets, {len(rows):,} phrases and detectors removed {removed:,} lines, "
        f"{wanted} of them wanted. {len(single):,} of them acted on one site only and removed {share:.0f} % of the lines. "
        f"**The expected loss is {total:.{DIGITS}f} wanted lines in 10,000 documents of other sites** "
        "(`unboil rules evidence --help` says how it is estimated; it is an upper estimate).",
        "",
        "| loss | sites | harmed | good lines | wanted lines | rule and phrase |",
        "| --: | --: | --: | --: | --: | --- |",
    ]
    for row in sorted(rows, key=lambda row: (-row["expected_loss"], row["rule"], row["phrase"] or ""))[:PHRASES]:
        phrase = f" `{row['phrase']}`".replace("|", "\\|") if row["phrase"] else ""
        figures = [f"{row['expected_loss']:.2f}", row["sites"], row["harmed_sites"], row["good"], row["wanted"]]
        lines.append("| " + " | ".join(map(str, figures)) + f" | {row['rule']}{phrase} |")
    return lines


def stated():
    """The last entry that explains the expected loss."""
    return tomllib.loads(STATED.read_text(encoding="utf-8"))["entry"][-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=pathlib.Path)
    parser.add_argument("--bin", default="unboil")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    rows, documents = evidence(args.bench, args.bin)
    total = sum(row["expected_loss"] for row in rows)
    if args.check:
        limit = stated()["loss"]
        print(f"expected loss {total:.{DIGITS}f} wanted lines in 10,000 documents; {STATED.name} says {limit}")
        if round(total, DIGITS) > limit:
            print(f"it grew: add an entry with the reason to {STATED.relative_to(ROOT)}, or mend the rules", file=sys.stderr)
            return 1
        return 0
    page = [
        "# How well",
        "",
        "Made by `benches/quality/report.py`; the next run writes this page anew. The sets are labelled pages of other people and not part "
        "of the project; these are the halves that the rules were developed with. **Other halves are worse**: rules are written for "
        "what their author has seen. On the halves that were kept back, the harm of an earlier version was up to ten times as great.",
        "",
        "Harm is wanted lines lost in 10,000, with an interval over sites. F1 is that of words against a text that people chose. Languages "
        f"with fewer than {LEAST_DOCUMENTS} documents are in the first row only.",
        "",
    ]
    names = {"t1": "what extractors left", "t2": "the full text of pages"}
    for name, tasks in SETS:
        for task in tasks:
            page += [f"## {name}: {names[task]}", "", *table(score(args.bench, args.bin, name, task)), ""]
    page += ["## Expected loss", "", *loss_lines(rows, documents, total), ""]
    (ROOT / "docs" / "quality.md").write_text("\n".join(page), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
