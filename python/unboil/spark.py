"""Apache Spark: ``unboil.spark.clean(df, "text", site="url")``.

Batches go to Python workers as Arrow (``mapInArrow``), so each executor needs this package, pyarrow and pandas. The rules are compiled on
the driver first, so that a mistake in them ends the job before it starts, and go to the workers with the function.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Optional

from unboil import _core
from unboil._cleaner import Cleaner, check_version, standard
from unboil._errors import RowError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
else:
    # Spark has imported it on the driver and on the workers.
    import pyarrow as pa

__all__ = ["clean", "learn"]

_PARTS = 256
"""In how many parts the samples of one site are merged at first. About the square root of the 80,000 partitions that 10 TB have at 128 MB
each, so that no merge receives more than some 300 samples of a site."""


def clean(
    frame: DataFrame, column: str, *, site: Optional[str] = None, cleaner: Optional[Cleaner] = None, threads: int = 1
) -> DataFrame:
    """Cleans a column of texts. The other columns, and the schema, stay as they are.

    :param frame: the data.
    :param column: the column of texts.
    :param site: the column of URLs or hosts.
    :param cleaner: rules and options; ``None`` means the standard rules.
    :param threads: how many threads each task uses; one, as Spark runs a task on each core.
    :returns: the frame with clean texts.
    :raises TypeError: a column is not one of strings.
    :raises ValueError: there is no such column.
    """
    for name in (column, site):
        if name is not None:
            _check(frame, name)
    used = cleaner or standard()

    def cleaned(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        first = 0
        for batch in batches:
            sites = None if site is None else batch.column(site)
            try:
                texts = used.clean_many(batch.column(column), site=sites, threads=threads)
            except RowError as error:
                raise RowError(first + error.row, error.reason, "its partition") from None
            first += batch.num_rows
            yield batch.set_column(batch.schema.get_field_index(column), batch.schema.field(column), texts)

    return frame.mapInArrow(cleaned, frame.schema)


def learn(frame: DataFrame, column: str, site: str) -> dict[str, str]:
    """Learns what sites print on their pages, as ``unboil learn`` does; the same rows give the same files.

    Each task makes a sample of the pages of each site, which has a bounded size, and Spark's shuffle brings the samples of a site
    together: first those of groups of partitions, then those of the groups, so that no worker receives all samples of a site that is in
    every partition.

    :param frame: the data.
    :param column: the column of texts.
    :param site: the column of URLs or hosts.
    :returns: for each site on which lines recur, the name and the text of its rule file.
    :raises TypeError, ValueError: as for :func:`clean`.
    """
    for name in (column, site):
        _check(frame, name)

    version = _core.__version__

    def sampled(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext

        check_version(version)
        samples = _core.Samples()
        for batch in batches:
            samples.add(batch.column(column), batch.column(site), 1)
        task = TaskContext.get()
        part = (task.partitionId() if task else 0) % _PARTS
        hosts, data = [], []
        for host, sample in samples.by_site():
            hosts.append(host)
            data.append(sample)
        yield pa.record_batch(
            [pa.array(hosts, pa.string()), pa.array([part] * len(hosts), pa.int32()), pa.array(data, pa.binary())],
            names=["site", "part", "sample"],
        )

    samples = frame.select(column, site).mapInArrow(sampled, "site string, part int, sample binary")
    samples = _merged(samples, ["site", "part"])
    samples = _merged(samples.select("site", "sample"), ["site"]).persist()
    try:
        named = samples.where("site <> ''")
        # Without any site, all documents are pages of one.
        rows = (samples if named.isEmpty() else named).mapInArrow(_learned, "file string, text string").collect()
    finally:
        samples.unpersist()
    return {row["file"]: row["text"] for row in sorted(rows, key=lambda row: row["file"])}


def _merged(samples: DataFrame, keys: list[str]) -> DataFrame:
    """One sample for each combination of the keys."""
    from pyspark.sql import functions

    lists = samples.groupBy(*keys).agg(functions.collect_list("sample").alias("samples"))
    columns = ", ".join(f"{key} {'int' if key == 'part' else 'string'}" for key in keys)
    return lists.mapInArrow(_joined, f"{columns}, sample binary")


def _joined(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        data: list[bytes] = []
        lists: Any = batch.column("samples").to_pylist()
        for samples in lists:
            merged = _core.Samples()
            for sample in samples:
                merged.merge(sample)
            data.append(merged.to_bytes())
        keys = [name for name in batch.schema.names if name != "samples"]
        columns = [*(batch.column(key) for key in keys), pa.array(data, pa.binary())]
        yield pa.record_batch(columns, names=[*keys, "sample"])


def _learned(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        files: list[tuple[str, str]] = []
        all_samples: Any = batch.column("sample").to_pylist()
        for sample in all_samples:
            samples = _core.Samples()
            samples.merge(sample)
            files += samples.learn()
        columns = [pa.array([file[at] for file in files], pa.string()) for at in (0, 1)]
        yield pa.record_batch(columns, names=["file", "text"])


def _check(frame: DataFrame, name: str) -> None:
    """Refuses a column before the job starts."""
    types: dict[str, Any] = dict(frame.dtypes)
    if name not in types:
        raise ValueError(f"there is no column {name!r}; the columns are {', '.join(frame.columns)}")
    if types[name] != "string" and not types[name].startswith(("varchar", "char")):
        raise TypeError(f"the column {name!r} is not text: its type is {types[name]}")
