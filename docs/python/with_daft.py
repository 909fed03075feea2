"""Daft: a function over batches."""

import daft
from daft import DataType, Series, col

import unboil

cleaner = unboil.Cleaner()


@daft.func.batch(return_dtype=DataType.string())
def clean(texts: Series) -> Series:
    return Series.from_arrow(cleaner.clean_many(texts.to_arrow(), threads=1))


frame = daft.from_pydict({"text": ["The pier is closed.\n\nLeave a Reply", None]})
print(frame.select(clean(col("text"))).to_pydict())
# prints: {'text': ['The pier is closed.', None]}
