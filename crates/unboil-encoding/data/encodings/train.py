"""Makes `letters.txt`, the letter statistics by which code pages are told apart.

    python3 train.py UNPACKED [--held-out DIR] > letters.txt

UNPACKED is a folder into which the packages of README.md were unpacked. Every twentieth piece of text is left out of
the counts; `--held-out` writes these pieces, one file a language, to measure with. Python 3.11, standard library only;
the same packages give the same file.

What the file holds stands at its top.
"""

import argparse
import math
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import sources

# Language, script, its folders, and what it costs to suppose it (nats): the languages of many pages are free.
LANGUAGES = [
    ("en", "Latin", ["en_GB", "en_AU", "en_CA"], 0), ("de", "Latin", ["de"], 0), ("fr", "Latin", ["fr"], 0),
    ("es", "Latin", ["es"], 0), ("pt", "Latin", ["pt", "pt_BR", "pt_PT"], 0), ("it", "Latin", ["it"], 0),
    ("nl", "Latin", ["nl"], 0), ("sv", "Latin", ["sv"], 0), ("da", "Latin", ["da"], 0), ("nb", "Latin", ["nb"], 0),
    ("fi", "Latin", ["fi"], 0), ("pl", "Latin", ["pl"], 0), ("cs", "Latin", ["cs"], 0), ("sk", "Latin", ["sk"], 0),
    ("hu", "Latin", ["hu"], 0), ("ro", "Latin", ["ro"], 0), ("hr", "Latin", ["hr", "bs", "sr@latin"], 0),
    ("sl", "Latin", ["sl"], 0), ("tr", "Latin", ["tr"], 0), ("vi", "Latin", ["vi"], 0), ("ca", "Latin", ["ca"], 0),
    ("is", "Latin", ["is"], 1), ("et", "Latin", ["et"], 0), ("lv", "Latin", ["lv"], 0), ("lt", "Latin", ["lt"], 0),
    ("nn", "Latin", ["nn"], 1), ("gl", "Latin", ["gl"], 1), ("eu", "Latin", ["eu"], 1), ("ga", "Latin", ["ga"], 2),
    ("cy", "Latin", ["cy"], 2), ("sq", "Latin", ["sq"], 1), ("az", "Latin", ["az"], 2), ("eo", "Latin", ["eo"], 2),
    ("ru", "Cyrillic", ["ru"], 0), ("uk", "Cyrillic", ["uk"], 0), ("bg", "Cyrillic", ["bg"], 0),
    ("be", "Cyrillic", ["be"], 1), ("mk", "Cyrillic", ["mk"], 1), ("sr", "Cyrillic", ["sr"], 0),
    ("el", "Greek", ["el"], 0), ("he", "Hebrew", ["he"], 0), ("ar", "Arabic", ["ar"], 0), ("fa", "Arabic", ["fa"], 1),
    ("th", "Thai", ["th"], 0),
    # As windows-1258 writes it: tones that it has no letter for stand after the letter.
    ("vi-1258", "Latin", ["vi"], 0),
]
IDEOGRAPHIC = [("zh-Hans", ["zh_CN"], 0), ("zh-Hant", ["zh_TW", "zh_HK"], 0), ("ja", ["ja"], 0), ("ko", ["ko"], 0)]

# Characters of text a language is given at most, so that files stay comparable.
ENOUGH = 2_000_000
# A letter is one of the language if it makes up this share of all letters; below are names and quotations.
RARE = 2e-5
# Nats a step, and the first character, of costs in the file.
STEP, FIRST = 0.15, 33


def symbol(cost):
    """A cost as a printable character."""
    return chr(FIRST + max(0, min(93, round(cost / STEP))))


def is_letter(c):
    return unicodedata.category(c)[0] in "LM" and c not in "ªºˆ˜"


def lower(c):
    low = c.lower()
    return low if len(low) == 1 else {"İ": "i"}.get(c, c)


def in_script(c, script):
    return script.upper() in unicodedata.name(c, "") or unicodedata.category(c)[0] == "M"


def foreign(word, script):
    """Whether a piece is not in the language's script: an untranslated message."""
    letters = [c for c in word if is_letter(c)]
    return script != "Latin" and sum(in_script(c, script) for c in letters) * 2 < len(letters)


def bigrams(pieces, script):
    """Alphabet and costs of a letter (lower case) after a letter; the first class is everything that is no letter."""
    pairs, letters = Counter(), Counter()
    for piece in pieces:
        before = " "
        for c in piece + " ":
            now = lower(c) if is_letter(c) else " "
            if now != " ":
                letters[now] += 1
            if before != " " or now != " ":
                pairs[before, now] += 1
            before = now
    total = sum(letters.values())
    ascii_letters = set("abcdefghijklmnopqrstuvwxyz")
    alphabet = {c for c, n in letters.items() if n >= RARE * total and n >= 12 and in_script(c, script)}
    alphabet |= ascii_letters
    alphabet = " " + "".join(sorted(alphabet))
    known = set(alphabet)
    after = Counter()
    for (_, b), n in pairs.items():
        if b in known:
            after[b] += n
    whole = sum(after.values())
    rows = []
    for a in alphabet:
        row = {b: pairs[a, b] for b in alphabet}
        seen = sum(row.values())
        # Witten-Bell: the more different letters follow, the more is left for those that have not been seen to.
        kinds = max(1, sum(1 for n in row.values() if n))
        line = ""
        for b in alphabet:
            share = (row[b] + kinds * (after[b] + 0.5) / (whole + len(alphabet))) / (seen + kinds)
            line += symbol(-math.log(share))
        rows.append(line)
    return alphabet, rows


