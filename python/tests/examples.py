"""Runs the examples in ``docs/python``: what they print is what their comments say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from conftest import ROOT

EXAMPLES = sorted((ROOT / "docs/python").glob("with_*.py"))
LIGHT = {"with_pandas.py", "with_polars.py"}
"""Examples of libraries that are installed for all tests; the others are in ``engines``."""


def check(path: Path) -> None:
    """Runs an example and compares what it prints."""
    lines = path.read_text(encoding="utf-8").splitlines()
    mark = "# prints: "
    wanted = [line.strip()[len(mark) :] for line in lines if line.strip().startswith(mark)]
    assert wanted
    env = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, env=env, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == wanted
