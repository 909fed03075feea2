"""Dask: each partition is a frame of pandas."""

import dask.dataframe as dd
import pandas as pd

import unboil


def clean(part: pd.DataFrame, cleaner: unboil.Cleaner) -> pd.DataFrame:
    return part.assign(text=cleaner.clean_many(part["text"], site=part["url"], threads=1))


frame = pd.DataFrame({"url": ["https://example.com/pier"] * 2, "text": ["The pier is closed.\n\nLeave a Reply", None]})
parts = dd.from_pandas(frame, npartitions=2).map_partitions(clean, unboil.Cleaner())
print(parts.compute()["text"].isna().tolist(), parts.compute()["text"].tolist()[0])
# prints: [False, True] The pier is closed.
