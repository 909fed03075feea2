"""How much of the library's speed `clean_many` has: the same documents in memory, in turn, in one run.

    python3 benches/peers/columns.py [ROUNDS]

Needs the package (`pip install ./python`), pyarrow and ftfy. The documents are those of `benches/corpus`, as one Arrow column of strings.
In each round: the library (`cargo bench --bench rows`), and `clean_many` on Arrow and on a list, with one thread and with two; and on one
thread ftfy with a list of phrases, as people write it. Of three passes the quickest counts. Out: the
median of the rounds in MB/s, and the share of the library's speed. The answer is checked: all ways must give as many bytes.
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
    """The seconds of the quickest of three calls, and the last answer."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        answer = call()
        times.append(time.perf_counter() - start)
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
        for threads in (1, 2):
            with tempfile.NamedTemporaryFile() as file:
                env = {**os.environ, "ROWS": file.name, "THREADS": str(threads)}
                bench = ["cargo", "bench", "--quiet", "--bench", "rows"]
                out = subprocess.run(bench, env=env, check=True, capture_output=True, text=True).stdout
                rows = file.read().decode().split("\0")
            best, wanted = out.split()
            note(("library", threads), float(best))
            column = pa.array(rows)
            best, clean = quickest(lambda: cleaner.clean_many(column, threads=threads))
            note(("clean_many, Arrow", threads), best)
            assert sum(map(len, (text.encode() for text in clean.to_pylist()))) == int(wanted)
            best, listed = quickest(lambda: cleaner.clean_many(rows, threads=threads))
            note(("clean_many, list", threads), best)
            assert listed == clean.to_pylist()
        start = time.perf_counter()
        by_hand(rows)
        note(("ftfy and a list of phrases", 1), time.perf_counter() - start)
    size = sum(len(row.encode()) for row in rows) / 1e6
    print(f"{len(rows)} documents, {size:.1f} MB, {rounds} rounds, load {os.getloadavg()[0]:.1f}")
    for (name, threads), values in seconds.items():
        shares = [base / value for base, value in zip(seconds["library", threads], values)]
        print(f"{name}, threads: {threads}: {size / statistics.median(values):.1f} MB/s, "
              f"{100 * statistics.median(shares):.0f} % of the library ({100 * min(shares):.0f} to {100 * max(shares):.0f} %)")


if __name__ == "__main__":
    main()
