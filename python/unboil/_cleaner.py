"""Cleaners."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from typing import Any, Callable, Optional, TypeVar, Union, cast, overload

from unboil import _core
from unboil._columns import Sites, has_arrow, library_of, listed, rebuilt, sites_of
from unboil._errors import VersionError
from unboil._results import Edit, Encoding, Explanation, Line, NearRule, Result, RuleName

__all__ = ["Cleaner", "clean", "detect", "learn", "replay", "restore"]

Column = TypeVar("Column")
Names = Union[str, Sequence[str]]
Rules = Union[str, "os.PathLike[str]", Sequence[Union[str, "os.PathLike[str]"]]]

_log = logging.getLogger("unboil")


class Cleaner:
    """Rules and options, ready to clean any number of documents.

    Made once, which takes milliseconds; used from any number of threads, since it does not change and cleaning releases the GIL. It can
    be pickled: the texts of the rule files go with it, so that other machines need not have them.

    A ``unboil.toml`` is not read; its options are arguments here.
    """

    __slots__ = ("_engine", "_settings")

    def __init__(
        self,
        *,
        level: str = "careful",
        keep: Names = (),
        drop: Names = (),
        select: Optional[Names] = None,
        ignore: Names = (),
        rules: Rules = (),
        default_rules: bool = True,
        budget: float = 0.9,
        encoding: Optional[str] = None,
        bad_bytes: str = "replace",
        force: bool = False,
        repair: bool = True,
        keep_indent: bool = False,
        only_rules: bool = False,
        markdown: bool = False,
    ) -> None:
        """Compiles the rules.

        :param level: ``careful`` keeps a line in doubt; ``bold`` also removes what is very likely boilerplate.
        :param keep: categories to keep in the text, such as ``credit``.
        :param drop: the only categories to remove; none means all.
        :param select: the only rules to use: ids, names in any language, categories, languages.
        :param ignore: rules not to use, named as for ``select``.
        :param rules: rules to add: paths of rule files, of folders with rule files or of files that ``unboil rules compile`` wrote; or
            the texts of rule files, which are told from paths by their line ends.
        :param default_rules: whether to use the standard rules.
        :param budget: the largest share of a document, 0 to 1, that rules may remove; beyond it the document is only normalized.
        :param encoding: the encoding of ``bytes``, instead of detecting it; a byte order mark counts more.
        :param bad_bytes: what to do with bytes that are invalid in their encoding: ``replace`` or ``fail``.
        :param force: whether to clean bytes that look like binary data.
        :param repair: whether to repair mojibake.
        :param keep_indent: whether to keep the white space at the beginning of lines.
        :param only_rules: whether only rules act and nothing is normalized.
        :param markdown: whether the texts are Markdown.
        :raises RuleError: rules cannot be read or compiled, or a name in ``select`` or ``ignore`` does not exist.
        :raises ValueError: another argument has a value that it cannot have.
        """
        settings: dict[str, Any] = {
            "level": level,
            "keep": _names(keep),
            "drop": _names(drop),
            "select": None if select is None else _names(select),
            "ignore": _names(ignore),
            "default_rules": default_rules,
            "budget": budget,
            "encoding": encoding,
            "bad_bytes": bad_bytes,
            "force": force,
            "repair": repair,
            "keep_indent": keep_indent,
            "only_rules": only_rules,
            "markdown": markdown,
        }
        self._build(settings, _sources(rules))

    def _build(self, settings: dict[str, Any], sources: list[Any]) -> None:
        self._settings = settings
        self._engine = _core.Engine({**settings, "rules": sources})

    def __reduce__(self) -> tuple[Callable[..., Cleaner], tuple[str, dict[str, Any], list[tuple[str, str]]]]:
        return _unpickled, (_core.__version__, self._settings, self._engine.sources())

    def __repr__(self) -> str:
        own = len(self._engine.sources())
        return f"<unboil.Cleaner level={self._settings['level']!r}, {own} rule files of its own>"

    def clean(self, text: Union[str, bytes], *, site: Optional[str] = None) -> Result:
        """Cleans a document. Like the text of a record, and unlike a file, it gets no final newline.

        :param text: a text, or bytes of any encoding.
        :param site: the host or URL it comes from, for rules of a site.
        :returns: the clean text, and every change with its rule and place.
        :raises DecodeError: the bytes do not look like text; or some are invalid, and ``bad_bytes`` is ``fail``.
        :raises ValueError: ``site`` names no host.
        """
        if not isinstance(cast(object, text), (str, bytes, bytearray, memoryview)):
            raise TypeError(f"a document is a str or bytes, not a {type(text).__name__}")
        clean, status, decoded, encoding, edits = self._engine.clean(text, site)
        if status not in ("cleaned", "unchanged"):
            _log.warning("a text is %s and was only normalized", status)
        return Result(
            text=clean,
            status=status,
            encoding=Encoding(*encoding),
            decoded=cast(str, text) if decoded is None else decoded,
            edits=tuple(Edit(*edit) for edit in edits),
        )

    @overload
    def clean_many(
        self, texts: list[str], *, site: Sites = None, threads: Optional[int] = None, progress: bool = False
    ) -> list[str]: ...
    @overload
    def clean_many(
        self, texts: list[Optional[str]], *, site: Sites = None, threads: Optional[int] = None, progress: bool = False
    ) -> list[Optional[str]]: ...
    @overload
    def clean_many(
        self, texts: Column, *, site: Sites = None, threads: Optional[int] = None, progress: bool = False
    ) -> Column: ...
    def clean_many(
        self, texts: Any, *, site: Sites = None, threads: Optional[int] = None, progress: bool = False
    ) -> Any:
        """Cleans a column of texts on several threads. Ctrl-C ends it within a second.

        :param texts: a list or tuple of ``str`` and ``None``; a Series of pandas or Polars; an array of pyarrow; or anything with
            ``__arrow_c_array__`` or ``__arrow_c_stream__`` whose Arrow type is string, large_string, string_view, null, or a dictionary
            of those.
        :param site: the host or URL that all texts come from, or a column with one for each. What names no host in such a column is
            taken for no site, as the command does.
        :param threads: how many threads to use; ``None`` means all cores.
        :param progress: whether to show a bar, if ``tqdm`` is installed.
        :returns: the same kind of column, of the same length and type; for an Arrow column of a library that is not listed above, an
            object with the Arrow C interface. What is missing stays missing.
        :raises TypeError: it is no column, or not one of texts.
        :raises RowError: the text of a row is not valid Unicode.
        :raises ValueError: ``site`` has another length, or is one text and names no host.
        :raises OverflowError: the clean texts are too long for an Arrow array of the type string (2 GiB).
        """
        if threads is not None and threads < 1:
            raise ValueError(f"threads is at least 1, not {threads}")
        sites = sites_of(site)
        if library_of(texts) == "pandas":
            from unboil.pandas import clean_column

            return clean_column(self, texts, sites, threads, progress)
        if library_of(texts) == "polars" and str(texts.dtype) == "Null":
            # Polars exports such a column with a buffer that the format does not have.
            return texts
        if has_arrow(texts):
            return rebuilt(texts, self._clean_arrow(texts, sites, threads, progress))
        clean = self._clean_list(listed(texts), sites, threads, progress)[0]
        if library_of(texts) == "numpy":
            import numpy

            return numpy.array(clean, dtype=object)
        return tuple(clean) if isinstance(texts, tuple) else clean

    def _clean_list(
        self, texts: list[Optional[str]], sites: Any, threads: Optional[int], progress: bool
    ) -> tuple[list[Optional[str]], dict[str, int]]:
        """Cleans a list; returns also how many stretches were removed by category."""
        with _Bar(len(texts), progress) as tick:
            clean, removals, over_budget = self._engine.clean_list(texts, sites, threads, tick)
        _tell(over_budget, len(texts))
        return clean, dict(removals)

    def _clean_arrow(self, texts: Any, sites: Any, threads: Optional[int], progress: bool) -> _core.ArrowColumn:
        with _Bar(len(texts) if hasattr(texts, "__len__") else None, progress) as tick:
            clean, _, over_budget = self._engine.clean_arrow(texts, sites, threads, tick)
        _tell(over_budget, len(clean))
        return clean

    def explain(self, text: str, *, site: Optional[str] = None) -> Explanation:
        """Explains what happens to each line of a text, and which rules came near it.

        :param text: a text.
        :param site: the host or URL it comes from.
        :returns: the lines; ``print`` shows them.
        :raises ValueError: ``site`` names no host.
        """
        status, lines = self._engine.explain(text, site)
        return Explanation(
            status=status,
            lines=tuple(
                Line(
                    number,
                    line,
                    outcome,
                    tuple(RuleName(*rule) for rule in rules),
                    via,
                    along_with,
                    left,
                    is_prose,
                    tuple(NearRule(RuleName(id, category), phrase, reason) for id, category, phrase, reason in near),
                )
                for number, line, outcome, rules, via, along_with, left, is_prose, near in lines
            ),
        )

    def dolma_attributes(self, id: str, text: str) -> str:
        """Returns the removals in a text as a row of attributes for the Dolma toolkit.

        :param id: the id of the document as JSON, such as ``"7"`` or ``'"a"'``.
        :param text: its text.
        :returns: a line of JSON; spans count characters.
        """
        return self._engine.dolma_attributes(id, text)


class _Bar:
    """A progress bar, if it is wanted and ``tqdm`` is installed. As a context, it is the function that moves the bar."""

    def __init__(self, total: Optional[int], is_wanted: bool) -> None:
        self._bar: Any = None
        if is_wanted:
            try:
                from tqdm.auto import tqdm  # pyright: ignore[reportMissingModuleSource]
            except ImportError:
                _log.info("no progress bar: tqdm is not installed")
            else:
                self._bar = cast(Any, tqdm)(total=total, unit="text")

    def __enter__(self) -> Optional[Callable[[int], object]]:
        return None if self._bar is None else self._move

    def _move(self, done: int) -> None:
        self._bar.update(done - self._bar.n)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()


def _tell(over_budget: int, texts: int) -> None:
    if over_budget:
        _log.warning("%d of %d texts are over budget and were only normalized", over_budget, texts)


def _names(names: Names) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _sources(rules: Rules) -> list[Any]:
    """Paths, and the names and texts of rule files."""
    items = [rules] if isinstance(rules, (str, os.PathLike)) else list(rules)
    sources: list[Any] = []
    for number, item in enumerate(items, 1):
        if isinstance(item, str) and "\n" in item:
            sources.append((f"<rules {number}>", item))
        else:
            sources.append(os.fspath(item))
    return sources


def check_version(version: str) -> None:
    """Raises VersionError if what was sent here comes from a process with another version."""
    if version != _core.__version__:
        raise VersionError(
            f"this was sent by a process with unboil {version}, and this process has unboil {_core.__version__}; "
            "install the same version on the driver and on all workers"
        )


def _unpickled(version: str, settings: dict[str, Any], sources: list[tuple[str, str]]) -> Cleaner:
    check_version(version)
    cleaner = Cleaner.__new__(Cleaner)
    cleaner._build(settings, list(sources))  # pyright: ignore[reportPrivateUsage]
    return cleaner


_standard: Optional[Cleaner] = None


def standard() -> Cleaner:
    """Returns the cleaner with the standard rules and the default options, which is made once."""
    global _standard
    # Two threads may both make one; either serves.
    if _standard is None:
        _standard = Cleaner()
    return _standard


def clean(text: Union[str, bytes]) -> str:
    """Cleans a document with the standard rules.

    :param text: a text, or bytes of any encoding.
    :returns: the clean text.
    :raises DecodeError: the bytes do not look like text.
    """
    if isinstance(text, str):
        return standard().clean_many([text], threads=1)[0]
    return standard().clean(text).text


def detect(data: bytes, *, force: bool = False) -> Encoding:
    """Detects the encoding of bytes.

    :param data: the bytes of a document.
    :param force: whether to answer also for bytes that do not look like text.
    :returns: the encoding and how it was decided.
    :raises DecodeError: the bytes do not look like text.
    """
    return Encoding(*_core.detect(data, force))


def learn(texts: Any, sites: Sites = None, *, threads: Optional[int] = None) -> dict[str, str]:
    """Learns what sites print on their pages, as ``unboil learn`` does.

    :param texts: a column of texts, as for :meth:`Cleaner.clean_many`.
    :param sites: the site of all texts, or a column of URLs or hosts. ``None``: all are pages of one site.
    :param threads: how many threads to use; ``None`` means all cores.
    :returns: for each site on which lines recur, the name and the text of its rule file. The texts can be given to
        ``Cleaner(rules=...)``.
    :raises TypeError, RowError, ValueError: as for :meth:`Cleaner.clean_many`.
    """
    samples = _core.Samples()
    is_arrow = library_of(texts) != "pandas" and has_arrow(texts)
    samples.add(texts if is_arrow else listed(texts), sites_of(sites), threads)
    return dict(samples.learn())


def replay(decoded: str, edits: Sequence[Edit]) -> str:
    """Applies edits to the text they were made for.

    :param decoded: the text before cleaning, :attr:`Result.decoded`.
    :param edits: :attr:`Result.edits`.
    :returns: the clean text.
    :raises ValueError: the edits are not those of this text.
    """
    parts: list[str] = []
    at = 0
    for edit in edits:
        if edit.start < at or decoded[edit.start : edit.end] != edit.removed:
            raise ValueError(f"the edit of characters {edit.start} to {edit.end} is not one of this text")
        parts += (decoded[at : edit.start], edit.content)
        at = edit.end
    return "".join((*parts, decoded[at:]))


def restore(text: str, edits: Sequence[Edit]) -> str:
    """Undoes edits.

    :param text: the clean text.
    :param edits: :attr:`Result.edits`.
    :returns: the text before cleaning, :attr:`Result.decoded`.
    :raises ValueError: the edits are not those of this text.
    """
    parts: list[str] = []
    at = before = 0
    for edit in edits:
        start = at + edit.start - before
        end = start + len(edit.content)
        if edit.start < before or text[start:end] != edit.content:
            raise ValueError(f"the edit of characters {edit.start} to {edit.end} is not one of this text")
        parts += (text[at:start], edit.removed)
        at, before = end, edit.end
    return "".join((*parts, text[at:]))
