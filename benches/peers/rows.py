"""The lines of the table: what is run, what against, how the answers are checked.

A row has a name, a reach, and two sides. Each side is called once a round and gives a number (`raw` is its unit); the row's
figure is made of a round's two numbers (theirs by ours: how many times quicker, or a share of a limit). `Row.check` runs once before the
rounds and says in a word or two what was compared; a wrong answer is an error, never a figure.
"""
import itertools
import os
import shutil
import statistics

import expected
import inputs
from measure import Failed, cost, digest, peak, told, tree

NUMBERS = (200, 2000, 20000)
MIB = 1 << 20
# How much of the text the naive search is asked about.
PART = 3 * MIB
# How much of it is scanned in memory.
SCANNED = 8 * MIB


def filled(path):
    """Lines that are not blank."""
    with open(path, encoding="utf-8", errors="replace") as file:
        return sum(1 for line in file if line.strip())


class Row:
    """A line of the table."""

    def __init__(self, name, reach, against, ours, theirs, at_least=True, check=None, unit="×", raw="s", missing=None):
        self.name, self.reach, self.against, self.unit, self.at_least = name, reach, against, unit, at_least
        self.ours, self.theirs, self.check, self.raw, self.missing = ours, theirs, check, raw, missing
        self.rounds, self.checked, self.failed = [], "", None

    def round(self):
        """One round: ours, theirs, and the figure."""
        ours = self.ours()
        theirs = self.theirs() if self.theirs else None
        figure = ours if theirs is None else theirs / ours if self.at_least else ours / theirs
        self.rounds.append((ours, theirs, figure * 100 if self.unit == "%" else figure))

    def figure(self):
        """The median of the rounds."""
        return statistics.median(r[2] for r in self.rounds)

    def met(self):
        return self.figure() >= self.reach if self.at_least else self.figure() <= self.reach


class Bench:
    """What all rows share: programs, corpora, folders."""

    def __init__(self, unboil, limits, python, work, corpus, folder, peers):
        self.unboil, self.limits, self.python, self.work = unboil, limits, python, work
        self.corpus, self.folder, self.peers = corpus, folder, peers
        self.out = os.path.join(work, "out")
        shutil.rmtree(self.out, ignore_errors=True)
        os.makedirs(self.out)
        self.rules = {n: inputs.phrase_rules(work, self.file(f"phrases_{n}.txt")) for n in inputs.NUMBERS}
        self.kinds = {n: inputs.kind_rules(work, self.file(f"rules_{n}.tsv")) for n in inputs.NUMBERS}
        self.here = os.path.dirname(os.path.abspath(__file__))

    def file(self, name):
        return os.path.join(self.corpus, name)

    def to(self, name):
        return os.path.join(self.out, name)

    def need(self, *names):
        """The first of these peers that is missing."""
        return next((name for name in names if not self.peers.get(name)), None)

    def clean(self, source, to, *options, **how):
        """`unboil clean` from file to file, on one thread."""
        command = [self.unboil, "clean", "--isolated", "-q", "-j", "1", *options]
        return cost(command, stdin=source, stdout=self.to(to), **how)

    def in_memory(self, name, rules, size):
        return told([self.limits, "clean", self.file(name), rules, size])

    def same_each_time(self, names):
        """A check that outputs do not change from round to round."""
        return {name: digest(self.to(name)) for name in names}


def jsonl(b):
    def ours():
        return b.clean(b.file("docs.jsonl"), "ours.jsonl", "--format", "jsonl").cpu

    def theirs():
        script = [b.python, os.path.join(b.here, "by_hand.py"), b.file("phrases_200.txt")]
        return cost(script, stdin=b.file("docs.jsonl"), stdout=b.to("hand.jsonl")).cpu

    def check():
        ours(), theirs()
        counts = [sum(1 for _ in open(path, "rb")) for path in (b.file("docs.jsonl"), b.to("ours.jsonl"), b.to("hand.jsonl"))]
        if len(set(counts)) != 1:
            raise Failed(f"records in and out: {counts}")
        return f"{counts[0]} records in, out and out"

    return Row("whole job on JSONL", 40, "Python script by hand: 200 phrases, NFC, lines seen", ours, theirs, check=check)


