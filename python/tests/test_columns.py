"""Cleaning columns: lists, and anything with the Arrow C interface."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Optional

import pyarrow as pa
import pytest

import unboil

TYPES = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
Texts = list[Optional[str]]


@pytest.fixture(scope="module")
def cleaner(rules: Path) -> unboil.Cleaner:
    return unboil.Cleaner(rules=[rules])


def column(texts: Texts, kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        return pa.array(texts, pa.string()).dictionary_encode()
    return pa.array(texts, kind)


def test_a_list_gives_what_the_command_gives(
    cleaner: unboil.Cleaner, texts: Texts, urls: Texts, by_command: Texts
) -> None:
    for threads in (1, 2, None):
        assert cleaner.clean_many(texts, site=urls, threads=threads) == by_command
    assert cleaner.clean_many(tuple(texts), site=tuple(urls)) == tuple(by_command)


def test_unchanged_texts_are_the_same_objects(cleaner: unboil.Cleaner) -> None:
    text = "The pier is closed."
    assert cleaner.clean_many([text])[0] is text


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_arrow_columns_keep_their_type(
    cleaner: unboil.Cleaner, texts: Texts, urls: Texts, by_command: Texts, kind: pa.DataType
) -> None:
    array = column(texts, kind)
    clean = cleaner.clean_many(array, site=pa.array(urls))
    assert clean.type == array.type
    assert clean.to_pylist() == by_command
    clean.validate(full=True)


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_slices_and_chunks(
    cleaner: unboil.Cleaner, texts: Texts, urls: Texts, by_command: Texts, kind: pa.DataType
) -> None:
    array = column(texts, kind)
    assert cleaner.clean_many(array[7:31], site=urls[7:31]).to_pylist() == by_command[7:31]
    if pa.types.is_dictionary(kind):
        chunks = pa.chunked_array([array[:5], array[5:5], array[5:]])
    else:
        chunks = pa.chunked_array([column(texts[:5], kind), column([], kind), column(texts[5:], kind)])
    clean = cleaner.clean_many(chunks, site=pa.chunked_array([urls[:9], urls[9:]]))
    assert isinstance(clean, pa.ChunkedArray)
    assert [len(chunk) for chunk in clean.chunks] == [len(chunk) for chunk in chunks.chunks]
    assert clean.to_pylist() == by_command
    clean.validate(full=True)


def test_columns_of_missing_texts_and_empty_columns(cleaner: unboil.Cleaner) -> None:
    for kind in TYPES:
        assert cleaner.clean_many(column([None, None], kind)).to_pylist() == [None, None]
        empty = column([], kind)
        assert cleaner.clean_many(empty).equals(empty)
    nulls = pa.nulls(3)
    assert cleaner.clean_many(nulls).equals(nulls)
    none = pa.chunked_array([], pa.string())
    assert cleaner.clean_many(none).equals(none)
    assert cleaner.clean_many([]) == []
    assert cleaner.clean_many([None]) == [None]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (pa.array([1, 2]), "not text: its Arrow type is Int64"),
        (pa.array([b"x"]), "not text: its Arrow type is Binary; decode it first"),
        (pa.array([["x"]]), "not text"),
        (pa.table({"text": ["x"]}), "name one of its columns"),
        ("a text", "for one text there is Cleaner.clean"),
        (7, "a column is a list, a Series or an Arrow array, not builtins.int"),
        (["x", 7], "row 1 is a int"),
    ],
    ids=str,
)
def test_a_column_that_is_not_text_is_named(cleaner: unboil.Cleaner, given: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        cleaner.clean_many(given)


def test_bytes_that_are_no_text_are_found_with_their_row(cleaner: unboil.Cleaner) -> None:
    for kind, binary in ((pa.string(), pa.binary()), (pa.large_string(), pa.large_binary())):
        rows = pa.array([b"x", None, b"\xff", b"y"], binary)
        invalid = pa.Array.from_buffers(kind, len(rows), rows.buffers())
        with pytest.raises(unboil.RowError, match="row 2 is not valid UTF-8") as caught:
            cleaner.clean_many(invalid)
        assert caught.value.row == 2
        with pytest.raises(unboil.RowError, match="row 1 is not valid UTF-8"):
            cleaner.clean_many(invalid[1:])
        with pytest.raises(unboil.RowError, match="row 3 is not valid UTF-8"):
            cleaner.clean_many(pa.chunked_array([pa.array(["x"], kind), invalid]))
        with pytest.raises(unboil.RowError):
            cleaner.clean_many(invalid.dictionary_encode())
    with pytest.raises(unboil.RowError, match="row 1 is not valid Unicode"):
        cleaner.clean_many(["x", "\ud800"])


def test_sites_must_fit(cleaner: unboil.Cleaner) -> None:
    with pytest.raises(ValueError, match="2 texts and 1 sites"):
        cleaner.clean_many(["x", "y"], site=["a.example"])
    with pytest.raises(ValueError, match="names no host"):
        cleaner.clean_many(["x"], site="")
    with pytest.raises(ValueError, match="at least 1"):
        cleaner.clean_many(["x"], threads=0)


def test_any_library_with_the_interface_can_be_used(
    cleaner: unboil.Cleaner, texts: Texts, urls: Texts, by_command: Texts
) -> None:
    class Array:
        def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
            pair: tuple[object, object] = pa.array(texts).__arrow_c_array__()
            return pair

    class Stream:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return pa.chunked_array([texts[:3], texts[3:]]).__arrow_c_stream__()

    assert pa.array(cleaner.clean_many(Array(), site=urls)).to_pylist() == by_command  # type: ignore[call-overload]
    stream: Any = cleaner.clean_many(Stream(), site=urls)
    assert pa.chunked_array(stream).num_chunks == 2
    assert pa.chunked_array(stream).to_pylist() == by_command
    assert pa.array(stream, pa.large_string()).to_pylist() == by_command


def test_nothing_is_copied_on_the_way_back(cleaner: unboil.Cleaner) -> None:
    array = pa.array(["The ferry sailed at seven.\n\nLeave a Reply"] * 20_000)
    before = pa.total_allocated_bytes()
    clean = cleaner.clean_many(array)
    assert clean.nbytes > 400_000
    assert pa.total_allocated_bytes() - before < 1000


def test_progress_and_interrupts(cleaner: unboil.Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    moves: list[int] = []

    class Bar:
        def __init__(self, total: int, unit: str) -> None:
            self.n = 0

        def update(self, by: int) -> None:
            self.n += by
            moves.append(self.n)

        def close(self) -> None:
            moves.append(-1)

    monkeypatch.setattr("tqdm.auto.tqdm", Bar)
    cleaner.clean_many(["The ferry sailed at seven.\n\nLeave a Reply\n" * 20] * 2000, progress=True)
    assert moves[-2:] == [2000, -1]


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_ends_the_work_within_a_second() -> None:
    code = (
        "import sys, unboil\n"
        "texts = ['The ferry sailed at seven.\\n\\nLeave a Reply\\n' * 100] * 300_000\n"
        "cleaner = unboil.Cleaner()\n"
        "print('ready', flush=True)\n"
        "try:\n    cleaner.clean_many(texts)\n"
        "except KeyboardInterrupt:\n    print('stopped', flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.5)
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "stopped\n"
        assert time.monotonic() - sent < 1
        process.kill()


def test_work_is_the_same_in_a_thread_that_gets_no_signals(cleaner: unboil.Cleaner, texts: Texts) -> None:
    results: list[Texts] = []
    thread = threading.Thread(target=lambda: results.append(cleaner.clean_many(texts * 20)))
    thread.start()
    thread.join()
    assert results[0] == cleaner.clean_many(texts) * 20
