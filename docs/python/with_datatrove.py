"""datatrove: a step between reader and writer. Its statistics count removals by category."""

import gzip
import json
import tempfile
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from unboil.datatrove import UnboilFormatter

if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp())
    (folder / "in").mkdir()
    row = {"id": "1", "text": "The pier is closed.\n\nLeave a Reply", "url": "https://example.com/pier"}
    (folder / "in/part.jsonl").write_text(json.dumps(row) + "\n")
    pipeline = [JsonlReader(str(folder / "in")), UnboilFormatter(), JsonlWriter(str(folder / "out"))]
    LocalPipelineExecutor(pipeline, logging_dir=str(folder / "logs")).run()
    print(json.loads(gzip.open(folder / "out/00000.jsonl.gz").readline())["text"])
    print(json.loads((folder / "logs/stats.json").read_text())[1]["stats"]["removed_comments"])
    # prints: The pier is closed.
    # prints: 1
