"""Texts that the tests clean, and the command they are compared with."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Optional

import pytest

ROOT = Path(__file__).parents[2]

RULE = """about = "Lines that the harbour news prints"
lang = "en"

[[rule]]
id = "harbour-hotline"
category = "promo"
why = "The harbour news prints its telephone line under every article."
line = ["seen something at the pier? call {phone}"]
site = "harbour.example"
removes = ["Seen something at the pier? Call 555-0100-22."]
keeps = ["Seen something at the pier? Call it a gull and go home."]
"""
"""A rule that acts on one site only."""

HOTLINE = "The ferry sailed at seven.\n\nSeen something at the pier? Call 555-0100-22."


def needed(name: str) -> Any:
    """Imports a library that an adapter is for. Where it is missing, the tests are skipped; under CI they fail."""
    return importlib.import_module(name) if os.environ.get("CI") else pytest.importorskip(name)


@pytest.fixture(scope="session")
def texts() -> list[Optional[str]]:
    """The dirty documents of the project, as texts; each also with accents, and missing and empty ones."""
    found: list[Optional[str]] = []
    for path in sorted((ROOT / "seeds/dirty").glob("*.txt")):
        try:
            found.append(path.read_bytes().decode())
        except UnicodeDecodeError:
            continue
    assert len(found) > 20
    return [*found, None, "", HOTLINE, *(f"Café 😀 {number}  x\r\n\r\nLeave a Reply\r\n" for number in range(40))]


@pytest.fixture(scope="session")
def urls(texts: list[Optional[str]]) -> list[Optional[str]]:
    """A URL for each text: those of two sites, none, and what is no URL."""
    some: list[Optional[str]] = ["https://www.harbour.example/a", "https://example.com/", None, "no host at all"]
    sites = [some[number % len(some)] for number in range(len(texts))]
    sites[texts.index(HOTLINE)] = some[0]
    return sites


@pytest.fixture(scope="session")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a rule file."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "harbour.toml").write_text(RULE, encoding="utf-8")
    return folder


Command = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def command() -> Command:
    """Runs ``python -m unboil``, away from any ``unboil.toml``."""

    def run(*args: str, input: bytes = b"", cwd: Optional[Path] = None) -> "subprocess.CompletedProcess[bytes]":
        call = [sys.executable, "-m", "unboil", *args]
        env = {**os.environ, "NO_COLOR": "1"}
        return subprocess.run(call, input=input, capture_output=True, env=env, cwd=cwd, timeout=120)

    return run


@pytest.fixture(scope="session")
def by_command(
    command: Command, texts: list[Optional[str]], urls: list[Optional[str]], rules: Path
) -> list[Optional[str]]:
    """What the command makes of the texts, as rows of JSON Lines with their URLs and the rules."""
    rows = [json.dumps({"url": url, "text": text}) for url, text in zip(urls, texts)]
    args = ["clean", "-q", "--isolated", "--format", "jsonl", "--source-field", "url", "--rules", str(rules)]
    done = command(*args, input="".join(row + "\n" for row in rows).encode())
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line)["text"] for line in done.stdout.splitlines()]
