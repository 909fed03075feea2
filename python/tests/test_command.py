"""The command that comes with the package."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import unboil
from conftest import Command


def test_the_command_runs_as_module_and_as_script(command: Command) -> None:
    text = "The pier is closed.\n\nLeave a Reply\n".encode()
    assert command("clean", input=text).stdout == b"The pier is closed.\n"
    script = Path(sys.executable).with_name("unboil")
    assert shutil.which(script), f"no {script}"
    done = subprocess.run([script, "clean"], input=text, capture_output=True)
    assert (done.returncode, done.stdout) == (0, b"The pier is closed.\n")
    assert command("--version").stdout.decode().split() == ["unboil", unboil.__version__]
    assert b"Usage: unboil " in command("--help").stdout


def test_exit_codes_and_messages_are_those_of_the_command(command: Command, tmp_path: Path) -> None:
    assert command("clean", "--no-such-option").returncode == 2
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    done = command("clean", "photo.png", cwd=tmp_path)
    assert done.returncode == 3
    assert b"photo.png" in done.stderr


def test_the_last_line_is_written_without_a_line_end(command: Command) -> None:
    row = json.dumps({"text": "The pier is closed."}).encode()
    assert command("clean", "--format", "jsonl", input=row).stdout == row


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_and_a_closed_pipe_end_the_command() -> None:
    with subprocess.Popen([sys.executable, "-m", "unboil", "clean"], stdin=subprocess.PIPE) as waiting:
        time.sleep(0.5)
        waiting.send_signal(signal.SIGINT)
        assert waiting.wait(5) == -signal.SIGINT
    rows = b'{"text": "The pier is closed."}\n' * 100_000
    shell = f"{sys.executable} -m unboil clean --format jsonl | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], input=rows, capture_output=True)
    assert done.stdout.splitlines()[-1] == b"0"
    assert done.stderr == b""


def test_attributes_of_dolma_are_those_of_the_command(command: Command) -> None:
    text = "Ünder 😀 the pier.\n\nLeave a Reply\nShare on Facebook"
    row = json.dumps({"id": "a-7", "text": text}).encode()
    ran = command("clean", "-q", "--isolated", "--format", "jsonl", "--output-form", "attributes", input=row)
    attributes = json.loads(unboil.Cleaner().dolma_attributes('"a-7"', text))
    assert attributes == json.loads(ran.stdout)
    assert attributes["attributes"]
