"""How much of the library's speed `clean_many` has: the same documents in memory, in turn, in one run.

    python3 benches/peers/columns.py [ROUNDS]

Needs the package (`pip install ./python`), pyarrow and ftfy. The documents are those of `benches/corpus`, as one Arrow column of strings.
In each round: the library (`cargo bench --bench rows`), `clean_many` on Arrow and on a list, and ftfy with a list of phrases, as people
write it; all on one thread. Of five passes the quickest counts, of ftfy's the first. Out: the median of the rounds in MB per CPU second,
and the share of the library's speed. The answer is checked: the library and `clean_many` must give as many bytes, list and Arrow the same.
"""
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from unicodedata import normalize

import pyarrow as pa

import unboil

# Lines that standard rules remove, as somebody would list them.
PHRASES = ["leave a reply", "share this", "sign up for", "subscribe to", "read more", "follow us", "all rights reserved",
           "cookie", "newsletter", "advertisement", "related articles", "click here", "comments", "photo:", "log in"]


def quickest(call):
    """The CPU seconds of the quickest of five calls, and the last answer."""
    times = []
    for _ in range(5):
        start = time.process_time()
        answer = call()
        times.append(time.process_time() - start)
    return min(times), answer


def by_hand(rows):
    """ftfy, NFC, and lines with one of the phrases gone."""
    import ftfy

    search = re.compile("|".join(map(re.escape, PHRASES))).search
    return ["\n".join(line for line in normalize("NFC", ftfy.fix_text(row)).split("\n") if not search(line.lower()))
            for row in rows]


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    cleaner = unboil.Cleaner()
    seconds = {}

    def note(name, value):
        seconds.setdefault(name, []).append(value)

    for _ in range(rounds):
        with tempfile.NamedTemporaryFile() as file:
            bench = ["cargo", "bench", "--quiet", "--bench", "rows"]
            out = subprocess.run(bench, env={**os.environ, "ROWS": file.name}, check=True, capture_output=True, text=True).stdout
            rows = file.read().decode().split("\0")
        best, wanted = out.split()
        note("library", float(best))
        column = pa.array(rows)
        best, clean = quickest(lambda: cleaner.clean_many(column, threads=1))
        note("clean_many, Arrow", best)
        assert sum(len(text.encode()) for text in clean.to_pylist()) == int(wanted)
        best, listed = quickest(lambda: cleaner.clean_many(rows, threads=1))
        note("clean_many, list", best)
        assert listed == clean.to_pylist()
        start = time.process_time()
        by_hand(rows)
        note("ftfy and a list of phrases", time.process_time() - start)
    size = sum(len(row.encode()) for row in rows) / 1e6
    print(f"{len(rows)} documents, {size:.1f} MB, {rounds} rounds, load {os.getloadavg()[0]:.1f}")
    for name, values in seconds.items():
        shares = [100 * base / value for base, value in zip(seconds["library"], values)]
        print(f"{name}: {size / statistics.median(values):.1f} MB/s, {statistics.median(shares):.1f} % of the library "
              f"({min(shares):.1f} to {max(shares):.1f})")


if __name__ == "__main__":
    main()
