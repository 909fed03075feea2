"""LlamaIndex: the first transformation of an ingestion pipeline."""

from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import TextNode

from unboil.llama_index import UnboilTransform

pipeline = IngestionPipeline(transformations=[UnboilTransform()])
nodes = pipeline.run(nodes=[TextNode(text="The pier is closed.\n\nLeave a Reply")])
print([node.get_content() for node in nodes])
# prints: ['The pier is closed.']
