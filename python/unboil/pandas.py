"""pandas: ``import unboil.pandas`` adds ``series.unboil``.

>>> import pandas as pd
>>> import unboil.pandas
>>> pd.Series(["The pier is closed.\\n\\nLeave a Reply", None]).unboil.clean().isna().tolist()
[False, True]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Optional

import pandas as pd

from unboil._cleaner import Cleaner, standard
from unboil._columns import Sites, is_missing

if TYPE_CHECKING:
    Series = pd.Series[Any]
else:
    Series = pd.Series

_pd: Any = pd
"""pandas without its types, where they know less than pandas does: of arrays of pyarrow, and of those of any type."""

__all__ = ["SeriesAccessor"]


@pd.api.extensions.register_series_accessor("unboil")
class SeriesAccessor:
    """What ``series.unboil`` is."""

    def __init__(self, series: Series) -> None:
        self._series = series

    def clean(
        self,
        cleaner: Optional[Cleaner] = None,
        *,
        site: Sites = None,
        threads: Optional[int] = None,
        progress: bool = False,
    ) -> Series:
        """Returns the clean texts, with the index, the name and the type of the Series.

        :param cleaner: rules and options; ``None`` means the standard rules.
        :param site, threads, progress: as for :meth:`unboil.Cleaner.clean_many`.
        :raises TypeError: the Series is not one of texts.
        """
        return (cleaner or standard()).clean_many(self._series, site=site, threads=threads, progress=progress)


def clean_column(cleaner: Cleaner, column: Any, sites: Any, threads: Optional[int], progress: bool) -> Any:
    """Cleans a Series, an Index or an array of pandas; returns the same kind. A missing text stays the value that it is."""
    if not isinstance(column, (_pd.Series, _pd.Index, pd.api.extensions.ExtensionArray)):
        name = type(column).__name__
        raise TypeError(f"a column of pandas is a Series, an Index or an array, not a {name}; name a column of it")
    clean = _clean_values(cleaner, column, sites, threads, progress)
    if isinstance(column, _pd.Series):
        return _pd.Series(clean, index=column.index, name=column.name, dtype=clean.dtype)
    return _pd.Index(clean, name=column.name, dtype=clean.dtype) if isinstance(column, _pd.Index) else clean


def _clean_values(cleaner: Cleaner, column: Any, sites: Any, threads: Optional[int], progress: bool) -> Any:
    """The clean texts as an array of the type of the column."""
    dtype = column.dtype
    if isinstance(dtype, (pd.StringDtype, pd.ArrowDtype)):
        pyarrow = _pyarrow()
        if pyarrow is not None:
            arrow = pyarrow.array(column)
            # A stream, as pandas keeps columns in chunks.
            chunks = arrow if isinstance(arrow, pyarrow.ChunkedArray) else pyarrow.chunked_array([arrow])
            column = cleaner._clean_arrow(chunks, sites, threads, progress)  # pyright: ignore[reportPrivateUsage]
            return _pd.array(pyarrow.chunked_array(column), dtype=dtype)
    is_category = isinstance(dtype, pd.CategoricalDtype)
    if not (is_category or isinstance(dtype, pd.StringDtype) or dtype == object):
        raise TypeError(f"the column is not text: its type is {dtype}")
    items: list[Any] = list(column)
    texts: list[Optional[str]] = [None if is_missing(item) else item for item in items]
    clean = cleaner._clean_list(texts, sites, threads, progress)[0]  # pyright: ignore[reportPrivateUsage]
    if is_category:
        # Two categories may have the same clean text, so they are found anew.
        return _pd.Categorical(clean, ordered=dtype.ordered)
    kept = [item if text is None else text for item, text in zip(items, clean)]
    return _pd.Series(kept, dtype=dtype).array


def _pyarrow() -> Any:
    """The library pyarrow; ``None`` if it is not installed."""
    try:
        return import_module("pyarrow")
    except ImportError:
        return None
