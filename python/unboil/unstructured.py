"""Unstructured: cleans the elements of a document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from unstructured.documents.elements import Element, Text

from unboil._cleaner import Cleaner, standard

__all__ = ["clean_elements"]


def clean_elements(
    elements: Sequence[Element], cleaner: Optional[Cleaner] = None, *, site: Optional[str] = None
) -> list[Element]:
    """Cleans the texts of elements in place, and leaves out those of which nothing is left.

    Each element is a text of its own, so rules that need the neighbours of a line do not act.

    :param elements: what a partition function returned.
    :param cleaner: rules and options; ``None`` means the standard rules.
    :param site: the host or URL that the document comes from.
    :returns: the elements that are left.
    """
    texts = [element for element in elements if isinstance(element, Text)]
    clean = (cleaner or standard()).clean_many([element.text for element in texts], site=site)
    gone: set[int] = set()
    for element, text in zip(texts, clean):
        if element.text and not text:
            gone.add(id(element))
        element.text = text
    return [element for element in elements if id(element) not in gone]
