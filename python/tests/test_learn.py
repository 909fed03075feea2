"""Learning from a column gives the files that ``unboil learn`` writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Optional

import pyarrow as pa
import pytest

import unboil
from conftest import Command

PROSE = [
    "The ferry to the northern islands sailed at seven with forty people and a doctor on board.",
    "A bakery opened in the old mill, and everything it had was sold by nine in the morning.",
    "Nobody could say on Friday why the lighthouse had been dark for most of a stormy week.",
    "Three children found a bottle with a letter from Iceland under the wooden bridge at low tide.",
]


def pages() -> tuple[list[Optional[str]], list[Optional[str]]]:
    """Pages of two sites, one of them with and without `www.`, and pages of none."""
    texts: list[Optional[str]] = []
    urls: list[Optional[str]] = []
    for number, prose in enumerate(PROSE):
        texts += [f"{prose}\r\nHarbour  menu\r\nTide table\n", f"{prose}\nCafé corner\nTop\n", f"{prose}\nNowhere\nAt all\n", None]
        urls += [f"https://{'www.' * (number % 2)}harbour.example/{number}", "b.example", None, "b.example"]
    return texts, urls


def test_learned_rules_are_those_of_the_command(command: Command, tmp_path: Path) -> None:
    texts, urls = pages()
    rows = [json.dumps({"url": url, "text": text}) for url, text in zip(urls, texts)]
    done = command("learn", "--format", "jsonl", "-o", str(tmp_path), input="\n".join(rows).encode())
    assert done.returncode == 0, done.stderr.decode()
    files = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert set(files) == {"harbour.example.toml", "b.example.toml"}
    assert unboil.learn(texts, urls) == files
    assert unboil.learn(pa.array(texts), pa.array(urls), threads=1) == files
    cleaner = unboil.Cleaner(rules=list(files.values()))
    assert cleaner.clean(f"{PROSE[0]}\nHarbour menu", site="harbour.example").text == PROSE[0]


def test_without_sites_all_pages_are_of_one(command: Command, tmp_path: Path) -> None:
    texts = [f"{prose}\nHarbour menu\nTide table" for prose in PROSE]
    rows = [json.dumps({"text": text}) for text in texts]
    assert command("learn", "--format", "jsonl", "-o", str(tmp_path), input="\n".join(rows).encode()).returncode == 0
    learned = unboil.learn(texts)
    assert learned == {"corpus.toml": (tmp_path / "corpus.toml").read_text(encoding="utf-8")}
    assert unboil.learn([]) == {}
    with pytest.raises(TypeError):
        unboil.learn("a text")
