"""LangChain: before documents are split and embedded."""

from langchain_core.documents import Document

from unboil.langchain import UnboilTransformer

pages = [Document(page_content="The pier is closed.\n\nLeave a Reply", metadata={"source": "https://example.com/pier"})]
print([page.page_content for page in UnboilTransformer().transform_documents(pages)])
# prints: ['The pier is closed.']
