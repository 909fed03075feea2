"""Unstructured: after partitioning."""

from unstructured.documents.elements import Element, NarrativeText, Title

from unboil.unstructured import clean_elements

elements: list[Element] = [NarrativeText("The pier  is closed."), Title("Leave a Reply")]
print([element.text for element in clean_elements(elements)])
# prints: ['The pier is closed.']
