"""Hugging Face datasets: ``ds.map(unboil.hf.cleaner("text"), batched=True)``.

The function is pickled with its rules, so that it works with ``num_proc``, and the same rules and options have the same fingerprint: a
second run finds the cached result of the first one.
"""

from __future__ import annotations

from typing import Any, Optional

from unboil._cleaner import Cleaner, standard

__all__ = ["BatchCleaner", "cleaner"]


class BatchCleaner:
    """Cleans a column of batches, which are dictionaries of lists, or tables of pyarrow for a dataset ``with_format("arrow")``."""

    def __init__(self, column: str, site: Optional[str], cleaner: Cleaner, threads: Optional[int]) -> None:
        self._column = column
        self._site = site
        self._cleaner = cleaner
        self._threads = threads

    def __call__(self, batch: Any) -> Any:
        """Returns the batch with clean texts: for a dictionary only the column, which ``map`` puts in place of the old one."""
        texts: Any = batch[self._column]
        if isinstance(texts, str):
            raise TypeError("a batch is needed, not a row: call map with batched=True")
        sites = None if self._site is None else batch[self._site]
        clean_many: Any = self._cleaner.clean_many
        clean: Any = clean_many(texts, site=sites, threads=self._threads)
        if hasattr(batch, "set_column"):
            return batch.set_column(batch.schema.get_field_index(self._column), self._column, clean)
        cleaned: dict[str, Any] = {self._column: clean}
        return cleaned


def cleaner(
    column: str, *, site: Optional[str] = None, cleaner: Optional[Cleaner] = None, threads: Optional[int] = 1
) -> BatchCleaner:
    """Returns a function for ``Dataset.map`` and ``IterableDataset.map`` with ``batched=True``.

    :param column: the column of texts.
    :param site: the column of URLs or hosts.
    :param cleaner: rules and options; ``None`` means the standard rules.
    :param threads: how many threads to use in each process; ``None`` means all cores. Processes are what ``num_proc`` is for.
    """
    return BatchCleaner(column, site, cleaner or standard(), threads)
