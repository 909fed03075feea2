"""DuckDB: an Arrow function in SQL."""

import duckdb
import pyarrow as pa

import unboil

cleaner = unboil.Cleaner()


def clean(texts: pa.ChunkedArray, sites: pa.ChunkedArray) -> pa.ChunkedArray:
    return cleaner.clean_many(texts, site=sites)


database = duckdb.connect()
database.create_function("unboil", clean, ["VARCHAR", "VARCHAR"], "VARCHAR", type="arrow", null_handling="special")
database.execute("CREATE TABLE pages AS SELECT 'https://example.com/pier' AS url, 'The pier is closed.\n\nLeave a Reply' AS text")
print(database.execute("SELECT unboil(text, url) FROM pages").fetchall())
# prints: [('The pier is closed.',)]
