"""Hugging Face datasets, datatrove, and the libraries of documents: the texts are those of the command."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Optional

import pytest

import unboil
from conftest import needed

Texts = list[Optional[str]]


@pytest.fixture
def cleaner(rules: Path) -> unboil.Cleaner:
    return unboil.Cleaner(rules=[rules])


@pytest.mark.parametrize("processes", [None, 2])
@pytest.mark.parametrize("format", [None, "arrow"])
def test_datasets(
    cleaner: unboil.Cleaner, texts: Texts, urls: Texts, by_command: Texts, processes: Optional[int], format: Optional[str]
) -> None:
    datasets = needed("datasets")
    import unboil.hf

    data = datasets.Dataset.from_dict({"text": texts, "url": urls}).with_format(format)
    function = unboil.hf.cleaner("text", site="url", cleaner=cleaner)
    clean = data.map(function, batched=True, batch_size=10, num_proc=processes).with_format(None)
    assert clean["text"][:] == by_command
    assert clean["url"][:] == urls
    with pytest.raises(Exception, match="batched=True"):
        data.with_format(None).map(function)


def test_fingerprints_are_the_same_in_another_process(rules: Path) -> None:
    needed("datasets")
    code = (
        "import sys, unboil, unboil.hf; from datasets.fingerprint import Hasher\n"
        "cleaner = unboil.Cleaner(rules=[sys.argv[1]], keep=sys.argv[2:])\n"
        "print(Hasher.hash(unboil.hf.cleaner('text', cleaner=cleaner)))"
    )
    call = [sys.executable, "-c", code, str(rules)]
    prints = [subprocess.run([*call, *keep], capture_output=True, check=True).stdout for keep in ([], [], ["credit"])]
    assert prints[0] == prints[1] != prints[2]


def test_datatrove(cleaner: unboil.Cleaner, texts: Texts, urls: Texts, by_command: Texts, tmp_path: Path) -> None:
    needed("datatrove")
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from unboil.datatrove import UnboilFormatter

    # datatrove drops documents without text, and a writer those without an id.
    rows = [{"id": f"n{id}", "url": url, "text": text} for id, (url, text) in enumerate(zip(urls, texts)) if text]
    (tmp_path / "in").mkdir()
    for part in range(2):
        lines = "".join(json.dumps(row) + "\n" for row in rows[part::2])
        (tmp_path / f"in/{part}.jsonl").write_text(lines, encoding="utf-8")
    pipeline: list[Any] = [
        JsonlReader(str(tmp_path / "in")), UnboilFormatter(cleaner), JsonlWriter(str(tmp_path / "out")),
    ]  # fmt: skip
    LocalPipelineExecutor(pipeline, tasks=2, workers=2, logging_dir=str(tmp_path / "logs")).run()
    found: dict[str, str] = {}
    for path in (tmp_path / "out").glob("*.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as lines_of:
            found.update((row["id"], row["text"]) for row in map(json.loads, lines_of))
    assert found == {row["id"]: by_command[int(str(row["id"])[1:])] for row in rows}
    stats = json.loads((tmp_path / "logs/stats.json").read_text())[1]["stats"]
    assert stats["removed_comments"]["total"] >= 40


def test_documents(cleaner: unboil.Cleaner, texts: Texts, urls: Texts, by_command: Texts, rules: Path) -> None:
    wanted = [clean for text, clean in zip(texts, by_command) if text]
    rows = [(text, {"url": url} if url else {}) for text, url in zip(texts, urls) if text]

    needed("langchain_core")
    from langchain_core.documents import Document

    from unboil.langchain import UnboilTransformer

    pages = [Document(page_content=text, metadata=metadata, id="7") for text, metadata in rows]
    transformed = UnboilTransformer(cleaner, site="url").transform_documents(pages)
    assert [page.page_content for page in transformed] == wanted
    assert [page.metadata for page in transformed] == [metadata for _, metadata in rows]
    assert pages[0].page_content == rows[0][0]

    needed("llama_index.core")
    from llama_index.core.schema import ImageNode, TextNode

    from unboil.llama_index import UnboilTransform

    nodes = [TextNode(text=text, metadata=metadata) for text, metadata in rows]
    assert [node.get_content() for node in UnboilTransform(cleaner=cleaner)(nodes)] == wanted
    assert UnboilTransform()([ImageNode(text="")])

    needed("haystack")
    from haystack import Document as HaystackDocument

    from unboil.haystack import UnboilCleaner

    component = UnboilCleaner({"rules": [str(rules)]})
    documents = [HaystackDocument(content=text, meta=metadata) for text, metadata in rows]
    cleaned = component.run(documents)["documents"]
    assert [document.content for document in cleaned] == wanted
    assert cleaned[0].meta == documents[0].meta


def test_elements() -> None:
    needed("unstructured")
    from unstructured.documents.elements import NarrativeText, PageBreak, Title

    from unboil.unstructured import clean_elements

    elements = [NarrativeText("The pier  is closed."), PageBreak(""), Title("Leave a Reply")]
    left = clean_elements(elements)
    assert [(type(element).__name__, element.text) for element in left] == [
        ("NarrativeText", "The pier is closed."),
        ("PageBreak", ""),
    ]
