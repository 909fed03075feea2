"""Removes boilerplate from scraped text by rules that anyone can read, explains every change and can undo it.

>>> import unboil
>>> unboil.clean("The pier is closed.\\n\\nLeave a Reply")
'The pier is closed.'

:class:`Cleaner` has options, rules of your own, and columns of any size. Adapters for pandas, Polars, Hugging Face datasets, datatrove,
Spark and others are modules of this package, imported by name.
"""

from unboil._cleaner import Cleaner, clean, detect, learn, replay, restore
from unboil._core import __version__
from unboil._errors import DecodeError, RowError, RuleError, RuleFault, UnboilError, VersionError
from unboil._results import Edit, Encoding, Explanation, Line, NearRule, Result, RuleName

__all__ = [
    "Cleaner",
    "DecodeError",
    "Edit",
    "Encoding",
    "Explanation",
    "Line",
    "NearRule",
    "Result",
    "RowError",
    "RuleError",
    "RuleFault",
    "RuleName",
    "UnboilError",
    "VersionError",
    "__version__",
    "clean",
    "detect",
    "learn",
    "replay",
    "restore",
]
