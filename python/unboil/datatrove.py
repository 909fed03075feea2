"""datatrove: a step that cleans the documents of a pipeline in batches.

``[JsonlReader("in"), UnboilFormatter(), JsonlWriter("out")]``. The statistics of the step count what was removed by category.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Optional

from datatrove.pipeline.base import PipelineStep
from unboil._cleaner import Cleaner, standard

if TYPE_CHECKING:
    from datatrove.data import Document

__all__ = ["UnboilFormatter"]

_BATCH = 1000
"""Documents at a time: enough that the calls cost nothing beside the cleaning."""


class UnboilFormatter(PipelineStep):
    """Cleans the text of each document.

    :param cleaner: rules and options; ``None`` means the standard rules.
    :param site: the key of the metadata that has the URL or host of a document; documents without it have no site.
    :param threads: how many threads to use in each task; ``None`` means all cores. Tasks are what the executor runs in parallel.
    """

    type = "✂️ - FORMAT"
    name = "🧹 unboil"

    def __init__(self, cleaner: Optional[Cleaner] = None, *, site: str = "url", threads: Optional[int] = 1) -> None:
        super().__init__()
        self.cleaner = cleaner or standard()
        self.site = site
        self.threads = threads

    def run(self, data: Iterable[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Yields the documents with clean texts, in order."""
        documents = iter(data)
        while batch := list(islice(documents, _BATCH)):
            texts: list[Optional[str]] = [document.text for document in batch]
            sites: list[Any] = [document.metadata.get(self.site) for document in batch]
            with self.track_time(unit="doc"):
                clean, removals = self.cleaner._clean_list(  # pyright: ignore[reportPrivateUsage]
                    texts, sites, self.threads, False
                )
            for category, count in removals.items():
                self.stat_update(f"removed_{category}", value=count)
            for document, text in zip(batch, clean):
                if text is not None and text != document.text:
                    self.stat_update("changed")
                    document.text = text
                yield document
