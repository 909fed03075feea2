"""What people write by hand: JSON Lines in, JSON Lines out, lines with one of the phrases and lines seen before gone.

    python3 by_hand.py PHRASES < IN.jsonl > OUT.jsonl

As quick as plain Python gets. Of the ways to look for 200 phrases that were tried, in MB/s of text on one core: one
expression of all phrases that shares beginnings and starts where a word starts 18; the same without the word start, or
one `in` for each phrase, 11; a plain alternation 3.

`{"id": 1, "text": "Share this article\\nThe pier is closed.\\nThe pier is closed."}` -> `{"id": 1, "text": "The pier is closed."}`
"""
import re
import sys
from unicodedata import is_normalized, normalize

try:
    from orjson import dumps, loads
except ImportError:
    import json

    loads = json.loads

    def dumps(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def alternation(phrases):
    """One expression for all phrases, with common beginnings written once."""
    trie = {}
    for phrase in phrases:
        node = trie
        for c in phrase:
            node = node.setdefault(c, {})
        node[""] = {}

    def expression(node):
        if "" in node:
            return ""
        ways = [re.escape(c) + expression(then) for c, then in node.items()]
        return ways[0] if len(ways) == 1 else "(?:" + "|".join(ways) + ")"

    return expression(trie)


def matcher(phrases):
    """Finds any of the phrases; those that begin with a letter or digit, only where a word begins."""
    words = [phrase for phrase in phrases if phrase[0].isalnum()]
    others = [phrase for phrase in phrases if not phrase[0].isalnum()]
    ways = [r"\b" + alternation(words)] if words else []
    return re.compile("|".join(ways + ([alternation(others)] if others else []))).search


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        search = matcher([normalize("NFC", line.rstrip("\n")).lower() for line in file])
    write = sys.stdout.buffer.write
    for record in sys.stdin.buffer:
        value = loads(record)
        text = value["text"]
        if not (text.isascii() or is_normalized("NFC", text)):
            text = normalize("NFC", text)
        some = search(text.lower())
        seen = set()
        kept = []
        for line in text.split("\n"):
            line = line.strip()
            if line:
                if line in seen or some and search(line.lower()):
                    continue
                seen.add(line)
            kept.append(line)
        value["text"] = "\n".join(kept)
        write(dumps(value) + b"\n")


main()
