"""Ray Data: batches are tables of pyarrow."""

import pyarrow as pa
import ray

import unboil


class Clean:
    def __init__(self) -> None:
        self.cleaner = unboil.Cleaner()

    def __call__(self, batch: pa.Table) -> pa.Table:
        texts = self.cleaner.clean_many(batch["text"], site=batch["url"], threads=1)
        return batch.set_column(batch.schema.get_field_index("text"), "text", texts)


ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, _node_ip_address="127.0.0.1")
pages = pa.table({"url": ["https://example.com/pier"], "text": ["The pier is closed.\n\nLeave a Reply"]})
clean = ray.data.from_arrow(pages).map_batches(Clean, batch_format="pyarrow", concurrency=1)
print([row["text"] for row in clean.take_all()])
# prints: ['The pier is closed.']
