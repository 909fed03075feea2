"""DataFusion: a scalar function over Arrow arrays."""

import pyarrow as pa
from datafusion import SessionContext, col, udf

import unboil

cleaner = unboil.Cleaner()


def clean(texts: pa.Array) -> pa.Array:
    return cleaner.clean_many(texts.cast(pa.string()))


unboil_text = udf(clean, [pa.string_view()], pa.string(), "immutable", name="unboil")
frame = SessionContext().from_pydict({"text": ["The pier is closed.\n\nLeave a Reply", None]})
print(frame.select(unboil_text(col("text").cast(pa.string_view())).alias("text")).to_pydict())
# prints: {'text': ['The pier is closed.', None]}
