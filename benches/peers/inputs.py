"""What is cleaned, and rule folders made from the phrase lists of the speed corpus.

`phrases_200.txt` becomes one rule, `contains` all 200 phrases; `rules_200.tsv` becomes 200 rules, `line`, `start` or
`contains` by its first column. Both take the line.
"""
import json
import os
import subprocess
import sys

# Where the plot of throughput over the number of rules has its points.
NUMBERS = [200, 500, 1000, 2000, 5000, 10000, 20000]
KINDS = {"line": "line", "prefix": "start", "substr": "contains"}
RULE = '[[rule]]\nid = "{id}"\ncategory = "promo"\nwhy = "On a list."\n{kind} = [\n{phrases}]\nremoves = ["a"]\nkeeps = ["b"]\n\n'


def corpus(generator, folder, mb, kinds):
    """The speed corpus of so many megabytes, made once."""
    place = os.path.join(folder, f"corpus-{mb}-{kinds.replace(',', '-')}")
    if not os.path.exists(os.path.join(place, "manifest.json")):
        print(f"making {place}", file=sys.stderr)
        numbers = ",".join(map(str, NUMBERS))
        subprocess.run([sys.executable, generator, place, "--mb", str(mb), "--kinds", kinds, "--phrases", numbers],
                       stdout=subprocess.DEVNULL, check=True)
    return place


def quoted(phrase):
    """A phrase as rule files write it."""
    return json.dumps(phrase.replace("{", "{{"), ensure_ascii=False)


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file]


def beginning(path, to, size):
    """A file with the whole lines among the first bytes of another."""
    with open(path, "rb") as file, open(to, "wb") as out:
        part = file.read(size)
        out.write(part[:part.rfind(b"\n") + 1])
    return to


def written(folder, text):
    os.makedirs(os.path.join(folder, "en"), exist_ok=True)
    with open(os.path.join(folder, "en", "list.toml"), "w", encoding="utf-8") as file:
        file.write('about = "A list of phrases."\nlang = "en"\n\n' + text)
    return folder


def phrase_rules(folder, phrases):
    """A folder with one rule: lines that hold any of the phrases go."""
    body = "".join(f"  {quoted(phrase)},\n" for phrase in lines(phrases))
    name = os.path.splitext(os.path.basename(phrases))[0]
    return written(os.path.join(folder, "rules", name), RULE.format(id="listed", kind="contains", phrases=body))


def kind_rules(folder, rules):
    """A folder with a rule for each line of a list of kinds and phrases."""
    text = ""
    for number, line in enumerate(lines(rules)):
        kind, phrase = line.split("\t", 1)
        text += RULE.format(id=f"r{number}", kind=KINDS[kind], phrases=f"  {quoted(phrase)},\n")
    name = os.path.splitext(os.path.basename(rules))[0]
    return written(os.path.join(folder, "rules", name), text)
