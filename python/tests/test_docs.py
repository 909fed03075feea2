"""What the documentation shows is what happens."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import examples
from conftest import ROOT, needed


@pytest.mark.parametrize("path", [path for path in examples.EXAMPLES if path.name in examples.LIGHT], ids=lambda p: p.stem)
def test_an_example(path: Path) -> None:
    needed(path.stem[len("with_") :])
    examples.check(path)


@pytest.mark.parametrize("name", ["unboil", "unboil.pandas", "unboil.polars"])
def test_examples_in_docstrings(name: str) -> None:
    if "." in name:
        needed(name.split(".")[1])
    found = doctest.testmod(importlib.import_module(name))
    assert (found.failed, found.attempted > 0) == (0, True)


@pytest.mark.parametrize("name", ["README.md", "python/README.md"])
def test_examples_in_a_readme(name: str) -> None:
    found = doctest.testfile(str(ROOT / name), module_relative=False, encoding="utf-8")
    assert (found.failed, found.attempted > 0) == (0, True)
