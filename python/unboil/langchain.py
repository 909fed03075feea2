"""LangChain: a document transformer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from langchain_core.documents import BaseDocumentTransformer, Document

from unboil._cleaner import Cleaner, standard

__all__ = ["UnboilTransformer"]


class UnboilTransformer(BaseDocumentTransformer):
    """Cleans the content of documents; ids and metadata stay.

    :param cleaner: rules and options; ``None`` means the standard rules.
    :param site: the key of the metadata that has the URL or host of a document.
    """

    def __init__(self, cleaner: Optional[Cleaner] = None, *, site: str = "source") -> None:
        self.cleaner = cleaner or standard()
        self.site = site

    def transform_documents(self, documents: Sequence[Document], **_: Any) -> Sequence[Document]:
        """Returns copies of the documents with clean content."""
        sites = [_text(document.metadata.get(self.site)) for document in documents]
        texts = self.cleaner.clean_many([document.page_content for document in documents], site=sites)
        return [document.model_copy(update={"page_content": text}) for document, text in zip(documents, texts)]


def _text(value: object) -> Optional[str]:
    return value if isinstance(value, str) else None
