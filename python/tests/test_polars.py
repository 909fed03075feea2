"""The adapter for Polars."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

import pytest

import unboil
from conftest import needed

pl = needed("polars")
import unboil.polars  # noqa: E402

Texts = list[Optional[str]]


@pytest.fixture
def frame(texts: Texts, urls: Texts) -> Any:
    return pl.DataFrame({"text": texts, "url": urls}, schema={"text": pl.String, "url": pl.String})


def test_a_series(frame: Any, rules: Path, by_command: Texts) -> None:
    cleaner = unboil.Cleaner(rules=[rules])
    clean = frame["text"].unboil.clean(cleaner, site=frame["url"])
    assert isinstance(clean, pl.Series)
    assert (clean.name, clean.dtype, clean.to_list()) == ("text", pl.String, by_command)
    assert frame["text"][5:9].unboil.clean(cleaner, site=frame["url"][5:9]).to_list() == by_command[5:9]
    parts = frame["text"][:4].append(frame["text"][4:])
    assert cleaner.clean_many(parts, site=frame["url"]).to_list() == by_command


@pytest.mark.parametrize("is_lazy", [False, True])
@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_an_expression(frame: Any, rules: Path, by_command: Texts, is_lazy: bool, engine: str) -> None:
    cleaner = unboil.Cleaner(rules=[rules])
    expression = pl.col("text").unboil.clean(cleaner, site=pl.col("url"))
    if is_lazy:
        clean = frame.lazy().with_columns(expression).collect(engine=engine)
    else:
        clean = frame.with_columns(expression)
    assert clean["text"].to_list() == by_command
    assert clean.schema == frame.schema
    everywhere = frame.select(pl.col("text").unboil.clean(site="https://b.example"))
    assert everywhere["text"].to_list() == unboil.Cleaner().clean_many(frame["text"].to_list(), site="b.example")


def test_categories_missing_texts_and_numbers(frame: Any, texts: Texts) -> None:
    clean = unboil.Cleaner().clean_many(texts)
    categories = frame["text"].cast(pl.Categorical).unboil.clean()
    assert categories.cast(pl.String).to_list() == clean
    assert pl.Series("x", [None, None]).unboil.clean().to_list() == [None, None]
    assert pl.Series("x", [], dtype=pl.String).unboil.clean().to_list() == []
    with pytest.raises(TypeError, match="not text: its Arrow type is Int64"):
        pl.Series("x", [1]).unboil.clean()
