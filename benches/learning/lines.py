#!/usr/bin/env python3
"""What the labels say about lines that recur on a site: by spread over time, and by a common beginning or end.

  lines.py [--data DIR]

Labels: c, s wanted (s is short); b, x boilerplate; ? and t are not counted. Lines are the same if they differ only in case, in the signs
around them and in numbers, as in `crates/unboil-learn/src/pages.rs`.
"""
import argparse, collections, datetime, gzip, json, os, re

EDGES = re.compile(r"^[\W_]+|[\W_]+$")
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
SPREADS = [(1, "at most a day"), (30, "2 to 30 days"), (365, "31 to 365 days"), (10**6, "more than a year")]
# Words of a line that may have a placeholder at one end.
MOST_WORDS = 12
LEAST_LETTERS = 6


def key(line):
    return NUMBER.sub("0", EDGES.sub("", line.casefold()))


def is_prose(line):
    words, line = len(line.split()), line.strip()
    return words >= 30 or (words >= 12 or len(line) >= 60) and re.search(r"[.!?…。！？][\"”’»)\]]*$", line)


def lines(pages):
    for page in pages:
        labels = page.get("labels")
        for at, line in enumerate(page["text"].split("\n")):
            if key(line):
                yield page, labels[at] if labels else "", key(line), line


def counted(labels):
    wanted = sum(labels[label] for label in "cs")
    return f"{wanted + sum(labels[label] for label in 'bx')} lines, {wanted} wanted"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="../shared/bench/news/dev")
    data = parser.parse_args().data
    pages = []
    for name in ["sites.jsonl.gz", "sites-unlabelled.jsonl.gz"]:
        with gzip.open(os.path.join(data, name), "rt", encoding="utf-8") as file:
            pages += map(json.loads, file)
    for view in ["t2", "t1noisy", "t1"]:
        sites = collections.defaultdict(list)
        for page in pages:
            if page["view"] == view:
                sites[page["site"]].append(page)
        spread = collections.defaultdict(collections.Counter)
        shared = collections.defaultdict(collections.Counter)
        for site in sites.values():
            days = collections.defaultdict(dict)
            for page, _, same, _ in lines(site):
                days[same][page["page"]] = datetime.date.fromisoformat(page["date"][:10])
            parts = collections.defaultdict(lambda: collections.defaultdict(set))
            single = []
            for page, label, same, line in lines(site):
                if len(days[same]) > 1:
                    apart = (max(days[same].values()) - min(days[same].values())).days
                    spread[next(name for most, name in SPREADS if apart <= most)][label] += 1
                    continue
                words = same.split()
                if is_prose(line) or len(words) > MOST_WORDS:
                    continue
                ends = [(where, " ".join(words[:n] if where == "beginning" else words[-n:]))
                        for n in range(2, len(words)) for where in ("beginning", "end")]
                ends = [end for end in ends if len(re.sub(r"[\W\d_]", "", end[1])) >= LEAST_LETTERS]
                single.append((label, ends))
                for end in ends:
                    parts[end][page["page"]].add(same)
            for least in (2, 3):
                for label, ends in single:
                    for where in {where for where, text in ends if len(parts[where, text]) >= least}:
                        shared[f"common {where} of two words on {least} pages"][label] += 1
        for name, labels in [*((name, spread[name]) for _, name in SPREADS), *sorted(shared.items())]:
            print(f"{view:8} {name:40} {counted(labels)}")


if __name__ == "__main__":
    main()