CONTEXTS = [(x, y) for x in (False, True) for y in (False, True)]
# Programs say little about money and paragraphs: no character of windows-1252 is rarer than this between spaces, and ten
# times rarer beside a letter. Those that ISO 8859-15 gave up for letters are as rare as they are.
LEAST = 1e-4
COMMON = {c for c in bytes(range(0x80, 0x100)).decode("cp1252", "ignore") if not is_letter(c) and c not in "¤¦¨´¸¼½¾"}


def marks(pieces):
    """How often which character beyond ASCII that is no letter stands where, and how many places there are."""
    counts, places = Counter(), 0
    for piece in pieces:
        line = f" {piece} "
        for a, c, b in zip(line, line[1:], line[2:]):
            if not is_letter(c):
                places += 1
                if c > "\x7f":
                    counts[c, is_letter(a), is_letter(b)] += 1
    return counts, places


def mark_lines(counts, places, least, word):
    """A line for each mark: its costs by whether a letter stands before and after it."""
    total = Counter()
    for (c, _, _), n in counts.items():
        total[c] += n
    lines = []
    for c in sorted(c for c in {*total, *COMMON} if c < "\uf000" and (total[c] >= least or word == "mark" and c in COMMON)):
        floor = lambda x, y: LEAST * (0.1 if x or y else 1) if c in COMMON else 1e-7
        costs = [-math.log(max((counts[c, x, y] + 0.05) / places, floor(x, y))) for x, y in CONTEXTS]
        lines.append(f"{word} {c} " + "".join(symbol(cost) for cost in costs))
    return lines


def decomposed(piece):
    """The text in the letters that windows-1258 has."""
    out = ""
    for c in piece:
        try:
            c.encode("cp1258")
            out += c
        except UnicodeEncodeError:
            base = unicodedata.normalize("NFD", c)
            # The first mark that makes a letter of the page with the base stays on it.
            joined = next((unicodedata.normalize("NFC", base[0] + m) for m in base[1:] if m in "\u0302\u0306\u031b"), base[0])
            out += joined + "".join(m for m in base[1:] if m not in "\u0302\u0306\u031b")
    return out


def cases(corpora):
    """Costs of a small and a capital letter after no letter, a small one, a capital one."""
    counts = Counter()
    for pieces in corpora:
        for piece in pieces:
            before = 0
            for c in piece:
                now = 0 if not is_letter(c) else 2 if c.isupper() else 1
                if now:
                    counts[before, now] += 1
                before = now
    rows = []
    for before in range(3):
        both = counts[before, 1] + counts[before, 2]
        rows.append("".join(symbol(-math.log((counts[before, now] + 1) / (both + 2))) for now in (1, 2)))
    return rows


def ideographs(pieces):
    """The commonest characters in order, and the share of text they make up in steps of the list."""
    counts = Counter(c for piece in pieces for c in piece if c >= "\u2e80" or c in "·“”‘’…—、。「」")
    total = sum(counts.values())
    order = [c for c, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    tiers, start = [], 0
    for end in (32, 128, 512, 1200):
        part = order[start:end]
        share = sum(counts[c] for c in part) / total
        tiers.append((symbol(-math.log(share / max(1, len(part)))), "".join(sorted(part))))
        start = end
    return tiers


HEAD = """\
# Letter statistics of languages, made by train.py from the packages that README.md names. Not to be edited.
# A cost is minus the natural logarithm of a probability, in steps of 0.15, as one character: `!` is 0, `"` is 0.15.
# case: a small, a capital letter after no letter; after a small one; after a capital one
# mark C: the character between no letters, before one, after one, between two, in all languages
# own C: the same in the language above, where it differs
# language NAME SCRIPT PRIOR: costs for supposing it; then the alphabet without its first class (no letter); then a row of
# costs of all classes for each class before
# signs NAME PRIOR: then tiers of characters of a language without an alphabet, each with the cost of one of them
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("unpacked", type=Path)
    parser.add_argument("--held-out", type=Path)
    args = parser.parse_args()
    out = [HEAD.rstrip("\n")]
    corpora, bodies = [], []
    every, all_places = Counter(), 0

    def halves(name, folders, script=None):
        pieces, rest, size = [], [], 0
        for index, piece in enumerate(sources.texts(args.unpacked, folders)):
            if script and foreign(piece, script):
                continue
            if index % 20 == 0:
                rest.append(piece)
            elif size < ENOUGH:
                pieces.append(piece)
                size += len(piece)
        if args.held_out:
            args.held_out.mkdir(parents=True, exist_ok=True)
            (args.held_out / name).write_text("\n".join(rest), encoding="utf-8")
        print(name, size, file=sys.stderr)
        return pieces

    for name, script, folders, prior in LANGUAGES:
        pieces = halves(name, folders, script)
        if name == "vi-1258":
            pieces = [decomposed(piece) for piece in pieces]
        corpora.append(pieces)
        counts, places = marks(pieces)
        every.update(counts)
        all_places += places
        alphabet, rows = bigrams(pieces, script)
        bodies += [f"language {name} {script} {symbol(prior)}", alphabet[1:], *rows]
        bodies += mark_lines(counts, places, 6, "own")
    for name, folders, prior in IDEOGRAPHIC:
        bodies.append(f"signs {name} {symbol(prior)}")
        bodies += [f"{cost} {part}" for cost, part in ideographs(halves(name, folders))]
    out.append("case " + " ".join(cases(corpora)))
    out += mark_lines(every, all_places, 20, "mark")
    print("\n".join(out + bodies))


main()
