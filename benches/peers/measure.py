"""Runs a command and says what it cost: CPU time of it and all it started, time on the clock, most memory.

`cpu_of(["grep", "-c", "x", "big.txt"])` -> `Cost(cpu=0.041, wall=0.043, peak=2813952)`; seconds and bytes, from the
system's own account of the finished processes.
"""
import hashlib
import json
import os
import subprocess
import sys
import time
from collections import namedtuple

Cost = namedtuple("Cost", "cpu wall peak")
# One core, the last: the first serves most interrupts.
CORE = max(os.sched_getaffinity(0))


class Failed(Exception):
    """A command ended with an error."""


def cost(command, stdin=None, stdout=os.devnull, cores=(CORE,), fine=(0,)):
    """Runs `command` (a list, or a string for bash) from file to file on the given cores."""
    argv = ["bash", "-o", "pipefail", "-c", command] if isinstance(command, str) else [str(a) for a in command]
    with open(stdin or os.devnull, "rb") as source, open(stdout, "wb") as sink:
        start = time.monotonic()
        child = subprocess.Popen(argv, stdin=source, stdout=sink, stderr=subprocess.PIPE,
                                 preexec_fn=lambda: os.sched_setaffinity(0, cores))
        errors = child.stderr.read()
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
    child.returncode = code = os.waitstatus_to_exitcode(status)
    if code not in fine:
        raise Failed(f"{' '.join(argv)[:200]}: exit code {code}: {errors.decode(errors='replace')[-500:]}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * unit)


def told(command):
    """What a command that measures itself prints: a line of JSON."""
    argv = [str(a) for a in command]
    done = subprocess.run(argv, capture_output=True, preexec_fn=lambda: os.sched_setaffinity(0, (CORE,)), check=False)
    if done.returncode:
        raise Failed(f"{' '.join(argv)[:200]}: {done.stderr.decode(errors='replace')[-500:]}")
    return json.loads(done.stdout)


def digest(path):
    """A hash of a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()[:16] if hasattr(hashlib, "file_digest") else \
            hashlib.blake2b(file.read()).hexdigest()[:16]


def tree(folder):
    """Names and hash of all files below a folder."""
    names, total = [], hashlib.blake2b()
    for where, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = os.path.join(where, name)
            names.append(os.path.relpath(path, folder))
            with open(path, "rb") as file:
                total.update(hashlib.blake2b(file.read()).digest())
    return names, total.hexdigest()[:16]