def text(b):
    pipeline = (f"{b.peers['uconv']} -f utf-8 -t utf-8 -x any-nfc '{b.file('all.txt')}' | {b.peers['rg']} -a -v -i -F "
                f"-f '{b.file('phrases_200.txt')}' | {b.peers['awk']} '!NF || !seen[$0]++' > '{b.to('piped.txt')}'")

    def ours():
        return b.clean(b.file("all.txt"), "ours.txt").cpu

    def check():
        ours(), cost(pipeline)
        twice = b.clean(b.to("ours.txt"), "twice.txt")
        if digest(b.to("ours.txt")) != digest(b.to("twice.txt")):
            raise Failed("cleaned twice is not cleaned once")
        return f"cleaned twice is cleaned once ({twice.cpu:.2f} s)"

    return Row("whole job on text", 20, "`uconv -x any-nfc \\| rg -v -i -F -f \\| awk`", ours, lambda: cost(pipeline).cpu,
               check=check, missing=b.need("uconv", "rg", "awk"))


def delete(b, n, reach):
    grep = f"LC_ALL=C exec {b.peers['grep']} -v -a -i -F -f '{b.file(f'phrases_{n}.txt')}' '{b.file('all.txt')}' > '{b.to('grep.txt')}'"

    def ours():
        return b.clean(b.file("all.txt"), f"deleted_{n}.txt", "--no-default-rules", "--rules", b.rules[n]).cpu

    def check():
        ours(), cost(grep)
        # The naive search is slow, so it looks at the beginning of the text alone.
        part = inputs.beginning(b.file("all.txt"), b.to("part.txt"), PART)
        b.clean(part, "normal.txt", "--no-default-rules")
        b.clean(part, "part_left.txt", "--no-default-rules", "--rules", b.rules[n])
        with open(b.to("normal.txt"), encoding="utf-8") as file:
            normal = file.read()
        want = expected.left(normal, inputs.lines(b.file(f"phrases_{n}.txt")))
        got = [line for line in inputs.lines(b.to("part_left.txt")) if line]
        if want != got:
            at = next((i for i, (w, g) in enumerate(zip(want, got)) if w != g), min(len(want), len(got)))
            raise Failed(f"line {at} that stays: wanted {want[at:at + 1]}, got {got[at:at + 1]}; {len(want)} and {len(got)}")
        whole, other = (filled(b.to(name)) for name in (f"deleted_{n}.txt", "grep.txt"))
        return f"first {len(got)} lines as by a naive search; {whole} stay, grep, which knows no words, leaves {other}"

    return Row(f"delete lines with any of {n:,} phrases", reach, "`LC_ALL=C grep -v -i -F -f`", ours,
               lambda: cost(grep).cpu, check=check, missing=b.need("grep"))


def scan(b, n, reach):
    libraries = [b.peers[name] for name in ("hyperscan", "vectorscan") if b.peers.get(name)]
    phrases = b.file(f"phrases_{n}.txt")
    # So little text that many passes fit into a second: our time is a difference, and small beside what it is taken from.
    text = inputs.beginning(b.file("all.txt"), b.to("scanned.txt"), SCANNED)

    def ours():
        # What looking for phrases adds to a cleaning without rules; hits are confirmed, decided and cut in it.
        return told([b.limits, "scan", text, b.rules[n], 256 << 10])["ns"]

    def theirs():
        return min(told([library, phrases, text])["ns"] for library in libraries)

    def check():
        counts = {told([library, phrases, text])["out"] for library in libraries}
        if b.peers["grep"]:
            cost(f"LC_ALL=C {b.peers['grep']} -c -a -i -F -f '{phrases}' '{text}' > '{b.to('count')}'")
            counts.add(open(b.to("count"), encoding="ascii").read().strip())
        if len(counts) != 1:
            raise Failed(f"lines with a phrase: {counts}")
        return f"{counts.pop()} lines with a hit, as grep counts; ours as in the rows above"

    return Row(f"scan in memory for {n:,} phrases", reach, "the quicker of Hyperscan and Vectorscan", ours, theirs, check=check,
               raw="ns", missing=None if libraries else "hyperscan")


def whole_process(b):
    def theirs():
        return cost([b.limits, "minimal", b.file("all.txt"), b.to("copied.txt")]).cpu

    def check():
        theirs()
        if digest(b.file("all.txt")) != digest(b.to("copied.txt")):
            raise Failed("the minimal program is no copy")
        return "the minimal program copies"

    return Row("whole process, text", 35, "read, validate, split, hash, write", lambda: b.clean(b.file("all.txt"), "ours.txt").cpu,
               theirs, check=check, unit="%")


def prose(b):
    def check():
        ours, floor = b.in_memory("clean.txt", "standard", 256 << 10), told([b.limits, "floor", b.file("clean.txt")])
        return "nothing changed" if ours["out"] == floor["out"] else "a few lines changed: the prose is put together by chance"

    return Row("prose with nothing to do, in memory", 30, "validate, split, hash, copy",
               lambda: b.in_memory("clean.txt", "standard", 256 << 10)["ns"],
               lambda: told([b.limits, "floor", b.file("clean.txt")])["ns"], check=check, unit="%", raw="ns")


