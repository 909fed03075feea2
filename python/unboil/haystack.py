"""Haystack: a component that cleans documents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Optional

from haystack import Document, component

from unboil._cleaner import Cleaner, standard

__all__ = ["UnboilCleaner"]


@component
class UnboilCleaner:
    """Cleans the content of documents, before they are split.

    :param options: the arguments of :class:`unboil.Cleaner`, so that the component can be saved with its pipeline.
    :param site: the key of the metadata that has the URL or host of a document.
    """

    def __init__(self, options: Optional[dict[str, Any]] = None, site: str = "url") -> None:
        self.options = options
        self.site = site
        self._cleaner = Cleaner(**options) if options else standard()

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """Returns copies of the documents with clean content."""
        sites = [site if isinstance(site := document.meta.get(self.site), str) else None for document in documents]
        texts = self._cleaner.clean_many([document.content for document in documents], site=sites)
        return {"documents": [replace(document, id="", content=text) for document, text in zip(documents, texts)]}
