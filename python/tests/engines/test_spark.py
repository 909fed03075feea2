"""Spark on a master with one and two workers, all on this machine."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional

import pytest

import unboil
from conftest import Command, needed

pyspark = needed("pyspark")
import unboil.spark  # noqa: E402

Texts = list[Optional[str]]

os.environ.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module", params=[1, 2])
def spark(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    folder, port = tmp_path_factory.mktemp("cluster"), free_port()
    master = f"spark://127.0.0.1:{port}"
    start = [str(Path(pyspark.__path__[0]) / "bin/spark-class")]
    deploy = "org.apache.spark.deploy"
    commands = [[f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]]
    for number in range(request.param):
        place = ["--host", "127.0.0.1", "--webui-port", "0", "-d", str(folder / f"work{number}")]
        commands.append([f"{deploy}.worker.Worker", *place, "-c", "1", "-m", "1500m", master])
    logs = [folder / f"{number}.log" for number in range(len(commands))]
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for command, log in zip(commands, logs):
            with log.open("wb") as out:
                processes.append(subprocess.Popen(start + command, stdout=out, stderr=out))
        deadline = time.monotonic() + 120
        while logs[0].read_text().count("Registering worker") < request.param:
            assert time.monotonic() < deadline, logs[0].read_text()
            time.sleep(0.2)
        session = (
            SparkSession.builder.master(master)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.executor.memory", "1g")
            .config("spark.sql.shuffle.partitions", "4")
            # Batches that are smaller than the data, so that there are several in a partition.
            .config("spark.sql.execution.arrow.maxRecordsPerBatch", "7")
            .getOrCreate()
        )
        yield session
        session.stop()
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


@pytest.fixture
def data(tmp_path: Path, texts: Texts, urls: Texts) -> Path:
    """The texts with their numbers as JSON Lines and as Parquet, in several files."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    (tmp_path / "jsonl").mkdir()
    (tmp_path / "parquet").mkdir()
    rows = [{"id": id, "url": url, "text": text} for id, (url, text) in enumerate(zip(urls, texts))]
    for part in range(3):
        some = rows[part::3]
        lines = "".join(json.dumps(row) + "\n" for row in some)
        (tmp_path / f"jsonl/{part}.jsonl").write_text(lines, encoding="utf-8")
        pq.write_table(pa.Table.from_pylist(some), tmp_path / f"parquet/{part}.parquet")
    return tmp_path


@pytest.mark.parametrize("format", ["json", "parquet"])
def test_rows_are_those_of_the_command(
    spark: Any, data: Path, rules: Path, by_command: Texts, urls: Texts, format: str
) -> None:
    import pyarrow.parquet as pq

    source = str(data / ("jsonl" if format == "json" else "parquet"))
    frame = spark.read.format(format).schema("id long, url string, text string").load(source)
    clean = unboil.spark.clean(frame, "text", site="url", cleaner=unboil.Cleaner(rules=[rules]))
    assert clean.schema == frame.schema
    clean.write.format(format).save(str(data / "out"))
    if format == "parquet":
        rows = pq.read_table(data / "out").to_pylist()
    else:
        parts = [path.read_text(encoding="utf-8").splitlines() for path in (data / "out").glob("*.json")]
        # Spark leaves out what is null.
        rows = [{"url": None, "text": None, **json.loads(line)} for part in parts for line in part]
    rows.sort(key=lambda row: row["id"])
    assert [row["text"] for row in rows] == by_command
    assert [row["url"] for row in rows] == urls


def test_learned_rules_are_those_of_the_command(spark: Any, command: Command, tmp_path: Path) -> None:
    from test_learn import pages

    texts, urls = pages()
    rows = [json.dumps({"url": url, "text": text}) for url, text in zip(urls, texts)]
    done = command("learn", "--format", "jsonl", "-o", str(tmp_path), input="\n".join(rows).encode())
    assert done.returncode == 0
    files = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    frame = spark.createDataFrame(list(zip(urls, texts)), "url string, text string").repartition(5)
    assert len(files) == 2
    assert unboil.spark.learn(frame, "text", "url") == files
    nowhere = frame.selectExpr("cast(null as string) as url", "text")
    assert unboil.spark.learn(nowhere, "text", "url") == unboil.learn(texts)


@pytest.mark.parametrize("spark", [2], indirect=True)
def test_mistakes_are_reported_before_the_job_and_rows_by_number(spark: Any) -> None:
    frame = spark.range(3).selectExpr("id", "if(id = 1, cast(unhex('FF') as string), 'x') as text").coalesce(1)
    with pytest.raises(TypeError, match="'id' is not text: its type is bigint"):
        unboil.spark.clean(frame, "id")
    with pytest.raises(ValueError, match="no column 'txt'; the columns are id, text"):
        unboil.spark.clean(frame, "txt")
    with pytest.raises(Exception, match="row 1 of its partition is not valid UTF-8"):
        unboil.spark.clean(frame, "text").collect()


@pytest.mark.parametrize("spark", [2], indirect=True)
def test_an_empty_frame(spark: Any) -> None:
    frame = spark.createDataFrame([], "url string, text string")
    assert unboil.spark.clean(frame, "text", site="url").collect() == []
    assert unboil.spark.learn(frame, "text", "url") == {}
