"""The adapter for pandas."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

import pytest

import unboil
from conftest import needed

pd = needed("pandas")
pa = needed("pyarrow")
import unboil.pandas  # noqa: E402

Texts = list[Optional[str]]
TYPES = ["object", "string[python]", "string[pyarrow]", "arrow", "category"]


def series(texts: Texts, kind: str) -> Any:
    dtype = pd.ArrowDtype(pa.string()) if kind == "arrow" else kind
    return pd.Series(texts, dtype=dtype, name="text", index=range(100, 100 + len(texts)))


def as_list(clean: Any) -> Texts:
    return [None if pd.isna(text) else text for text in clean]


@pytest.mark.parametrize("kind", TYPES)
def test_a_series_keeps_its_index_name_and_type(
    kind: str, texts: Texts, urls: Texts, by_command: Texts, rules: Path
) -> None:
    cleaner = unboil.Cleaner(rules=[rules])
    column = series(texts, kind)
    site = pd.Series(urls, index=column.index)
    clean = column.unboil.clean(cleaner, site=site)
    assert as_list(clean) == by_command
    assert clean.name == "text"
    assert clean.index.equals(column.index)
    if kind != "category":
        assert clean.dtype == column.dtype
    assert as_list(cleaner.clean_many(column, site=site)) == by_command
    assert as_list(cleaner.clean_many(column[3:9], site=site[3:9])) == by_command[3:9]
    assert len(cleaner.clean_many(column[:0])) == 0


def test_missing_values_stay_what_they_are() -> None:
    column = pd.Series(["x  y", None, float("nan"), pd.NA], dtype=object)
    clean = column.unboil.clean()
    assert clean[0] == "x y"
    assert clean[1] is None
    assert isinstance(clean[2], float)
    assert clean[3] is pd.NA


def test_frames_and_numbers_are_refused() -> None:
    with pytest.raises(TypeError, match="its type is int64"):
        pd.Series([1, 2]).unboil.clean()
    with pytest.raises(TypeError, match="row 1 is a int"):
        pd.Series(["x", 2], dtype=object).unboil.clean()
    with pytest.raises(TypeError, match="name a column of it"):
        unboil.Cleaner().clean_many(pd.DataFrame({"text": ["x"]}))
    if hasattr(pd, "ArrowDtype"):
        with pytest.raises(TypeError, match="not text"):
            pd.Series([1], dtype=pd.ArrowDtype(pa.int64())).unboil.clean()


def test_an_index_and_a_numpy_array() -> None:
    index = pd.Index(["x  y"], name="text")
    clean = unboil.Cleaner().clean_many(index)
    assert isinstance(clean, pd.Index) and clean.tolist() == ["x y"] and clean.name == "text"
    array = unboil.Cleaner().clean_many(pd.Series(["x  y", None]).to_numpy())
    assert array.tolist() == ["x y", None]
