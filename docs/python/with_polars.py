"""Polars: an expression in a lazy frame, evaluated batch by batch."""

import polars as pl

import unboil.polars

frame = pl.LazyFrame(
    {
        "url": ["https://example.com/pier", "https://example.com/ferry"],
        "text": ["The pier is closed.\n\nLeave a Reply", None],
    }
)
# Or pl.col("text").unboil.clean(site=pl.col("url")), which type checkers do not know.
clean = frame.with_columns(unboil.polars.clean(pl.col("text"), site=pl.col("url"))).collect()
print(clean["text"].to_list())
# prints: ['The pier is closed.', None]
