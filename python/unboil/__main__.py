"""The command ``unboil``, also as ``python -m unboil``."""

from __future__ import annotations

import signal
import sys

from unboil import _core


def main() -> None:
    """Runs the command with the arguments of the process and exits with its code."""
    # Python's handlers only note a signal, for code that would run after the command; SIGXFSZ is ignored. A signal that the
    # caller of the process has ignored stays ignored.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "SIGXFSZ"):
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    sys.exit(_core.main(["unboil", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
