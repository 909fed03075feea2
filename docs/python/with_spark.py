"""Apache Spark: on this machine here; on a cluster, the package must be installed on all nodes."""

from pyspark.sql import SparkSession

import unboil
import unboil.spark

spark = SparkSession.builder.master("local[2]").getOrCreate()
rows = [("https://example.com/pier", "The pier is closed.\n\nLeave a Reply"), ("https://example.com/ferry", None)]
frame = spark.createDataFrame(rows, "url string, text string")
cleaner = unboil.Cleaner(keep=["credit"])
clean = unboil.spark.clean(frame, "text", site="url", cleaner=cleaner)
print([row["text"] for row in clean.orderBy("url").collect()])
spark.stop()
# prints: [None, 'The pier is closed.']