def many_rules(b):
    few, many = (lambda n=n: b.in_memory("all.txt", b.kinds[n], 256 << 10)["ns"] for n in (200, 20000))
    return Row("20,000 rules, in memory", 75, "200 rules", many, few, unit="%", raw="ns",
               check=lambda: "lists of three kinds")


def many_rules_process(b):
    def run(n):
        return b.clean(b.file("all.txt"), f"rules_{n}.txt", "--no-default-rules", "--rules", b.kinds[n]).cpu

    yield Row("20,000 rules, whole process, compiling them included", 75, "200 rules", lambda: run(20000), lambda: run(200),
              unit="%", check=lambda: "compiled in each run")


def folder(b):
    source = os.path.join(b.folder, "docs")

    count = itertools.count()

    def into(name):
        # A new one each time, and none is removed before the next run: ext4 looks at every file that was deleted less than some
        # minutes ago when it makes a new one, which can take longer than all the rest.
        return b.to(f"{name}-{next(count)}")

    def ours(to=None):
        # Inputs are never touched and outputs are new, as for cp.
        return cost([b.unboil, "clean", "--isolated", "-q", "-j", "1", source, "-o", to or into("tree")], fine=(0, 3)).cpu

    def check():
        to = into("tree")
        ours(to), cost(["cp", "-r", source, into("copy")])
        names, before = tree(source)[0], tree(to)
        if names != before[0]:
            raise Failed(f"{len(names)} files became {len(before[0])}")
        return f"{len(names)} files became as many"

    return Row("folder of small files", 1.2, "`cp -r`", ours, lambda: cost(["cp", "-r", source, into("copy")]).cpu,
               at_least=False, check=check)


def start_up(b):
    with open(b.to("small.in"), "w", encoding="utf-8") as file:
        file.write("The pier is closed until noon.\n\nLeave a Reply\n")

    def ours():
        return min(b.clean(b.to("small.in"), "small.out").cpu for _ in range(10)) * 1000

    def check():
        ours()
        if open(b.to("small.out"), encoding="utf-8").read() != "The pier is closed until noon.\n":
            raise Failed("the small file is not clean")
        return "the small file is clean"

    return Row("start-up: one small file, all packs", 10, "", ours, None, at_least=False, check=check, unit="ms", raw="ms")


def threads(b):
    """CPU and throughput of two threads."""
    both = sorted(os.sched_getaffinity(0))[:2]

    def run(n):
        to = b.to(f"threads_{n}.jsonl")
        command = [b.unboil, "clean", "--isolated", "-q", "-j", str(n), "--format", "jsonl"]
        return cost(command, stdin=b.file("docs.jsonl"), stdout=to, cores=both)

    def check():
        run(1), run(2)
        if digest(b.to("threads_1.jsonl")) != digest(b.to("threads_2.jsonl")):
            raise Failed("two threads give another answer")
        return "same bytes"

    missing = None if len(both) == 2 else "second core"
    return [
        Row("two threads: CPU", 1.05, "one thread", lambda: run(2).cpu, lambda: run(1).cpu, at_least=False, check=check,
            missing=missing),
        Row("two threads: throughput", 1.85, "one thread", lambda: run(2).wall, lambda: run(1).wall, check=check,
            missing=missing),
    ]


def memory(b):
    def taken(source, *options):
        into = b.to("peak")
        shutil.rmtree(into, ignore_errors=True)
        return peak([b.unboil, "clean", "--isolated", "-q", "-j", "1", *options, source, "-o", into], os.devnull)

    def base():
        return taken(b.to("small.in"))

    def streaming():
        return (taken(b.file("docs.jsonl")) - base()) / MIB

    def largest():
        return taken(b.file("all.txt")) - base()

    size = os.path.getsize(b.file("all.txt"))
    return [
        Row("peak memory, streaming, beyond that of a small file", 64, "", streaming, None, at_least=False, unit="MB", raw="MB",
            check=lambda: f"a small file takes {base() / MIB:.0f} MB"),
        Row("peak memory, one document, beyond that of a small file", 3, "its size", largest, lambda: size, at_least=False, raw="B",
            check=lambda: f"a document of {size / MIB:.0f} MB"),
    ]


def all_rows(b):
    """The table, in the order of the document."""
    return [
        jsonl(b), text(b),
        *(delete(b, n, reach) for n, reach in zip(NUMBERS, (8, 7, 4))),
        *(scan(b, n, reach) for n, reach in zip(NUMBERS, (1.2, 1.2, 0.9))),
        whole_process(b), prose(b), many_rules(b), *many_rules_process(b), folder(b), start_up(b), *threads(b), *memory(b),
    ]
