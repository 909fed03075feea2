"""The examples in ``docs/python`` of all engines."""

from __future__ import annotations

from pathlib import Path

import pytest

import examples
from conftest import needed

MODULES = {"datasets": "datasets", "langchain": "langchain_core", "llama_index": "llama_index.core", "spark": "pyspark"}
"""The module of an example, where it is not the example's name."""


@pytest.mark.parametrize(
    "path", [path for path in examples.EXAMPLES if path.name not in examples.LIGHT], ids=lambda path: path.stem
)
def test_an_example(path: Path) -> None:
    name = path.stem[len("with_") :]
    needed(MODULES.get(name, name))
    examples.check(path)
