"""What cleaning, explaining and detecting return. All are plain values: comparable, and picklable."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Optional

__all__ = ["Edit", "Encoding", "Explanation", "Line", "NearRule", "Result", "RuleName"]

_LONGEST_REPR = 60
"""How many characters of a text a repr shows: with the names of the fields, a result then fits on one line of a notebook."""

# The colours that the page of `unboil review` uses for categories: hues that differ, with text that can be read on them.
_HUES = 360


def _short(text: str) -> str:
    return repr(text if len(text) <= _LONGEST_REPR else text[: _LONGEST_REPR - 1] + "…")


@dataclass(frozen=True)
class Edit:
    """A change: the characters ``start:end`` of the decoded text were ``removed``, and ``content`` is there instead."""

    start: int
    """The first character, counted in the decoded text as Python counts: ``decoded[start:end] == removed``."""
    end: int
    """One past the last character."""
    rule: str
    """The id of the rule, such as ``en/newsletter-signup``, or of the fix, such as ``normalize/spaces``."""
    category: Optional[str]
    """The category of the rule; ``None`` for a fix."""
    removed: str
    """The text that was there."""
    content: str
    """The text that is there instead; empty for a removal."""


@dataclass(frozen=True)
class Encoding:
    """How bytes became text."""

    name: str
    """Its name in the WHATWG Encoding Standard, or ``UTF-32LE``, ``UTF-32BE``, ``ISO-2022-KR``."""
    evidence: str
    """How it was decided: ``bom``, ``valid``, ``mostly-valid``, ``declared``, ``self-declared``, ``zero-bytes``, ``escapes``,
    ``guessed``; ``text`` for a ``str``."""
    confidence: int
    """How certain that is, 0 to 100."""
    runner_up: Optional[str]
    """The second most likely encoding, if it was guessed."""
    bad_sequences: int
    """How many byte sequences could not be decoded and became U+FFFD."""
    bom: int
    """The length of the byte order mark, which is not part of the text. Bytes."""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, repr=False)
class Result:
    """A document and what became of it."""

    text: str
    """The clean text."""
    status: str
    """``cleaned``; ``unchanged``, it was clean; ``over-budget``, rules would remove more of it than ``budget`` allows, so it was only
    normalized; ``unsettled``, the rules did not come to a stable result, so it was only normalized."""
    encoding: Encoding
    """How its bytes were decoded."""
    decoded: str
    """The text before cleaning, in which edits count."""
    edits: tuple[Edit, ...]
    """Every change between ``decoded`` and ``text``, in order, disjoint."""

    def removals(self) -> dict[str, int]:
        """Returns how many edits of each category removed something."""
        counts: dict[str, int] = {}
        for edit in self.edits:
            if edit.category is not None:
                counts[edit.category] = counts.get(edit.category, 0) + 1
        return counts

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        removed = ", ".join(f"{category} {count}" for category, count in self.removals().items())
        return f"<unboil.Result {self.status}: {_short(self.text)}, removed: {removed or 'nothing'}>"

    def _repr_html_(self) -> str:
        """The decoded text with what was removed struck through and coloured by category; changes of a fix are dotted."""
        parts: list[str] = []
        at = 0
        for edit in self.edits:
            parts.append(escape(self.decoded[at : edit.start]))
            title = escape(edit.rule if edit.category is None else f"{edit.rule} ({edit.category})", quote=True)
            if edit.category is None:
                parts.append(f'<span title="{title}" style="border-bottom:1px dotted">{escape(edit.content)}</span>')
            else:
                style = f"background:hsl({_hue(edit.category)} 70% 80%);color:#000"
                parts.append(f'<del title="{title}" style="{style}">{escape(edit.removed)}</del>{escape(edit.content)}')
            at = edit.end
        parts.append(escape(self.decoded[at:]))
        legend = " ".join(
            f'<span style="background:hsl({_hue(category)} 70% 80%);color:#000">{escape(category)} {count}</span>'
            for category, count in self.removals().items()
        )
        head = f"<b>{escape(self.status)}</b>, {escape(str(self.encoding))} {legend}"
        return f'<div>{head}<pre style="white-space:pre-wrap">{"".join(parts)}</pre></div>'


def _hue(category: str) -> int:
    return sum(map(ord, category)) * 47 % _HUES


@dataclass(frozen=True)
class RuleName:
    """A rule, by name."""

    id: str
    """Such as ``en/newsletter-signup``."""
    category: str
    """What kind of thing it removes."""

    def __str__(self) -> str:
        return f"{self.id} ({self.category})"


@dataclass(frozen=True)
class NearRule:
    """A rule that matches a line, or nearly, and does not remove it."""

    rule: RuleName
    """The rule."""
    phrase: str
    """Its phrase, as written in the rule file."""
    reason: Optional[str]
    """Why it does not remove the line; ``None`` if it would, but another rule comes first."""


@dataclass(frozen=True)
class Line:
    """A line that is not blank, and what happens to it."""

    number: int
    """Its number in the decoded text, from 1."""
    text: str
    """Its text after normalization."""
    outcome: str
    """``kept``; ``removed``; ``cut``, parts of it are removed; ``bound``, a rule would remove it, but in Markdown it is code or part of a
    table, link or list item; ``spared``, the document is over budget."""
    rules: tuple[RuleName, ...]
    """The rules of the outcome."""
    via: Optional[str]
    """How the rule came to a removed line: its phrase, what a detector found, or what it removes along with another line."""
    along_with: Optional[int]
    """The number of the line that the rule matches, if it removes this one along with it."""
    left: Optional[str]
    """What is left of a line that was cut."""
    is_prose: bool
    """Whether it reads like prose."""
    near_rules: tuple[NearRule, ...]
    """The rules that match it, or nearly, and do not remove it; the nearest first."""


@dataclass(frozen=True)
class Explanation:
    """What happens to a document, line by line."""

    status: str
    """As in a :class:`Result`."""
    lines: tuple[Line, ...]
    """Its lines that are not blank."""

    def __str__(self) -> str:
        out: list[str] = []
        for line in self.lines:
            out.append(f"{line.number:>4} {line.outcome:7} {line.text}")
            for rule in line.rules:
                out.append(f"{'':13}{rule}" + (f": {line.via}" if line.via else ""))
            for near in line.near_rules:
                out.append(f'{"":13}{near.rule} "{near.phrase}": {near.reason or "would remove it too"}')
        return "\n".join(out)
