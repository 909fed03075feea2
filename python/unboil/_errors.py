"""The exceptions of unboil. The extension module raises them by these names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Union

__all__ = ["UnboilError", "RuleError", "RuleFault", "DecodeError", "RowError", "VersionError"]


class UnboilError(Exception):
    """Any error of unboil that is not a wrong argument."""


@dataclass(frozen=True)
class RuleFault:
    """A fault at a place in a rule file."""

    file: str
    """The file, as it was named."""
    line: int
    """The line, from 1."""
    column: int
    """The column, from 1, in characters."""
    title: str
    """What is wrong, in one line."""
    label: Optional[str]
    """What is said beside the marked text."""
    help: Optional[str]
    """What to do."""


_FaultFields = tuple[str, int, int, str, Optional[str], Optional[str]]


class RuleError(UnboilError, ValueError):
    """Rules cannot be read or compiled, or a name of a rule does not exist.

    The message shows each fault with its place, as the command does. ``file``, ``line``, ``column`` and ``help`` are those of the
    first fault, or ``None`` if the error has no place in a file; ``faults`` has all of them.
    """

    def __init__(self, message: str, faults: Union[list[_FaultFields], list[RuleFault]]) -> None:
        super().__init__(message, faults)
        self.message = message
        self.faults: list[RuleFault] = [
            fault if isinstance(fault, RuleFault) else RuleFault(*fault) for fault in faults
        ]
        first = self.faults[0] if self.faults else None
        self.file: Optional[str] = first.file if first else None
        self.line: Optional[int] = first.line if first else None
        self.column: Optional[int] = first.column if first else None
        self.help: Optional[str] = first.help if first else None

    def __str__(self) -> str:
        return self.message


class DecodeError(UnboilError, ValueError):
    """The bytes of a document are refused: they do not look like text, or some are invalid and ``bad_bytes="fail"``."""

    def __init__(self, message: str, is_binary: bool) -> None:
        super().__init__(message, is_binary)
        self.message = message
        self.is_binary = is_binary
        """Whether the bytes do not look like text. ``force=True`` cleans them nevertheless."""

    def __str__(self) -> str:
        return self.message


class RowError(UnboilError, ValueError):
    """A row of a column cannot be cleaned; ``row`` is its number, from 0, in what ``of`` names, or in the column."""

    def __init__(self, row: int, reason: str, of: Optional[str] = None) -> None:
        super().__init__(row, reason, of)
        self.row = row
        self.reason = reason
        self.of = of

    def __str__(self) -> str:
        place = f" of {self.of}" if self.of else ""
        return f"row {self.row}{place} {self.reason}"


class VersionError(UnboilError):
    """A cleaner was sent to a process that has another version of unboil, such as a worker of a cluster."""
