#!/usr/bin/env python3
"""What learning and learned rules cost: the figures of docs/learn.md.

  scale.py --unboil UNBOIL [--sites 2000] [--pages 20] [--rules 100000]

Makes a corpus whose sites have menus, articles and footers, and as many rules for sites as asked for, which are learned rules in kind:
`site`, `line`, two phrases each. Half of the menu entries and of the phrases are those of one site, the others are taken from 2,000 that
sites share, the first ones most often. Times are CPU seconds (user and system) on one thread, the smallest of five runs, so that
other work on the machine matters little; start-up is wall time, the smallest of twenty.
"""
import argparse, json, os, random, resource, subprocess, tempfile, time
from pathlib import Path

SYLLABLES = ["ka", "lo", "min", "ter", "sa", "ver", "on", "del", "ri", "pu", "gan", "est", "ho", "fi", "lar", "ne", "tou", "wa", "bre", "zi"]
ROUNDS, STARTS = 5, 20


def word(random):
    return "".join(random.choice(SYLLABLES) for _ in range(random.randint(1, 4)))


def sentence(random, words):
    return " ".join(words[int(random.random() ** 2 * len(words))] for _ in range(random.randint(9, 22))).capitalize() + "."


def label(random):
    return " ".join(word(random) for _ in range(random.randint(1, 3))).capitalize()


SHARED = [label(random.Random(number)) for number in range(2000)]


def labels(random, count):
    return [SHARED[int(random.random() ** 3 * len(SHARED))] if number % 2 else label(random) for number in range(count)]


def corpus(path, sites, pages):
    pick = random.Random(7)
    words = sorted({word(pick) for _ in range(30_000)})
    pick.shuffle(words)
    menus = [labels(pick, 30) for _ in range(sites)]
    with open(path, "w", encoding="utf-8") as out:
        for page in range(pages):
            for site in range(sites):
                body = [" ".join(sentence(pick, words) for _ in range(3)) for _ in range(10)]
                lines = menus[site][:20] + body + [f"{page} comments"] + menus[site][20:]
                out.write(json.dumps({"url": f"https://site{site}.example/{page}", "text": "\n".join(lines)}) + "\n")


def rules(folder, count):
    pick = random.Random(8)
    each = 10
    for site in range(count // each):
        rules = ['about = "What a site prints on its pages"\nlang = "any"\n']
        for number in range(each):
            phrases = labels(pick, 2)
            rules.append(
                f'[[rule]]\nid = "site{site}-example-{number}"\ncategory = "navigation"\nwhy = "appears on {20 - number} of 20 pages"\n'
                f'site = "site{site}.example"\nline = {json.dumps(phrases)}\nremoves = {json.dumps(phrases)}\nkeeps = ["None."]\n'
            )
        (folder / f"site{site}.example.toml").write_text("\n".join(rules))


def cpu(command):
    def once():
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return min(once() for _ in range(ROUNDS))


def wall(command):
    def once():
        start = time.monotonic()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        return time.monotonic() - start
    return min(once() for _ in range(STARTS))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unboil", required=True)
    parser.add_argument("--sites", type=int, default=2000)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--rules", type=int, default=100_000)
    options = parser.parse_args()
    unboil = os.path.abspath(options.unboil)
    with tempfile.TemporaryDirectory() as root:
        root = Path(root)
        pages, packs, compiled, learned, small = (root / name for name in ["pages.jsonl", "packs", "packs.rules", "learned", "small.txt"])
        corpus(pages, options.sites, options.pages)
        megabytes = pages.stat().st_size / 1e6
        clean = [unboil, "clean", "-q", "--isolated", "-j1", "--source-field", "url", pages]
        cleaning = cpu(clean)
        print(f"corpus: {options.sites} sites, {options.sites * options.pages} pages, {megabytes:.0f} MB")
        print(f"clean: {cleaning:.2f} s, {megabytes / cleaning:.0f} MB/s", flush=True)
        learning = cpu([unboil, "learn", "-q", pages, "-o", learned])
        files = sum(1 for _ in learned.iterdir())
        print(f"learn: {learning:.2f} s, {megabytes / learning:.0f} MB/s, {100 * cleaning / learning:.0f} % of clean; {files} files", flush=True)
        packs.mkdir()
        rules(packs, options.rules)
        subprocess.run([unboil, "rules", "compile", packs, "-o", compiled], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with_rules = cpu([*clean[:-1], "--rules", compiled, pages])
        print(f"clean with {options.rules} rules of sites: {with_rules:.2f} s, {100 * with_rules / cleaning - 100:+.1f} %", flush=True)
        small.write_text("The ferry sailed at seven with forty people on board.\n")
        one = [unboil, "clean", "-q", "--isolated", "--site", "site1.example"]
        print(f"start: {1e3 * wall([*one, small]):.1f} ms; with the rules compiled {1e3 * wall([*one, '--rules', compiled, small]):.1f} ms")
        folder = cpu([*one, "--rules", packs, small])
        print(f"start with the rules as a folder of TOML: {folder:.2f} s of CPU")


if __name__ == "__main__":
    main()
