"""LlamaIndex: a transformation for an ingestion pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llama_index.core.schema import BaseNode, TextNode, TransformComponent
from pydantic import Field

from unboil._cleaner import Cleaner, standard

__all__ = ["UnboilTransform"]


class UnboilTransform(TransformComponent):
    """Cleans the text of nodes, before they are split; other nodes pass through.

    :param cleaner: rules and options; the standard rules if it is left out.
    :param site: the key of the metadata that has the URL or host of a node.
    """

    cleaner: Any = Field(default_factory=standard, exclude=True)
    site: str = "url"

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> Sequence[BaseNode]:
        """Cleans the nodes in place, as transformations do, and returns them."""
        used: Cleaner = self.cleaner
        texts = [node for node in nodes if isinstance(node, TextNode)]
        sites = [site if isinstance(site := node.metadata.get(self.site), str) else None for node in texts]
        for node, text in zip(texts, used.clean_many([node.text for node in texts], site=sites)):
            node.set_content(text)
        return nodes
