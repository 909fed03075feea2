"""pandas: a column of texts, some of them missing."""

import pandas as pd

import unboil

frame = pd.DataFrame(
    {
        "url": ["https://example.com/pier", "https://example.com/ferry"],
        "text": ["The pier is closed.\n\nLeave a Reply", None],
    }
)
cleaner = unboil.Cleaner(keep=["credit"])
# Or frame["text"].unboil.clean(cleaner, site=frame["url"]), after import unboil.pandas.
frame["text"] = cleaner.clean_many(frame["text"], site=frame["url"])
print(frame["text"][0], frame["text"].isna().tolist())
# prints: The pier is closed. [False, True]
