"""Polars: ``import unboil.polars`` adds ``series.unboil`` and ``expression.unboil``, also for lazy frames.

>>> import polars as pl
>>> import unboil.polars
>>> frame = pl.DataFrame({"text": ["The pier is closed.\\n\\nLeave a Reply", None]})
>>> frame.lazy().with_columns(pl.col("text").unboil.clean()).collect()["text"].to_list()
['The pier is closed.', None]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional, Union

import polars as pl

from unboil._cleaner import Cleaner, standard
from unboil._columns import Sites

__all__ = ["ExpressionAccessor", "SeriesAccessor", "clean"]


@pl.api.register_series_namespace("unboil")
class SeriesAccessor:
    """What ``series.unboil`` is."""

    def __init__(self, series: pl.Series) -> None:
        self._series = series

    def clean(
        self,
        cleaner: Optional[Cleaner] = None,
        *,
        site: Sites = None,
        threads: Optional[int] = None,
        progress: bool = False,
    ) -> pl.Series:
        """Returns the clean texts.

        :param cleaner: rules and options; ``None`` means the standard rules.
        :param site, threads, progress: as for :meth:`unboil.Cleaner.clean_many`.
        :raises TypeError: the Series is not one of texts.
        """
        return (cleaner or standard()).clean_many(self._series, site=site, threads=threads, progress=progress)


@pl.api.register_expr_namespace("unboil")
class ExpressionAccessor:
    """What ``expression.unboil`` is."""

    def __init__(self, expression: pl.Expr) -> None:
        self._expression = expression

    def clean(
        self,
        cleaner: Optional[Cleaner] = None,
        *,
        site: Union[None, str, pl.Expr] = None,
        threads: Optional[int] = None,
    ) -> pl.Expr:
        """Returns an expression of the clean texts, which is evaluated batch by batch.

        :param cleaner: rules and options; ``None`` means the standard rules.
        :param site: the host or URL of all texts, or an expression for that of each, such as ``pl.col("url")``.
        :param threads: how many threads to use; ``None`` means all cores.
        """
        return clean(self._expression, cleaner, site=site, threads=threads)


def clean(
    expression: pl.Expr,
    cleaner: Optional[Cleaner] = None,
    *,
    site: Union[None, str, pl.Expr] = None,
    threads: Optional[int] = None,
) -> pl.Expr:
    """The same as ``expression.unboil.clean(...)``, as a function that type checkers know.

    :param expression: the texts.
    :param cleaner, site, threads: as for :meth:`ExpressionAccessor.clean`.
    """
    used = cleaner or standard()

    def cleaned(columns: Sequence[pl.Series]) -> pl.Series:
        sites = columns[1] if len(columns) > 1 else site
        return used.clean_many(columns[0], site=sites, threads=threads)

    inputs = [expression, site] if isinstance(site, pl.Expr) else [expression]
    return pl.map_batches(inputs, cleaned, return_dtype=pl.String, is_elementwise=True)
