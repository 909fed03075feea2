"""Haystack: a component of a pipeline."""

from haystack import Document, Pipeline

from unboil.haystack import UnboilCleaner

pipeline = Pipeline()
pipeline.add_component("unboil", UnboilCleaner({"level": "bold"}))
answer = pipeline.run({"unboil": {"documents": [Document(content="The pier is closed.\n\nLeave a Reply")]}})
print([document.content for document in answer["unboil"]["documents"]])
# prints: ['The pier is closed.']
