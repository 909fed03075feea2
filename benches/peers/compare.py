"""unboil beside its peers: makes the inputs, runs the rounds, prints the table, writes docs/speed.md and its plots.

    benches/peers/run [--mb 64] [--folder-mb 256] [--rounds 5] [--only TEXT] [--no-docs] [--no-plots]

All rows are run in turn, round by round, so that a machine that slows down slows down both sides of each; a row's figure
is the median of the rounds. With the sizes that are set it takes some eight minutes on two cores, of which making the
corpora, once, is one.
"""
import argparse
import json
import os
import sys
import time

import inputs
import install
import plots
import report
import rows
from measure import Failed

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GENERATOR = os.path.join(ROOT, "..", "shared", "bench", "perf", "gen_corpus.py")


def options():
    parser = argparse.ArgumentParser(prog="benches/peers/run", description=__doc__.split("\n\n")[0])
    parser.add_argument("--mb", type=int, default=64, help="megabytes of text (64)")
    parser.add_argument("--folder-mb", type=int, default=256, help="megabytes of small files (256: 54,000 files)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", action="append", default=[], help="only rows whose name holds this text")
    parser.add_argument("--no-docs", action="store_true", help="print the table, write nothing into docs/")
    parser.add_argument("--no-plots", action="store_true", help="leave the plots as they are")
    parser.add_argument("--unboil", help="a binary that is built already")
    parser.add_argument("--limits", help="the limits bench that is built already")
    parser.add_argument("--work", default=os.path.join(ROOT, "target", "peers"), help="where inputs and peers are kept")
    return parser.parse_args()


def guarded(row, what):
    """Runs a step of a row; one that fails leaves the others alone."""
    try:
        return what()
    except (Failed, OSError, ValueError, KeyError) as error:
        row.failed = str(error)
        print(f"{row.name}: {error}", file=sys.stderr)
        return None


def main():
    asked = options()
    start, load = time.monotonic(), os.getloadavg()[0]
    os.makedirs(asked.work, exist_ok=True)
    if not os.path.exists(GENERATOR):
        sys.exit("the speed corpus is not here: ../shared/bench/perf/gen_corpus.py beside the checkout")
    corpus = inputs.corpus(GENERATOR, asked.work, asked.mb, "jsonl,txt,clean")
    folder = inputs.corpus(GENERATOR, asked.work, asked.folder_mb, "dir")
    bench = rows.Bench(asked.unboil, asked.limits, sys.executable, asked.work, corpus, folder, install.peers(asked.work))
    table = [row for row in rows.all_rows(bench) if not asked.only or any(part in row.name for part in asked.only)]
    for row in table:
        if not row.missing and row.check:
            print(f"checking: {row.name}", file=sys.stderr)
            row.checked = guarded(row, row.check) or ""
    for number in range(asked.rounds):
        print(f"round {number + 1} of {asked.rounds} at {time.monotonic() - start:.0f} s", file=sys.stderr)
        for row in table:
            if not row.missing and not row.failed:
                guarded(row, row.round)
    print(report.table(table))
    with open(os.path.join(asked.work, "rounds.json"), "w", encoding="utf-8") as file:
        json.dump([{"row": row.name, "reach": row.reach, "missing": row.missing, "failed": row.failed, "rounds": row.rounds}
                   for row in table], file, indent=1)
    docs = os.path.join(ROOT, "docs")
    if not asked.no_docs and not asked.only:
        if not asked.no_plots:
            plots.write(bench, docs)
        report.write(os.path.join(docs, "speed.md"), table, asked, load)
    print(f"{time.monotonic() - start:.0f} s", file=sys.stderr)
    sys.exit(1 if any(row.failed for row in table) else 0)


main()
