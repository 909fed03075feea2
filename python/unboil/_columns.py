"""Columns of any library: which one a column belongs to, and how the clean texts become the same kind of column.

No library is imported here: a column that belongs to one shows that the caller has imported it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Optional, TypeVar, Union, cast

from unboil._core import ArrowColumn

__all__ = ["Sites", "is_missing", "library_of", "listed", "rebuilt", "sites_of"]

Column = TypeVar("Column")

Sites = Union[None, str, Sequence[Optional[str]], Any]
"""The site of all texts, or one for each: a list, a tuple, a Series or an Arrow column."""


def library_of(column: object) -> str:
    """Returns the name of the package that the type of a column comes from, such as ``pandas``."""
    return type(column).__module__.partition(".")[0]


def has_arrow(column: object) -> bool:
    """Whether a column has the Arrow C interface."""
    return hasattr(column, "__arrow_c_array__") or hasattr(column, "__arrow_c_stream__")


def listed(column: object) -> list[Optional[str]]:
    """Returns the items of a column as a list, with ``None`` for what is missing."""
    library = library_of(column)
    if library in ("pandas", "numpy"):
        items = cast("list[Optional[str]]", cast(Any, column).tolist())
        return [None if is_missing(item) else item for item in items]
    if isinstance(column, (str, bytes)):
        raise TypeError(f"a column of texts is needed, not a {type(column).__name__}; for one text there is Cleaner.clean")
    if isinstance(column, Sequence):
        return list(cast("Sequence[Optional[str]]", column))
    name = f"{type(column).__module__}.{type(column).__qualname__}"
    raise TypeError(f"a column is a list, a Series or an Arrow array, not {name}")


def is_missing(item: object) -> bool:
    """Whether an item stands for a missing text: ``None``, NaN or ``pandas.NA``."""
    if item is None or (isinstance(item, float) and item != item):
        return True
    pandas = sys.modules.get("pandas")
    return pandas is not None and item is cast(Any, pandas).NA


def sites_of(site: Sites) -> Any:
    """Returns the sites as the extension module takes them: ``None``, a ``str``, a list or an Arrow column."""
    if site is None or isinstance(site, (str, list)):
        return cast(Any, site)
    if library_of(site) != "pandas" and has_arrow(site):
        return site
    return listed(site)


def rebuilt(column: Column, clean: ArrowColumn) -> Column:
    """Returns the clean Arrow column as the kind of column that ``column`` is."""
    library = library_of(column)
    made: Any = clean
    if library == "pyarrow":
        pyarrow = _imported("pyarrow")
        made = pyarrow.chunked_array(clean) if isinstance(column, pyarrow.ChunkedArray) else pyarrow.array(clean)
    elif library == "polars":
        made = _imported("polars").Series(cast(Any, column).name, clean)
    elif library == "nanoarrow":
        made = _imported("nanoarrow").Array(clean)
    return cast(Column, made)


def _imported(library: str) -> Any:
    """A library of which the caller has a column."""
    return import_module(library)
